"""What is asked while models answer waits until they are free, and says so; nothing moves meanwhile."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.compare.column_rows import ColumnsView
from explorer.compare.composer_rows import Composer, SharedChosen
from explorer.compare.pane import ANSWERS, ComparePane
from explorer.domain.generation import Sampling
from tests.compare.conftest import Around
from tests.compare.using import ENDLESS, ONE, add, answers, ask


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
    composer(room).chosen.emit(SharedChosen(Sampling(max_tokens=90_000, temperature=0.0), ""))
    around.settings.change(context_length=100_000)  # "Go on" is answered without an end
    return room


def begin(around: Around, room: ComparePane, words: str) -> None:
    ask(room, words)
    around.qtbot.waitUntil(lambda: bool(answers(room).columns()[ENDLESS].text), timeout=20_000)


def composer(room: ComparePane) -> Composer:
    return answers(room).composer


def stop(around: Around, room: ComparePane) -> None:
    room.run_command("Esc")
    around.qtbot.waitUntil(lambda: not room.is_busy(), timeout=10_000)


def prompts(room: ComparePane) -> list[str]:
    return [prompt.text for prompt in room._kept.current.document.prompts]


def asked_in_turn(around: Around, room: ComparePane) -> None:
    """The first prompt was answered, the second is, or was."""
    around.qtbot.waitUntil(lambda: answers(room).prompt.text == "Second", timeout=10_000)
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
    assert answers(running).columns()[ENDLESS].text  # it is not begun anew on the screen
    assert composer(running).told.startswith("1 prompt waits · Endless")
    assert prompts(running) == ["Go on", "Second"]  # kept, whatever happens now
    assert answers(running).prompt.text == "Go on"  # what is answered stays in sight
    running._asking.stop_column(ENDLESS)  # the run ends by itself, as when its last answer is there
    asked_in_turn(around, running)


def test_what_waits_is_taken_back_into_the_field_before_what_was_begun_there(
    around: Around, running: ComparePane
) -> None:
    for words in ("Second", "Third"):
        ask(running, words)
    QTest.keyClicks(composer(running).field, "Fo")
    assert composer(running).told.startswith("Enter asks later · 2 prompts wait · ")
    composer(running).way.click()
    assert composer(running).text() == "Third\n\nFo"
    assert prompts(running) == ["Go on", "Second"]


def test_a_run_that_is_stopped_leaves_what_waits_to_the_person(around: Around, running: ComparePane) -> None:
    ask(running, "Second")
    stop(around, running)
    QApplication.processEvents()
    assert not running.is_busy()
    assert composer(running).told == "1 prompt waits · Enter asks · Shift+Enter breaks the line"
    assert composer(running).way.text() == "Ask now"
    composer(running).way.click()
    asked_in_turn(around, running)


def test_what_waits_belongs_to_its_comparison(around: Around, running: ComparePane) -> None:
    number = running._kept.current.id
    ask(running, "Second")
    running._named.start_new()
    add(around, running, ONE)
    running.show_part(ANSWERS)
    assert composer(running).told == "Another comparison is running · 0 of 1 answers"
    ask(running, "Mine")
    assert composer(running).told.startswith("1 prompt waits · Another comparison is running")
    running._asking.stop_column(ENDLESS)
    around.qtbot.waitUntil(lambda: [one.prompt for one in running.results()] == ["Mine"], timeout=20_000)
    around.qtbot.waitUntil(lambda: not running.is_busy(), timeout=10_000)
    QApplication.processEvents()  # the end was told to all
    running._named.open(number)
    around.qtbot.waitUntil(lambda: len(running.columns()) == 1)
    assert composer(running).told.startswith("1 prompt waits")
    assert composer(running).way.text() == "Ask now"


def test_nothing_moves_when_something_is_typed_and_when_a_run_begins_and_ends(around: Around) -> None:
    room = long_answers(around)
    view = room.findChild(ColumnsView, options=Qt.FindChildOption.FindChildrenRecursively)
    assert isinstance(view, ColumnsView)

    def places() -> list[tuple[int, int]]:
        QApplication.processEvents()
        parts = (view, answers(room).prompt, composer(room), composer(room).send)
        return [(part.mapTo(room, QPoint(0, 0)).y(), part.height()) for part in parts]

    before = places()
    QTest.keyClicks(composer(room).field, "Go")
    around.qtbot.waitUntil(lambda: "that models may take" in composer(room).told, timeout=5000)
    assert places() == before
    begin(around, room, " on")
    assert composer(room).stop.isVisible()
    assert places() == before
    ask(room, "Next")
    assert places() == before
    stop(around, room)
    assert not composer(room).stop.isVisible()
    assert places() == before
