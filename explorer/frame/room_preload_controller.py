"""Imports the modules of rooms before they are visited, so that a visit only has to build one.

A room whose button is under the pointer or has the keys is imported at once; all others once the window has
stood for a while. Not before: the first frame and the first search come first. One module at a time, the
small ones first, so that the window stays as quick as it was.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.places import Room
from explorer.rooms.room_spec import spec_of

_PAUSE_MS, _LEISURE_MS = 4, 20  # between two modules, while a room is about to be visited and while none is
_REST_MS = 2_000  # that the window stands before the other rooms are imported
_NEAR = (QEvent.Type.Enter, QEvent.Type.FocusIn)


class RoomPreloader(QObject):
    """``buttons`` lead to the rooms; ``rest`` begins the wait for all of them."""

    def __init__(self, buttons: Mapping[Room, QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._buttons = dict(buttons)
        self._begun: dict[Room, Iterator[str]] = {}  # the last one first
        self._known: set[Room] = set()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._next)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._expect_all)
        for button in self._buttons.values():
            button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _NEAR:
            self.expect(next(room for room, button in self._buttons.items() if button is watched))
        return False

    @Slot()
    def rest(self) -> None:
        """A room is shown, and nobody waits for anything: once."""
        if len(self._known) < len(Room) and not self._rest.isActive():
            self._rest.start()

    def expect(self, room: Room) -> None:
        """Go on with this room; it is imported once."""
        if room in self._known and room not in self._begun:
            return
        modules = self._begun.pop(room, None) or _modules_of(room)
        self._known.add(room)
        self._begun[room] = modules
        self._timer.start(_PAUSE_MS)

    def close(self) -> None:
        self._rest.stop()
        self._timer.stop()

    def is_busy(self) -> bool:
        return self._timer.isActive() or self._rest.isActive()

    @Slot()
    def _expect_all(self) -> None:
        for room in reversed(Room):
            self.expect(room)
        self._timer.setInterval(_LEISURE_MS)

    @Slot()
    def _next(self) -> None:
        if not self._begun:
            self._timer.stop()
            return
        room, modules = list(self._begun.items())[-1]
        name = next(modules, "")
        if name:
            importlib.import_module(name)
        else:
            self._begun.pop(room)


def _modules_of(room: Room) -> Iterator[str]:
    """Those without widgets, then rows, then panes, and last the pane that needs them all."""
    package = importlib.import_module(f"explorer.rooms.{room}")
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    names = sorted((one.name for one in found if not one.ispkg), key=_rank)
    yield from (name for name in names if name not in spec_of(room).imported_late)


def _rank(name: str) -> tuple[bool, bool, bool, bool, str]:
    is_room = name.rsplit(".", 1)[-1] == "pane"
    return is_room, name.endswith("_controller"), name.endswith("_pane"), name.endswith("_rows"), name
