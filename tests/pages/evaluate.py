"""The room Evaluate as a person finds it: one class for each part."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.growing_field import GrowingField
from explorer.kit.segmented import Segmented
from explorer.kit.title_edit import TitleEdit
from explorer.rooms.evaluate.editing.case_list_rows import CaseList
from explorer.rooms.evaluate.editing.case_pane import CasePane
from explorer.rooms.evaluate.editing.check_rows import CheckRow
from explorer.rooms.evaluate.editing.try_out_pane import TryOutPane
from explorer.rooms.evaluate.list.list_rows import EvalList
from explorer.rooms.evaluate.pane import EvaluatePane
from tests.pages.compare import choose, part, texts_of


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
        """A button by its words."""
        buttons = self.pane.findChildren(QPushButton)
        next(one for one in buttons if one.text() == words and not one.isHidden()).click()
