"""Notes under the list or the sheet: how many models the filters left, that the list is of another day, with
why and what helps, what is waited for, and how long the Hub may not be asked, which it then is by itself.
"""

from functools import partial
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.errors import KnownError
from explorer.hub.errors import BusyError
from explorer.kit.actions import Action
from explorer.kit.boxes import centred, row
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import shown, tr
from explorer.kit.text import Elided, IconLabel, Para

_TICK_MS = 1000
_PATIENCE_MS = 100  # a quick answer is not announced


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


class _NoteBar(QFrame):
    """Words, and a link behind them; hidden while there is nothing to say."""

    def __init__(self, words: Para | Elided, link: str = "", icon: str = "") -> None:
        super().__init__()
        self.setProperty("rule", "top")
        self.words, self.link = words, Button("link", link, scale="compact")
        line = row(self, margins=(16, 5, 10, 5), spacing=8)
        if icon:
            line.addWidget(IconLabel(icon, "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        line.add(centred(self.words, 1), self.link)
        self.hide()


class ListNote(_NoteBar):
    """``more_wanted`` comes from its link."""

    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(Para("", "secondary", "muted"), tr("Load more"))
        self.link.clicked.connect(self.more_wanted)

    def show_note(self, note: str, *, has_more: bool, is_loading: bool) -> None:
        """``has_more``: offer to load more beside it, or say that it comes. "" takes the line away."""
        self.words.setText(note)
        self.link.setVisible(has_more)
        self.link.setText(self.tr("Loading…") if is_loading else self.tr("Load more"))
        self.setVisible(bool(note))


class StaleListNote(_NoteBar):
    """Where the Hub wants peace the time is counted down, and ``action`` runs by itself after it."""

    def __init__(self) -> None:
        super().__init__(Para("", "secondary", "muted"), icon="offline")
        self._text = ""
        self.link.clicked.connect(self._run)
        self._action: Action | None = None
        self._countdown = RetryCountdown(self)
        self._countdown.ticked.connect(self._say)
        self._countdown.over.connect(self._run)

    def show_seen(self, words: str, why: KnownError, action: Action) -> None:
        """``why`` the list is not of now."""
        self._action, self._text = action, shown(words)
        self.link.setText(action.text)
        if isinstance(why, BusyError):
            self._countdown.begin(why.until)
        else:
            self._countdown.stop()
        self._say()
        self.show()

    def leave(self) -> None:
        """The list is of now."""
        self._countdown.stop()
        self.hide()

    @Slot()
    def _say(self) -> None:
        self.words.setText(" ".join(filter(None, (self._text, self._countdown.words()))))

    @Slot()
    def _run(self) -> None:
        if self._action is not None:
            self._action.run()


class WaitBar(_NoteBar):
    """Says what is waited for, once it takes longer than a moment, with a way to stop. ``stopped`` tells."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__(Elided("", "secondary", "muted"), tr("Stop"))
        self.link.clicked.connect(self.stopped)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.show)

    def wait_for(self, words: str) -> None:
        """``words``: what is under way; "" takes the bar away."""
        self.words.setText(words)
        self.link.setAccessibleDescription(words)
        if not words:
            self._patience.stop()
            self.hide()
        elif self.isHidden() and not self._patience.isActive():
            self._patience.start()


class RateLimitPage(EmptyState):
    """In place of what the Hub did not send; ``again`` runs once the time is over."""

    def __init__(self, error: BusyError, again: Action) -> None:
        super().__init__("clock", error.what, "")
        self._countdown = RetryCountdown(self)
        self._countdown.ticked.connect(self._say)
        self._countdown.over.connect(partial(Action.run, again))
        self._countdown.begin(error.until)
        self._say()

    @Slot()
    def _say(self) -> None:
        words = self._countdown.words()
        if words:
            self.show_text(f"{words} {self.tr('What was seen before can still be opened.')}")
