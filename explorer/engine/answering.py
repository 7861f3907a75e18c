"""One answer: draw, show, read back, until an end. The loop that must cost nothing beside the model."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from explorer.domain.generation import Answer, Measured, Sampling, StopReason
from explorer.domain.thinking import opened_by
from explorer.domain.tokens import AnswerOptions, ContextUse, TokenDetail
from explorer.engine.decoding import Decoder, StoppedError
from explorer.engine.prompting import Prepared, Prompt, Prompter
from explorer.engine.text_stream import TextStream
from explorer.engine.vocabulary import Vocabulary

_LOW_PART = 10  # of the context: the last tenth is "nearly full"
_LOW_LEAST = 32  # tokens
_KEPT_WHEN_SHORTENED = 0.75  # of the context; less would be read anew too often, more too seldom
_ROOM_PART = 4  # of the context is kept free for an answer when turns are dropped


class AnswerListener(Protocol):
    """Hears of an answer as it comes."""

    def begun(self, prompt_tokens: int, reused: int, context: ContextUse) -> None:
        """The prompt was read; ``reused`` of its tokens the context still held."""

    def wrote(self, text: str, tokens: int, used: int, detail: TokenDetail | None) -> None:
        """One more token: text that is certain now, often "", and the tokens so far."""

    def low(self, context: ContextUse) -> None:
        """The context will soon be full; told once, before it is."""

    def shortened(self, dropped: int, context: ContextUse) -> None:
        """The oldest ``dropped`` turns or tokens were left out."""


@dataclass(frozen=True)
class Asked:
    """What is to be answered, and how."""

    prompt: Prompt
    sampling: Sampling
    options: AnswerOptions


type Details = Callable[[int], TokenDetail]


class Answering:
    """Writes one answer into a decoder's context."""

    def __init__(
        self,
        decoder: Decoder,
        vocabulary: Vocabulary,
        prompter: Prompter,
        total: int,
        asked: Asked,
        listener: AnswerListener,
    ) -> None:
        self._decoder = decoder
        self._vocabulary = vocabulary
        self._prompter = prompter
        self._total = total
        self._asked = asked
        self._listener = listener
        self._begun = time.perf_counter()
        self._written: list[int] = []
        self._is_low_told = False
        self._drops = asked.options.when_full == "drop_oldest"
        self.prepared = self._prepare()
        self._writer = _Writer(TextStream(asked.options.stop), self._tell)

    @property
    def _context(self) -> ContextUse:
        return ContextUse(self._decoder.used, self._total)

    def read(self) -> None:
        """Read the prompt. Raises StoppedError, KnownError."""
        reused = self._decoder.read(self.prepared.tokens)
        self._listener.begun(len(self.prepared.tokens), reused, self._context)
        if self.prepared.dropped:
            self._listener.shortened(self.prepared.dropped, self._context)
        if mark := opened_by(self.prepared.text):
            self._writer.begin(mark)
        self._watch()

    def write(self, draw: Callable[[], int], details: Details | None) -> StopReason:
        """Write until an end. Raises StoppedError, KnownError; what was written stays."""
        limit = self._asked.sampling.max_tokens
        is_end, piece, step, writer = (
            self._vocabulary.is_end,
            self._vocabulary.piece,
            self._decoder.step,
            self._writer,
        )
        while True:
            token = draw()
            if is_end(token):
                return "end"
            self._written.append(token)
            writer.add(piece(token), details(token) if details else None)
            if writer.is_stopped:
                return "end"
            if len(self._written) >= limit:
                return "length"
            if self._decoder.used < self._total:
                step(token)
            elif not self._drops:
                return "context_full"
            else:
                self._shorten()
            if not self._is_low_told:
                self._watch()

    def answer(self, reason: StopReason) -> Answer:
        """The whole of it."""
        writer = self._writer
        writer.finish()
        measured = Measured(
            len(self.prepared.tokens), writer.tokens, writer.first - self._begun, writer.last - writer.first
        )
        return Answer(writer.text, measured, reason, self.prepared.text)

    def _prepare(self) -> Prepared:
        prompt, template = self._asked.prompt, self._asked.options.template
        if not self._drops:
            return self._prompter.prepare(prompt, template, self._total)
        room = min(self._asked.sampling.max_tokens, self._total // _ROOM_PART)
        return self._prompter.prepare_newest(prompt, template, self._total, room)

    def _watch(self) -> None:
        if self._context.left <= max(_LOW_LEAST, self._total // _LOW_PART):
            self._is_low_told = True
            self._listener.low(self._context)

    def _shorten(self) -> None:
        """Read again without the oldest: first turns go, then the beginning of this answer."""
        room = self._total - int(self._total * _KEPT_WHEN_SHORTENED) + len(self._written)
        prompt = self._prompter.prepare_newest(
            self._asked.prompt, self._asked.options.template, self._total, min(room, self._total - 1)
        )
        left = max(1, int(self._total * _KEPT_WHEN_SHORTENED) - len(prompt.tokens))
        left = min(left, max(1, self._total - len(prompt.tokens) - 1))
        kept = self._written[-left:]
        dropped = prompt.dropped or len(self._written) - len(kept)
        self._decoder.read(prompt.tokens + kept)
        self._is_low_told = False
        self._listener.shortened(dropped, self._context)

    def _tell(self, text: str, tokens: int, detail: TokenDetail | None) -> None:
        self._listener.wrote(text, tokens, self._decoder.used, detail)


@dataclass
class _Writer:
    """Collects an answer: text out of tokens, and when the first and the last of them came."""

    stream: TextStream
    tell: Callable[[str, int, TokenDetail | None], None]
    pieces: list[str] = field(default_factory=list)
    tokens: int = 0
    first: float = 0.0
    last: float = 0.0

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def is_stopped(self) -> bool:
        return self.stream.stopped

    def begin(self, mark: str) -> None:
        """The prompt has opened a thought: its mark belongs to the text, so that all can tell."""
        self._put(mark, None)

    def add(self, piece: bytes, detail: TokenDetail | None) -> None:
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.tokens += 1
        self._put(self.stream.feed(piece), detail)

    def finish(self) -> None:
        if self.tokens == 0:
            self.first = self.last = time.perf_counter()
        self._put(self.stream.finish(), None)

    def _put(self, text: str, detail: TokenDetail | None) -> None:
        if text:
            self.pieces.append(text)
        if text or detail is not None:
            self.tell(text, self.tokens, detail)


def run(answering: Answering, open_draw: Callable[[], Any], details: Details | None) -> Answer:
    """The answer; the text so far with the reason "stopped" if the switch was thrown."""
    try:
        answering.read()
        with open_draw() as draw:
            return answering.answer(answering.write(draw, details))
    except StoppedError:
        return answering.answer("stopped")
