"""The server that other programs ask: switched on and off, its token, and what is asked of it now.

What speaks HTTP is imported when it is switched on, with all that it needs.
"""

import traceback
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from explorer.base.keys import KeyStore
from explorer.base.listeners import Listeners
from explorer.base.settings import Settings
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.engine.backends import Backends
from explorer.kit.tasks import Bug, Tasks, UnexpectedError
from explorer.local.models.catalog import Catalog
from explorer.serve.addresses import network_address, own_names
from explorer.serve.desk_controller import DeskController
from explorer.serve.offered_models import Offer, OfferedModel
from explorer.serve.request_log import RequestLog
from explorer.serve.served import ServedRequest, ServerState, ServerStatus
from explorer.services import Core

if TYPE_CHECKING:
    from explorer.serve.guard import Access, AsgiApp
    from explorer.serve.http_thread import HttpThread

_KEY = "server"
_TELL_MS = 200
_LOOPBACK, _EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  the second only by an explicit choice


class ServerController(QObject):
    """Lives in the screen thread, or in that of a HeadlessLoop. ``changed`` hears of every status, and of
    another token; ``asked`` of the requests, at most a few times a second. ``close`` it before the backends.
    """

    _thread_is_ready = Signal()
    _thread_ended = Signal(object)  # Exception, or ``None``

    def __init__(
        self,
        core: Core,
        tasks: Tasks,
        catalog: Catalog,
        backends: Backends,
        parent: QObject | None = None,
        *,
        keys: KeyStore | None = None,
    ) -> None:
        """``keys``: where the token lies; else where those of endpoints lie."""
        super().__init__(parent)
        self.changed: Listeners[ServerStatus] = Listeners()
        self.asked: Listeners[tuple[ServedRequest, ...]] = Listeners()
        self.status = ServerStatus()
        self.token = ""  # until it is first started, or renewed
        self._is_own = False
        self._core, self._tasks, self._catalog = core, tasks, catalog
        self._keys = keys or core.endpoints.keys
        self._thread: HttpThread | None = None
        self._is_wanted = self._is_closed = False
        self._hosts: frozenset[str] = frozenset()
        self._offered: tuple[Offer, tuple[LocalModel, ...], tuple[str, ...]] = Offer(()), (), ()
        self._log, self._before = RequestLog(self._note_requests), 0
        self._desk = DeskController(core, tasks, backends, self._offer_now, self._log, self)
        self._soon = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._soon.timeout.connect(self._tell_requests)
        queued = Qt.ConnectionType.QueuedConnection
        self._thread_is_ready.connect(self._on_ready, queued)
        self._thread_ended.connect(self._on_ended, queued)
        self._settings = core.settings.current
        self._leave = core.settings.changed.add(self._follow)

    @property
    def is_on(self) -> bool:
        """Or about to be."""
        return self._is_wanted

    @property
    def models(self) -> tuple[OfferedModel, ...]:
        """What other programs are offered now."""
        return self._offer_now().models

    def _offer_now(self) -> Offer:
        """From any thread; put together anew when models or the person's choice are others."""
        models, chosen = self._catalog.models, self._core.settings.current.server_models
        known, known_models, known_chosen = self._offered
        if models is known_models and chosen == known_chosen:
            return known
        self._offered = made, _, _ = Offer(models, chosen), models, chosen
        return made

    @property
    def count(self) -> int:
        """Requests since it was switched on."""
        return self._log.begun - self._before

    @property
    def requests(self) -> tuple[ServedRequest, ...]:
        """Those under way and the last that were, the newest first."""
        return self._log.requests

    def start(self, token: str = "") -> None:
        """``changed`` tells how that goes. ``token``: in place of the one that is kept."""
        if self._is_wanted or self._is_closed:
            return
        self._is_own = bool(token)
        self.token = token or self.token
        self._is_wanted = True
        self._before = self._log.begun
        if self._thread is None:
            self._begin()

    def stop(self) -> None:
        """Requests under way are ended."""
        if not self._is_wanted:
            return
        self._is_wanted = False
        if self._thread is not None:
            self._become(ServerState.STOPPING)
            self._desk.close()
            self._thread.stop()
        else:
            self._become(ServerState.OFF)

    def stop_request(self, number: int) -> None:
        """One of those under way; the other program is told."""
        self._desk.stop(number)

    def renew_token(self) -> None:
        """From now on no other is accepted; programs that had it must be given this one."""
        self._tasks.do(partial(_new_token, self._keys), self._take_token, self._tell_failure)

    def close(self) -> None:
        """End everything and wait for it: no thread and no socket is left."""
        self._is_closed, self._is_wanted = True, False
        self._leave()
        self._soon.stop()
        self._desk.close()
        if self._thread is not None:
            self._thread.stop()
            self._thread.join()
            self._thread = None

    def _begin(self) -> None:
        self._become(ServerState.STARTING)
        if self._is_own:
            self._open()
        else:  # each time: `omx serve` may have made another
            self._tasks.do(partial(_token, self._keys, self.token), self._take_token, self._tell_failure)

    def _take_token(self, found: tuple[str, KnownError | None]) -> None:
        self.token, unkept = found
        self.status = replace(self.status, unkept=unkept)
        if self._is_wanted and self._thread is None:
            self._open()
        else:
            self.changed.emit(self.status)

    def _tell_failure(self, error: KnownError) -> None:
        if self._thread is not None:  # it goes on with what it has
            return
        self._is_wanted = False
        self._become(ServerState.FAILED, error)

    def _open(self) -> None:
        from explorer.serve.http_thread import HttpThread, listen  # noqa: PLC0415

        settings = self._settings = self._core.settings.current
        try:
            socket = listen(_EVERYWHERE if settings.server_open else _LOOPBACK, settings.server_port)
        except KnownError as error:
            self._tell_failure(error)
            return
        self._hosts = own_names() if settings.server_open else frozenset()
        self._thread = HttpThread(socket, self._app, self._thread_is_ready.emit, self._thread_ended.emit)
        self._desk.is_open = True
        self._thread.start()

    def _app(self) -> "AsgiApp":
        """In the thread of HTTP, where the imports delay no frame."""
        from explorer.serve.guard import RequestGuard  # noqa: PLC0415
        from explorer.serve.routes import build_app  # noqa: PLC0415  see above

        app = build_app(self._offer_now, lambda: self._core.settings.current.context_length, self._desk)
        return RequestGuard(app, self._access, self._desk.refuse, self._tell_bug)

    def _access(self) -> "Access":
        from explorer.serve.guard import Access  # noqa: PLC0415

        return Access(self.token, self._hosts, self._core.settings.current.server_origins)

    def _tell_bug(self, error: Exception) -> None:
        self._tasks.bug.emit(Bug(error, "".join(traceback.format_exception(error))))

    @Slot()
    def _on_ready(self) -> None:
        if self._is_wanted and self._thread is not None:
            self._become(ServerState.ON)

    @Slot(object)
    def _on_ended(self, error: Exception | None) -> None:
        """The thread has."""
        if self._thread is not None:
            self._thread.join()
        self._thread = None
        if error is not None:
            self._tell_bug(error)
        if self._is_closed:
            return
        if error is not None:
            self._tell_failure(UnexpectedError())
        elif self._is_wanted:  # in another way
            self._begin()
        else:
            self._become(ServerState.OFF)

    def _note_requests(self) -> None:
        """So often that a person can follow, and not with each token."""
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _tell_requests(self) -> None:
        self.asked.emit(self.requests)

    def _follow(self, settings: Settings) -> None:
        """Another address is taken at once; all else is looked up for each request."""
        before = self._settings
        self._settings = settings
        is_other = (before.server_port, before.server_open) != (settings.server_port, settings.server_open)
        if is_other and self._thread is not None:
            self._thread.stop()

    def _become(self, state: ServerState, error: KnownError | None = None) -> None:
        is_on = state in (ServerState.ON, ServerState.STOPPING) and self._thread is not None
        is_open = self._settings.server_open
        if is_on and self._thread is not None:
            host = (is_open and network_address()) or _LOOPBACK
            since = datetime.now().astimezone() if state is ServerState.ON else self.status.since
            address = f"http://{host}:{self._thread.port}/v1"
            self.status = ServerStatus(state, address, since, is_open, error, self.status.unkept)
        else:
            self.status = ServerStatus(state, error=error, unkept=self.status.unkept)
        self.changed.emit(self.status)


def _token(keys: KeyStore, now: str) -> tuple[str, KnownError | None]:
    """The one that is kept, else that of now or a new one; and why it could not be kept."""
    try:
        if kept := keys.get(_KEY):
            return kept, None
    except KnownError as error:
        return now or _made(), error
    return _new_token(keys, now)


def _new_token(keys: KeyStore, made: str = "") -> tuple[str, KnownError | None]:
    made = made or _made()
    try:
        keys.keep(_KEY, made)
    except KnownError as error:
        return made, error
    return made, None


def _made() -> str:
    import secrets  # noqa: PLC0415  see above

    return f"omx-{secrets.token_urlsafe(24)}"
