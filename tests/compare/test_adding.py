"""Adding a model: found by typing, below the button that asks for it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from explorer.domain.fit import FitWord
from explorer.domain.places import Place, Room
from explorer.local.model_picker_pane import ModelPicker
from explorer.local.model_picks import ModelPick, PickHeading
from explorer.rooms.compare.pane import ComparePane
from tests.compare.conftest import ONE, TWO, Around, add
from tests.pages.compare import ComparePage, FactsPage


def opened(room: ComparePane) -> ModelPicker:
    """As Ctrl+M does."""
    room.run_command("Ctrl+M")
    return found(room)


def found(room: ComparePane) -> ModelPicker:
    picker = next(one for one in reversed(room.findChildren(ModelPicker)) if not one.is_closed)
    assert isinstance(picker, ModelPicker)
    return picker


def listed(picker: ModelPicker) -> list[str]:
    lines = picker.list.rows.lines
    return [str(line.words) if isinstance(line, PickHeading) else line.model.name for line in lines]


def test_a_model_is_added_with_the_keys_alone_and_these_stay_on_the_button(around: Around) -> None:
    room = around.open()
    picker = opened(room)
    assert set(listed(picker)) == {"One", "Two", "Endless"}
    QTest.keyClicks(picker.field, "tw")
    assert listed(picker) == ["Two"]
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    around.qtbot.waitUntil(lambda: [column.title for column in room.columns()] == ["Two"])
    plus = ComparePage(room).button("compare-add")
    plus.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(plus, Qt.Key.Key_Space)
    picker = found(room)
    QTest.keyClicks(picker.field, "one")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    around.qtbot.waitUntil(lambda: [column.title for column in room.columns()] == ["Two", "One"])
    (plus,) = (b for b in room.findChildren(QPushButton, "compare-add") if b.isVisible())
    assert plus.hasFocus()


def test_the_keys_come_back_to_a_button_that_was_built_anew_meanwhile(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    before = ComparePage(room).button("compare-add")
    before.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(before, Qt.Key.Key_Space)
    picker = found(room)
    FactsPage(room).table.show_slots(
        FactsPage(room).table.facts.slots
    )  # as when what was read of a model comes late
    QTest.keyClick(picker.field, Qt.Key.Key_Escape)
    (plus,) = (b for b in room.findChildren(QPushButton, "compare-add") if b.isVisible())
    assert plus is not before
    assert plus.hasFocus()


def test_each_row_says_whether_it_fits_and_is_loaded_and_one_may_stand_here_twice(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    ComparePage(room).ask("Hi")
    around.qtbot.waitUntil(lambda: not room.is_busy() and len(room.results()) == 1)
    picker = opened(room)
    around.qtbot.waitUntil(lambda: len(picker.list.rows.fits) == 3)
    assert listed(picker)[-2:] == ["Already in this comparison: add it again", "One"]
    last = picker.list.rows.lines[-1]
    assert isinstance(last, ModelPick)
    spoken = picker.list.rows.spoken(last)
    assert ", loaded, " in spoken
    assert picker.list.rows.fits[ONE] in FitWord
    QTest.keyClicks(picker.field, "one")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    around.qtbot.waitUntil(lambda: [column.key for column in room.columns()] == [ONE, f"{ONE}#2"])


def test_at_the_foot_there_is_the_way_to_the_hub(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    picker = opened(room)
    (more,) = (b for b in picker.findChildren(QPushButton) if b.text() == "Get a model")
    more.click()
    assert picker.is_closed
    assert around.went == [Place(Room.DISCOVER)]


def test_columns_that_are_shown_anew_under_an_open_picker_do_no_harm(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    picker = opened(room)
    room.session.columns_changed.emit(room.session.board.slots)  # as when facts of the Hub arrive
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    room.resize(1000, 768)
    QApplication.processEvents()
    assert picker.panel.surface().right() < 1000
