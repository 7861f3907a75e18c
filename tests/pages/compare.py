"""The room Compare as a person finds it: one class for each part."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QPushButton, QWidget

from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.title_edit import TitleEdit
from explorer.rooms.compare.answers.answer_column_controller import AnswerActions
from explorer.rooms.compare.answers.answer_rows import AnswerColumn
from explorer.rooms.compare.answers.answers_pane import AnswerColumnsView, AnswersPane
from explorer.rooms.compare.answers.blind_pane import BlindPage
from explorer.rooms.compare.comparison_list_pane import ComparisonListPage
from explorer.rooms.compare.facts.facts_table_pane import FactsTable
from explorer.rooms.compare.facts.head_rows import ColumnHead
from explorer.rooms.compare.pane import ANSWERS, ComparePane
from explorer.rooms.compare.prompts.composer_rows import PromptBar, PromptComposer
from explorer.rooms.compare.prompts.plan_pane import PlanPage
from explorer.rooms.compare.prompts.prompts_pane import PromptsPage
from explorer.rooms.compare.prompts.settings_pane import ColumnSettingsPopup, SamplingPopup


def part[W: QWidget](place: QWidget, kind: type[W], name: str = "") -> W:
    """The one of this kind, built by what was done before."""
    made = place.findChild(kind, name) if name else place.findChild(kind)
    assert isinstance(made, kind)
    return made


def texts_of(widget: QWidget) -> list[str]:
    shown = [w for w in widget.findChildren(QWidget) if not w.isHidden()]
    return [w.text() for w in shown if isinstance(w, QLabel | QAbstractButton)]


def press(place: QWidget, words: str) -> None:
    """The button that says so."""
    next(one for one in place.findChildren(QAbstractButton) if one.text() == words).click()


def menu_of(open_it: Callable[[], object]) -> QMenu:
    """The menu that this opens."""
    open_it()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(open_it: Callable[[], object], entry: str | int) -> None:
    """Use an entry of the menu that this opens, by its words or its number."""
    menu = menu_of(open_it)
    entries = [action for action in menu.actions() if not action.isSeparator()]
    if isinstance(entry, str):
        wanted = next(one for one in entries if words_of(one.text()) == entry)
    else:
        wanted = entries[entry]
    assert wanted.isEnabled()
    wanted.setParent(menu.parent())
    menu.close()  # it is gone before anything else opens, as by a click: its focus would close a panel
    QCoreApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
    wanted.trigger()
    wanted.deleteLater()


def entries_of(open_it: Callable[[], object]) -> dict[str, bool]:
    """What the menu offers, and whether it can be used now."""
    menu = menu_of(open_it)
    told = {words_of(one.text()): one.isEnabled() for one in menu.actions() if not one.isSeparator()}
    menu.close()
    return told


def words_of(text: str) -> str:
    """Without keys and marks for the keyboard."""
    return text.split("\t", 1)[0].replace("&&", "\0").replace("&", "").replace("\0", "&")


class ComparePage:
    """The room as a whole: its commands, its bar, and the pages that keys open."""

    def __init__(self, room: ComparePane) -> None:
        self.room, self.session = room, room.session

    def command(self, text: str) -> Action:
        return next(action for action in self.room.commands() if action.text == text)

    def button(self, name: str) -> QPushButton:
        return part(self.room, QPushButton, name)

    @property
    def title(self) -> TitleEdit:
        return part(self.room, TitleEdit)

    def start_new(self) -> None:
        self.room.run_command("Ctrl+N")

    def delete(self) -> None:
        self.command("Delete the comparison").run()

    def open(self, number: int) -> None:
        self.room.show_place(Place(Room.COMPARE, comparison_id=number))

    def ask(self, words: str) -> None:
        self.room.show_part(ANSWERS)
        field = AnswersPage(self.room).composer.field
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def open_plan(self) -> PlanPage:
        self.room.run_command("Ctrl+R")
        return part(self.room, PlanPage)

    def open_prompts(self) -> PromptsPage:
        self.room.run_command("Ctrl+L")
        return part(self.room, PromptsPage)

    def open_blind(self) -> BlindPage:
        self.room.run_command("Ctrl+B")
        return part(self.room, BlindPage)

    def open_list(self) -> ComparisonListPage:
        self.room.run_command("Ctrl+O")
        return part(self.room, ComparisonListPage)

    def add_set(self, number: int) -> None:
        """Of ready-made prompts, on the page of prompts."""
        choose(self.button("compare-add-set").click, number)


class AnswersPage:
    """The part Answers."""

    def __init__(self, room: ComparePane) -> None:
        self.pane = part(room, AnswersPane)

    @property
    def prompt(self) -> PromptBar:
        return part(self.pane, PromptBar)

    @property
    def composer(self) -> PromptComposer:
        return part(self.pane, PromptComposer)

    @property
    def page(self) -> QWidget | None:
        """What stands in place of the answers."""
        return self.pane.page

    def columns(self) -> dict[str, AnswerColumn]:
        """By their keys; built now, if nobody has seen them yet."""
        return part(self.pane, AnswerColumnsView).columns()

    def choose(self, key: str, entry: str | int) -> None:
        """In the menu of a column."""
        choose(self.columns()[key].more.click, entry)

    def open_own_settings(self, key: str) -> ColumnSettingsPopup:
        """As the menu of a column does it; in scenes a menu that closes takes a popup along."""
        room = self.pane.window()
        (actions,) = room.findChildren(AnswerActions)
        actions.open_settings(key)
        return room.findChildren(ColumnSettingsPopup)[-1]

    def open_shared_settings(self) -> SamplingPopup:
        part(self.composer, QPushButton, "compare-settings").click()
        return part(self.composer, SamplingPopup)


class FactsPage:
    """The part Facts."""

    def __init__(self, room: ComparePane) -> None:
        self.table = part(room, FactsTable)

    def heads(self) -> list[ColumnHead]:
        return [head for head in self.table.heads() if isinstance(head, ColumnHead)]

    def row_of(self, title: str) -> int:
        return [row.title for row in self.table.facts.rows].index(title)

    def choose(self, number: int, entry: str) -> None:
        """In the menu of a column, by its place."""
        choose(self.heads()[number].more.click, entry)
