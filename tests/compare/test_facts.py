"""The facts as a person uses them: rows opened side by side, columns in another order and width."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from explorer.rooms.compare.facts.facts_pane import EvidenceColumn, EvidencePage
from tests.compare.conftest import ENDLESS, ONE, TWO, Around, add
from tests.pages.compare import FactsPage, texts_of


def page(room: QWidget) -> EvidencePage:
    found = room.findChild(EvidencePage)
    assert isinstance(found, EvidencePage)
    return found


def test_ctrl_enter_opens_the_row_side_by_side_and_escape_leads_back(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    facts = FactsPage(room).table
    facts.setFocus()
    facts.setCurrentIndex(facts.facts.index(FactsPage(room).row_of("License"), 1))
    QTest.keyClick(facts, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page(room).isVisible()
    assert [one.accessibleName() for one in page(room).findChildren(EvidenceColumn)] == [
        "One · Q8_0",
        "Two · Q8_0",
    ]
    assert any("general.license" in text for text in texts_of(page(room)))
    QTest.keyClick(page(room).back, Qt.Key.Key_Escape)
    assert not page(room).isVisible()
    assert facts.isVisible()
    assert facts.currentIndex().column() == 1


def test_a_click_on_a_title_opens_its_row_and_steps_lead_to_the_next(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    facts = FactsPage(room).table
    down = facts.verticalHeader()
    top = down.sectionViewportPosition(FactsPage(room).row_of("License"))
    QTest.mouseClick(down.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, top + 8))
    assert page(room).accessibleName() == "License"
    page(room).stepped.emit(2)
    assert page(room).accessibleName() == "Restrictions on use"


def test_the_answer_to_commercial_use_comes_first(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    titles = [row.title for row in FactsPage(room).table.facts.rows]
    assert titles[:3] == ["What you may do", "Use it commercially", "License"]


def test_a_column_is_moved_by_keys_and_the_keys_stay_in_it(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    facts = FactsPage(room).table
    facts.setCurrentIndex(facts.facts.index(FactsPage(room).row_of("License"), 0))
    room.run_command("Ctrl+Shift+Right")
    assert room.session.board.keys == (TWO, ONE)
    assert facts.current_key == ONE


def test_a_head_that_is_dragged_past_another_changes_places_with_it(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO, ENDLESS)
    first, _second, third = FactsPage(room).heads()
    middle, left = first.rect().center(), Qt.MouseButton.LeftButton
    beyond = first.mapFromGlobal(third.mapToGlobal(third.rect().center() + QPoint(20, 0)))
    QTest.mousePress(first, left, pos=middle)
    QTest.mouseMove(first, QPoint(middle.x() + 40, middle.y()))
    QTest.mouseMove(first, beyond)
    QTest.mouseRelease(first, left, pos=beyond)
    assert room.session.board.keys == (TWO, ENDLESS, ONE)


def test_a_wide_column_stays_wide_after_a_restart(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    FactsPage(room).choose(0, "Wide")
    facts = FactsPage(room).table
    assert facts.columnWidth(0) > facts.columnWidth(1) * 1.8
    again = around.open()
    around.qtbot.waitUntil(lambda: len(again.columns()) == 2)
    assert FactsPage(again).table.columnWidth(0) > FactsPage(again).table.columnWidth(1) * 1.8


def test_the_same_model_stands_twice_with_keys_of_its_own(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    FactsPage(room).choose(0, "Add it once more")
    around.qtbot.waitUntil(lambda: len(room.columns()) == 2)
    assert room.session.board.keys == (ONE, f"{ONE}#2")
