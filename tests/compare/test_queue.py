"""What is asked while models answer waits until they are free, and says so; nothing moves meanwhile."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.domain.errors import KnownError
from explorer.domain.generation import Sampling
from explorer.rooms.compare.document.results import AnswerCell
from explorer.rooms.compare.pane import ANSWERS, ComparePane
from explorer.rooms.compare.prompts.composer_rows import PromptComposer
from explorer.rooms.compare.prompts.plan_pane import PlanPage
from explorer.rooms.compare.prompts.prompts_pane import PromptsPage
from explorer.rooms.compare.prompts.settings_pane import SharedSettingsChosen
from explorer.rooms.compare.run.plan import RunPlan, steps_of
from tests.compare.conftest import ENDLESS, ONE, Around, add
from tests.pages.compare import AnswersPage, ComparePage, part


@pytest.fixture
def running(around: Around) -> ComparePane:
    """An answer is written that does not end by itself."""
    room = long_answers(around)
    begin(around, room, "Go on")
    return room


def long_answers(around: Around) -> ComparePane:
    room = around.open()
    add(around, room, ENDLESS)
    room.show_part(ANSWERS)
    composer(room).chosen.emit(SharedSettingsChosen(Sampling(max_tokens=90_000, temperature=0.0), ""))
    around.settings.change(context_length=100_000)  # "Go on" is answered without an end
    return room


def begin(around: Around, room: ComparePane, words: str) -> None:
    ComparePage(room).ask(words)
    around.qtbot.waitUntil(lambda: bool(AnswersPage(room).columns()[ENDLESS].text), timeout=20_000)


def composer(room: ComparePane) -> PromptComposer:
    return AnswersPage(room).composer


def stop(around: Around, room: ComparePane) -> None:
    room.run_command("Esc")
    around.qtbot.waitUntil(lambda: not room.is_busy(), timeout=10_000)


def prompts(room: ComparePane) -> list[str]:
    return [prompt.text for prompt in room.session.document.prompts]


def prompts_page(room: ComparePane) -> PromptsPage:
    return part(room, PromptsPage)


def again(room: ComparePane, cell: AnswerCell) -> None:
    """As the menu over the answers does it."""
    room.session.ask([step for step in steps_of(room.session.document) if step.cell == cell])


def ended(around: Around, room: ComparePane, count: int) -> None:
    """So many answers are there, and what waited would be asked by now."""
    around.qtbot.waitUntil(lambda: len(room.results()) == count and not room.is_busy(), timeout=20_000)
    QApplication.processEvents()


def asked_in_turn(around: Around, room: ComparePane) -> None:
    """The first prompt was answered, the second is, or was."""
    around.qtbot.waitUntil(lambda: AnswersPage(room).prompt.text == "Second", timeout=10_000)
    assert room.results()[0].prompt == "Go on"
    assert room.is_busy() or room.results()[1].prompt == "Second"
    assert "waits" not in composer(room).told


def test_a_prompt_that_is_asked_during_a_run_is_asked_when_it_has_ended(
    around: Around, running: ComparePane
) -> None:
    assert (
        composer(running).field.placeholderText() == "Enter: asks when the models have answered · Esc: stop"
    )
    QTest.keyClicks(composer(running).field, "Second")
    assert composer(running).told.startswith("Enter asks later · Endless · Q8_0 answers")
    QTest.keyClick(composer(running).field, Qt.Key.Key_Return)
    assert composer(running).text() == ""
    assert AnswersPage(running).columns()[ENDLESS].text  # it is not begun anew on the screen
    assert composer(running).told.startswith("1 prompt waits · Endless")
    assert prompts(running) == ["Go on", "Second"]  # kept, whatever happens now
    assert AnswersPage(running).prompt.text == "Go on"  # what is answered stays in sight
    running.session.run.stop_column(ENDLESS)  # the run ends by itself, as when its last answer is there
    asked_in_turn(around, running)


def test_what_waits_is_taken_back_into_the_field_before_what_was_begun_there(
    around: Around, running: ComparePane
) -> None:
    for words in ("Second", "Third"):
        ComparePage(running).ask(words)
    QTest.keyClicks(composer(running).field, "Fo")
    assert composer(running).told.startswith("Enter asks later · 2 prompts wait · ")
    composer(running).way.click()
    assert composer(running).text() == "Third\n\nFo"
    assert prompts(running) == ["Go on", "Second"]


def test_a_run_that_is_stopped_leaves_what_waits_to_the_person(around: Around, running: ComparePane) -> None:
    ComparePage(running).ask("Second")
    stop(around, running)
    QApplication.processEvents()
    assert not running.is_busy()
    assert composer(running).told == "1 prompt waits · Enter asks · Shift+Enter breaks the line"
    assert composer(running).way.text() == "Ask now"
    composer(running).way.click()
    asked_in_turn(around, running)


def test_what_waits_belongs_to_its_comparison(around: Around, running: ComparePane) -> None:
    number = running.session.kept.current.id
    ComparePage(running).ask("Second")
    ComparePage(running).start_new()
    add(around, running, ONE)
    running.show_part(ANSWERS)
    assert composer(running).told == "Another comparison is running · 0 of 1 answers"
    ComparePage(running).ask("Mine")
    assert composer(running).told.startswith("1 prompt waits · Another comparison is running")
    running.session.run.stop_column(ENDLESS)
    around.qtbot.waitUntil(lambda: [one.prompt for one in running.results()] == ["Mine"], timeout=20_000)
    around.qtbot.waitUntil(lambda: not running.is_busy(), timeout=10_000)
    QApplication.processEvents()  # the end was told to all
    ComparePage(running).open(number)
    around.qtbot.waitUntil(lambda: len(running.columns()) == 1)
    assert composer(running).told.startswith("1 prompt waits")
    assert composer(running).way.text() == "Ask now"


def test_what_was_asked_by_the_plan_meanwhile_is_not_asked_again(
    around: Around, running: ComparePane
) -> None:
    ComparePage(running).ask("Second")
    stop(around, running)
    composer(running).chosen.emit(SharedSettingsChosen(Sampling(max_tokens=4, temperature=0.0), ""))
    ComparePage(running).open_plan().start.click()
    QApplication.processEvents()  # the start was told to all
    assert "waits" not in composer(running).told
    ended(around, running, 3)
    assert [one.prompt for one in running.results()] == ["Go on", "Go on", "Second"]
    assert not running.is_busy()


def test_of_a_prompt_that_one_model_has_answered_by_choice_the_others_are_asked(
    around: Around, running: ComparePane
) -> None:
    ComparePage(running).ask("Second")
    stop(around, running)
    add(around, running, ONE)
    around.qtbot.waitUntil(lambda: len(running.columns()) == 2, timeout=5000)
    composer(running).chosen.emit(SharedSettingsChosen(Sampling(max_tokens=4, temperature=0.0), ""))
    again(running, AnswerCell(ONE, "p2"))
    ended(around, running, 3)
    asked = [(one.column, one.prompt) for one in running.results()]
    assert asked == [(ENDLESS, "Go on"), (ONE, "Second"), (ENDLESS, "Second")]
    assert not running.is_busy()
    assert "waits" not in composer(running).told


def test_a_prompt_that_is_stopped_while_it_is_answered_waits_no_more(
    around: Around, running: ComparePane
) -> None:
    ComparePage(running).ask("Second")
    stop(around, running)
    again(running, AnswerCell(ENDLESS, "p2"))
    QApplication.processEvents()
    stop(around, running)
    assert "waits" not in composer(running).told


def test_a_new_prompt_does_not_wait_because_one_that_is_gone_did(
    around: Around, running: ComparePane
) -> None:
    ComparePage(running).ask("Second")
    stop(around, running)
    ComparePage(running).open_prompts()
    page = prompts_page(running)
    page.rows()[1].remove.click()
    QTest.keyClicks(page.field, "Third")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert [one.key for one in running.session.document.prompts] == ["p1", "p2"]
    assert "waits" not in composer(running).told


def test_a_deletion_takes_what_waits_along_and_its_undo_brings_it_back(
    around: Around, running: ComparePane
) -> None:
    number, document = running.session.kept.current.id, running.session.document
    ComparePage(running).ask("Second")
    stop(around, running)
    ComparePage(running).delete()
    assert running.session.kept.current.id == number  # given again
    running.session.change(
        replace(document, prompts=(*document.prompts, replace(document.prompts[0], key="p2")))
    )
    running.session.board.show(document.columns)
    assert "waits" not in composer(running).told
    undo = around.messages.all[-1].action
    assert undo is not None
    undo.run()
    running.show_place(around.went[-1])
    around.qtbot.waitUntil(lambda: composer(running).told.startswith("1 prompt waits"), timeout=5000)


def test_whoever_is_on_another_page_at_the_end_of_a_run_stays_there(
    around: Around, running: ComparePane
) -> None:
    ComparePage(running).ask("Second")
    ComparePage(running).open_prompts()
    page = prompts_page(running)
    QTest.keyClicks(page.field, "Thi")
    running.session.run.stop_column(ENDLESS)
    around.qtbot.waitUntil(lambda: len(running.results()) == 1 and running.is_busy(), timeout=10_000)
    QTest.keyClicks(page.field, "rd")
    assert AnswersPage(running).page is page
    assert page.field.toPlainText() == "Third"
    assert page.field.hasFocus()


def test_a_plan_that_warns_is_opened_over_the_answers_only(
    around: Around, running: ComparePane, monkeypatch: pytest.MonkeyPatch
) -> None:
    ComparePage(running).ask("Second")
    ComparePage(running).open_prompts()
    made = running.session.run.plan

    def warned(*steps: Any, **how: Any) -> RunPlan:
        plan = made(*steps, **how)
        warning = KnownError("It may not fit.", "Close something.")
        return replace(plan, legs=tuple(replace(leg, warning=warning) for leg in plan.legs))

    monkeypatch.setattr(running.session.run, "plan", warned)
    running.session.run.stop_column(ENDLESS)
    ended(around, running, 1)
    assert AnswersPage(running).page is prompts_page(running)
    prompts_page(running).back.click()
    assert composer(running).told.startswith("1 prompt waits")
    composer(running).way.click()
    assert isinstance(AnswersPage(running).page, PlanPage)
    part(running, PlanPage).back.click()
    assert composer(running).told.startswith("1 prompt waits")  # nothing was asked yet


def test_what_waits_still_does_after_a_restart(around: Around, running: ComparePane) -> None:
    assert len(running.unfinished()) == 1
    ComparePage(running).ask("Second")
    assert "Prompts wait · they can be asked at the next start" in running.unfinished()
    stop(around, running)
    assert running.unfinished() == ()
    running.close_room()
    room = around.open()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    room.show_part(ANSWERS)
    assert composer(room).told == "1 prompt waits · Enter asks · Shift+Enter breaks the line"
    assert composer(room).way.text() == "Ask now"
    composer(room).way.click()
    asked_in_turn(around, room)


def test_a_run_that_a_restart_has_interrupted_goes_on_with_what_waits(
    around: Around, running: ComparePane
) -> None:
    ComparePage(running).ask("Second")
    running.close_room()
    room = around.open()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    room.show_part(ANSWERS)
    assert composer(room).told == "1 prompt waits · A run was interrupted. 1 answer is missing."
    composer(room).chosen.emit(SharedSettingsChosen(Sampling(max_tokens=4, temperature=0.0), ""))
    composer(room).way.click()
    ended(around, room, 2)
    assert [one.prompt for one in room.results()] == ["Go on", "Second"]


def test_what_cannot_be_taken_back_still_waits(
    around: Around, running: ComparePane, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_document: object) -> None:
        raise KnownError("The disk is full.", "Make room.")

    ComparePage(running).ask("Second")
    with monkeypatch.context() as patch:
        patch.setattr(running.session.kept, "change", fail)
        composer(running).way.click()
    running.session.document_changed.emit(running.session.document)
    assert composer(running).text() == ""
    assert composer(running).told.startswith("1 prompt waits")
    assert around.messages.all[-1].text.startswith("The disk is full.")


def test_nothing_moves_when_something_is_typed_and_when_a_run_begins_and_ends(around: Around) -> None:
    room = long_answers(around)
    view = AnswersPage(room).pane.view

    def places() -> list[tuple[int, int]]:
        QApplication.processEvents()
        parts = (view, AnswersPage(room).prompt, composer(room), composer(room).send)
        return [(part.mapTo(room, QPoint(0, 0)).y(), part.height()) for part in parts]

    before = places()
    QTest.keyClicks(composer(room).field, "Go")
    around.qtbot.waitUntil(lambda: "that models may take" in composer(room).told, timeout=5000)
    assert places() == before
    begin(around, room, " on")
    assert composer(room).stop.isVisible()
    assert places() == before
    ComparePage(room).ask("Next")
    assert places() == before
    stop(around, room)
    assert not composer(room).stop.isVisible()
    assert places() == before
