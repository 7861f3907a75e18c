"""Writes one answer: draws tokens until an end. The loop that must cost nothing beside the model.

Who reads for it is another's matter: it says what is to be read, and goes on when that is done. So one answer
is written in the context of a conversation, or several at once in another.
"""

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from explorer.domain.answer_splitter import Splitter
from explorer.domain.call_reader import CallReader
from explorer.domain.generation import Answer, AnswerTiming, Piece, StopReason, joined
from explorer.domain.piece import NOTHING
from explorer.domain.tokens import ContextUse, TokenDetail
from explorer.domain.words import Words, wording_of
from explorer.engine.local.llama.contexts import StoppedError
from explorer.engine.local.llama.decoding import Decoder, ReadTokens
from explorer.engine.local.llama.text_stream import TextStream
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.protocol import Generate
from explorer.engine.local.reporters import AnswerReporter
from explorer.engine.local.template.prompt_builder import PreparedPrompt, PromptBuilder, prompt_too_long
from explorer.engine.state import ContextNearlyFull, ContextShortened, PromptRead

_LOW_PART = 10  # of the context: the last tenth is "nearly full"
_LOW_LEAST = 32  # tokens
_KEPT_WHEN_SHORTENED = 0.75  # of the context; less would be read anew too often, more too seldom
_ROOM_PART = 4  # of the context is kept free for an answer when turns are dropped
_UNKNOWN_CALLS = Words("How this model writes calls of tools is not known: they stay in the text.")


type DetailsOf = Callable[[int], TokenDetail]
type OpenDraw = Callable[[], AbstractContextManager[Callable[[], int]]]
# What is to be read: a token that was drawn, or all tokens of a prompt; ``send`` it how that was read
type Steps = Generator[int | list[int], ReadTokens, Answer]
type Writing = Generator[None, None, Answer]  # an answer, with a pause after each part that was read for it

STOPPED_BEFORE = Answer("", AnswerTiming(0, 0, 0.0, 0.0), "stopped", "")  # anything was read


class AnswerPlace(Protocol):
    """Where an answer is written: in the context of this ``handle``."""

    @property
    def used(self) -> int:
        """Tokens that were read there."""

    @property
    def handle(self) -> Any: ...
    @property
    def row(self) -> int:
        """Whose logits say what comes next: those of this position in the last batch, or -1, its last."""


class AnswerWriter:
    """Writes one answer to its place, of ``total`` tokens."""

    def __init__(
        self,
        place: AnswerPlace,
        vocabulary: Vocabulary,
        prompter: PromptBuilder,
        total: int,
        asked: Generate,
        listener: AnswerReporter,
    ) -> None:
        self._place = place
        self._vocabulary = vocabulary
        self._prompter = prompter
        self._total = total
        self._asked = asked
        self._listener = listener
        self._started = time.perf_counter()
        self._is_low_told = False
        self._drops = asked.options.when_full == "drop_oldest"
        self.prepared, self.begun = self._prepare()  # and what the answer begins with
        self._marks = vocabulary.marks  # another answer may have its turn in between
        self._kept = self._fitting()
        self._written = list(self.begun)
        self._writer = _Writer(self.stream, place, listener)

    @property
    def _context(self) -> ContextUse:
        return ContextUse(self._place.used, self._total)

    @property
    def tokens(self) -> list[int]:
        """What is read before the first new token: the prompt, and how the answer begins."""
        return self.prepared.tokens + self._kept

    def steps(self, open_draw: OpenDraw, details: DetailsOf | None) -> Steps:
        """The answer; the text so far with the reason "stopped" once a StoppedError is thrown into it.

        Raises KnownError.
        """
        try:
            self._heard_of((yield self.tokens))
            if self._is_begun_to_its_end():
                return self._answer("end")
            with open_draw() as draw:
                return self._answer((yield from self._write(draw, details)))
        except StoppedError:
            return self._answer("stopped")

    def _heard_of(self, done: ReadTokens) -> None:
        """The prompt was read."""
        self._vocabulary.marks = self._marks
        read = PromptRead(len(self.tokens), done.reused, self._context, done.images, done.images_s)
        self._listener.hear(read)
        if dropped := self.prepared.dropped or len(self.begun) - len(self._kept):
            self._listener.hear(ContextShortened(dropped, self._context))
        self._writer.begin(self.stream.splitter.opened)
        self._writer.take_up(self._begun_text())
        self._watch()

    def _write(
        self, draw: Callable[[], int], details: DetailsOf | None
    ) -> Generator[int | list[int], ReadTokens, StopReason]:
        """Write until an end."""
        limit = self._asked.sampling.max_tokens + len(self.begun)
        is_end, piece, place = self._vocabulary.is_end, self._vocabulary.piece, self._place
        writer, stream = self._writer, self.stream
        while True:
            token = draw()
            if is_end(token):
                return "end"
            self._written.append(token)
            writer.add(piece(token), details(token) if details else None)
            if stream.is_stopped:
                return "end"
            if len(self._written) >= limit:
                return "length"
            if place.used < self._total:
                yield token
            elif not self._drops:
                return "context_full"
            else:
                yield from self._shorten()
            self._vocabulary.marks = self._marks
            if not self._is_low_told:
                self._watch()

    def _is_begun_to_its_end(self) -> bool:
        """Whether what it was to begin with is the whole of it."""
        return self.stream.is_stopped or any(map(self._vocabulary.is_end, self.begun))

    def _answer(self, reason: StopReason) -> Answer:
        """The whole of it."""
        writer = self._writer
        writer.finish()
        if reason == "end" and self._is_no_thought:
            writer.recant()
        measured = AnswerTiming(
            len(self.tokens), writer.tokens, writer.first - self._started, writer.last - writer.first
        )
        whole = joined(writer.pieces)
        raw = whole.raw if whole.raw != whole.text else ""
        tools, calls = self._asked.options.tools, whole.calls
        misfit = wording_of(_UNKNOWN_CALLS) if tools is not None and self._calls is None else None
        sent = self.prepared.text
        return Answer(whole.text, measured, reason, sent, whole.thought, raw, misfit, calls=calls)

    @property
    def is_held_whole(self) -> bool:
        """Whether its grammar speaks of the marks of a thought: then it is for the thought too."""
        grammar = self._asked.options.constraint
        if grammar is None or grammar.kind != "gbnf":
            return False
        return any(mark in grammar.text for mark in self.stream.splitter.marks)

    @property
    def answered(self) -> Sequence[int]:
        """The tokens of those it was to begin with that a grammar is for."""
        if self.is_held_whole:
            return self.begun
        if not self.stream.splitter.is_answering:
            return ()
        raw = self.stream.splitter.opened + b"".join(self._begun_text()).decode("utf-8", "replace")
        so_far = joined(self._writer.pieces)
        text = so_far.text + raw[len(so_far.raw) :]  # the rest is held back
        return self.begun if text == raw else self._prompter.tokens_within(text)

    @property
    def thought_tokens(self) -> int:
        """How many tokens of a thought that has not ended it was to begin with."""
        if not self.stream.splitter.is_thinking:
            return 0
        return len(self._prompter.tokens_within(joined(self._writer.pieces).thought))

    @property
    def _is_no_thought(self) -> bool:
        """Whether what was taken for a thought is the answer: nothing closed it, or says that it is one."""
        splitter = self.stream.splitter
        is_guess = self._is_guess and splitter.is_thinking and not splitter.opened
        return splitter.is_presumed or is_guess

    def _format(self, prompt: str) -> None:
        """How the answer to this prompt is written. A grammar does not wait for marks of a guess."""
        options = self._asked.options
        formats = self._prompter.formats(options.template)
        self._is_guess = formats.is_guess
        is_held = options.constraint is not None or (options.tools is not None and bool(options.tools.must))
        items = () if formats.is_guess and is_held else formats.items
        splitter = Splitter(items, prompt, has_indentation=not is_held)
        self._calls = self._call_reader()
        self.stream = TextStream(splitter, options.stop, self._calls)

    def _call_reader(self) -> CallReader | None:
        options = self._asked.options
        if options.tools is None:
            return None
        known = self._prompter.call_format(options.template)
        self._prompter.show_calls(known, options.template)
        if known is None:
            return None
        schemas = {tool.name: tool.parameters for tool in options.tools.specs}
        return CallReader(known, schemas, is_parallel=options.tools.is_parallel)

    def _prepare(self) -> tuple[PreparedPrompt, list[int]]:
        """The prompt, and the tokens the answer begins with."""
        prompt, options = self._asked.prompt, self._asked.options
        room = min(self._asked.sampling.max_tokens, self._total // _ROOM_PART) if self._drops else 0
        newest = partial(self._prompter.prepare_newest, prompt, options, self._total)
        prepared = newest(room) if self._drops else self._prompter.prepare(prompt, options, self._total)
        self._format(prepared.text)
        splitter, begun = self.stream.splitter, options.begun
        self._beginning = splitter.led_to(begun) if isinstance(begun, str) and begun else begun
        given = self._prompter.beginning(self._beginning, splitter.opened)
        if given and self._drops:
            prepared = newest(min(room + len(given), self._total - 1))
        return prepared, given

    def _fitting(self) -> list[int]:
        """As much of the end of what the answer begins with as there is room for."""
        left = self._total - len(self.prepared.tokens) - 1
        if len(self.begun) <= left:
            return self.begun
        if not self._drops or left < 1:
            raise prompt_too_long(len(self.prepared.tokens) + len(self.begun), self._total)
        free = min(left // 2, self._total // _ROOM_PART)
        return self.begun[-max(1, left - free) :]

    def _begun_text(self) -> list[bytes]:
        """What the answer begins with, word for word: cut into tokens a text may gain a space."""
        begun = self._beginning
        if isinstance(begun, str):
            return [begun.removeprefix(self.stream.splitter.opened).encode("utf-8", "replace")]
        return [self._vocabulary.piece(token) for token in self.begun]

    def _watch(self) -> None:
        if self._context.left <= max(_LOW_LEAST, self._total // _LOW_PART):
            self._is_low_told = True
            self._listener.hear(ContextNearlyFull(self._context))

    def _shorten(self) -> Generator[int | list[int], ReadTokens]:
        """Read again without the oldest: first turns go, then the beginning of this answer."""
        room = self._total - int(self._total * _KEPT_WHEN_SHORTENED) + len(self._written)
        prompt = self._prompter.prepare_newest(
            self._asked.prompt, self._asked.options, self._total, min(room, self._total - 1)
        )
        left = max(1, int(self._total * _KEPT_WHEN_SHORTENED) - len(prompt.tokens))
        left = min(left, max(1, self._total - len(prompt.tokens) - 1))
        kept = self._written[-left:]
        dropped = prompt.dropped or len(self._written) - len(kept)
        yield prompt.tokens + kept
        self._is_low_told = False
        self._listener.hear(ContextShortened(dropped, self._context))


@dataclass
class _Writer:
    """Collects an answer: text out of tokens, and when the first and the last of them came."""

    stream: TextStream
    place: AnswerPlace
    listener: AnswerReporter
    pieces: list[Piece] = field(default_factory=list)
    tokens: int = 0
    first: float = 0.0
    last: float = 0.0

    def begin(self, mark: str) -> None:
        """The prompt has opened a thought: its mark belongs to the answer word for word."""
        self._put(Piece(raw=mark), None)

    def take_up(self, pieces: Sequence[bytes]) -> None:
        """What the answer was to begin with: it belongs to the answer, and cost nothing to write."""
        self._put(joined([self.stream.feed(piece) for piece in pieces]), None)

    def add(self, piece: bytes, detail: TokenDetail | None) -> None:
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.tokens += 1
        self._put(self.stream.feed(piece), detail)

    def finish(self) -> None:
        if self.tokens == 0:
            self.first = self.last = time.perf_counter()
        self._put(self.stream.finish(), None)

    def recant(self) -> None:
        """All of it is the answer."""
        raw = joined(self.pieces).raw
        said = replace(self.stream.called(raw.strip()), raw="")
        self._put(said, None)
        self.pieces = [replace(said, raw=raw)]

    def _put(self, piece: Piece, detail: TokenDetail | None) -> None:
        if piece != NOTHING:
            self.pieces.append(piece)
        if piece != NOTHING or detail is not None:
            self.listener.wrote(piece, self.tokens, self.place.used, detail)


def write_answer(steps: Steps, decoder: Decoder, listener: AnswerReporter) -> Writing:
    """Read for it, until its end or until a StoppedError is thrown into this. Raises KnownError."""
    with closing(steps):
        try:
            wanted = next(steps)
            while True:
                try:
                    done = yield from decoder.take(wanted, listener.hear)
                except StoppedError as stop:
                    wanted = steps.throw(stop)
                else:
                    wanted = steps.send(done)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
