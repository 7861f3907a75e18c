"""Votes without names, and differences word by word, as a person uses them."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.rooms.compare.answers.blind_pane import BlindPage
from explorer.rooms.compare.answers.difference_rows import DifferenceView
from explorer.rooms.compare.document.votes import (
    Ballot,
    Vote,
    VoteVerdict,
    counts_words,
    tally,
    verdict_words,
)
from explorer.rooms.compare.pane import ANSWERS, ComparePane
from tests.compare.conftest import ONE, TWO, Around
from tests.compare.making import fill, result
from tests.pages.compare import AnswersPage, ComparePage, texts_of

TITLES = {"a": "Alpha", "b": "Beta"}


def answered(around: Around, *prompts: str) -> ComparePane:
    """A room whose two models answered these prompts."""
    room = around.open()
    document = fill(room.session.kept, [ONE, TWO], prompts)
    for prompt in document.prompts:
        for key, text in ((ONE, "Water boils early."), (TWO, "Water boils late there.")):
            room.session.kept.answers.add(
                room.session.kept.current.id, result(key, prompt.text, prompt.key, text=text)
            )
    room.session.show()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 2)
    room.show_part(ANSWERS)
    return room


def blind(room: ComparePane) -> BlindPage:
    return ComparePage(room).open_blind()


def test_names_and_speeds_are_hidden_until_the_vote_and_told_after_it(around: Around) -> None:
    room = answered(around, "Why?")
    page = blind(room)
    seen = " ".join(texts_of(page))
    assert "One" not in seen
    assert "tokens/s" not in seen
    assert {side.text.strip() for side in page.sides} == {"Water boils early.", "Water boils late there."}
    QTest.keyClick(page.buttons[VoteVerdict.LEFT], Qt.Key.Key_1)
    (vote,) = room.session.kept.answers.votes(room.session.kept.current.id)
    assert vote.verdict is VoteVerdict.LEFT
    assert {side.told for side in page.sides} in (
        {"Answer A: One · Q8_0", "Answer B: Two · Q8_0"},
        {"Answer A: Two · Q8_0", "Answer B: One · Q8_0"},
    )
    assert any("tokens/s" in text for text in texts_of(page))


def test_after_the_last_pair_the_tally_says_that_the_votes_are_too_few(around: Around) -> None:
    room = answered(around, "Why?", "How?")
    page = blind(room)
    for key, leads_to in ((Qt.Key.Key_2, "Next pair"), (Qt.Key.Key_3, "How the votes stand")):
        QTest.keyClick(page.back, key)
        assert page.next.text() == leads_to
        QTest.keyClick(page.next, Qt.Key.Key_Return)
    words = " ".join(texts_of(page))
    assert "Every pair was voted on" in words
    assert "Too few votes to tell" in words
    assert "ties: 1" in words


def test_while_only_one_model_has_answered_the_vote_says_what_it_waits_for(around: Around) -> None:
    room = around.open()
    document = fill(room.session.kept, [ONE, TWO], ["Why?"])
    prompt = document.prompts[0]
    room.session.kept.answers.add(room.session.kept.current.id, result(ONE, prompt.text, prompt.key))
    room.session.show()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 2)
    seen = " ".join(texts_of(blind(room)))
    assert "once two models have answered" in seen
    assert "Ask a prompt below" not in seen


def test_escape_leaves_the_blind_vote_and_shows_the_names_again(around: Around) -> None:
    room = answered(around, "Why?")
    page = blind(room)
    QTest.keyClick(page.back, Qt.Key.Key_Escape)
    assert AnswersPage(room).page is None
    assert not ComparePage(room).button("compare-blind-vote").isChecked()


def test_a_clear_preference_is_said_with_its_interval_and_no_other_is() -> None:
    def votes(first: int, second: int) -> list[Vote]:
        sides = [VoteVerdict.LEFT] * first + [VoteVerdict.RIGHT] * second
        now = datetime.now(UTC)
        return [Vote(Ballot(f"p{n}", "", "a", "b"), side, now) for n, side in enumerate(sides)]

    (clear,) = tally(("a", "b"), votes(18, 2))
    assert verdict_words(clear, TITLES) == "Alpha is preferred; 95 % interval 70 to 97 %."
    assert counts_words(clear, TITLES) == "Votes for Alpha: 18, for Beta: 2, ties: 0, both bad: 0."
    (other,) = tally(("a", "b"), votes(2, 18))
    assert verdict_words(other, TITLES) == "Beta is preferred; 95 % interval 70 to 97 %."
    (even,) = tally(("a", "b"), votes(3, 2))
    assert verdict_words(even, TITLES) == (
        "Too few votes to tell: the 95 % interval of Alpha reaches from 23 to 88 %."
    )


def test_differences_mark_own_words_against_the_chosen_column(around: Around) -> None:
    room = answered(around, "Why?")
    ComparePage(room).button("compare-words").click()
    column = AnswersPage(room).columns()[TWO]
    around.qtbot.waitUntil(lambda: column.findChild(DifferenceView) is not None, timeout=5000)
    assert "of its words are in One · Q8_0" in column.state
    view = column.findChild(DifferenceView)
    assert isinstance(view, DifferenceView)
    marked = [piece.text.strip() for piece in view.pieces if piece.kind == "added"]
    assert marked == ["late there"]
    assert "the others are compared with this one" in AnswersPage(room).columns()[ONE].state
    AnswersPage(room).choose(TWO, "Compare the others with this one")
    first = AnswersPage(room).columns()[ONE]
    around.qtbot.waitUntil(lambda: first.findChild(DifferenceView) is not None, timeout=5000)
    ComparePage(room).button("compare-words").click()
    assert first.text.strip() == "Water boils early."
