"""One try to get the bytes of a file, in a thread of its own.

Why a thread: a read from the network blocks, and the download must meanwhile hash and write, tell how it
goes, and stop within a moment. The thread reads; the caller takes. A signed address expires, so every
try asks the Hub for a new one.
"""

import re
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.words import Words
from explorer.hub.answers import sha256_of
from explorer.hub.errors import LostError
from explorer.hub.mailbox import Mailbox

if TYPE_CHECKING:
    import httpx2

    from explorer.hub.wire import Wire

_HOPS = 6
_FAREWELL, _FAREWELL_CONNECTING = 2.0, 0.2  # seconds that a thread which was told to end may take
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-\d+/(\d{1,18})$")


@dataclass(frozen=True)
class Opened:
    """The server sends. ``start``: the first byte; ``etag``, ``sha256`` and ``size`` as the Hub says."""

    start: int
    etag: str
    sha256: str | None
    size: int | None


@dataclass(frozen=True)
class Ended:
    """The server says that this was all."""


Event = Opened | Ended | Exception


@dataclass(frozen=True)
class Wanted:
    """What to ask for: ``offset`` is the first byte, ``etag`` what the bytes before it belong to."""

    url: str
    offset: int
    etag: str
    stall: float  # seconds without a byte until the try is lost


class Fetch:
    """A running try. Use as a context manager; ``take`` what it brings."""

    def __init__(self, wire: "Wire", wanted: Wanted) -> None:
        self._wire = wire
        self._wanted = wanted
        self._mailbox: Mailbox[Event] = Mailbox()
        self._response: httpx2.Response | None = None  # while its bytes come
        self._thread = threading.Thread(target=self._run, name="download", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """End the thread: at once while it receives; one that connects ends within its timeouts."""
        self._mailbox.close()
        receives = self._wake()
        self._thread.join(_FAREWELL if receives else _FAREWELL_CONNECTING)

    def take(self, seconds: float) -> bytes | Event | None:
        """The next event, ``None`` if there is none within ``seconds``."""
        return self._mailbox.take(seconds)

    def _run(self) -> None:
        try:
            self._receive()
        except self._wire.network_errors as error:
            told = self._wire.told(error)
            self._mailbox.put(LostError(told) if isinstance(told, OfflineError) else told)
        except Exception as error:  # noqa: BLE001 - raised again by the caller, in its own thread
            self._mailbox.put(error)

    def _receive(self) -> None:
        url, offset, named = self._wanted.url, self._wanted.offset, None
        for _ in range(_HOPS):
            headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={offset}-"} if offset else {})
            with self._wire.stream(url, headers, self._wanted.stall) as response:
                if self._wire.is_own(url) and not response.is_error:
                    named = _named(response) or named
                if offset and self._must_begin_anew(response, named):
                    offset = 0
                elif response.is_redirect:
                    url = self._wire.target_of(response)
                else:
                    self._check(url, response)
                    self._send(response, named)
                    return
        what = Words("{host} leads in circles.", host=self._wire.host)
        raise KnownError(what, Words("Try again later."), url.split("?", 1)[0])

    def _must_begin_anew(self, response: "httpx2.Response", named: Opened | None) -> bool:
        """Whether the bytes before the offset are of another file, or the file is shorter than they."""
        changed = named is not None and self._wanted.etag not in ("", named.etag)
        return changed or response.status_code == 416

    def _check(self, url: str, response: "httpx2.Response") -> None:
        """Raise LostError for what a new try may cure, KnownError for the rest."""
        if not response.is_error:
            return
        response.read()
        told = self._wire.told_of(response)
        status = response.status_code
        # Another origin refuses when the signature has expired.
        expired = not self._wire.is_own(url) and status in (400, 401, 403, 404)
        if expired or status in (408, 429) or status >= 500:
            raise LostError(told, self._wire.wait_asked(response))
        raise told

    def _send(self, response: "httpx2.Response", named: Opened | None) -> None:
        start, size = _extent(response)
        etag, sha256 = (named.etag, named.sha256) if named else ("", None)
        self._mailbox.put(
            Opened(start, etag, sha256, named.size if named and named.size is not None else size)
        )
        self._response = response
        try:
            for piece in response.iter_raw():
                if self._mailbox.is_closed:
                    return
                self._mailbox.put_bytes(piece)
        finally:
            self._response = None
        self._mailbox.put(Ended())

    def _wake(self) -> bool:
        """Shut the socket, so that a read that waits for bytes returns. Whether there was one."""
        response = self._response
        stream = response.extensions.get("network_stream") if response else None
        connection = stream.get_extra_info("socket") if stream else None
        if connection is None:
            return False
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return True  # closed already
        return True


def _named(response: "httpx2.Response") -> Opened | None:
    """What the Hub itself says about the file; the other origin's ETag means something else."""
    own = "" if response.is_redirect else response.headers.get("ETag", "")
    etag = str(response.headers.get("X-Linked-ETag", own)).removeprefix("W/").strip('"')
    if not etag:
        return None
    return Opened(0, etag, sha256_of(etag), _number(response.headers.get("X-Linked-Size", "")))


def _extent(response: "httpx2.Response") -> tuple[int, int | None]:
    """The first byte that is sent (-1 if nobody can tell), and the size of the whole file, if named."""
    if response.status_code != 206:
        return 0, _number(response.headers.get("Content-Length", ""))
    match = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
    return (int(match[1]), int(match[2])) if match else (-1, None)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
