"""One request that is answered: passed on to the models, and what comes of it told, whole or in pieces."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer
from explorer.domain.images import ChatImage
from explorer.domain.piece import NOTHING, Piece
from explorer.domain.tokens import TokenDetail
from explorer.engine.state import Chunk, PromptRead
from explorer.serve.api_error import ApiError, api_error_of
from explorer.serve.ask import AnswerPart, Ask, PartEvent, ScorePart
from explorer.serve.chat_messages import image_parts, read_image
from explorer.serve.chat_request import ChatBody, chat_ask
from explorer.serve.exchange import Exchange
from explorer.serve.offered_models import Offer
from explorer.serve.replies import (
    Before,
    ChatShape,
    Details,
    HeldDetails,
    Shape,
    TextShape,
    Told,
    Usage,
    WholeChoice,
    vectors,
    without_stop,
)
from explorer.serve.request_fields import decoded, decoded_with_sampling
from explorer.serve.request_line import RequestLine
from explorer.serve.text_request import TextBody, VectorBody, text_ask, vector_ask

_PATIENCE_S = 5.0  # before a stream begins although nothing has come: until then an error has its status
_ALIVE_S = 15.0  # between two signs of life
_ALIVE = b":\n\n"
_DONE = b"data: [DONE]\n\n"


class Desk(Protocol):
    """Where requests are brought to the models; called in the thread of HTTP."""

    def ask(self, ask: Ask, line: RequestLine) -> int:
        """Its number. What comes of it goes into ``line``."""

    def leave(self, number: int) -> None:
        """Nobody waits for it any more; it may be over."""

    def at_once(self, model: str) -> int:
        """Answers that the model of this id writes side by side; 0 before it was asked anything."""


class Answering:
    """``offer``: the models of now."""

    def __init__(self, desk: Desk, offer: Callable[[], Offer]) -> None:
        self._desk, self._offer = desk, offer
        self._decoding = asyncio.Semaphore(1)  # images: each may fill 200 MB for a moment

    async def chat(self, exchange: Exchange, body: bytes) -> None:
        asked = decoded_with_sampling(body, ChatBody)
        parts, images = image_parts(asked.messages or ()), dict[str, ChatImage]()
        for place, part in parts.items():
            async with self._decoding:
                images[place] = await asyncio.to_thread(read_image, part, place)
        await self._answer(exchange, asked, chat_ask(asked, exchange.client, images), ChatShape())

    async def texts(self, exchange: Exchange, body: bytes) -> None:
        asked = decoded_with_sampling(body, TextBody)
        await self._answer(exchange, asked, text_ask(asked, exchange.client), TextShape())

    async def vectors(self, exchange: Exchange, body: bytes) -> None:
        asked = decoded(body, VectorBody)
        ask = vector_ask(asked, exchange.client)
        name = self._offer().name_of(ask.model)

        async def reply(line: RequestLine) -> None:
            made: Sequence[Any] = ()
            async for _part, event in _events(line, 1):
                made = event if isinstance(event, tuple) else made
            as_base64 = asked.encoding_format == "base64"
            await exchange.json(vectors(made, name, as_base64=as_base64))

        await self._run(exchange, ask, reply)

    async def _answer(self, exchange: Exchange, asked: ChatBody | TextBody, ask: Ask, shape: Shape) -> None:
        reply = _Reply(exchange, asked, ask, shape, self._offer().name_of(ask.model))
        await self._run(exchange, ask, reply.stream if asked.stream else reply.whole)

    async def _run(
        self, exchange: Exchange, ask: Ask, reply: Callable[[RequestLine], Awaitable[None]]
    ) -> None:
        """Until it is told, or the other program has gone."""
        line = RequestLine(asyncio.get_running_loop())
        number = self._desk.ask(ask, line)
        telling = asyncio.ensure_future(reply(line))
        leaving = asyncio.ensure_future(exchange.gone())
        try:
            await asyncio.wait((telling, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not telling.done():
                raise ConnectionError
            telling.result()
        finally:
            self._desk.leave(number)
            for task in (telling, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task


class _Reply:
    """Of one request that answers are asked for with."""

    def __init__(
        self, exchange: Exchange, asked: ChatBody | TextBody, ask: Ask, shape: Shape, model: str
    ) -> None:
        self._exchange, self._ask, self._shape = exchange, ask, shape
        self._head = shape.head(model, streams=bool(asked.stream))
        options = asked.stream_options
        self._tells_usage = options is not None and bool(options.include_usage)
        self._is_detailed = ask.options.alternatives is not None
        self._echoes = isinstance(asked, TextBody) and bool(asked.echo)
        self._usage = Usage()
        self._came, self._begun = defaultdict[int, Before](Before), set[int]()  # of a stream, by parts
        self._held = defaultdict[int, HeldDetails](HeldDetails)
        self._scored: dict[int, tuple[TokenDetail, ...]] = {}  # by the place of the prompt
        answers = [n for n, part in enumerate(ask.parts) if isinstance(part, AnswerPart)]
        self._index = {part: n for n, part in enumerate(answers or range(len(ask.parts)))}

    async def whole(self, line: RequestLine) -> None:
        details, ends = defaultdict[int, list[TokenDetail]](list), dict[int, Answer]()
        async for part, event in self._heard(line):
            if isinstance(event, Chunk):
                details[part].extend(event.details)
            elif isinstance(event, Answer):
                ends[part] = event
        choices = [self._choice(part, ends.get(part), details[part]) for part in self._index]
        told = self._head.around([self._shape.whole(one) for one in choices], usage=self._usage.told())
        await self._exchange.json(told)

    async def stream(self, line: RequestLine) -> None:
        try:
            await self._pieces(line)
        except ApiError as error:
            if not self._exchange.has_begun:
                raise
            await self._exchange.write(_data(error.body), is_last=True)

    async def _pieces(self, line: RequestLine) -> None:
        async for part, event in self._heard(line, self._stay_alive):
            if part not in self._index or not isinstance(event, Chunk | Answer | tuple):
                continue
            if data := self._opening(part) + self._piece(part, event):
                await self._exchange.write(data)
        if self._tells_usage:
            usage = self._head.around([], usage=self._usage.told())
            await self._exchange.write(_data(msgspec.json.encode(usage)))
        await self._exchange.write(_DONE, is_last=True)

    def _opening(self, part: int) -> bytes:
        """What stands before the first piece of an answer."""
        if part in self._begun:
            return b""
        self._begun.add(part)
        first = self._shape.first(self._index[part])
        data = self._told(first) if first is not None else b""
        if self._echoes:
            prompt, details = self._echo(part)
            data += self._grown(part, Piece(raw=prompt), details)
        return data

    def _piece(self, part: int, event: Chunk | Answer | tuple[object, ...]) -> bytes:
        if isinstance(event, Chunk):
            if not self._is_detailed:
                return self._grown(part, event.piece, None)
            if not self._ask.options.stop:
                return self._grown(part, event.piece, event.details)
            told = self._held[part].take(event.piece.raw, event.details)
            return self._grown(part, event.piece, told) if told or event.piece != NOTHING else b""
        index, came = self._index[part], self._came[part]
        if isinstance(event, Answer):
            return self._told(self._shape.last(index, event.reason, came, _note_of(event)))
        return self._told(self._shape.last(index, "length", came))

    def _grown(self, part: int, piece: Piece, details: Details) -> bytes:
        came = self._came[part]
        data = self._told(self._shape.piece(self._index[part], piece, details, came))
        came.add(piece)
        return data

    def _told(self, choice: Told) -> bytes:
        more: Told = {"usage": None} if self._tells_usage else {}
        return _data(msgspec.json.encode(self._head.around([choice], **more)))

    async def _heard(
        self, line: RequestLine, waits: Callable[[], Awaitable[None]] | None = None
    ) -> AsyncIterator[PartEvent]:
        """All that comes, until all parts have ended; what it costs is noted."""
        async for part, event in _events(line, len(self._ask.parts), waits):
            asked = self._ask.parts[part]
            if isinstance(asked, AnswerPart | ScorePart):
                self._note(asked.place, event)
            yield part, event

    def _note(self, place: int, event: object) -> None:
        match event:
            case PromptRead():
                self._usage.note_prompt(place, event.prompt_tokens)
                self._usage.note_reused(place, event.reused)
            case Answer():
                self._usage.note_prompt(place, event.measured.prompt_tokens)
                self._usage.written += event.measured.answer_tokens
            case tuple():
                self._usage.note_prompt(place, len(event))
                self._scored[place] = event

    async def _stay_alive(self) -> None:
        await self._exchange.write(_ALIVE)

    def _choice(self, part: int, answer: Answer | None, details: Sequence[TokenDetail]) -> WholeChoice:
        piece = NOTHING
        if answer is not None:
            piece = Piece(answer.text, answer.thought, answer.written, answer.calls)
        if self._ask.options.stop:
            details = without_stop(details, piece.raw)
        every = details if self._is_detailed else None
        if self._echoes:
            prompt, before = self._echo(part)
            piece = Piece(prompt + piece.text, "", prompt + piece.raw)
            every = (*before, *details) if before is not None else None
        reason = answer.reason if answer is not None else "length"
        return WholeChoice(self._index[part], piece, reason, every, _note_of(answer))

    def _echo(self, part: int) -> tuple[str, Sequence[TokenDetail] | None]:
        """The prompt of a part, and how likely it was, if that was asked for."""
        asked = self._ask.parts[part]
        if isinstance(asked, ScorePart):
            return asked.text, self._scored.get(asked.place)
        assert isinstance(asked, AnswerPart)  # noqa: S101  vectors echo nothing
        return str(asked.prompt), self._scored.get(asked.place)


async def _events(
    line: RequestLine, parts: int, waits: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[PartEvent]:
    """Raises ApiError for what ends the request. ``waits`` is called when nothing has come for a while."""
    patience = _PATIENCE_S
    while parts:
        try:
            async with asyncio.timeout(patience if waits is not None else None):
                came = await line.take()
        except TimeoutError:
            patience = _ALIVE_S
            if waits is not None:
                await waits()
            continue
        for part, event in came:
            if isinstance(event, ApiError):
                event.is_listed = True
                raise event
            if isinstance(event, KnownError):
                raise api_error_of(event)
            parts -= isinstance(event, Answer | tuple)
            yield part, event


def _note_of(answer: Answer | None) -> str:
    """What the other program should know of it."""
    return str(answer.misfit.words) if answer is not None and answer.misfit is not None else ""


def _data(told: bytes) -> bytes:
    return b"data: " + told + b"\n\n"
