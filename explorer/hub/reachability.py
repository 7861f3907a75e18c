"""Whether the Hub answers, as its last answer or silence showed, and whether its name can be looked up.

Nothing is asked to find out: what the app asks anyway tells. The name is looked up before the network code is
loaded: without a network the answer comes at once, and 0.2 s and some 15 MiB are spared. Where a proxy may be
set it looks names up itself, so nothing is concluded.
"""

import os
import socket
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.words import Words
from explorer.hub.repo_names import origin_of


@dataclass(frozen=True)
class ReachState:
    """``was_asked``: there was a request. ``silent_since``: when one got no answer for the first time since
    the last answer, ``None`` if the last one got one; ``why`` it did not.
    """

    was_asked: bool = False
    silent_since: datetime | None = None
    why: str = ""


class Reach:
    """What became of the last request. ``changed`` tells on the thread of that request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_closed = False
        self.state = ReachState()
        self.changed: Listeners[ReachState] = Listeners()

    def heard(self, error: KnownError | None) -> None:
        """A request is over. A refusal is an answer too."""
        with self._lock:
            before = self.state
            if isinstance(error, OfflineError):
                since = before.silent_since or datetime.now(UTC)
                self.state = ReachState(was_asked=True, silent_since=since, why=error.what)
            else:
                self.state = ReachState(was_asked=True)
            now, is_new = self.state, self.state != before and not self._is_closed
        if is_new:
            self.changed.emit(now)

    def forget(self) -> None:
        """It is another Hub from now on."""
        with self._lock:
            self.state = ReachState()
        self.changed.emit(self.state)

    def close(self) -> None:
        """Nobody listens any more."""
        self._is_closed = True


def check_reach(endpoint: str) -> None:
    """Raises OfflineError if no address is known for the host of ``endpoint``, which was checked before."""
    if not sys.platform.startswith("linux") or any(name.lower().endswith("_proxy") for name in os.environ):
        return  # other systems keep proxies in their settings
    _scheme, host, port = origin_of(endpoint)
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        what = Words("{host} cannot be reached.", host=host)
        raise OfflineError(what, Words("Check the network connection."), str(error)) from error
