"""What is on the screen of the room: one of its three parts, its beginning, or all comparisons."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from explorer.base.store import Store
from explorer.compare.all_pane import AllComparisons
from explorer.compare.answers_pane import AnswersPane
from explorer.compare.board import Board
from explorer.compare.commands_pane import ANSWERS, FACTS, MEASUREMENTS
from explorer.compare.kept import Comparisons
from explorer.compare.kept_pane import KeptComparisons
from explorer.compare.measure_rows import MeasurementsView
from explorer.compare.modes_pane import Modes
from explorer.compare.paper_pane import Paper
from explorer.compare.start_rows import StartView
from explorer.compare.top_rows import TopBar
from explorer.kit.segmented import Segmented

_PART, _DIFFERENCES = "compare.part", "compare.differences"


class Parts(QWidget):
    """The bar over the room and what is shown below it. ``blind_wanted`` carries whether names are hidden."""

    blind_wanted = Signal(bool)

    def __init__(
        self,
        board: Board,
        kept: Comparisons,
        named: KeptComparisons,
        store: Store,
        views: tuple[Paper, AnswersPane, MeasurementsView, StartView],
        bring_in: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._board, self._kept, self._store = board, kept, store
        self._facts, self._answers, measured, self._start = views
        self._stack = QStackedWidget()
        self.all = AllComparisons(named, kept, self._stack, bring_in)
        for part in (self._facts, self._answers, measured, self._start):
            self._stack.addWidget(part)
        words = [self.tr("Facts"), self.tr("Answers"), self.tr("Measurements")]
        self._choice = Segmented(self.tr("Part of the comparison"), words)
        self._choice.setObjectName("compare-parts")
        self.modes = Modes(self)
        self._top = TopBar(named.title, self._choice, self.modes.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self._stack, 1)
        named.title.renamed.connect(self._top.refit)
        self._connect()

    @property
    def current(self) -> int:
        """FACTS, ANSWERS or MEASUREMENTS."""
        return self._choice.currentIndex()

    def show_part(self, part: int) -> None:
        """And the keys with it."""
        self._choice.setCurrentIndex(part)
        self.take_focus()

    def take_focus(self) -> None:
        """Where the keys are of use: what is added, the facts, or the next prompt."""
        if self.all.page is not None:
            self.all.page.field.setFocus()
        elif not self._board.slots:
            self._start.focus()
        elif self.current == ANSWERS:
            self._answers.composer.field.setFocus()
        elif self.current == FACTS:
            self._facts.take_focus()
        else:
            self._choice.setFocus()

    def open_add(self) -> None:
        """The menu of models, where its button is."""
        if self._board.slots:
            self.show_part(FACTS)
            self._facts.table.open_add()
        else:
            self._start.open_add()

    def toggle_differences(self) -> None:
        """Of the facts, or of the answers where these are on the screen."""
        if self.current == MEASUREMENTS:
            self.show_part(FACTS)
        self.modes.differing(self.current).toggle()

    def is_differing(self) -> bool:
        return self.modes.differing(self.current).isChecked()

    def toggle_blind(self) -> None:
        self.show_part(ANSWERS)
        self.modes.blind.toggle()

    @Slot()
    def leave_blind(self) -> None:
        self.modes.blind.setChecked(False)

    @Slot()
    def refresh(self) -> None:
        """Columns, comparisons or what stands in place of the answers are others now."""
        is_empty = not self._board.slots
        page = self.all.page or (self._start if is_empty else None)
        began = self._stack.currentWidget() is self._start and page is None
        self._stack.setCurrentIndex(self._stack.indexOf(page) if page is not None else self.current)
        self._top.setVisible(self.all.page is None)
        self._start.show_others(some=bool(self._kept.others(1)))
        self._choice.setVisible(page is None)
        shown = self.current if page is None else None
        self.modes.show_for(shown, len(self._board.slots), len(self._board.columns))
        if self._answers.page is not None and not self.modes.blind.isChecked():
            self.modes.hide_of_answers()
        self._top.refit()
        if began:
            self.show_part(FACTS)

    def _connect(self) -> None:
        self._choice.currentChanged.connect(self._change)
        self.modes.differences.toggled.connect(self._change_differences)
        self.modes.words.toggled.connect(self._change_compared)
        self.modes.blind.toggled.connect(self._change_blind)
        self.all.changed.connect(self._follow_list)
        self._answers.page_changed.connect(self.refresh)
        self.modes.differences.setChecked(self._store.get_state(_DIFFERENCES) == "1")
        part = self._store.get_state(_PART, "0")
        self._choice.setCurrentIndex(int(part) if part in ("0", "1", "2") else FACTS)

    @Slot(int)
    def _change(self, part: int) -> None:
        """Keys that were in the part that goes are of use in the one that comes."""
        focused = QApplication.focusWidget()
        was_inside = focused is not None and self._stack.isAncestorOf(focused)
        self._store.set_state(_PART, str(part))
        self.refresh()
        if was_inside:
            self.take_focus()

    @Slot()
    def _follow_list(self) -> None:
        self.refresh()
        if self.all.page is None:
            self.take_focus()

    @Slot(bool)
    def _change_differences(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self._store.set_state(_DIFFERENCES, "1" if on else "")
        self._facts.table.set_only_differences(on)

    @Slot(bool)
    def _change_compared(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self._answers.set_compared(on=on)

    @Slot(bool)
    def _change_blind(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self.blind_wanted.emit(on)
        self.refresh()
