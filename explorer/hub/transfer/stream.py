"""The bytes of a file in their order, over one connection or several.

Several connections ask for pieces that follow each other; what comes ahead waits in memory until its turn, so
that the file on the disk is at every instant a whole beginning of it, whatever ends the app. What such an end
costs is what waited: at most (connections + 1) pieces. A lost connection costs nothing: the others wait with
what they have until it is made anew.
"""

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from explorer.hub.transfer.byte_queue import BufferPool
from explorer.hub.transfer.errors import ended_early
from explorer.hub.transfer.fetch import ByteRange, Fetch, FetchEvent, ResponseEnd, ResponseStart

if TYPE_CHECKING:
    from explorer.hub.http_session import HttpSession


class DownloadStream:
    """``take`` what comes next. After a LostError, ``go_on`` makes the lost connection anew."""

    def __init__(
        self,
        wire: "HttpSession",
        wanted: ByteRange,
        size: int | None,
        blocks: BufferPool,
        connections: int,
        piece: int,
    ) -> None:
        """``wanted``: from where on, of what; ``size``: of the whole file, ``None`` if nobody said it."""
        self._wire = wire
        self._blocks = blocks
        self._hub = wanted
        self._place = ""  # the address that the Hub gave, while it holds
        self._piece = piece
        rest = (size or 0) - wanted.start
        self._connections = connections if rest > 2 * piece else 1
        self._size = size if self._connections > 1 else None
        self._next = wanted.start  # where the next piece begins
        self._fetches: deque[Fetch] = deque()  # in order; the first is the one that is taken from
        self._at = wanted.start

    def __enter__(self) -> Self:
        self._open_more()
        return self

    def __exit__(self, *_error: object) -> None:
        for fetch in self._fetches:
            fetch.ask_to_end()  # all at once
        for fetch in self._fetches:
            fetch.close()

    def take(self, seconds: float) -> memoryview | FetchEvent | None:
        """The next event; ``ResponseEnd`` once the last piece came. ``None`` if none comes within
        ``seconds``.
        """
        if not self._fetches:
            return ResponseEnd()
        event = self._fetches[0].take(seconds)
        if isinstance(event, memoryview):
            self._at += len(event)
        elif isinstance(event, ResponseStart):
            self._note(event)
        elif isinstance(event, ResponseEnd):
            return self._end_of_piece()
        self._open_more()
        return event

    def go_on(self, start: int, etag: str) -> None:
        """Make anew what was lost, from ``start`` on; ``etag``: what the bytes so far are of.

        Pieces that came ahead stay.
        """
        self._at = start
        self._place = ""
        self._hub = replace(self._hub, etag=etag)
        end = self._fetches[0].wanted.end if self._fetches and self._size is not None else None
        if self._fetches:
            self._fetches.popleft().close()
        self._fetches.appendleft(self._fetch(self._at, end))

    def only_this(self, start: int) -> None:
        """The server sends the rest of the file at once, from ``start`` on: leave the pieces."""
        self._at = start
        self._connections, self._size = 1, None
        while len(self._fetches) > 1:
            self._fetches.pop().close()

    def _note(self, opened: ResponseStart) -> None:
        if self._size is None or opened.start != self._at:
            return
        self._place = opened.url
        if opened.end != self._fetches[0].wanted.end or opened.size not in (None, self._size):
            self.only_this(self._at)  # it does not serve pieces, or not of this file

    def _end_of_piece(self) -> FetchEvent | None:
        """The next piece's turn, if this one is whole."""
        end = self._fetches[0].wanted.end
        if self._size is None or end is None:
            return ResponseEnd()
        if self._at != end:
            return ended_early()
        self._fetches.popleft().close()
        self._open_more()
        return None if self._fetches else ResponseEnd()

    def _open_more(self) -> None:
        """As many connections as may be; pieces only once it is known that the server can."""
        if not self._fetches and self._size is None:
            self._fetches.append(self._fetch(self._at, None))
        while self._size is not None and self._next < self._size and self._may_open():
            end = min(self._next + self._piece, self._size)
            self._fetches.append(self._fetch(self._next, end))
            self._next = end

    def _may_open(self) -> bool:
        if not self._fetches:
            return True
        running = sum(fetch.is_running for fetch in self._fetches)
        return (
            bool(self._place) and running < self._connections and len(self._fetches) < self._connections + 2
        )

    def _fetch(self, start: int, end: int | None) -> Fetch:
        url = self._place or self._hub.url
        wanted = replace(self._hub, url=url, start=start, end=end)
        return Fetch(self._wire, wanted, self._blocks)
