"""Several answers to one question, drawn with other seeds: each is a branch beside the others.

They are written at once where the model can, and no speed is told of those: they share the machine. The first
one is shown as it comes.
"""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.model import Model
from explorer.domain.tokens import Together
from explorer.domain.words import Words
from explorer.engine.backend import Backend
from explorer.engine.backends import Backends
from explorer.engine.question import Question
from explorer.engine.state import AnswerEvent
from explorer.local.fit.estimates import Estimates
from explorer.local.fit.together import at_once_of, context_for
from explorer.rooms.playground.chats.answer_recorder import ChatAnswerRecorder
from explorer.rooms.playground.chats.store import Chats, Turn

_MARKS = " " * 16  # for those around a message
_SEEDS = 1 << 31


@dataclass(frozen=True)
class VariantWays:
    """``tell`` hears what comes of the first answer, ``part`` how many there are once that one is over,
    ``end`` that all are.
    """

    tell: Callable[[AnswerEvent, Turn], None]
    part: Callable[[Turn, str], None]
    end: Callable[[Turn, KnownError | None], None]


class AnswerVariants:
    """As a ChatAnswerRecorder, of several answers; ``turn`` is the first of them."""

    def __init__(
        self, backend: Backend, chats: Chats, asked: Sequence[tuple[Turn, Question]], ways: VariantWays
    ) -> None:
        """``asked``: as of ``with_variants``."""
        self._chats, self._ways = chats, ways
        self._recorders = tuple(
            ChatAnswerRecorder(backend, chats, turn, question, self._hear, partial(self._take, number))
            for number, (turn, question) in enumerate(asked)
        )
        self._at_once = len(asked) if asked[0][1].together is not None else 1
        self._waiting = deque(self._recorders)
        self._running: list[ChatAnswerRecorder] = []
        self._error: KnownError | None = None  # what cut the first of them short
        self._is_stopped = False
        self.words = ""

    @property
    def turn(self) -> Turn:
        return self._recorders[0].turn

    def start(self) -> None:
        while self._waiting and len(self._running) < self._at_once and not self._is_stopped:
            self._running.append(self._waiting.popleft())
            self._running[-1].start()

    def stop(self) -> None:
        self._is_stopped = True
        for one in tuple(self._running):
            one.stop()

    def close(self) -> None:
        """The app quits."""
        self._is_stopped = True
        for one in tuple(self._running):
            one.close()

    def waits_for(self, model: Model | None) -> bool:
        return self._recorders[0].waits_for(model)

    def _hear(self, event: AnswerEvent, turn: Turn) -> None:
        if turn.id == self.turn.id:
            self._ways.tell(event, turn)

    def _take(self, number: int, turn: Turn, error: KnownError | None) -> None:
        """One of them is over; where one was cut short, those that wait would be so too."""
        self._running.remove(self._recorders[number])
        self._error = self._error or error
        if turn.record.end not in ("end", "length", "context_full"):
            self._waiting.clear()
        self.start()
        if not self._running:
            self._end()
        elif self._recorders[0] not in self._running:
            count = len(self._recorders)
            done = count - len(self._running) - len(self._waiting)
            self.words = Words("{done} of {count} answers are written…", done=done, count=count)
            self._ways.part(self.turn, self.words)

    def _end(self) -> None:
        turns = [one.turn for one in self._recorders]
        texts = Counter(turn.text.strip() for turn in turns if turn.record.end == "end")
        kept = [_counted(turn, texts) for turn in turns if turn is turns[0] or _says(turn)]
        gone = [turn for turn in turns if turn.id not in {one.id for one in kept}]
        with self._chats.together():
            for turn in kept:
                self._chats.update(turn)
            for turn in gone:
                self._chats.drop(turn)
            if gone:
                self._chats.show(turns[0].id)
        left = tuple(one for one in kept[0].siblings if one not in {turn.id for turn in gone})
        self._ways.end(replace(kept[0], siblings=left), self._error)


def _says(turn: Turn) -> bool:
    """Whether it says something, or chose to say nothing."""
    return bool(turn.written.strip()) or turn.record.end == "end"


def _counted(turn: Turn, texts: Counter[str]) -> Turn:
    """With how many say the same as it, if it is whole."""
    alike = texts[turn.text.strip()] if turn.record.end == "end" else 0
    return replace(turn, record=msgspec.structs.replace(turn.record, alike=alike))


def with_variants(
    chats: Chats, answer: Turn, asked: Question, count: int
) -> tuple[tuple[Turn, Question], ...]:
    """``answer``, which was not begun, and others beside it that are stored too; each with another seed, also
    than those that were there before.
    """
    given, why = chats.given.of(answer.id), chats.given.why_nothing(answer.id)
    first = asked.sampling.seed + len(answer.siblings) - 1
    made: list[tuple[Turn, Question]] = []
    with chats.together():
        for number in range(count):
            sampling = replace(asked.sampling, seed=(first + number) % _SEEDS)
            record = msgspec.structs.replace(answer.record, sampling=sampling, variants=count)
            turn = replace(answer, record=record)
            if number:
                turn = chats.add(answer.chat, "assistant", "", record, answer.parent)
                chats.given.keep(turn.id, given)
                if why is not None:
                    chats.given.note_nothing(turn.id, why)
            made.append((turn, replace(asked, sampling=sampling)))
        chats.show(answer.id)
    siblings = made[-1][0].siblings
    return tuple((replace(turn, siblings=siblings), question) for turn, question in made)


def together_of(
    estimates: Estimates, backends: Backends, model: Model, asked: Question, count: int
) -> Together | None:
    """How so many answers to this are written at once; ``None`` where they are one by one."""
    prompt, options = asked.prompt, asked.options
    text = prompt if isinstance(prompt, str) else "".join(_MARKS + one.text + one.thought for one in prompt)
    wanted = Together(count, context_for((text,), asked.sampling.max_tokens, options.context_length))
    at_once = at_once_of(estimates, backends, model, options, wanted).count
    has_images = not isinstance(prompt, str) and any(message.images for message in prompt)
    return replace(wanted, at_once=at_once) if at_once > 1 and not has_images else None
