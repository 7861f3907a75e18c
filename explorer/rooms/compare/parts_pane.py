"""The bar over the room with its buttons, and below it the part, page or list that is shown."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QWidget

from explorer.base.store import Store
from explorer.kit import boxes
from explorer.kit.buttons import Button, Kind
from explorer.kit.keys import with_keys
from explorer.kit.segmented import Segmented
from explorer.kit.theme import look_of
from explorer.rooms.compare.answers.answers_pane import AnswersPane
from explorer.rooms.compare.comparison_list_pane import ComparisonListPage
from explorer.rooms.compare.facts.facts_pane import FactsPane
from explorer.rooms.compare.measurements.measurements_pane import MeasurementsView
from explorer.rooms.compare.open_comparison_controller import OpenComparisonController
from explorer.rooms.compare.page_rows import StartView
from explorer.rooms.compare.session import CompareSession

FACTS, ANSWERS, MEASUREMENTS = 0, 1, 2


class TopBar(QFrame):
    """Takes the three; ``refit`` after one of them was shown or hidden."""

    def __init__(self, title: QWidget, parts: QWidget, buttons: Sequence[QWidget]) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        self._title, self._parts, self._buttons = title, parts, QWidget()
        boxes.row(self._buttons, spacing=8).add(*buttons)
        for part in (title, parts, self._buttons):
            part.setParent(self)  # Tab goes in this order, wherever they stand
        self._line = boxes.row(spacing=8).add(title, boxes.STRETCH, self._buttons)
        self._below = boxes.row().add(boxes.STRETCH)
        lines = boxes.column(self, margins=(14, 11, 20, 11), spacing=4)  # the title has an inset of its own
        lines.add(self._line, self._below)
        self.refit()

    def refit(self) -> None:
        """The parts stand in a line of their own where there is no room beside the title."""
        shown = [w for w in (self._title, self._parts, self._buttons) if not w.isHidden()]
        needed = sum(w.sizeHint().width() for w in shown) + look_of(self).sizes.px(14 + 20 + 3 * 8)
        is_wide = needed <= self.width() or self._parts.isHidden()
        line = self._line if is_wide else self._below
        if line.indexOf(self._parts) < 0:
            (self._below if is_wide else self._line).removeWidget(self._parts)
            line.insertWidget(1 if is_wide else 0, self._parts)

    def minimumSizeHint(self) -> QSize:
        """That of two lines: the bar must be able to shrink to them."""
        px = look_of(self).sizes.px
        first = self._title.minimumSizeHint().width() + self._buttons.minimumSizeHint().width() + px(8)
        width = max(first, self._parts.minimumSizeHint().width()) + px(34)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.refit()


class TopButtons(QObject):
    """``differences`` of facts, ``words`` that differ between answers, ``blind``, ``repeat``, ``export``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        why = self.tr("Hide the rows in which all models say the same")
        self.differences = _button("differences", self.tr("Only differences"), why, "Ctrl+D")
        why = self.tr("Show word by word where answers differ from those of one column")
        self.words = _button("words", self.tr("Differences"), why, "Ctrl+D")
        why = self.tr("Vote on pairs of answers without knowing whose they are")
        self.blind = _button("blind-vote", self.tr("Blind"), why, "Ctrl+B")
        why = self.tr("Ask everything again: more answers narrow the spread")
        self.repeat = _button("repeat", self.tr("Repeat"), why, icon="refresh")
        why = self.tr("Write a report that is read without the app")
        self.export = _button("export", self.tr("Export report"), why, "Ctrl+E", kind="primary")
        for button in (self.differences, self.words, self.blind):
            button.setCheckable(True)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """In their order."""
        return self.differences, self.words, self.blind, self.repeat, self.export

    def show_for(self, part: int | None, columns: int, read: int, *, is_covered: bool) -> None:
        """``part``: the one that is shown, ``None`` for none. ``read`` of the ``columns`` have facts.

        ``is_covered``: something else stands in place of the answers, such as the plan or a blind vote.
        """
        is_blind = self.blind.isChecked()
        self.differences.setVisible(part == FACTS)
        self.differences.setEnabled(read > 1)
        self.words.setVisible(part == ANSWERS and not is_blind and not is_covered)
        self.words.setEnabled(columns > 1)
        self.blind.setVisible(part == ANSWERS and (is_blind or not is_covered))
        self.blind.setEnabled(columns > 1)
        self.repeat.setVisible(part == MEASUREMENTS)
        self.export.setVisible(part is not None)
        self.export.setEnabled(read > 0)

    def differing(self, part: int) -> Button:
        """The button that hides or marks what is alike in this part."""
        return self.words if part == ANSWERS else self.differences


def _button(
    name: str, words: str, why: str, keys: str = "", *, kind: Kind = "outlined", icon: str = ""
) -> Button:
    button = Button(kind, words, icon)
    button.setObjectName(f"compare-{name}")
    button.setToolTip(with_keys(why, keys))
    return button


_PART, _DIFFERENCES = "compare.part", "compare.differences"


class PartsView(QWidget):
    """The bar over the room and what is shown below it."""

    def __init__(
        self,
        session: CompareSession,
        named: OpenComparisonController,
        store: Store,
        views: tuple[FactsPane, AnswersPane, MeasurementsView, StartView],
        bring_in: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._board, self._store = session, session.board, store
        self._facts, self._answers, measured, self._start = views
        self._stack = QStackedWidget()
        self._named, self._bring_in = named, bring_in
        self._list: ComparisonListPage | None = None  # of all comparisons, built when it is first opened
        self._is_listed = False
        for part in (self._facts, self._answers, measured, self._start):
            self._stack.addWidget(part)
        words = [self.tr("Facts"), self.tr("Answers"), self.tr("Measurements")]
        self._choice = Segmented(self.tr("Part of the comparison"), words)
        self._choice.setObjectName("compare-parts")
        self.modes = TopButtons(self)
        self._top = TopBar(named.title, self._choice, self.modes.buttons)
        boxes.column(self).add(self._top, boxes.stretched(self._stack))
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
        if self._is_listed and self._list is not None:
            self._list.field.setFocus()
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

    def move_column(self, by: int) -> None:
        """The column that the keys are in; they stay in it."""
        if self.current == FACTS:
            key = self._facts.table.current_key
            self._board.move(key, by)
            self._facts.table.stand_in(key)
        elif key := self._answers.view.current_key:
            self._board.move(key, by)

    @Slot()
    def open_list(self) -> None:
        if self._list is None:
            self._list = ComparisonListPage(self._named, self._bring_in)
            self._list.left.connect(self.close_list)
            self._stack.addWidget(self._list)
        self._is_listed = True
        self._list.refresh()
        self.refresh()
        self.take_focus()

    @Slot()
    def close_list(self, _opened: object = None) -> None:
        """Back to the comparison that is open."""
        if self._is_listed:
            self._is_listed = False
            self.refresh()
            self.take_focus()

    @Slot()
    def refresh(self, _change: object = None) -> None:
        """Columns, comparisons or what stands in place of the answers are others now."""
        is_empty = not self._board.slots
        page = self._list if self._is_listed else self._start if is_empty else None
        began = self._stack.currentWidget() is self._start and page is None
        self._stack.setCurrentIndex(self._stack.indexOf(page) if page is not None else self.current)
        self._top.setVisible(not self._is_listed)
        self._start.show_others(some=bool(self._session.kept.others(1)))
        self._choice.setVisible(page is None)
        shown = self.current if page is None else None
        is_covered = self._answers.page is not None
        self.modes.show_for(shown, len(self._board.slots), len(self._board.columns), is_covered=is_covered)
        self._allow_repeat()
        self._top.refit()
        if began:
            self.show_part(FACTS)

    def _connect(self) -> None:
        self._choice.currentChanged.connect(self._change)
        self.modes.differences.toggled.connect(self._change_differences)
        self.modes.words.toggled.connect(self._session.set_compared)
        self.modes.blind.toggled.connect(self._session.set_blind)
        self._named.listed.connect(self.open_list)
        self._session.opened.add(self.close_list)
        self._answers.page_changed.connect(self.refresh)
        self._session.columns_changed.add(self.refresh)
        self._session.blind_changed.add(self._follow_blind)
        for changed in (self._session.outcome_came, self._session.run.busy_changed):
            changed.add(self._allow_repeat)
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

    @Slot(bool)
    def _change_differences(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self._store.set_state(_DIFFERENCES, "1" if on else "")
        self._facts.table.set_only_differences(on)

    def _follow_blind(self, on: bool) -> None:  # noqa: FBT001  a listener
        self.modes.blind.setChecked(on)
        self.refresh()

    def _allow_repeat(self, _change: object = None) -> None:
        session = self._session
        self.modes.repeat.setEnabled(bool(session.outcomes) and not session.run.is_busy)
