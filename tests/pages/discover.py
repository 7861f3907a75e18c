"""Discover as tests see it: what is listed, the sheet of the open model, and the buttons that are seen."""

from dataclasses import dataclass

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from explorer.kit.buttons import Button
from explorer.kit.painted_button import PaintedButton
from explorer.rooms.discover.list_head_pane import ListHead
from explorer.rooms.discover.pane import DiscoverPane
from explorer.rooms.discover.repo_list_rows import RepoList
from explorer.rooms.discover.search import SearchState
from explorer.rooms.discover.session import DiscoverSession
from explorer.transparency.sheet_view.file_rows import FileRow
from explorer.transparency.sheet_view.finding_rows import FindingRow
from explorer.transparency.sheet_view.gate_rows import GateCard
from explorer.transparency.sheet_view.lineage_rows import HopButton
from explorer.transparency.sheet_view.sheet import Sheet
from tests.waiting import found

_PATIENCE = 60.0  # seconds


@dataclass
class DiscoverPage:
    """A Discover that is open."""

    pane: DiscoverPane

    @property
    def session(self) -> DiscoverSession:
        return self.pane.session

    @property
    def head(self) -> ListHead:
        return self.pane.head

    @property
    def rows(self) -> RepoList:
        return self.pane.list

    @property
    def sheet(self) -> Sheet:
        return self.pane.sheet

    @property
    def state(self) -> SearchState:
        """What the list shows."""
        return self.session.search.state

    @property
    def listed(self) -> list[str]:
        return [line.row.id for line in self.state.lines]

    @property
    def opened(self) -> str:
        """The repo that was read whole, "" while none is."""
        state = self.session.repo.state
        return state.repo_id if state.is_complete else ""

    @property
    def is_all_read(self) -> bool:
        """Of the open repo, what is around it too."""
        return self.session.repo.around.is_done

    def open(self, repo: str, file: str = "") -> None:
        """Open a repo, and wait until it and what is around it were read."""
        self.session.open(repo, file)
        found(lambda: (self.opened == repo and self.is_all_read) or None, f"the sheet of {repo}", _PATIENCE)

    def words(self, part: QWidget | None = None) -> str:
        """What is read on the screen, in all of the room or a part of it."""
        labels = (part or self.pane).findChildren(QLabel)
        return " ".join(label.text() for label in labels if label.isVisible())

    def buttons(self, words: str = "", part: QWidget | None = None) -> list[Button]:
        """Those that are seen and begin with these words."""
        every = (part or self.pane).findChildren(Button)
        return [one for one in every if one.isVisible() and one.text().startswith(words)]

    def button(self, words: str, part: QWidget | None = None) -> Button:
        """The first of them, once it is there."""
        QTest.qWait(1)
        return found(lambda: next(iter(self.buttons(words, part)), None), f"the button {words!r}")

    @property
    def primary(self) -> str:
        """What the one primary button says, "" where there is none."""
        return self.sheet.primary.text() if self.sheet.primary is not None else ""

    def press_primary(self) -> None:
        assert self.sheet.primary is not None
        self.sheet.primary.click()

    @property
    def facts(self) -> list[FindingRow]:
        return self.sheet.findChildren(FindingRow)

    @property
    def files(self) -> list[FileRow]:
        return self.sheet.findChildren(FileRow)

    @property
    def above(self) -> dict[str, str]:
        """The models that this one was made from, each with whether it was read."""
        hops = (hop for hop in self.sheet.findChildren(HopButton) if hop.isVisible())
        return {hop.text(): hop.hop.state for hop in hops}

    @property
    def links(self) -> dict[str, PaintedButton]:
        """What the sheet leads to, by its words."""
        return {link.text(): link for link in self.sheet.findChildren(PaintedButton)}

    @property
    def gate(self) -> GateCard | None:
        """What stands before the files of the open model."""
        return next((gate for gate in self.sheet.findChildren(GateCard) if gate.isVisible()), None)
