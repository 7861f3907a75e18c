"""Choosing a model: found by typing, told apart, the likeliest first."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.domain.fit import FitWord
from explorer.local.model_picker_pane import ModelPicker
from explorer.local.model_picks import ModelPick
from explorer.rooms.playground.pane import PlaygroundPane
from tests.playground.conftest import Table
from tests.playground.test_keeping import run
from tests.playground.test_pane import button, words


def opened(pane: PlaygroundPane) -> ModelPicker:
    """As Ctrl+L does."""
    run(pane, "Ctrl+L")
    picker = pane.window().findChildren(ModelPicker)[-1]
    assert isinstance(picker, ModelPicker)
    return picker


def listed(picker: ModelPicker) -> list[str]:
    return [line.model.name for line in picker.list.rows.lines if isinstance(line, ModelPick)]


def test_a_model_is_chosen_with_the_keys_alone(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    picker = opened(pane)
    assert set(listed(picker)) == {"Tiny chat", "Endless", "Tiny base"}
    current = picker.list.line
    assert current is not None
    assert current.model.name == "Tiny chat"  # where one is
    QTest.keyClicks(picker.field, "endl")
    assert listed(picker) == ["Endless"]
    picker.field.clear()
    names, at = listed(picker), listed(picker).index("Tiny chat")
    QTest.keyClick(picker.field, Qt.Key.Key_Down)
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert picker.is_closed
    assert table.page.chosen.file is not None
    assert table.page.chosen.file.name == names[(at + 1) % 3]


def test_escape_changes_nothing_and_at_the_foot_there_are_others(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    picker = opened(pane)
    QTest.keyClicks(picker.field, "nothing is called so")
    assert "No model here is called that." in words(picker)
    closed = []
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QTest.keyClick(picker.field, key)
        closed.append(picker.is_closed)
    assert closed == [False, True]
    assert table.page.chosen.file is not None
    assert table.page.chosen.file.name == "Tiny chat"
    button(opened(pane), "Get a model").click()
    assert table.places


def test_each_row_says_whether_it_fits_and_is_loaded(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    chat = table.use("Tiny chat")
    picker = opened(pane)
    table.wait(lambda: len(picker.list.rows.fits) == 3)
    assert picker.list.rows.fits[chat.id] in FitWord
    first = next(line for line in picker.list.rows.lines if isinstance(line, ModelPick))
    said = picker.list.rows.spoken(first)
    assert said.startswith("Tiny chat, Q8_0 · ")
    assert said.endswith(f", loaded, {picker.list.rows.fits[chat.id]}")


def test_it_stays_under_its_button_when_the_list_of_chats_gives_way(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    pane.window().resize(1200, 700)
    table.use("Tiny chat")
    picker, anchor = opened(pane), table.page.header.picker
    places = []
    for width in (1200, 700):
        pane.window().resize(width, 700)
        QApplication.processEvents()
        left = anchor.mapTo(pane.window(), QPoint(0, 0)).x()
        places.append(left)
        assert picker.panel.surface().left() == min(left, width - 16 - picker.panel.surface().width())
    assert places[1] < places[0] - 100
