"""What is kept over a rebuilt room and a restart, and what the room does by keys."""

from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.rooms.compare.open_comparison_controller import OpenComparisonController
from explorer.rooms.compare.pane import ANSWERS
from tests.compare.conftest import ONE, TWO, Around, add, model
from tests.pages.compare import AnswersPage, ComparePage, FactsPage, texts_of


def test_a_prompt_that_was_not_asked_yet_survives_a_room_built_anew(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    AnswersPage(room).composer.field.setPlainText("Half a question")
    room.close_room()
    again = around.open()
    assert AnswersPage(again).composer.text() == "Half a question"


def test_a_prompt_is_stored_while_it_is_typed(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    room.show_part(ANSWERS)
    QTest.keyClicks(AnswersPage(room).composer.field, "Why")
    around.qtbot.waitUntil(lambda: room.session.kept.draft() == "Why")


@pytest.mark.parametrize("is_rebuilt", [False, True])
def test_a_comparison_is_deleted_by_a_command_and_comes_back_from_the_message(
    around: Around, *, is_rebuilt: bool
) -> None:
    room = around.open()
    add(around, room, ONE)
    room.session.kept.rename("Help desk")
    ComparePage(room).command("Delete the comparison").run()
    assert room.columns() == ()
    message = around.messages.all[-1]
    assert message.text == "“Help desk” was deleted."
    assert message.action is not None
    if is_rebuilt:  # the text size was changed: the message lives on, the room does not
        room.close_room()
        around.rooms.remove(room)
        shiboken6.delete(room.findChildren(OpenComparisonController)[0])
        room = around.open()
    message.action.run()
    room.show_place(around.went[-1])
    around.qtbot.waitUntil(lambda: [c.title for c in room.columns()] == ["One"])
    assert ComparePage(room).title.title == "Help desk"


def test_the_parts_are_reached_by_keys_and_take_the_focus(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    with around.qtbot.waitActive(room):
        room.activateWindow()
    room.install_shortcuts()
    QTest.keyClick(room, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert AnswersPage(room).pane.isVisible()
    assert AnswersPage(room).composer.field.hasFocus()
    QTest.keyClick(room, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert FactsPage(room).table.isVisible()
    assert FactsPage(room).table.hasFocus()


def test_commands_follow_what_can_be_done(around: Around) -> None:
    room = around.open()
    assert not ComparePage(room).command("Export report").enabled
    assert not ComparePage(room).command("Answers").enabled
    add(around, room, ONE, TWO)
    assert ComparePage(room).command("Export report").enabled
    assert not ComparePage(room).command("Stop all answers").enabled
    ComparePage(room).command("Only differences").run()
    assert ComparePage(room).command("Only differences").checked


def test_a_long_name_stands_on_two_lines_over_its_column(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    header = FactsPage(room).table.horizontalHeader()
    usual = header.height()
    slot = room.session.board.slots[0]
    assert slot.column is not None
    long = replace(slot, column=replace(slot.column, title="An Exceptionally Long Model Name 7B " * 2))
    # No turn of the event loop between: a board that has just read a column would show its own again.
    FactsPage(room).table.show_slots((long, room.session.board.slots[1]))
    assert header.height() > usual
    assert long.column is not None
    assert long.column.title in texts_of(FactsPage(room).heads()[0])


def test_a_file_that_is_gone_at_start_falls_back_to_what_its_repo_says(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    room.close_room()
    model(around, ONE).path.unlink()
    around.catalog.rescan()
    around.qtbot.waitUntil(lambda: around.catalog.find(ONE) is None)
    again = around.open()
    words = "one-Q8_0.gguf is no longer on this disk."  # and its repo cannot be reached here
    around.qtbot.waitUntil(
        lambda: any(words in texts_of(head) for head in FactsPage(again).heads()), timeout=5000
    )
    problem = again.session.board.slots[0].problem
    assert problem is not None
    assert "ffline" in problem.details
