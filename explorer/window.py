"""The window: rail, rooms, activity bar, and the place where messages appear."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QByteArray, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from explorer.activity import ActivityBar
from explorer.base.store import Store
from explorer.domain.places import Room
from explorer.kit.icons import app_icon
from explorer.kit.messages import Messages
from explorer.kit.notices import Notices
from explorer.kit.rail import RailButton
from explorer.kit.theme import Look, look_of

_COMPOSER = 68
_RAIL = (
    (Room.DISCOVER, "search"),
    (Room.LIBRARY, "library"),
    (Room.PLAYGROUND, "chat"),
    (Room.COMPARE, "columns"),
    (Room.SETTINGS, "settings"),
)


class Window(QMainWindow):
    """Shows one room at a time. ``painted`` tells once that the first frame is on the screen."""

    painted = Signal()
    room_changed = Signal(object)

    def __init__(
        self, store: Store, messages: Messages, activity: ActivityBar, room: Callable[[Room], QWidget]
    ) -> None:
        """``room`` gives the pane of a room, and builds it the first time."""
        super().__init__()
        self._store = store
        self._pane_of = room
        self._room = Room.DISCOVER
        self._buttons: dict[Room, RailButton] = {}
        self._stack = QStackedWidget()
        self._was_painted = False
        self.setWindowTitle("Open Model Explorer")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(960, 600)
        self.setProperty("ground", "window")
        centre = self._build(activity)
        # Clear of the bar, and of a composer at the foot of a room.
        foot = activity.sizeHint().height() + look_of(self).sizes.px(_COMPOSER)
        self._notices = Notices(messages, centre, bottom=foot)

    @property
    def room(self) -> Room:
        return self._room

    @property
    def rail(self) -> Mapping[Room, RailButton]:
        return self._buttons

    def show_room(self, room: Room) -> None:
        self._mark(room)
        self.fill()
        self._store.set_state("window.room", room)
        self.room_changed.emit(room)

    def fill(self) -> None:
        """Show the pane of the chosen room, building it if it was never seen."""
        pane = self._pane_of(self._room)
        if self._stack.indexOf(pane) < 0:
            self._stack.addWidget(pane)
        self._stack.setCurrentWidget(pane)

    def drop(self, pane: QWidget) -> None:
        """Forget a pane that is not used any more."""
        self._stack.removeWidget(pane)
        pane.deleteLater()

    def restore(self) -> None:
        """Size, place and room of last time. The room is filled after the first frame."""
        geometry = self._store.get_state("window.geometry")
        if not geometry or not self.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
            self.resize(QSize(1280, 800))
        kept = self._store.get_state("window.room", Room.DISCOVER)
        self._mark(Room(kept) if kept in set(Room) else Room.DISCOVER)

    def _mark(self, room: Room) -> None:
        self._room = room
        self._buttons[room].setChecked(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._store.set_state("window.geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def _build(self, activity: ActivityBar) -> QWidget:
        centre = QWidget()
        centre.setProperty("ground", "window")
        centre.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._build_rail())
        row.addWidget(self._stack, 1)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(activity)
        self.setCentralWidget(centre)
        return centre

    def _build_rail(self) -> QWidget:
        rail = QFrame()
        rail.setProperty("rule", "right")
        self._rail = rail
        look = look_of(self)
        look.changed.connect(self._rescale)
        self._rescale(look)
        column = QVBoxLayout(rail)
        column.setContentsMargins(8, 14, 7, 14)
        column.setSpacing(4)
        for number, (room, icon) in enumerate(_RAIL, start=1):
            if room is Room.SETTINGS:
                column.addStretch()
            keys = "Ctrl+," if room is Room.SETTINGS else f"Ctrl+{number}"
            column.addWidget(self._rail_button(room, icon, keys))
        return rail

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        self._rail.setFixedWidth(look.sizes.px(84))

    def _rail_button(self, room: Room, icon: str, keys: str) -> RailButton:
        button = RailButton(icon, self._word(room))
        button.setToolTip(f"{self._word(room)} ({keys})")
        button.setProperty("room", room)
        button.clicked.connect(self._go_to_clicked)
        self._buttons[room] = button
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setProperty("room", room)
        shortcut.activated.connect(self._go_to_clicked)
        return button

    @Slot()
    def _go_to_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.show_room(Room(sender.property("room")))

    def _word(self, room: Room) -> str:
        return {
            Room.DISCOVER: self.tr("Discover"),
            Room.LIBRARY: self.tr("Library"),
            Room.PLAYGROUND: self.tr("Playground"),
            Room.COMPARE: self.tr("Compare"),
            Room.SETTINGS: self.tr("Settings"),
        }[room]
