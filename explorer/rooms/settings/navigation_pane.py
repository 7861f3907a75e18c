"""Navigation of the Settings: the list of parts, beside the page or above it in a narrow window, follows the
page and leads to a part or a setting."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from explorer.base.store import Store
from explorer.kit.icons import paint_icon
from explorer.kit.layouts import FlowLayout
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.scroll import Scroll
from explorer.kit.theme import Look, look_of
from explorer.rooms.settings.groups_pane import SettingsGroups
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow

_HEIGHT, _ICON, _SIDE, _GAP = 34, 16, 12, 10
_REACH = 120  # pixels at 100 % from the top: a part that begins there is the one that is read
_SECTIONS = list(SettingsSection)
_AT = "settings.at"  # where the page was left: the key of a row
_IN = "settings.in"  # the row that had the keyboard when the room was built anew


class NavButton(PaintedButton):
    """Icon and word; the chosen one on the soft accent. ``wide`` makes all equally wide."""

    def __init__(self, icon: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self.wide = 0
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def sizeHint(self) -> QSize:
        look = look_of(self)
        px = look.sizes.px
        word = text_width(self.text(), look.font(strong=True))
        return QSize(self.wide or round(word + px(2 * _SIDE + _ICON + _GAP) + 2), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme, px = look.theme, look.sizes.px
        on = self.isChecked()
        if on or self.underMouse():
            fill_round(painter, rect, 9, theme.soft_accent if on else theme.sunken)
        colour = theme.accent if on else theme.text if self.underMouse() else theme.muted
        side, height = px(_ICON), rect.height()
        icon = QRectF(px(_SIDE), round((height - side) / 2), side, side)
        word = rect.adjusted(px(_SIDE + _ICON + _GAP), 0, -px(4), 0)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            icon.moveLeft(rect.width() - icon.right())
            word = rect.adjusted(px(4), 0, -px(_SIDE + _ICON + _GAP), 0)
        paint_icon(painter, icon, self._icon_name, colour)
        draw_text(painter, word, self.text(), look.font(strong=on), colour)
        return 8


class Nav(QWidget):
    """``went`` carries the index of the part that was clicked."""

    went = Signal(int)

    def __init__(self, items: Sequence[tuple[str, str]], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        flow = FlowLayout(self, spacing=look_of(self).sizes.px(2))
        self.buttons: list[NavButton] = []
        for index, (icon, text) in enumerate(items):
            button = NavButton(icon, text)
            button.clicked.connect(partial(self.went.emit, index))
            flow.addWidget(button)
            self.buttons.append(button)

    def choose(self, index: int) -> None:
        self.buttons[index].setChecked(True)

    def set_beside(self, *, beside: bool) -> None:
        """One under the other in a column, or as they fit in lines."""
        width = max(b.sizeHint().width() for b in self.buttons) if beside else 0
        widest = max(look_of(self).sizes.px(168), width)
        for button in self.buttons:
            button.wide = widest if beside else 0
            button.updateGeometry()
        self.setMinimumWidth(widest if beside else 0)
        self.setMaximumWidth(widest if beside else 1 << 20)


class PagePosition(QObject):
    """``area`` scrolls ``sheet``, on which the cards stand. ``store`` keeps where the page was left."""

    def __init__(self, area: Scroll, sheet: QWidget, cards: SettingsGroups, nav: Nav, store: Store) -> None:
        super().__init__(area)
        self._area, self._sheet, self._cards, self._nav = area, sheet, cards, nav
        self._store, self._at, self._in = store, store.get_state(_AT), store.get_state(_IN)
        self._goal: SettingsSection | None = None
        self._seeking: QWidget | None = None  # what the page is to stand at
        self._is_moving = False
        area.verticalScrollBar().valueChanged.connect(self._mark)
        area.verticalScrollBar().rangeChanged.connect(self._seek_again)

    def go_to(self, section: SettingsSection) -> None:
        self._goal = section
        self._scroll_to(self._cards.at(section))

    def reveal(self, key: str, *, glow: bool) -> None:
        row = self._cards.row(key)
        if row is None:
            return
        self._cards.at(row.setting.section).reveal(row)
        self._goal = row.setting.section
        self._nav.choose(_SECTIONS.index(row.setting.section))
        # A room that was just built has no sizes yet.
        QTimer.singleShot(0, row, lambda: self._settle_at(row, glow=glow))

    def keep(self) -> None:
        """For a room that is built anew."""
        self._store.set_state(_AT, self._row_at_top())
        self._store.set_state(_IN, self._row_with_keys())

    def recall(self, *, is_led: bool) -> None:
        """Where the page was left, once, unless the person ``is_led`` elsewhere.

        The keys go back too: a text size chosen by arrow keys can be changed on.
        """
        if self._at and not is_led:
            self.reveal(self._at, glow=False)
        row = self._cards.row(self._in) if self._in else None
        if row is not None:
            row.control.setFocus(Qt.FocusReason.TabFocusReason)
        self._at = self._in = ""

    def _settle_at(self, row: SettingsRow, *, glow: bool) -> None:
        group = self._cards.at(row.setting.section)
        self._scroll_to(group if row is group.rows[0] else row)
        if glow:
            row.glow()

    def _scroll_to(self, widget: QWidget) -> None:
        self._seeking = widget
        self._seek()

    @Slot()
    def _seek(self) -> None:
        """Again when the page grows, as it does once sizes are measured, until the person scrolls."""
        if self._seeking is None:
            return
        self._cards.page.activate()
        top = self._seeking.mapTo(self._sheet, QPoint(0, 0)).y()
        self._is_moving = True
        self._area.verticalScrollBar().setValue(top - look_of(self._area).sizes.px(4))
        self._is_moving = False

    @Slot()
    def _seek_again(self) -> None:
        """The page grew, or shrank."""
        self._seek()
        if self._seeking is None and self._goal is None:  # what is gone to stays marked
            self._mark(self._area.verticalScrollBar().value())

    @Slot(int)
    def _mark(self, top: int) -> None:
        """The list follows the page: the part that stands at its top, or at the end the one gone to."""
        if not self._is_moving:
            self._seeking = None
        if self._goal is not None and self._is_moving:
            self._nav.choose(_SECTIONS.index(self._goal))
            return
        self._goal = None
        shown = [section for section, card in self._cards.built.items() if not card.isHidden()]
        reach = top + min(self._area.height() // 4, look_of(self._area).sizes.px(_REACH))
        above = [section for section in shown if self._top_of(self._cards.at(section)) <= reach]
        is_end = top == self._area.verticalScrollBar().maximum() and top and self._cards.is_whole()
        # At the very top nothing is measured: a card that was just built has no place yet.
        stands = shown[-1:] if is_end else above[-1:] if top else shown[:1]
        self._nav.choose(_SECTIONS.index(stands[0]) if stands else 0)

    def _top_of(self, card: SettingsGroup) -> int:
        return card.mapTo(self._sheet, QPoint(0, 0)).y()

    def _row_with_keys(self) -> str:
        """Empty also when the app ends: the window is closed before its rooms."""
        focused = QApplication.focusWidget()
        if focused is None or not self._area.isVisible():
            return ""
        return next((row.setting.key for row in self._cards.rows() if row.isAncestorOf(focused)), "")

    def _row_at_top(self) -> str:
        top, rows = self._area.verticalScrollBar().value(), self._cards.rows()
        below = (row for row in rows if row.mapTo(self._sheet, QPoint(0, row.height())).y() > top + 24)
        first = next(below, rows[0])
        return "" if first is rows[0] else first.setting.key
