"""Whether the window may close: what would be cut off is told first, but not to a system that shuts down."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.words import Words
from explorer.frame.overlays_controller import Overlays
from explorer.frame.quit_pane import QuitSheet
from explorer.frame.rooms import Rooms
from explorer.local.download_queue.downloads import Download
from explorer.rooms.room_services import RoomServices
from explorer.serve.request_words import count_running
from explorer.serve.served import ServedRequest

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

    def may_close(self) -> bool:
        """Whether nothing would be cut off, or the person was told and goes on."""
        if self.is_leaving or self.session.isActive() or isinstance(self._overlays.current, QuitSheet):
            return True
        services = self._services
        told = [pane.unfinished() for pane in self._rooms.built.values()]
        told.append(services.mover.unfinished())
        told.append(services.unfinished_trials)
        told.append(served(services.server.requests))
        running = unfinished(services.downloads.items, len(services.pool.loading), told)
        if running:
            sheet = QuitSheet(self._overlays.host, running)
            sheet.quit_wanted.connect(self._leave)
            self._overlays.show(sheet, sheet.stay)
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


def served(requests: tuple[ServedRequest, ...]) -> list[str]:
    """What other programs ask just now."""
    count = count_running(requests)
    if count == 1:
        return [Words("1 request of another app · it is cut off")]
    return [Words("{n} requests of other apps · they are cut off", n=count)] if count else []


def unfinished(downloads: tuple[Download, ...], loading: int, rooms: Iterable[Sequence[str]]) -> list[str]:
    """What still runs and what becomes of it when the app ends now; ``loading`` models are being read."""
    told = [words for room in rooms for words in room]
    coming = sum(1 for item in downloads if item.is_active)
    if coming == 1:
        told.append(Words("1 download · goes on at the next start"))
    elif coming:
        told.append(Words("{n} downloads · go on at the next start", n=coming))
    if loading:
        told.append(Words("A model is being loaded · it is loaded again when it is asked"))
    return told
