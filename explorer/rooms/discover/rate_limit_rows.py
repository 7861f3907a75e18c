"""Rate limit of the Hub: the time until it may be asked again, counted down, and then it is asked by
itself.
"""

from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.hub.errors import BusyError
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import tr

_TICK_MS = 1000


class RetryCountdown(QObject):
    """Counts while ``watched`` is seen. ``ticked`` each second, ``over`` once, when the time is."""

    ticked = Signal()
    over = Signal()

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self._watched = watched
        self._end: float | None = None
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self._tick)
        watched.installEventFilter(self)

    def begin(self, end: float) -> None:
        """``end`` of the steady clock."""
        self._end = end
        if self._watched.isVisible():
            self._ticks.start()

    def stop(self) -> None:
        self._end = None
        self._ticks.stop()

    def words(self) -> str:
        """When it will be asked again; "" while nothing is awaited."""
        if self._end is None:
            return ""
        minutes, seconds = divmod(max(0, round(self._end - monotonic())), 60)
        return tr("It will be asked again in {time}.").format(time=f"{minutes}:{seconds:02d}")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self._ticks.stop()
        elif event.type() == QEvent.Type.Show and self._end is not None:
            self._tick()
            self._ticks.start()
        return False

    @Slot()
    def _tick(self) -> None:
        self.ticked.emit()
        if self._end is not None and monotonic() >= self._end:
            self.stop()
            QTimer.singleShot(0, self, self.over.emit)


class RateLimitPage(QWidget):
    """In place of what the Hub did not send; ``again`` runs once the time is over."""

    def __init__(self, error: BusyError, again: Action) -> None:
        super().__init__()
        self._again = again
        self._page = EmptyState("clock", error.what, "")
        column(self).addWidget(self._page)
        self._countdown = RetryCountdown(self)
        self._countdown.ticked.connect(self._say)
        self._countdown.over.connect(self._run)
        self._countdown.begin(error.until)
        self._say()

    @Slot()
    def _run(self) -> None:
        self._again.run()

    @Slot()
    def _say(self) -> None:
        words = self._countdown.words()
        if words:
            self._page.show_text(f"{words} {self.tr('What was seen before can still be opened.')}")
