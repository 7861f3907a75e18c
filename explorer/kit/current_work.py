"""Long work of a room that the whole window shows, such as a comparison that runs unattended."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from explorer.domain.places import Place, Room


@dataclass(frozen=True)
class WorkStatus:
    """``text`` says what goes on, ``short`` the same where there is little room; ``place`` shows it."""

    text: str
    short: str
    place: Place


class CurrentWork(QObject):
    """``changed`` carries a WorkStatus, or None when nothing goes on any more. Of several rooms with work the
    one that began last is told.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._of_rooms: dict[Room, WorkStatus] = {}
        self.current: WorkStatus | None = None

    def show(self, room: Room, work: WorkStatus | None) -> None:
        """What goes on in this room now."""
        if work is not None:
            self._of_rooms[room] = work
        else:
            self._of_rooms.pop(room, None)
        now = next(reversed(self._of_rooms.values()), None)
        if now != self.current:
            self.current = now
            self.changed.emit(now)
