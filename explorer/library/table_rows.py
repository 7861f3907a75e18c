"""The table of local models: own drawing, own header, real buttons, and every action by keyboard too."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableView, QWidget

from explorer.kit.buttons import Button, IconButton
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of
from explorer.library.cell_rows import EDGE, ROW_HEIGHT, Header, RowDelegate
from explorer.library.listing import Asked, Order, Row, Verb
from explorer.library.rows import COLUMNS, LibraryRows, Words
from explorer.library.widths import fit_columns
from explorer.transparency.licenses import Licenses

_HEADER_HEIGHT = 36  # at 100 %
_MENU_KEYS = (
    (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
)
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_KEYS = {
    Qt.Key.Key_Return: Verb.TRY,
    Qt.Key.Key_Enter: Verb.TRY,
    Qt.Key.Key_C: Verb.COMPARE,
    Qt.Key.Key_Delete: Verb.DELETE,
}


@dataclass(frozen=True)
class MenuAt:
    """A row whose menu is wanted, and where on the screen."""

    row: Row
    at: QPoint


class LibraryTable(QTableView):
    """``asked`` carries an Asked, ``menu_wanted`` a MenuAt, ``sorted_by`` an Order."""

    asked = Signal(object)
    menu_wanted = Signal(object)
    sorted_by = Signal(object)

    def __init__(self, rows: LibraryRows, words: Words, licenses: Licenses) -> None:
        super().__init__()
        self._rows = rows
        self._built: set[int] = set()
        self._by_keyboard = False
        self.hovered = -1
        self.setAccessibleName(self.tr("Models on this disk"))
        self.setModel(rows)
        self._header = Header(words, self)
        self._header.chosen.connect(self.sorted_by)
        self.setHorizontalHeader(self._header)
        self.setItemDelegate(RowDelegate(self, words, licenses, self))
        self._behave()
        overlay_bar(self)
        rows.modelReset.connect(self._build_buttons)
        self.verticalScrollBar().valueChanged.connect(self._build_visible)
        rows.modelReset.connect(self._limit)
        look_of(self).changed.connect(self._rescale)
        self._rescale()

    def _behave(self) -> None:
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._try)

    @property
    def shows_ring(self) -> bool:
        return self.hasFocus() and self._by_keyboard

    def show_order(self, order: Order) -> None:
        self._header.show_order(order)

    def row_at(self, number: int) -> Row:
        return self._rows.rows[number]

    def current_row(self) -> Row | None:
        index = self.currentIndex()
        return self.row_at(index.row()) if index.isValid() else None

    def select(self, model_id: str) -> bool:
        """Make a model's row the current one and scroll to it; False if it is not shown."""
        index = self._rows.index_of(model_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def ask(self, verb: Verb, row: Row) -> None:
        self.asked.emit(Asked(verb, row.model))

    def want_menu(self, row: Row, at: QPoint) -> None:
        """``at`` in global coordinates."""
        self.menu_wanted.emit(MenuAt(row, at))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(320), px(_HEADER_HEIGHT + 2 * ROW_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._build_visible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._set_by_keyboard(on=True)
        row = self.current_row()
        if row is None or not self._do_key(event, row):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_by_keyboard(on=False)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._set_by_keyboard(on=event.reason() in _KEYBOARD)
        if not self.currentIndex().isValid() and self._rows.rows:
            self.setCurrentIndex(self._rows.index(0, 0))
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self.want_menu(self.row_at(index.row()), event.globalPos())

    def _do_key(self, event: QKeyEvent, row: Row) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if (key, held) in _MENU_KEYS:
            spot = self.visualRect(self.currentIndex()).bottomLeft()
            self.want_menu(row, self.viewport().mapToGlobal(spot))
            return True
        verb = _KEYS.get(key) if held == Qt.KeyboardModifier.NoModifier else None
        if verb is not None:
            self.ask(verb, row)
        return verb is not None

    def _set_by_keyboard(self, *, on: bool) -> None:
        self._by_keyboard = on
        self.viewport().update()

    @Slot()
    def _try(self) -> None:
        row = self.current_row()
        if row is not None:
            self.ask(Verb.TRY, row)

    @Slot()
    def _rescale(self) -> None:
        px = look_of(self).sizes.px
        self.verticalHeader().setMinimumSectionSize(px(ROW_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self._header.setFixedHeight(px(_HEADER_HEIGHT))
        self._fit()
        self._limit()
        self._build_buttons()

    def _fit(self) -> None:
        widths = fit_columns(self.viewport().width(), look_of(self).sizes.percent / 100)
        for number, column in enumerate(COLUMNS):
            self.setColumnHidden(number, column not in widths)
            if column in widths:
                self.setColumnWidth(number, widths[column])

    @Slot()
    def _limit(self) -> None:
        """No higher than its rows, so that the ground of the table ends with the last one."""
        px = look_of(self).sizes.px
        self.setMaximumHeight(px(_HEADER_HEIGHT) + len(self._rows.rows) * px(ROW_HEIGHT))

    @Slot()
    def _build_buttons(self) -> None:
        self.hovered = -1
        self._built.clear()
        self._build_visible()

    @Slot()
    def _build_visible(self) -> None:
        """Buttons of rows that were never seen would only cost time."""
        count = len(self._rows.rows)
        last = self.rowAt(self.viewport().height() - 1)
        for number in range(max(0, self.rowAt(0)), count if last < 0 else last + 1):
            if number not in self._built:
                self._built.add(number)
                index = self._rows.index(number, len(COLUMNS) - 1)
                self.setIndexWidget(index, RowButtons(self, self.row_at(number), number))


class RowButtons(QWidget):
    """Try, Compare and ⋯ of one row. Not Tab stops: the row itself answers to Enter, C and Menu."""

    def __init__(self, table: LibraryTable, row: Row, number: int) -> None:
        super().__init__(table.viewport())
        self._table, self._number = table, number
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, EDGE - 6, 0)
        line.setSpacing(0)
        line.addStretch()
        if row.is_sound:
            self._add(line, self.tr("Try"), self.tr("Try {name} in the Playground (Enter)"), Verb.TRY)
            self._add(line, self.tr("Compare"), self.tr("Compare {name} with others (C)"), Verb.COMPARE)
        elif row.model.repo is not None:
            words = self.tr("Download again")
            self._add(line, words, self.tr("Download {name} again from the Hub"), Verb.DOWNLOAD_AGAIN)
        self.more = IconButton("more", self.tr("More for {name} (Shift+F10)").format(name=row.model.name))
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.more.clicked.connect(self._menu)
        line.addWidget(self.more)

    def _add(self, line: QHBoxLayout, text: str, tip: str, verb: Verb) -> None:
        name = self._row.model.name
        button = Button("quiet", text, scale="compact", parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(plain_tip(tip.format(name=name)))
        button.setAccessibleName(f"{text}: {name}")
        button.clicked.connect(partial(self._ask, verb))
        line.addWidget(button)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._table.hover(self._number)

    @property
    def _row(self) -> Row:
        """As it is now: it may have been checked since the buttons were built."""
        return self._table.row_at(self._number)

    def _ask(self, verb: Verb, _checked: object = None) -> None:
        self._table.ask(verb, self._row)

    @Slot()
    def _menu(self) -> None:
        corner = QPoint(0, self.more.height() + 2)
        self._table.want_menu(self._row, self.more.mapToGlobal(corner))
