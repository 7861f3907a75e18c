"""What comes of one request, on its way from the thread of the models to that of HTTP.

Whoever reads slowly gets more at once: what waits never takes more room than the answer itself.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress

from explorer.domain.piece import joined
from explorer.engine.state import Chunk
from explorer.serve.ask import PartEvent

_MANY = 64  # events that wait, before they are joined


class RequestLine:
    """``put`` from any thread; ``take`` in the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._came = loop, asyncio.Event()
        self._waiting: list[PartEvent] = []
        self._most = _MANY

    @property
    def length(self) -> int:
        """Events that wait."""
        return len(self._waiting)

    def put(self, event: PartEvent) -> None:
        """Nobody hears it once the server has ended."""
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._add, event)

    async def take(self) -> Sequence[PartEvent]:
        """At least one, in the order they came; chunks that follow each other in a part are one."""
        await self._came.wait()
        self._came.clear()
        taken, self._waiting = self._waiting, []
        self._most = _MANY
        return _joined(taken)

    def _add(self, event: PartEvent) -> None:
        self._waiting.append(event)
        if len(self._waiting) > self._most:
            self._waiting = _joined(self._waiting)
            self._most = max(_MANY, 2 * len(self._waiting))
        self._came.set()


def _joined(events: Iterable[PartEvent]) -> list[PartEvent]:
    runs: list[list[PartEvent]] = []
    growing: dict[int, list[PartEvent]] = {}  # of each part, the chunks that came last
    for part, event in events:
        if isinstance(event, Chunk) and part in growing:
            growing[part].append((part, event))
            continue
        runs.append([(part, event)])
        growing.pop(part, None)
        if isinstance(event, Chunk):
            growing[part] = runs[-1]
    return [_as_one(run) for run in runs]


def _as_one(run: Sequence[PartEvent]) -> PartEvent:
    part, last = run[-1]
    if len(run) < 2 or not isinstance(last, Chunk):
        return run[0]
    chunks = [event for _part, event in run if isinstance(event, Chunk)]
    details = tuple(detail for chunk in chunks for detail in chunk.details)
    return part, Chunk(joined([chunk.piece for chunk in chunks]), last.tokens, last.context, details)
