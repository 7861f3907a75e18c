"""One answer of an endpoint: asked in its turn, read as it streams, told about 30 times a second.

In the loop of requests alone; imported late.
"""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import aclosing
from functools import partial
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, AnswerTiming, StopReason, TokenCounter
from explorer.domain.piece import NOTHING, Piece, joined
from explorer.domain.tokens import ContextUse, TokenDetail
from explorer.domain.words import wording_of
from explorer.engine.remote.answer_reader import AnswerReader
from explorer.engine.remote.faults import (
    LostBeforeAnswerError,
    RefusedRequestError,
    ServerBusyError,
    cut_fault,
    endless_fault,
)
from explorer.engine.remote.request_form import RemoteQuestion
from explorer.engine.remote.request_loop import apart
from explorer.engine.remote.request_target import RequestTarget
from explorer.engine.remote.transport import Transport
from explorer.engine.state import Chunk, WaitingForServer, WritingEvent
from explorer.engine.structured_output.answer_check import checked_answer

_TELL_S = 0.03  # between two messages
_AFTER_END_S = 3.0  # for the counts to come after the answer
_MORE, _SOME_MORE = 2, 64  # parts beyond the longest answer: so many times it, and so many
_LONG_TOKEN = 64  # characters; no answer has longer tokens on the average


class AnswerRequest:
    """``run`` it once. What was told before it fails, or is cancelled, stands."""

    def __init__(
        self,
        target: RequestTarget,
        question: RemoteQuestion,
        tell: Callable[[WritingEvent], None],
    ) -> None:
        self._target, self._question = target, question
        self._access = target.unkeyed
        self._reader = self._new_reader()
        self._told = _Gathered(tell)
        self._tell = tell
        self._said = NOTHING
        self._has_details = False
        self._begun = self._first = self._last = 0.0

    async def run(self, transport: Transport) -> Answer:
        """As far as it came, where it is cancelled. Raises KnownError."""
        begun = self._question.options.begun
        if isinstance(begun, str) and begun:
            self._add(Piece(begun, "", begun), ())
        try:
            async with transport.online():
                answer = await self._target.pace.ask(partial(self._ask, transport), self._tell_wait)
        except asyncio.CancelledError:
            return self._answer("stopped")
        finally:
            self._told.flush()
        constraint = self._question.options.constraint
        if constraint is None or constraint.kind != "json_schema":
            return answer
        return await apart(partial(checked_answer, answer, json.loads(constraint.text)))

    def _new_reader(self) -> AnswerReader:
        return AnswerReader(self._access, is_chat=not isinstance(self._question.prompt, str))

    def _tell_wait(self, seconds: float) -> None:
        self._tell(WaitingForServer(seconds))

    async def _ask(self, transport: Transport) -> Answer:
        """Again where the server refuses what can be left out."""
        self._access = await self._target.access()
        self._reader = self._new_reader()
        while True:
            body = self._target.form.body(self._question)
            try:
                return await self._read(transport, body)
            except RefusedRequestError as error:
                if self._first or not self._target.form.adapt(body, error.said):
                    raise
            except (ServerBusyError, LostBeforeAnswerError) as error:
                if self._first:  # something was said: another try would be another answer
                    raise KnownError(error.what, error.advice, error.details) from error
                raise

    async def _read(self, transport: Transport, body: dict[str, Any]) -> Answer:
        route = self._target.form.route(self._question)
        self._begun = time.monotonic()
        stream = transport.events(self._access, route, body, self._target.limits)
        async with aclosing(stream) as events:
            while True:
                try:
                    async with asyncio.timeout(_AFTER_END_S if self._reader.reason else None):
                        event = await anext(events, _OVER)
                except TimeoutError:  # it has ended, and keeps the connection
                    break
                if event is _OVER:
                    break
                self._add(*self._reader.read(event))
                self._check_length()
        self._add(self._reader.finish(), ())
        if self._reader.reason is None:
            raise cut_fault(self._access)
        return self._answer(self._reader.reason)

    def _add(self, piece: Piece, details: tuple[TokenDetail, ...]) -> None:
        if piece == NOTHING and not details:
            return
        if self._begun:
            self._last = time.monotonic()
            self._first = self._first or self._last
        self._has_details |= bool(details)
        self._said = joined((self._said, piece))
        self._told.add(piece, self._reader.tokens, details)

    def _check_length(self) -> None:
        """Raises KnownError for a server that does not end."""
        limit = self._question.sampling.max_tokens
        is_long = len(self._said.raw) > _LONG_TOKEN * (limit + _SOME_MORE)
        if is_long or self._reader.tokens > _MORE * limit + _SOME_MORE:
            raise endless_fault(self._access)

    def _answer(self, reason: StopReason) -> Answer:
        read, written = self._reader.told or (0, self._reader.tokens)
        counted: TokenCounter = "server" if self._reader.told is not None else "parts"
        first = max(0.0, self._first - self._begun) if self._first else 0.0
        timing = AnswerTiming(read, written, first, max(0.0, self._last - self._first), counted)
        context = self._target.model.context_length
        if self._reader.told is not None and context:
            self._told.end(ContextUse(min(read + written, context), context), written)
        untold = self._target.form.untold(self._question, has_details=self._has_details)
        said = self._said
        raw = said.raw if said.raw != said.text else ""
        unsent = self._target.form.unsent(self._question)
        return Answer(
            said.text, timing, reason, "", said.thought, raw, untold=wording_of(untold), unsent=unsent
        )


_OVER = object()


class _Gathered:
    """What came within 30 ms goes out as one; it never waits longer for more."""

    def __init__(self, tell: Callable[[WritingEvent], None]) -> None:
        self._tell = tell
        self._pieces: list[Piece] = []
        self._details: list[TokenDetail] = []
        self._tokens = 0
        self._told = 0.0
        self._later: asyncio.TimerHandle | None = None

    def add(self, piece: Piece, tokens: int, details: tuple[TokenDetail, ...]) -> None:
        self._pieces.append(piece)
        self._details += details
        self._tokens = tokens
        if time.monotonic() - self._told >= _TELL_S:
            self.flush()
        elif self._later is None:
            self._later = asyncio.get_running_loop().call_later(_TELL_S, self.flush)

    def flush(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if self._pieces:
            self._tell(Chunk(joined(self._pieces), self._tokens, None, tuple(self._details)))
            self._pieces.clear()
            self._details.clear()
            self._told = time.monotonic()

    def end(self, context: ContextUse, tokens: int) -> None:
        """How full the context is in the end."""
        self.flush()
        self._tell(Chunk(NOTHING, tokens, context))
