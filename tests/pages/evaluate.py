"""The room Evaluate as a person finds it: one class for each part."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.segmented import Segmented
from explorer.kit.title_edit import TitleEdit
from explorer.rooms.evaluate.editing.case_list_rows import CaseList
from explorer.rooms.evaluate.list.list_rows import EvalList
from explorer.rooms.evaluate.pane import EvaluatePane
from tests.pages.compare import choose, part


class EvaluatePage:
    """The room as a whole: its commands, the column of sets and packs, and the head."""

    def __init__(self, room: EvaluatePane) -> None:
        self.room, self.session = room, room.session

    def command(self, text: str) -> Action:
        return next(action for action in self.room.commands() if action.text == text)

    def button(self, name: str) -> QPushButton:
        return part(self.room, QPushButton, name)

    @property
    def listing(self) -> EvalList:
        return part(self.room, EvalList)

    @property
    def title(self) -> TitleEdit:
        return part(self.room, TitleEdit)

    @property
    def parts(self) -> Segmented:
        return part(self.room, Segmented, "evaluate-parts")

    @property
    def page(self) -> QWidget:
        """What is shown beside the column."""
        return next(page for page in self.room.frame.pages if page.isVisible())

    def rows(self) -> list[str]:
        """What the column lists, as a screen reader says it."""
        model, role = self.listing.model(), Qt.ItemDataRole.AccessibleTextRole
        return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]

    def open_row(self, words: str) -> None:
        """The first row that begins so, by keys."""
        row = next(row for row, told in enumerate(self.rows()) if told.startswith(words))
        self.listing.stand_at(row)
        QTest.keyClick(self.listing, Qt.Key.Key_Return)

    def in_menu(self, entry: str) -> None:
        """Beside the title of the open set."""
        choose(self.title.more.click, entry)

    def rename(self, title: str) -> None:
        self.title.edit()
        self.title.field.setText(title)
        QTest.keyClick(self.title.field, Qt.Key.Key_Return)

    def show_results(self) -> None:
        self.room.run_command("Alt+2")

    def open_set(self, number: int) -> None:
        self.room.show_place(Place(Room.EVALUATE, eval_set_id=number))


class TestsPage:
    """The part Tests: the list of tests, and the one that is written."""

    __test__ = False  # no test of pytest

    def __init__(self, room: EvaluatePane) -> None:
        self.pane = room.tests

    @property
    def cases(self) -> CaseList:
        return part(self.pane, CaseList)

    def titles(self) -> list[str]:
        model = self.cases.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def add(self) -> None:
        part(self.pane, QPushButton, "evaluate-add").click()
