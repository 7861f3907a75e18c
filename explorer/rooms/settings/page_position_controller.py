"""Where the page of the settings stands: the list of parts follows it, and leads to a part or a setting."""

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from explorer.base.store import Store
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of
from explorer.rooms.settings.groups_pane import SettingsGroups
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.nav_rows import Nav
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow

_SECTIONS = list(SettingsSection)
_AT = "settings.at"  # where the page was left: the key of a row
_IN = "settings.in"  # the row that had the keyboard when the room was built anew


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
        area.verticalScrollBar().rangeChanged.connect(self._seek)

    def go_to(self, section: SettingsSection) -> None:
        self._goal = section
        self._scroll_to(self._cards.at(section))

    def reveal(self, key: str, *, glow: bool) -> None:
        row = self._cards.row(key)
        if row is None:
            return
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
        reach = top + self._area.height() // 4
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
