"""The room Evaluate as a person finds it: one class for each part."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTextBrowser, QWidget

from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.buttons import IconButton
from explorer.kit.chips import Chip
from explorer.kit.growing_field import GrowingField
from explorer.kit.segmented import Segmented
from explorer.kit.title_edit import TitleEdit
from explorer.rooms.evaluate.editing.case_list_rows import CaseList
from explorer.rooms.evaluate.editing.case_pane import CasePane
from explorer.rooms.evaluate.editing.check_rows import CheckRow
from explorer.rooms.evaluate.editing.try_out_pane import TryOutPane
from explorer.rooms.evaluate.list.list_rows import EvalList
from explorer.rooms.evaluate.pane import EvaluatePane
from explorer.rooms.evaluate.results.detail_pane import DetailPane
from explorer.rooms.evaluate.results.grid_pane import ResultsTable
from tests.pages.compare import choose, part, texts_of
from tests.waiting import found


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

    @property
    def editor(self) -> CasePane:
        return self.pane.editor

    @property
    def prompt(self) -> GrowingField:
        """Of the last turn."""
        return self.editor.prompt.fields[-1]

    @property
    def try_out(self) -> TryOutPane:
        return self.editor.trying

    def open(self, row: int) -> None:
        self.cases.stand_at(row)

    def write(self, field: GrowingField, text: str) -> None:
        """In place of what stands there."""
        field.selectAll()
        QTest.keyClicks(field, text)

    def add_check(self, kind: str) -> CheckRow:
        """By its words, as the menu has them."""
        choose(self.editor.checks.more.click, kind)
        return self.editor.checks.rows[-1]

    def choose_kind(self, number: int, entry: str) -> None:
        choose(self.editor.checks.rows[number].kind.showPopup, entry)

    def marks(self) -> list[str]:
        """What the rows of checks say of the answer, "" for nothing."""
        rows = self.editor.checks.rows
        return ["" if row.mark.isHidden() else row.mark.accessibleName() for row in rows]

    def said(self) -> list[str]:
        """What stands beside the answer."""
        return [text for text in texts_of(self.try_out) if text]

    def try_it(self) -> None:
        part(self.try_out, QPushButton, "evaluate-try").click()

    def add_turns(self) -> None:
        part(self.pane, QPushButton, "evaluate-turns").click()

    def button(self, name: str) -> QPushButton:
        return part(self.pane, QPushButton, name)

    def press(self, words: str) -> None:
        """A button by its words, on the page or above it."""
        buttons = self.pane.window().findChildren(QPushButton)
        next(one for one in buttons if one.text() == words and not one.isHidden()).click()


class ResultsPage:
    """The part Results: the grid, its filters, and one answer beside it."""

    def __init__(self, room: EvaluatePane) -> None:
        self.pane = room.results
        self.view = found(lambda: self.pane.view, "the results")

    @property
    def table(self) -> ResultsTable:
        return part(self.view, ResultsTable)

    @property
    def more(self) -> IconButton:
        """What else is told of the run, and done with it."""
        return part(self.view, IconButton, "evaluate-run-more")

    @property
    def detail(self) -> DetailPane:
        return part(self.view, DetailPane)

    def cells(self) -> list[list[str]]:
        """Row by row what a screen reader says of each cell, without the item and the model."""
        model, role = self.table.model(), Qt.ItemDataRole.AccessibleTextRole
        rows = range(model.rowCount())
        columns = range(model.columnCount())
        told = [[str(model.index(row, column).data(role)) for column in columns] for row in rows]
        return [[one.rpartition(", ")[2].partition(": ")[2] for one in row] for row in told]

    def titles(self) -> list[str]:
        model = self.table.model()
        return [str(model.headerData(n, Qt.Orientation.Vertical)) for n in range(model.rowCount())]

    def head(self, column: int) -> list[str]:
        """Line by line what the tooltip of a model's head says."""
        role = Qt.ItemDataRole.ToolTipRole
        told = str(self.table.model().headerData(column, Qt.Orientation.Horizontal, role))
        return told.removeprefix("<qt>").removesuffix("</qt>").split("<br>")

    def filters(self) -> list[str]:
        return [chip.text() for chip in self.view.filters.findChildren(Chip) if not chip.isHidden()]

    def choose_filter(self, words: str) -> None:
        next(c for c in self.view.filters.findChildren(Chip) if c.text().startswith(words)).click()

    def press(self, key: Qt.Key) -> None:
        """In the grid, or in the answer where that has the keys."""
        QTest.keyClick(self.detail if self.detail.hasFocus() else self.table, key)

    def stand_at(self, row: int, column: int) -> None:
        self.table.setFocus()
        self.table.setCurrentIndex(self.table.model().index(row, column))

    def open(self, row: int, column: int) -> None:
        self.stand_at(row, column)
        self.press(Qt.Key.Key_Return)

    def said(self) -> list[str]:
        """All that the answer beside the grid says."""
        pages = self.detail.findChildren(QTextBrowser)
        return [*texts_of(self.detail), *(one.toPlainText() for one in pages)]

    def give_own(self, index: int) -> None:
        """0 is none, 1 good, 2 bad."""
        part(self.detail, Segmented).setCurrentIndex(index)
