"""What the room works on, without a widget: what listeners hear of, and what stays as it was."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QTimer

from explorer.domain.errors import KnownError
from explorer.rooms.compare.document.document import MOST_PROMPTS, ComparisonDocument, Prompt, with_prompts
from explorer.rooms.compare.run.plan import steps_of
from explorer.rooms.compare.session import CompareSession, WidthShares
from tests.compare.conftest import ENDLESS, ONE, TWO, Around
from tests.compare.making import fill, result


@pytest.fixture
def session(around: Around) -> Iterator[CompareSession]:
    made = CompareSession(around.services(), partial(QTimer.singleShot, 0))
    made.show()
    yield made
    made.close()


def add(around: Around, session: CompareSession, *references: str) -> None:
    for reference in references:
        session.board.add(reference)
    around.qtbot.waitUntil(lambda: len(session.run.models()) == len(references), timeout=5000)


def test_a_change_that_cannot_be_is_told_and_leaves_everything_as_it_was(session: CompareSession) -> None:
    told: list[KnownError] = []
    heard: list[ComparisonDocument] = []
    session.failed.add(told.append)
    session.document_changed.add(heard.append)
    before = session.document
    prompts = tuple(Prompt(f"p{n}", "Hi") for n in range(MOST_PROMPTS + 1))
    assert not session.change(replace(before, prompts=prompts))
    assert [error.what for error in told] == ["A comparison has at most 200 prompts."]
    assert (session.document, heard) == (before, [])
    assert session.change(replace(before, prompts=prompts[:1]))
    assert heard == [session.document]


def test_models_are_columns_of_the_document_at_once_and_in_their_order(
    around: Around, session: CompareSession
) -> None:
    add(around, session, ONE, TWO)
    session.board.move(TWO, -1)
    assert session.document.keys == (TWO, ONE)
    assert session.kept.find(session.kept.current.id) == session.kept.current


def test_the_answer_that_comes_is_looked_at_until_the_person_steps(
    around: Around, session: CompareSession
) -> None:
    add(around, session, ONE, ENDLESS)
    session.change(with_prompts(session.document, ["First", "Second"]))
    steps = steps_of(session.document)
    looked: list[str] = []
    session.round_changed.add(lambda one: looked.append(one.prompt if one is not None else ""))
    session.ask([step for step in steps if step.column == ONE])
    around.qtbot.waitUntil(lambda: not session.run.is_busy, timeout=20_000)
    assert list(dict.fromkeys(looked)) == ["First", "Second"]
    assert [outcome.cell.prompt for outcome in session.outcomes] == ["p1", "p2"]
    session.step(-1, over_points=False)
    session.ask([step for step in steps if step.column == ENDLESS])
    session.step(1, over_points=False)
    around.qtbot.waitUntil(lambda: bool(session.run.live and session.run.live.now), timeout=20_000)
    assert session.rounds.shown is not None
    assert session.rounds.shown.prompt == "Second"  # and not the first, which is answered


def test_another_comparison_opens_with_its_answers_and_with_names(session: CompareSession) -> None:
    document = fill(session.kept, [ONE], ["Why?"])
    session.kept.answers.add(session.kept.current.id, result(ONE, "Why?", document.prompts[0].key))
    number = session.kept.current.id
    session.show()
    session.set_blind(on=True)
    heard: list[object] = []
    session.blind_changed.add(heard.append)
    session.opened.add(lambda one: heard.append(one.id))
    session.kept.start_new()
    session.show()
    assert (heard, session.outcomes, session.rounds.shown) == ([False, session.kept.current.id], (), None)
    session.kept.open(number)
    session.show()
    assert [outcome.cell.column for outcome in session.outcomes] == [ONE]
    assert session.rounds.cell(ONE) in session.cells


def test_widths_are_kept_and_forget_columns_that_are_gone(around: Around, session: CompareSession) -> None:
    add(around, session, ONE, TWO)
    session.set_widths(WidthShares().toggled_wide(ONE).toggled_focus(TWO))
    session.board.remove(TWO)
    session.set_widths(session.widths)
    assert session.widths == WidthShares(frozenset({ONE}))
    again = CompareSession(around.services(), session.later)
    assert again.widths == session.widths
    again.close()


def test_a_full_comparison_says_so_wherever_one_more_is_wanted(session: CompareSession) -> None:
    told: list[str] = []
    session.failed.add(lambda error: told.append(error.what))
    session.board.add(ONE)
    for _more in range(5):
        session.board.add_again(ONE)
    assert not session.attempt(partial(session.board.add, TWO))
    assert told == ["A comparison has at most 6 models."]
