"""Several answers at once in one context: the weights are read once for the next token of all of them.

A batch has the next token of every answer that is being written. A prompt has batches of its own: mixed with
others, as llama-server does it, another kernel than alone would compute its attention, and most answers
become other ones; apart they stay the same to the bit, for a few percent of the time. What many tokens of
prompts have in common is read once, by a sequence of its own, and copied, as far as that changes no bit.

Each sequence has cells of its own, as if it were alone. The library reads sequences at once only where their
numbers follow each other, so the last ones move up to where one has ended.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from operator import attrgetter
from typing import Any

import psutil

from explorer.domain.cache_type import CacheType
from explorer.domain.errors import KnownError, OutOfMemoryError
from explorer.domain.generation import Answer
from explorer.domain.tokens import Together
from explorer.domain.words import Words
from explorer.engine.local.failures import too_much
from explorer.engine.local.gguf.memory_estimate import together_conditions, together_need
from explorer.engine.local.gguf.model_shape import ModelShape
from explorer.engine.local.llama.answer_writer import Steps
from explorer.engine.local.llama.contexts import ContextMaker, LlamaContext, StoppedError
from explorer.engine.local.llama.decoding import STEPPED, ReadTokens
from explorer.engine.local.llama.loading import BATCH
from explorer.engine.local.llama.token_draws import TokenDraws
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.protocol import Generate
from explorer.engine.local.reporters import AnswerReporter

_WIDE = 64  # tokens at once from which on the library adds attention up otherwise than for fewer
_MOST = 32  # at once, which is fewer than that

type Ended = tuple[int, Answer | KnownError]  # a job, and what came of it


class ReadSequence:
    """A sequence of the context by its ``number``: ``used`` tokens were read, ``pending`` are to be."""

    def __init__(self, context: LlamaContext, number: int) -> None:
        self.handle, self.number = context.handle, number
        self.used, self.row = 0, -1
        self.pending: list[int] = []


class AnswerSlot(ReadSequence):
    """The sequence of one answer, which a job asked for."""

    def __init__(self, context: LlamaContext, number: int, job: int) -> None:
        super().__init__(context, number)
        self.job = job
        self.steps: Steps
        self.marks: frozenset[int] = frozenset()  # as of Vocabulary
        self.prompt: list[int] = []  # and what was written after it
        self.is_reading = True  # not writing
        self.is_planned = False  # how its prompt is read
        self.copied = self.reused = 0  # tokens of it that come, and were there before, in the shared prefix

    def read(self, tokens: list[int]) -> None:
        """A prompt is to be read, in place of what was there."""
        self.prompt, self.pending, self.used = tokens, list(tokens), 0
        self.is_reading = True
        self.is_planned, self.copied, self.reused = False, 0, 0


class SharedPrefix(ReadSequence):
    """What prompts begin with in common. ``most``: tokens that can be copied, 0 where none can."""

    def __init__(self, api: Any, context: LlamaContext, most: int) -> None:
        super().__init__(context, 0)
        self._api, self._memory, self._most = api, context.memory, most
        self.tokens: list[int] = []

    def plan(self, slot: AnswerSlot, common: int) -> None:
        """How much of its prompt comes from here; ``common``: what another one has of its beginning."""
        length = len(slot.prompt)
        most = min(length - 1, self._most)  # the last one is read for its logits
        there = min(common_beginning(slot.prompt, self.tokens), most)
        held, wanted = readable_apart(there, length), readable_apart(min(common, most), length)
        slot.copied = slot.reused = held
        if wanted - held >= _WIDE and not self.pending:
            kept = readable_apart(there, wanted)
            self._api.llama_memory_seq_rm(self._memory, 0, kept, -1)
            self.tokens, self.used = slot.prompt[:wanted], kept
            self.pending = self.tokens[kept:]
            slot.copied, slot.reused = wanted, kept
        slot.is_planned = True

    def copy_to(self, slot: AnswerSlot) -> None:
        self._api.llama_memory_seq_cp(self._memory, 0, slot.number, -1, -1)  # of less it makes an abort
        self._api.llama_memory_seq_rm(self._memory, slot.number, slot.copied, -1)
        del slot.pending[: slot.copied]
        slot.used, slot.copied = slot.copied, 0

    def forget(self) -> None:
        self._api.llama_memory_seq_rm(self._memory, 0, -1, -1)
        self.tokens, self.pending, self.used = [], [], 0


class TokenBatch:
    """Tokens to be read at once, of any sequences. ``close`` it."""

    def __init__(self, api: Any) -> None:
        self._api = api
        self.batch = api.llama_batch_init(BATCH, 0, 1)

    @property
    def room(self) -> int:
        return BATCH - int(self.batch.n_tokens)

    def clear(self) -> None:
        self.batch.n_tokens = 0

    def add(self, sequence: ReadSequence, count: int) -> None:
        """The next ``count`` of a sequence; the last of all its tokens has logits."""
        batch, first = self.batch, self.batch.n_tokens
        for n, token in enumerate(sequence.pending[:count]):
            at = first + n
            batch.token[at], batch.pos[at], batch.logits[at] = token, sequence.used + n, 0
            batch.n_seq_id[at], batch.seq_id[at][0] = 1, sequence.number
        batch.n_tokens = first + count
        if count == len(sequence.pending) and sequence.number:
            sequence.row = first + count - 1
            batch.logits[sequence.row] = 1

    def close(self) -> None:
        self._api.llama_batch_free(self.batch)


class ContinuousBatch:
    """Writes up to ``at_once`` answers of one model at a time, in a context of its own. ``close`` it."""

    def __init__(
        self,
        api: Any,
        context: LlamaContext,
        vocabulary: Vocabulary,
        draws: TokenDraws,
        size: Together,
        prefix: SharedPrefix,
    ) -> None:
        """``size``: as many answers as the context has sequences beside the first, and the room of each."""
        self._api, self._context = api, context
        self._vocabulary, self._draws = vocabulary, draws
        self._total, self._prefix = size.context, prefix
        self._batch = TokenBatch(api)
        self._slots: list[AnswerSlot] = []
        self._most = size.at_once

    @property
    def handle(self) -> Any:
        """Of its context, in the library."""
        return self._context.handle

    @property
    def has_room(self) -> bool:
        return len(self._slots) < self._most

    @property
    def jobs(self) -> tuple[int, ...]:
        """Whose answers are being written."""
        return tuple(slot.job for slot in self._slots)

    def begin(self, asked: Generate, listener: AnswerReporter) -> None:
        """Write this one too. Raises KnownError: it cannot be asked so, or its prompt is too long."""
        slot = AnswerSlot(self._context, self._free(), asked.id)
        grammar = self._draws.check(asked)
        _, slot.steps = self._draws.begin(asked, grammar, slot, self._total, listener)
        slot.marks = self._vocabulary.marks
        slot.read(_prompt_of(next(slot.steps)))
        self._slots.append(slot)

    def step(self) -> list[Ended]:
        """Read what is next of all; those that ended with it.

        Raises StoppedError: all is as it was before. Raises KnownError: there is nothing left of any.
        """
        self._batch.clear()
        taken = list(self._take())
        try:
            self._context.compute(self._batch.batch)
        except StoppedError:
            self._take_back(taken)
            raise
        ended = []
        for sequence, count in taken:
            sequence.used += count
            del sequence.pending[:count]
            if isinstance(sequence, AnswerSlot) and not sequence.pending and (end := self._resume(sequence)):
                ended.append(end)
        return ended

    def stop(self, job: int) -> Answer:
        """End one of them: the answer so far."""
        slot = next(slot for slot in self._slots if slot.job == job)
        try:
            slot.steps.throw(StoppedError())
        except StopIteration as end:
            answer: Answer = end.value
            return answer
        finally:
            self._leave(slot)
        raise AssertionError(job)  # nothing follows a stop

    def forget(self) -> None:
        """End all that are left, without an answer."""
        for slot in tuple(self._slots):
            self._leave(slot)
        self._prefix.forget()

    def close(self) -> None:
        self.forget()
        self._batch.close()
        self._context.close()

    def _take(self) -> Iterator[tuple[ReadSequence, int]]:
        """Put into the batch what is next: of one prompt, else of all that write."""
        reading = [slot for slot in self._slots if slot.is_reading]
        if not self._prefix.pending:  # before it may be given up for a longer one
            self._copy(reading)
        for slot in reading:
            if not slot.is_planned:
                self._prefix.plan(slot, self._common(slot))
        if not self._prefix.pending:
            self._copy(reading)
        ready = [slot for slot in reading if not slot.copied]
        if not reading:
            self._close_gaps()
        for sequence in [self._prefix] if self._prefix.pending else ready[:1] or self._slots:
            count = min(len(sequence.pending), self._batch.room)
            self._batch.add(sequence, count)
            yield sequence, count

    def _take_back(self, taken: Iterable[tuple[ReadSequence, int]]) -> None:
        """These were not read. A state that is half computed cannot be taken back: it is made anew."""
        if self._context.keeps_state:
            for slot, _ in taken:
                assert isinstance(slot, AnswerSlot)  # noqa: S101  states have no prefix
                self._clear(slot)
                slot.read(slot.prompt)

    def _free(self) -> int:
        """The first number that no answer has."""
        taken = {slot.number for slot in self._slots}
        return next(number for number in range(1, self._most + 1) if number not in taken)

    def _close_gaps(self) -> None:
        for slot in self._slots:
            if slot.number > len(self._slots):
                number = self._free()
                self._api.llama_memory_seq_cp(self._context.memory, slot.number, number, -1, -1)
                self._clear(slot)
                slot.number = number
        self._slots.sort(key=attrgetter("number"))

    def _copy(self, reading: Sequence[AnswerSlot]) -> None:
        for slot in reading:
            if slot.copied:
                self._prefix.copy_to(slot)

    def _common(self, slot: AnswerSlot) -> int:
        """How much of its prompt another one begins with too."""
        others = (other.prompt for other in self._slots if other is not slot)
        return max((common_beginning(slot.prompt, prompt) for prompt in others), default=0)

    def _resume(self, slot: AnswerSlot) -> Ended | None:
        """All of it was read: draw the next token; what came of it if that was the end."""
        done = ReadTokens(slot.reused, 0) if slot.is_reading else STEPPED
        slot.is_reading = False
        self._vocabulary.marks = slot.marks
        try:
            wanted = slot.steps.send(done)
        except StopIteration as end:
            self._leave(slot)
            return slot.job, end.value
        except KnownError as error:
            self._leave(slot)
            return slot.job, error
        except MemoryError:
            self._leave(slot)
            return slot.job, too_much()
        if isinstance(wanted, int):
            slot.pending = [wanted]
            slot.prompt.append(wanted)
        else:  # its context was full
            self._clear(slot)
            slot.read(wanted)
        return None

    def _leave(self, slot: AnswerSlot) -> None:
        with suppress(KnownError):
            slot.steps.close()
        self._clear(slot)
        self._slots.remove(slot)

    def _clear(self, slot: AnswerSlot) -> None:
        self._api.llama_memory_seq_rm(self._context.memory, slot.number, -1, -1)


def open_batch(
    contexts: ContextMaker, shape: ModelShape, vocabulary: Vocabulary, draws: TokenDraws, wanted: Together
) -> ContinuousBatch:
    """For as many at once as there is memory for. Raises KnownError if there is for none."""
    api, model = contexts.api, contexts.model
    most = 1 if contexts.mixes_up else min(max(1, wanted.at_once), _MOST)
    trained = api.llama_model_n_ctx_train(model)
    context_length = min(wanted.context, trained) if trained > 0 else wanted.context
    size = _fitting(shape, Together(most, max(1, context_length)), contexts.cache)
    context = contexts.for_answers(together_conditions(size).context, BATCH, size.at_once + 1)
    window = api.llama_model_n_swa(model)
    shared = min(size.context, window - 1) if window > 0 else size.context  # of more, cells would be missing
    prefix = SharedPrefix(api, context, 0 if context.keeps_state else shared)
    return ContinuousBatch(api, context, vocabulary, draws, size, prefix)


def _fitting(shape: ModelShape, wanted: Together, cache: CacheType) -> Together:
    """As many of them as there is memory for now: what is asked for beyond, the system may end us for."""
    free = psutil.virtual_memory().available
    fewer = (replace(wanted, at_once=count) for count in range(wanted.at_once, 0, -1))
    found = next((size for size in fewer if together_need(shape, size, cache) <= free), None)
    if found is None:
        raise OutOfMemoryError(
            Words("There is not enough memory to write several answers at once."),
            Words("Give each a shorter context, let them be written one by one, or close other programs."),
        )
    return found


def readable_apart(most: int, length: int) -> int:
    """How many tokens, up to ``most``, may be read before the rest of ``length`` without changing a bit."""
    whole = most // BATCH * BATCH
    if not _is_wide(length):
        return whole
    return next((n for n in range(most, whole, -1) if _is_wide(n) and _is_wide(length - n)), whole)


def _is_wide(count: int) -> bool:
    """Whether none of the batches that so many tokens are read in is narrow."""
    return count % BATCH == 0 or count % BATCH >= _WIDE


def common_beginning(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    return next(at for at in range(shorter) if one[at] != other[at])


def _prompt_of(wanted: int | list[int]) -> list[int]:
    assert not isinstance(wanted, int)  # noqa: S101  a prompt comes first
    return wanted
