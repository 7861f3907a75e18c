"""The page that decides, as a person finds it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.kit.buttons import Button
from explorer.rooms.choose.decision.decision_pane import DecisionPane
from explorer.rooms.choose.decision.source_popup_rows import CellSourcesPopup
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.choose.session import ChoosePage
from tests.waiting import found


class DecisionView:
    """Of a room, with one decision open."""

    def __init__(self, room: ChoosePane, decision: int) -> None:
        self.room, self.decision = room, decision

    def open(self) -> "DecisionView":
        """And wait until it is read."""
        self.room.session.open(ChoosePage("decision", self.decision))
        found(lambda: self.pane.is_read, "the page of the decision", 60)
        return self

    @property
    def pane(self) -> DecisionPane:
        page = self.room.page
        assert isinstance(page, DecisionPane)
        return page

    def spoken(self, row: int, column: int) -> str:
        """What a screen reader says of a cell."""
        table = self.pane.table
        text = table.model().index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)
        assert isinstance(text, str)
        return text

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.pane.table, key)

    def popup(self) -> CellSourcesPopup:
        """The panel that is open."""

        def look() -> CellSourcesPopup | None:
            windows = QApplication.topLevelWidgets()
            return next((w for w in windows if isinstance(w, CellSourcesPopup) and w.isVisible()), None)

        return found(look, "the panel behind a cell")

    def press_link(self, text: str) -> None:
        """A way out of the open panel."""
        buttons = self.popup().findChildren(Button)
        next(button for button in buttons if button.text() == text).click()

    @property
    def name_of_table(self) -> str:
        interface = QAccessible.queryAccessibleInterface(self.pane.table)
        return interface.text(QAccessible.Text.Name)
