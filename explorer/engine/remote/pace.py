"""Pace of one endpoint: how many requests are under way there at once, and when a busy one is asked again.

In the loop of requests alone; imported late.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from explorer.engine.remote.faults import LostBeforeAnswerError, ServerBusyError

_FIRST_S, _LONGEST_S = 1.0, 30.0  # between two tries
_PATIENCE_S = 120.0  # that a server may ask for; whoever asks for more is not waited for
_TRIES = 8


class EndpointPace:
    """``most`` at once; fewer after the server was busy, and one more again after each that went well."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._allowed = float(most)
        self._running = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._not_before = 0.0

    @property
    def allowed(self) -> int:
        """So many at once, as it goes now."""
        return max(1, min(self.most, int(self._allowed)))

    async def ask[T](self, request: Callable[[], Awaitable[T]], tell: Callable[[float], None]) -> T:
        """Do the request in its turn, again after a while where the server is busy; ``tell`` hears for how
        many seconds it waits. Raises what the request raises, ServerBusyError when it was tried often.

        A request that has an answer already must raise something else.
        """
        was_lost = False
        for attempt in range(_TRIES):
            try:
                async with self._turn(tell):
                    result = await request()
                self._allowed = min(self.most, self._allowed + 1)
                self._hand_on()
            except LostBeforeAnswerError:
                if was_lost:
                    raise
                was_lost = True
            except ServerBusyError as busy:
                wait = self._note_busy(busy.wait, attempt)
                if wait > _PATIENCE_S or attempt == _TRIES - 1:
                    raise
                tell(wait)
            else:
                return result
        raise AssertionError  # the last try has returned or raised

    @asynccontextmanager
    async def _turn(self, tell: Callable[[float], None]) -> AsyncIterator[None]:
        await self._enter()
        try:
            while (wait := self._not_before - time.monotonic()) > 0:
                tell(wait)
                await asyncio.sleep(wait)
            yield
        finally:
            self._running -= 1
            self._hand_on()

    async def _enter(self) -> None:
        if self._running < self.allowed and not self._waiting:
            self._running += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was given its turn just now
                self._running -= 1
                self._hand_on()
            raise

    def _hand_on(self) -> None:
        while self._waiting and self._running < self.allowed:
            turn = self._waiting.popleft()
            if not turn.done():
                self._running += 1
                turn.set_result(None)

    def _note_busy(self, asked: float | None, attempt: int) -> float:
        """Seconds until it is asked again, by whomever. Several that were refused at once count as one."""
        now = time.monotonic()
        if now >= self._not_before:
            self._allowed = max(1.0, min(self._allowed, self._running) / 2)
        usual = min(_LONGEST_S, _FIRST_S * 2**attempt) * random.uniform(0.5, 1.5)  # noqa: S311  no secret
        wait = usual if asked is None else asked + random.uniform(0, 0.5)  # noqa: S311
        if wait <= _PATIENCE_S:
            self._not_before = max(self._not_before, now + wait)
        return wait
