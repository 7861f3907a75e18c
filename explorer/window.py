"""The window: rail, rooms, activity bar, and the place where messages and overlays appear."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless
from explorer.domain.places import Room
from explorer.frame.activity.bar_pane import ActivityBar
from explorer.frame.commands import SAME_KEYS, room_name
from explorer.frame.rail_pane import Rail
from explorer.kit.actions import Action
from explorer.kit.boxes import column, row, stretched
from explorer.kit.rail_button import RailButton
from explorer.kit.room_pane import RoomPane
from explorer.kit.tab_order import first_stop, put_last

_FIRST, _LEAST = QSize(1280, 800), QSize(960, 600)
_GEOMETRY, _ROOM = "window.geometry", "window.room"


class Window(QMainWindow):
    """Shows one room at a time. ``painted`` tells once that the first frame is on the screen.

    It is whole without the rooms, whose panes ``pane_of`` gives; ``filled`` tells that one is shown.
    """

    painted = Signal()
    filled = Signal()
    room_changed = Signal(object)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.room = Room.DISCOVER
        self.pane_of: Callable[[Room], RoomPane] | None = None  # builds a room the first time
        self.place = QStackedWidget()
        self._was_painted = False
        self.may_close: Callable[[], bool] = lambda: True  # asked before the window closes
        self.activity = ActivityBar()
        self._rail = Rail()
        self._rail.chosen.connect(self.show_room)
        self.setMinimumSize(_LEAST)
        self.setProperty("ground", "window")
        self.rail: Mapping[Room, RailButton] = self._rail.buttons
        self.host = _around(self._rail, self.place, self.activity)
        self.setCentralWidget(self.host)
        self.regions = FocusRegions(self, self._parts)
        self._show_title()

    @Slot(object)
    def show_room(self, room: Room) -> None:
        self._mark(room)
        self._rail.repaint()  # at once: a room that was never seen takes a moment to build
        self.fill()
        self._store.set_state(_ROOM, room)
        self.room_changed.emit(room)

    def fill(self) -> None:
        """Show the pane of the chosen room, building it if it was never seen."""
        if self.pane_of is None:
            return  # the rail was faster than the rooms
        pane = self.pane_of(self.room)
        if self.place.indexOf(pane) < 0:
            self.place.addWidget(pane)
            pane.install_shortcuts()
            pane.windowTitleChanged.connect(self._show_title)
        self.place.setCurrentWidget(pane)
        self._show_title()
        self.filled.emit()

    def show_instead(self, pane: QWidget) -> None:
        """Show something in the place of the rooms, until one is shown; it leads to the first of them."""
        self._mark(Room.DISCOVER)
        self.place.addWidget(pane)
        self.place.setCurrentWidget(pane)

    def drop(self, pane: QWidget) -> None:
        """Forget a pane that is not used any more."""
        self.place.removeWidget(pane)
        pane.deleteLater()

    def retranslate(self) -> None:
        """Say everything but the rooms in the language of now."""
        self._rail.retranslate()
        self.activity.retranslate()
        self._show_title()

    def come_forward(self) -> None:
        """Over the other windows, with the keyboard."""
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def restore(self) -> None:
        """Size, place and room of last time. The room is filled after the first frame.

        Qt brings a window back into sight whose screen is gone.
        """
        geometry = self._store.get_state(_GEOMETRY)
        if not geometry or not self.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
            room = QApplication.primaryScreen().availableSize()
            self.resize(_FIRST.boundedTo(room.expandedTo(_LEAST)))
        kept = self._store.get_state(_ROOM, Room.DISCOVER)
        self._mark(Room(kept) if kept in set(Room) else Room.DISCOVER)

    def keep_geometry(self) -> None:
        with suppress(KnownError):  # a disk that is full or gone must not keep the window open
            self._store.set_state(_GEOMETRY, bytes(self.saveGeometry().toBase64().data()).decode())

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own signature
        """Rooms are built after the bar, which stands below them."""
        put_last(self.activity)
        return super().focusNextPrevChild(next)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Texts leave their menu to the window."""
        from explorer.kit.text_menu import answer  # noqa: PLC0415  not needed for the first frame

        answer(self, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.keep_geometry()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def _mark(self, room: Room) -> None:
        self.room = room
        self._rail.mark(room)

    @Slot()
    def _show_title(self) -> None:
        pane = self.place.currentWidget()
        opened = pane.windowTitle() if isinstance(pane, RoomPane) else ""
        said = filter(None, (opened, room_name(self.room), "Open Model Explorer"))
        self.setWindowTitle(harmless(" – ".join(said)))

    def keep_clear(self) -> Sequence[QWidget]:
        """What messages must not cover."""
        pane = self.place.currentWidget()
        return pane.keep_clear() if isinstance(pane, RoomPane) else ()

    def _parts(self) -> Sequence[tuple[QWidget, QWidget | None]]:
        return (
            (self._rail, self._rail.button_of(self.room)),
            (self.place, None),
            (self.activity, self.activity.download),
        )


def install_keys(window: QWidget, commands: Callable[[], Sequence[Action]]) -> None:
    """Make the shortcuts of these commands work; they are asked for again at each use."""
    for shortcut in [action.shortcut for action in commands() if action.shortcut]:
        for keys in filter(None, (shortcut, SAME_KEYS.get(shortcut))):
            QShortcut(QKeySequence(keys), window).activated.connect(partial(_run, commands, shortcut))


def _run(commands: Callable[[], Sequence[Action]], shortcut: str) -> None:
    for action in commands():
        if action.shortcut == shortcut and action.enabled:
            action.run()
            return


def _around(rail: QWidget, stack: QWidget, bar: QWidget) -> QWidget:
    centre = QWidget()
    centre.setProperty("ground", "window")
    centre.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    beside = row().add(rail, stretched(stack))
    column(centre).add(stretched(beside), bar)
    return centre


type _Part = tuple[QWidget, QWidget | None]


class FocusRegions(QObject):
    """F6 moves the focus from the rail to the room to the activity bar, and back to where it was in each.

    ``parts`` tells the parts of the window and what has the focus first in each.
    """

    def __init__(self, parent: QObject, parts: Callable[[], Sequence[_Part]]) -> None:
        super().__init__(parent)
        self._parts = parts
        self._last: dict[int, QWidget] = {}

    def move(self, by: int) -> None:
        parts = self._parts()
        here = self._here(parts)
        focused = QApplication.focusWidget()
        if focused is not None and here is not None:
            self._last[here] = focused
        to = (0 if here is None else here + by) % len(parts)
        target = self._kept(to, parts[to][0]) or parts[to][1] or first_stop(parts[to][0])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)  # as by Tab: the ring is shown

    def _here(self, parts: Sequence[_Part]) -> int | None:
        focused = QApplication.focusWidget()
        for number, (part, _first) in enumerate(parts):
            if focused is not None and (part is focused or part.isAncestorOf(focused)):
                return number
        return None

    def _kept(self, number: int, part: QWidget) -> QWidget | None:
        """Where the focus was last in this part, if that is still there to be seen."""
        kept = self._last.get(number)
        if kept is None or not shiboken6.isValid(kept):
            return None
        return kept if part.isAncestorOf(kept) and kept.isVisible() and kept.isEnabled() else None
