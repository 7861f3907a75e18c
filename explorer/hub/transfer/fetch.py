"""One connection that brings bytes of a file, in a thread of its own.

Why a thread: a read from the network blocks, and the download must meanwhile write, tell how it goes, and
stop within a moment. The thread reads; the caller takes. A signed address expires, so every try begins at the
Hub; only pieces of the same try share the address that it gave.
"""

import re
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.units import wait_text
from explorer.domain.words import Words
from explorer.hub.errors import LostError
from explorer.hub.responses import sha256_of
from explorer.hub.transfer.byte_queue import BufferPool, ByteQueue
from explorer.hub.transfer.errors import address_expired, no_revision

if TYPE_CHECKING:
    import httpx2

    from explorer.hub.http_session import HttpSession

_HOPS = 6
_FAREWELL, _FAREWELL_CONNECTING = 2.0, 0.2  # seconds that a thread which was told to end may take
_ROOM = 8 << 20  # bytes that wait to be written; more for a piece that is fetched ahead
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})$")


@dataclass(frozen=True)
class ResponseStart:
    """The server sends. ``start``: the first byte; ``etag``, ``sha256`` and ``size`` as the Hub says.

    ``end``: behind the last byte that it will send, ``None`` if it does not say; ``url``: where it lies.
    """

    start: int
    etag: str
    sha256: str | None
    size: int | None
    end: int | None = None
    url: str = ""


@dataclass(frozen=True)
class ResponseEnd:
    """The server says that this was all."""


FetchEvent = ResponseStart | ResponseEnd | Exception


@dataclass(frozen=True)
class ByteRange:
    """What to ask for: from ``start`` to before ``end`` (``None``: all). ``etag``: what the bytes are of."""

    url: str
    start: int
    etag: str
    stall: float  # seconds without a byte until the try is lost
    end: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        identity = {"Accept-Encoding": "identity"}
        if self.start == 0 and self.end is None:
            return identity
        last = "" if self.end is None else self.end - 1
        return {**identity, "Range": f"bytes={self.start}-{last}"}


class Fetch:
    """A running try: ``take`` what it brings, and ``close`` it."""

    def __init__(self, wire: "HttpSession", wanted: ByteRange, blocks: BufferPool) -> None:
        self._wire = wire
        self.wanted = wanted
        room = _ROOM if wanted.end is None else max(_ROOM, wanted.end - wanted.start)
        self._mailbox: ByteQueue[FetchEvent] = ByteQueue(blocks, room)
        self._response: httpx2.Response | None = None  # while its bytes come
        self._heard_at = 0.0
        self._thread = threading.Thread(target=self._run, name="download", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it still asks or receives."""
        return self._thread.is_alive()

    def ask_to_end(self) -> bool:
        """The thread ends soon: whether at once, because it receives. Its socket is shut, so that a read that
        waits for bytes returns.
        """
        self._mailbox.close()
        response = self._response
        stream = response.extensions.get("network_stream") if response else None
        connection = stream.get_extra_info("socket") if stream else None
        if connection is None:
            return False
        with suppress(OSError):  # closed already
            connection.shutdown(socket.SHUT_RDWR)
        return True

    def close(self) -> None:
        """End the thread: at once while it receives; one that connects ends within its timeouts."""
        self._thread.join(_FAREWELL if self.ask_to_end() else _FAREWELL_CONNECTING)

    def take(self, seconds: float) -> memoryview | FetchEvent | None:
        """The next event, ``None`` if there is none within ``seconds``."""
        return self._mailbox.take(seconds)

    def _run(self) -> None:
        from explorer.hub.network_errors import NETWORK_ERRORS  # noqa: PLC0415  the library is loaded by now

        try:
            self._receive()
        except NETWORK_ERRORS as error:
            if self._mailbox.is_closed:
                return  # it was ended here, which says nothing of the Hub
            told = self._told(error)
            self._mailbox.put(LostError(told) if isinstance(told, OfflineError) else told)
        except Exception as error:  # noqa: BLE001 - raised again by the caller, in its own thread
            self._mailbox.put(error)

    def _told(self, error: Exception) -> KnownError:
        told = self._wire.told(error)
        quiet = time.monotonic() - self._heard_at
        if not self._heard_at or quiet < 0.9 * self.wanted.stall:
            return told
        what = Words("Nothing has come for {time}.", time=wait_text(quiet))
        return OfflineError(what, told.advice, told.details)

    def _receive(self) -> None:
        wanted, url, named = self.wanted, self.wanted.url, None
        headers = wanted.headers
        for _ in range(_HOPS):
            with self._wire.stream(url, headers, wanted.stall) as response:
                if self._wire.is_own(url) and not response.is_error:
                    named = _named(response) or named
                if "Range" in headers and self._must_begin_anew(response, named):
                    headers = {name: value for name, value in headers.items() if name != "Range"}
                elif response.is_redirect:
                    url = self._wire.target_of(response)
                else:
                    self._check(url, response)
                    self._send(url, response, named)
                    return
        what = Words("{host} leads in circles.", host=self._wire.host)
        raise KnownError(what, Words("Try again later."), url.split("?", 1)[0])

    def _must_begin_anew(self, response: "httpx2.Response", named: ResponseStart | None) -> bool:
        """Whether the bytes before the start are of another file, or the file is shorter than they."""
        changed = self.wanted.start > 0 and named is not None and self.wanted.etag not in ("", named.etag)
        return changed or response.status_code == 416

    def _check(self, url: str, response: "httpx2.Response") -> None:
        """Raise LostError for what a new try may cure, KnownError for the rest."""
        if not response.is_error:
            return
        told = self._wire.told_of(response)
        status = response.status_code
        if response.headers.get("X-Error-Code") == "RevisionNotFound":
            raise no_revision(told)
        if not self._wire.is_own(url) and status in (400, 401, 403, 404):
            raise address_expired(told)  # so another origin refuses a signature that is too old
        if status in (408, 429) or status >= 500:
            from explorer.hub.network_errors import wait_asked  # noqa: PLC0415  as above

            raise LostError(told, wait_asked(response))
        raise told

    def _send(self, url: str, response: "httpx2.Response", named: ResponseStart | None) -> None:
        start, end, size = _extent(response)
        etag, sha256 = (named.etag, named.sha256) if named else ("", None)
        size = named.size if named and named.size is not None else size
        self._mailbox.put(ResponseStart(start, etag, sha256, size, end, url))
        self._response = response
        self._heard_at = time.monotonic()
        try:
            self._bring(response)
        finally:
            self._response = None
        self._mailbox.put(ResponseEnd())

    def _bring(self, response: "httpx2.Response") -> None:
        from explorer.hub.transfer.response_body import ResponseBody  # noqa: PLC0415  the library is loaded by now

        # A connection that brings one piece of several is used again for the next.
        body = ResponseBody(response, self.wanted.stall, is_kept=self.wanted.end is not None)
        while not self._mailbox.is_closed:
            count = body.read_into(self._mailbox.room())
            if not count:
                return
            self._mailbox.fill(count)
            self._heard_at = time.monotonic()


def _named(response: "httpx2.Response") -> ResponseStart | None:
    """What the Hub itself says about the file; the other origin's ETag means something else."""
    own = "" if response.is_redirect else response.headers.get("ETag", "")
    etag = str(response.headers.get("X-Linked-ETag", own)).removeprefix("W/").strip('"')
    if not etag:
        return None
    return ResponseStart(0, etag, sha256_of(etag), _number(response.headers.get("X-Linked-Size", "")))


def _extent(response: "httpx2.Response") -> tuple[int, int | None, int | None]:
    """The first byte that is sent (-1: nobody can tell), behind the last one, the size of the whole file."""
    if response.status_code != 206:
        size = _number(response.headers.get("Content-Length", ""))
        return 0, size, size
    match = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
    return (int(match[1]), int(match[2]) + 1, int(match[3])) if match else (-1, None, None)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
