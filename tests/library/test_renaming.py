"""A model can be called otherwise: from its row, from its sheet, and back again."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.kit.buttons import Button
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.rooms.library.questions_pane import RenameSheet
from tests.library.conftest import put_model
from tests.pages.library import LibraryPage

type Open = Callable[[], LibraryPage]


def _sheet(room: LibraryPage) -> RenameSheet:
    sheets = [one for one in room.pane.window().findChildren(RenameSheet) if not one.is_closed]
    assert len(sheets) == 1
    return sheets[0]


def test_f2_renames_a_model_in_every_place_at_once(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models, "Alpha")
    room = open_room()
    table = room.pane.body.table
    table.select(room.model("Alpha").id)
    QTest.keyClick(table, Qt.Key.Key_F2)
    sheet = _sheet(room)
    assert sheet.field.text() == "Alpha"
    sheet.field.setText("My small one")
    QTest.keyClick(sheet.field, Qt.Key.Key_Return)
    assert room.names() == ["My small one"]
    assert room.model("My small one").own_name == "Alpha"
    room.pane.head.search.setText("alpha")
    assert room.names() == ["My small one"]


def test_a_name_out_of_a_header_cannot_turn_the_field(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models, "\u202eahplA")
    room = open_room()
    (model,) = room.catalog.models
    room.pane.deeds.do(ModelRequest(ModelVerb.RENAME, model))
    field = _sheet(room).field
    assert (field.text(), field.placeholderText()) == ("U+202EahplA", "U+202EahplA")


def test_an_empty_name_is_the_own_one_again_and_escape_changes_nothing(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    put_model(models, "Alpha")
    room = open_room()
    room.catalog.rename(room.model("Alpha"), "Other")
    room.pane.deeds.do(ModelRequest(ModelVerb.RENAME, room.model("Other")))
    _sheet(room).field.setText("Third")
    QTest.keyClick(_sheet(room), Qt.Key.Key_Escape)
    assert room.names() == ["Other"]
    room.pane.deeds.do(ModelRequest(ModelVerb.RENAME, room.model("Other")))
    _sheet(room).field.clear()
    _sheet(room).rename.click()
    assert room.names() == ["Alpha"]


def test_the_sheet_of_a_model_renames_it_and_shows_its_new_name(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    put_model(models, "Alpha")
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, room.model("Alpha")))
    qtbot.waitUntil(lambda: room.pane.opened.known is not None, timeout=20_000)
    buttons = room.pane.body.sheet.findChildren(Button)
    next(button for button in buttons if button.text() == "Rename…").click()
    _sheet(room).field.setText("Renamed")
    _sheet(room).rename.click()
    qtbot.waitUntil(lambda: _title(room) == "Renamed")


def _title(room: LibraryPage) -> str:
    content = room.pane.opened.content()
    return content.title if content is not None else ""


def test_two_files_of_one_name_and_version_are_two_different_rows(open_room: Open, models: Path) -> None:
    put_model(models, "Alpha")
    put_model(models, "Alpha", repo="Other/Alpha-GGUF", license_id="mit")
    room = open_room()
    assert {room.pane.body.rows.rows[n].model.title for n in (0, 1)} == {
        "Alpha · Q4_K_M · Tester",
        "Alpha · Q4_K_M · Other",
    }
