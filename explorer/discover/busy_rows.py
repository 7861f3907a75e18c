"""The Hub asked for peace: how long it takes, counted down, and then it is asked again by itself."""

from time import monotonic

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.hub.errors import BusyError
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.empty import EmptyState

_TICK_MS = 1000


class BusyPage(QWidget):
    """Counts while it is seen; ``again`` runs once the time is over."""

    def __init__(self, error: BusyError, again: Action) -> None:
        super().__init__()
        self._end = error.until
        self._again = again
        self._page = EmptyState("clock", error.what, "")
        column(self).addWidget(self._page)
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()
        self._ticks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._ticks.stop()
        super().hideEvent(event)

    @property
    def seconds_left(self) -> int:
        return max(0, round(self._end - monotonic()))

    @Slot()
    def _tick(self) -> None:
        self._say()
        if monotonic() >= self._end:
            self._ticks.stop()
            QTimer.singleShot(0, self._run)

    @Slot()
    def _run(self) -> None:
        self._again.run()

    def _say(self) -> None:
        minutes, seconds = divmod(self.seconds_left, 60)
        words = self.tr("It will be asked again in {time}. What was seen before can still be opened.")
        self._page.show_text(words.format(time=f"{minutes}:{seconds:02d}"))
