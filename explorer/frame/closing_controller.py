"""Whether the window may close: what would be cut off is told first, but not to a system that shuts down."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.frame.activity.activity_words import unfinished
from explorer.frame.overlays_controller import Overlays
from explorer.frame.rooms import Rooms
from explorer.rooms.room_services import RoomServices

_SESSION_MS = 15_000  # until a session that still goes on was not ended after all


class Closing(QObject):
    """``left`` when the person was told and goes on; ``session_ends`` when the system does not ask."""

    left = Signal()
    session_ends = Signal()

    def __init__(self, overlays: Overlays, rooms: Rooms, services: RoomServices) -> None:
        super().__init__(overlays)
        self._overlays, self._rooms, self._services = overlays, rooms, services
        self.is_leaving = False  # the person has said so
        self.session = QTimer(self, singleShot=True, interval=_SESSION_MS)  # it may be called off
        overlays.quit_wanted.connect(self._leave)

    def may_close(self) -> bool:
        """Whether nothing would be cut off, or the person was told and goes on."""
        if self.is_leaving or self.session.isActive() or self._overlays.is_asking():
            return True
        services = self._services
        told = [pane.unfinished() for pane in self._rooms.built.values()]
        told.append(services.mover.unfinished())
        running = unfinished(services.downloads.items, len(services.pool.loading), told)
        if running:
            self._overlays.ask_quit(running)
        return not running

    @Slot()
    def end_session(self) -> None:
        """The system logs out or shuts down: it is not kept waiting by a question."""
        self.session.start()
        self.session_ends.emit()

    @Slot()
    def _leave(self) -> None:
        self.is_leaving = True
        self.left.emit()
