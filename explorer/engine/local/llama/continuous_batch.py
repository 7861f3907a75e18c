"""Several answers at once in one context: the weights are read once for the next token of all of them.

A batch has the next token of every answer that is being written. A prompt has batches of its own: mixed with
others, as llama-server does it, another kernel than alone would compute its attention, and most answers
become other ones; apart they stay the same to the bit, for a few percent of the time. What many tokens of
prompts have in common is read once, by a sequence of its own, and copied; then answers may differ a little.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
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

_NEWS = 64  # tokens more in common that are worth keeping, or copying
_MOST = 32  # at once: from 64 on the library computes attention as it does for prompts

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
        self.prompt: list[int] = []
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
        most = min(len(slot.prompt) - 1, self._most)  # the last one is read for its logits
        held, wanted = min(common_beginning(slot.prompt, self.tokens), most), min(common, most)
        slot.copied = slot.reused = held if held >= _NEWS else 0
        if wanted - held >= _NEWS and not self.pending:
            self._api.llama_memory_seq_rm(self._memory, 0, held, -1)
            self.tokens, self.used = slot.prompt[:wanted], held
            self.pending = self.tokens[held:]
            slot.copied, slot.reused = wanted, held
        slot.is_planned = True

    def copy_to(self, slot: AnswerSlot) -> None:
        self._api.llama_memory_seq_cp(self._memory, 0, slot.number, 0, slot.copied)
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
        self._free = list(range(size.at_once, 0, -1))

    @property
    def handle(self) -> Any:
        """Of its context, in the library."""
        return self._context.handle

    @property
    def has_room(self) -> bool:
        return bool(self._free)

    @property
    def jobs(self) -> tuple[int, ...]:
        """Whose answers are being written."""
        return tuple(slot.job for slot in self._slots)

    def begin(self, asked: Generate, listener: AnswerReporter) -> None:
        """Write this one too. Raises KnownError: it cannot be asked so, or its prompt is too long."""
        slot = AnswerSlot(self._context, self._free[-1], asked.id)
        grammar = self._draws.check(asked)
        _, slot.steps = self._draws.begin(asked, grammar, slot, self._total, listener)
        slot.marks = self._vocabulary.marks
        slot.read(_prompt_of(next(slot.steps)))
        self._free.pop()
        self._slots.append(slot)

    def step(self) -> list[Ended]:
        """Read what is next of all; those that ended with it.

        Raises StoppedError: all is as it was before. Raises KnownError: there is nothing left of any.
        """
        self._batch.clear()
        taken = list(self._take())
        self._context.compute(self._batch.batch)
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
        writing = [slot for slot in self._slots if not slot.is_reading]
        for sequence in [self._prefix] if self._prefix.pending else ready[:1] or writing:
            count = min(len(sequence.pending), self._batch.room)
            self._batch.add(sequence, count)
            yield sequence, count

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
        else:  # its context was full
            self._clear(slot)
            slot.read(wanted)
        return None

    def _leave(self, slot: AnswerSlot) -> None:
        with suppress(KnownError):
            slot.steps.close()
        self._clear(slot)
        self._slots.remove(slot)
        self._free.append(slot.number)

    def _clear(self, slot: AnswerSlot) -> None:
        self._api.llama_memory_seq_rm(self._context.memory, slot.number, -1, -1)


def open_batch(
    contexts: ContextMaker, shape: ModelShape, vocabulary: Vocabulary, draws: TokenDraws, wanted: Together
) -> ContinuousBatch:
    """For as many at once as there is memory for. Raises KnownError if there is for none.

    A model that keeps a state writes one by one: this library mixes the states of several up.
    """
    api, model = contexts.api, contexts.model
    has_state = bool(api.llama_model_is_recurrent(model) or api.llama_model_is_hybrid(model))
    most = 1 if has_state else min(max(1, wanted.at_once), _MOST)
    trained = api.llama_model_n_ctx_train(model)
    context_length = min(wanted.context, trained) if trained > 0 else wanted.context
    size = _fitting(shape, Together(most, max(1, context_length)), contexts.cache)
    length, sequences = together_conditions(size).context, size.at_once + 1
    is_unified = not shape.has_long_rope
    context = contexts.for_answers(length, BATCH, sequences, is_unified=is_unified)
    window = api.llama_model_n_swa(model)
    shared = min(size.context, window - 1) if window > 0 else size.context  # of more, cells would be missing
    prefix = SharedPrefix(api, context, shared if is_unified and not has_state else 0)
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


def common_beginning(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    return next(at for at in range(shorter) if one[at] != other[at])


def _prompt_of(wanted: int | list[int]) -> list[int]:
    assert not isinstance(wanted, int)  # noqa: S101  a prompt comes first
    return wanted
