"""The side with the candidates as a person sees and uses it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from explorer.kit.error_card import ErrorCard
from explorer.rooms.choose.candidates.candidate_rows import CandidateRow
from explorer.rooms.choose.candidates.candidates_pane import CandidatesPane
from explorer.rooms.choose.candidates.reasons_popup_rows import ReasonsPopup
from tests.waiting import found


class CandidatesSide:
    def __init__(self, pane: CandidatesPane, qtbot: QtBot) -> None:
        self.pane, self._qtbot = pane, qtbot

    def wait_until_read(self) -> None:
        search, turn = self.pane.search, self.pane.list.turn
        self._qtbot.waitUntil(lambda: not (search.state.is_searching or turn.isActive()), timeout=10_000)

    @property
    def names(self) -> list[str]:
        """In the order of the screen."""
        self._lay_out()
        rows = sorted(self.pane.list.rows.values(), key=lambda row: row.y())
        return [row.name.text() for row in rows]

    def _lay_out(self) -> None:
        layout = self.pane.list.layout()
        assert layout is not None
        layout.activate()

    @property
    def ticked(self) -> list[str]:
        return [row.name.text() for row in self.pane.list.rows.values() if row.check.isChecked()]

    def row(self, name: str) -> CandidateRow:
        return next(row for row in self.pane.list.rows.values() if row.name.text() == name)

    def lines(self, name: str) -> list[str]:
        return [line.text() for line in self.row(name).lines if not line.isHidden()]

    def tick(self, name: str) -> None:
        self.row(name).check.click()

    @property
    def left_out(self) -> list[str]:
        self._lay_out()
        rows = sorted(self.pane.list.left.values(), key=lambda row: row.y())
        return [row.words.text() for row in rows]

    def keep_anyway(self, name: str) -> None:
        next(row for row in self.pane.list.left.values() if row.words.text().startswith(name)).keep.click()

    @property
    def head(self) -> str:
        return f"{self.pane.head.count.text()} · {self.pane.head.looked_at.text()}"

    @property
    def foot(self) -> str:
        return f"{self.pane.foot.count.text()} · {self.pane.foot.means.text()}"

    @property
    def error(self) -> str:
        """What stands in place of the list, "" where there is one."""
        cards = [one for one in self.pane.findChildren(ErrorCard) if one.isVisible()]
        return cards[0].findChildren(QLabel)[-1].text() if cards else ""

    def reasons(self, name: str) -> tuple[ReasonsPopup, str]:
        """The panel behind a row, and all its words."""
        QTest.mouseClick(self.row(name).name, Qt.MouseButton.LeftButton)
        popup = found(_popup, "the reasons")
        return popup, "\n".join(label.text() for label in popup.findChildren(QLabel))


def _popup() -> ReasonsPopup | None:
    return next((one for one in QApplication.topLevelWidgets() if isinstance(one, ReasonsPopup)), None)
