"""Keeps the words of the activity bar true: follows downloads, loaded models, the server, messages and the
network.

News leaves the bar after a while; what went wrong stays there until the person has seen it. The panel keeps
both.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.base.settings import Settings
from explorer.domain.model import Model, Whereabouts
from explorer.domain.units import size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.frame.activity.bar_pane import ActivityBar
from explorer.hub.reachability import ReachState
from explorer.kit.announce import announce
from explorer.kit.clock import clock
from explorer.kit.current_work import WorkStatus
from explorer.kit.language import shown
from explorer.kit.messages import MARKS, Kind, Message
from explorer.local.download_queue.download_words import download_status
from explorer.local.download_queue.downloads import Download, DownloadState
from explorer.rooms.room_services import RoomServices
from explorer.serve.request_words import count_running
from explorer.serve.served import ServerState, ServerStatus

_MEMORY_MS = 3_000  # how often the memory of loaded models is measured while they answer; else it stays
_LONG = 24  # characters of a name where there is little room
_NEWS_MS = 20_000  # how long news stays
_MARKS: dict[Kind, tuple[str, str]] = {**MARKS, "info": ("info", "muted")}
_DOWNLOAD_MARKS: dict[DownloadState | None, tuple[str, str]] = {
    DownloadState.RUNNING: ("arrow-down", "accent"),
    DownloadState.FAILED: ("warning", "bad"),
    DownloadState.PAUSED: ("pause", "muted"),
}


class BarStatus(QObject):
    """Keeps the words of ``bar`` true. ``stay`` is how long news is there."""

    _reached = Signal(object)  # ReachState, from the thread of a request

    def __init__(self, bar: ActivityBar, services: RoomServices) -> None:
        super().__init__(bar)
        self._reach = services.core.hub.reach
        self._reached.connect(self._show_reach)
        forget = self._reach.changed.add(self._reached.emit)
        self.destroyed.connect(lambda _gone: forget())
        self._bar, self._go = bar, services.go
        self._work: WorkStatus | None = None
        self._downloads, self._pool = services.downloads, services.pool
        self._settings, self._machine = services.core.settings, services.core.machine
        self._unseen: list[Message] = []
        self._news: Message | None = None
        self.stay = QTimer(self, singleShot=True, interval=_NEWS_MS)
        self.stay.timeout.connect(self._end_news)
        self._ticks = QTimer(self, interval=_MEMORY_MS)
        self._ticks.timeout.connect(self._show_models)
        self._downloads.changed.add(self._show_download)
        self._settings.changed.add(self._show_network)
        self._catalog = services.catalog
        self._catalog.changed.add(lambda _models: self._show_network(self._settings.current))
        self._pool.changed.connect(self._show_models)
        self._messages = services.messages
        self._messages.added.connect(self._show_message)
        self._messages.going_changed.connect(self._show_going)
        services.working.changed.connect(self._show_work)
        bar.work.clicked.connect(self._go_to_work)
        self._server = services.server
        for told in (self._server.changed, self._server.asked):
            told.add(self._show_server)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self._show_download(None)
        self._show_models()
        self._show_server()
        self._show_last()
        self._show_network(self._settings.current)

    def _show_download(self, _changed: Download | None) -> None:
        items = self._downloads.items
        first = _most_urgent(items) if items else None
        icon, tone = _DOWNLOAD_MARKS.get(first.state if first else None, ("arrow-down", "muted"))
        short = shown(download_status(first)) if first else ""
        self._bar.download.show_words(shown(downloads_summary(items)), icon, tone, short)

    @Slot()
    def _show_models(self) -> None:
        loaded = self._pool.loaded
        if not self._pool.is_answering:
            self._ticks.stop()
        elif not self._ticks.isActive():
            self._ticks.start()
        if loaded:
            used = size_text(sum(engine.memory() for engine in loaded))
            memory = self.tr("{used} of {total}").format(
                used=used, total=size_text(self._machine.memory_total)
            )
            self._bar.models.show_words(f"{shown(_model_count(len(loaded)))} · {memory}", "cpu", short=used)
        else:
            self._bar.models.show_words(self.tr("No model loaded"), "cpu")

    def _show_server(self, _news: object = None) -> None:
        """While it is on, or should be and is not."""
        status = self._server.status
        words, short = server_words(status)
        self._bar.server.setVisible(bool(words))
        if words:
            is_asked = count_running(self._server.requests) > 0
            is_wrong = status.state is ServerState.FAILED
            tone = "bad" if is_wrong else "caution" if status.is_open else "accent" if is_asked else "muted"
            self._bar.server.show_words(shown(words), "server", tone, shown(short))

    @Slot(object)
    def _show_work(self, work: WorkStatus | None) -> None:
        self._work = work
        self._bar.work.setVisible(work is not None)
        if work is not None:
            self._bar.work.show_words(shown(work.text), "play", "good", short=shown(work.short))

    @Slot()
    def _go_to_work(self) -> None:
        if self._work is not None:
            self._go(self._work.place)

    @Slot(object)
    def _show_message(self, message: Message) -> None:
        if message.stays:
            self._news = None  # older than what went wrong
            self._unseen.append(message)
        else:
            self._news = message
            self.stay.start()
        self._show_last()

    @Slot(object)
    def forget(self, message: Message) -> None:
        """The person has read it; the panel keeps it."""
        self._unseen = [other for other in self._unseen if other is not message]
        if self._news is message:
            self._news = None
        self._show_last()

    @Slot()
    def forget_all(self) -> None:
        """The person has seen the list of them."""
        self._unseen.clear()
        self._end_news()

    @Slot()
    def _end_news(self) -> None:
        self.stay.stop()
        self._news = None
        self._show_last()

    @Slot()
    def _show_going(self) -> None:
        if self._messages.going:
            announce(self._bar, shown(self._messages.going[-1]))
        self._show_last()

    def _show_last(self) -> None:
        if self._messages.going:
            self._bar.message.setVisible(True)
            self._bar.message.show_words(shown(self._messages.going[-1]), "clock", "accent")
            return
        last = self._news or next(reversed(self._unseen), None)
        self._bar.message.setVisible(last is not None)
        if last is not None:
            self._bar.message.show_words(shown(last.text), *_MARKS[last.kind])

    def _show_network(self, settings: Settings) -> None:
        if settings.offline:
            self._bar.network.show_words(
                self.tr("Offline mode · no connection is opened"), "offline", short=self.tr("Offline")
            )
            return
        state, away = self._reach.state, away_names(self._catalog.others)
        if state.silent_since is not None:
            words = self.tr("The Hub does not answer · since {time}").format(time=clock(state.silent_since))
            self._bar.network.show_words(words, "offline", "caution", short=self.tr("No answer"))
        elif away:
            known = self.tr("Online · prompts stay here, except to {names}")
            words = known if state.was_asked else self.tr("Prompts stay here, except to {names}")
            short = away[0] if len(away[0]) <= _LONG else self.tr("an endpoint")
            if len(away) > 1:
                short = self.tr("{n} endpoints").format(n=len(away))
            brief = self.tr("Online · except to {names}") if state.was_asked else self.tr("Except to {names}")
            names = shown(enumerated(away))
            self._bar.network.show_words(words.format(names=names), "leaves", short=brief.format(names=short))
        elif state.was_asked:
            self._bar.network.show_words(
                self.tr("Online · prompts and answers stay here"), "online", short=self.tr("Online")
            )
        else:
            self._bar.network.show_words(
                self.tr("Network not used yet · prompts and answers stay here"),
                "online",
                short=self.tr("Not used yet"),
            )

    @Slot(object)
    def _show_reach(self, _state: ReachState) -> None:
        self._show_network(self._settings.current)


def downloads_summary(items: tuple[Download, ...]) -> Words:
    """All downloads in one line: the running one and how many more there are."""
    if not items:
        return Words("No downloads")
    first = _most_urgent(items)
    parts: list[str] = [first.title, download_status(first)]
    if len(items) > 1:
        parts.append(Words("{n} more", n=len(items) - 1))
    return joined(" · ", parts)


def server_words(status: ServerStatus) -> tuple[Words, Words]:
    """In the bar, and where there is little room; "" while it is off."""
    if status.state is ServerState.ON and status.is_open:
        return Words("Server on · my network"), Words("My network")
    if status.state is ServerState.ON:
        return Words("Server on · this machine"), Words("Server on")
    if status.state is ServerState.FAILED:
        return Words("The server could not be switched on"), Words("Server failed")
    if status.state is ServerState.STOPPING:
        return Words("The server is being switched off"), Words("Switching off")
    return Words(""), Words("")


def away_names(models: Iterable[Model]) -> tuple[str, ...]:
    """The endpoints elsewhere that these are at."""
    return tuple(dict.fromkeys(one.source for one in models if one.where is Whereabouts.AWAY))


def _most_urgent(items: tuple[Download, ...]) -> Download:
    """The running one, else one that failed, else the oldest."""
    order = (DownloadState.RUNNING, DownloadState.FAILED, DownloadState.WAITING, DownloadState.PAUSED)
    return min(items, key=lambda item: order.index(item.state))


def _model_count(count: int) -> Words:
    return Words("1 model loaded") if count == 1 else Words("{n} models loaded", n=count)
