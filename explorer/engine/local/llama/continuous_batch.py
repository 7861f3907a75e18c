"""Several answers at once in one context: the weights are read once for the next token of all of them.

A batch has the next token of every answer that is being written. A prompt has batches of its own: mixed with
others, as llama-server does it, another kernel than alone would compute its attention, and most answers
become other ones; apart they stay the same to the bit, for a few percent of the time. While prompts are read
the others go on writing, a little slower: none waits for the whole of a long one, nor do short ones.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psutil

from explorer.domain.cache_type import CacheType
from explorer.domain.errors import KnownError, OutOfMemoryError
from explorer.domain.generation import Answer
from explorer.domain.tokens import Together
from explorer.domain.words import Words
from explorer.engine.local.failures import failure_of
from explorer.engine.local.gguf.memory_estimate import together_conditions, together_need
from explorer.engine.local.gguf.model_shape import ModelShape
from explorer.engine.local.llama.answer_writer import Steps
from explorer.engine.local.llama.contexts import ContextMaker, LlamaContext, StoppedError
from explorer.engine.local.llama.decoding import STEPPED, ReadTokens
from explorer.engine.local.llama.loading import BATCH
from explorer.engine.local.llama.token_draws import TokenDraws
from explorer.engine.local.llama.token_sequences import WIDE, SequenceStore, TokenSequence, wide_part
from explorer.engine.local.protocol import Generate
from explorer.engine.local.reporters import AnswerReporter

_MOST = 32  # at once, fewer than what makes a batch wide
_PAUSE_S = 0.1  # that writing rests for prompts, and a part of a prompt takes beside others
_PATIENCE = 4  # steps that a place is free between others before they move: the next may come for it

type Ended = tuple[int, Answer | KnownError]  # a job, and what came of it


class AnswerSlot:
    """The place of one answer, which a job asked for: a sequence, and what is to be read there next."""

    def __init__(self, context: LlamaContext, job: int) -> None:
        self.handle, self.job = context.handle, job
        self.row = -1
        self.pending: list[int] = []
        self.steps: Steps
        self.sequence: TokenSequence
        self.prompt: list[int] = []
        self.is_reading = True  # not writing
        self.is_begun = False  # to be read
        self.reused = self.narrow_from = 0  # of the prompt: what there was, and where a narrow rest begins

    @property
    def used(self) -> int:
        return len(self.sequence.tokens)

    @property
    def left(self) -> int:
        """Tokens of its prompt that are to be read."""
        return len(self.pending) if self.is_begun else len(self.prompt) - self.used

    def read(self, tokens: list[int]) -> None:
        """A prompt is to be read, in place of what was there."""
        self.prompt, self.pending = tokens, tokens[:]
        self.is_reading, self.is_begun = True, False

    def begin(self) -> None:
        """Read it from where the sequence ends."""
        self.reused, self.is_begun = self.used, True
        self.pending = self.prompt[self.used :]
        self.narrow_from = self.used + wide_part(len(self.pending))

    def part(self, most: int) -> int:
        """How many tokens to read next, about ``most``: none is read in a narrow group that need not be."""
        left = self.narrow_from - self.used
        if left <= 0:
            return len(self.pending)
        count = min(left, most)
        if 0 < left - count < WIDE:
            count = left - WIDE if left >= 2 * WIDE else left
        return count


class TokenBatch:
    """Tokens to be read at once, of any sequences. ``close`` it."""

    def __init__(self, api: Any) -> None:
        self._api = api
        self.batch = api.llama_batch_init(BATCH, 0, 1)

    def clear(self) -> None:
        self.batch.n_tokens = 0

    def add(self, slot: AnswerSlot, count: int) -> None:
        """The next ``count`` of an answer's; the last of all its tokens has logits."""
        batch, first, used = self.batch, self.batch.n_tokens, slot.used
        for n, token in enumerate(slot.pending[:count]):
            at = first + n
            batch.token[at], batch.pos[at], batch.logits[at] = token, used + n, 0
            batch.n_seq_id[at], batch.seq_id[at][0] = 1, slot.sequence.number
        batch.n_tokens = first + count
        if count == len(slot.pending):
            slot.row = first + count - 1
            batch.logits[slot.row] = 1

    def close(self) -> None:
        self._api.llama_batch_free(self.batch)


class ContinuousBatch:
    """Writes up to ``at_once`` answers of one model at a time, in a context of its own. ``close`` it."""

    def __init__(
        self,
        api: Any,
        context: LlamaContext,
        draws: TokenDraws,
        size: Together,
        sequences: SequenceStore,
    ) -> None:
        """``size``: as many answers as ``sequences`` has but one, and the room of each."""
        self._context = context
        self._draws, self._sequences = draws, sequences
        self._batch = TokenBatch(api)
        self._slots: list[AnswerSlot] = []
        self._most, self._total = size.at_once, size.context
        self._wrote_at = self._token_s = 0.0  # the last step of those that write; seconds of a prompt's token
        self._apart = 0  # steps for which there were free places between those that write
        self._has_passed = False  # a short prompt before a long one

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
        slot = AnswerSlot(self._context, asked.id)
        grammar = self._draws.check(asked)
        _, slot.steps = self._draws.begin(asked, grammar, slot, self._total, listener)
        slot.read(_prompt_of(next(slot.steps)))
        slot.sequence = self._sequences.take(slot.prompt)
        self._slots.append(slot)

    def step(self) -> list[Ended]:
        """Read what is next of all; those that ended with it.

        Raises StoppedError: all is as it was before. Raises KnownError: there is nothing left of any.
        """
        self._batch.clear()
        begun, taken = time.monotonic(), list(self._take())
        try:
            self._context.compute(self._batch.batch)
        except StoppedError:
            self._take_back(taken)
            raise
        ended = []
        for slot, count in taken:
            self._note(slot, count, begun)
            if not slot.pending and (end := self._resume(slot)):
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
        self._sequences.forget()

    def close(self) -> None:
        self.forget()
        self._batch.close()
        self._context.close()

    def _take(self) -> Iterator[tuple[AnswerSlot, int]]:
        """Put into the batch what is next: of one prompt, else of all that write."""
        reading = [slot for slot in self._slots if slot.is_reading]
        writing = [slot for slot in self._slots if not slot.is_reading]
        if reading and not (writing and time.monotonic() - self._wrote_at >= _PAUSE_S):
            slot = self._next_of(reading)
            if not slot.is_begun:
                self._sequences.fill(slot.sequence, slot.prompt)
                slot.begin()
            count = slot.part(self._part_beside(writing))
            self._batch.add(slot, count)
            yield slot, count
            return
        self._gather(writing)
        for slot in sorted(writing, key=lambda slot: slot.sequence.number):
            self._batch.add(slot, 1)
            yield slot, 1

    def _next_of(self, reading: Sequence[AnswerSlot]) -> AnswerSlot:
        """The one that came first; every other time a short one may pass it."""
        oldest = reading[0]
        short = next((slot for slot in reading if slot.left <= BATCH), oldest)
        self._has_passed = short is not oldest and not self._has_passed
        return short if self._has_passed else oldest

    def _part_beside(self, writing: Sequence[AnswerSlot]) -> int:
        """How many tokens of a prompt to read at once: beside others for as long as they may rest."""
        if not writing or not self._token_s:
            return BATCH
        return min(BATCH, max(WIDE, int(_PAUSE_S / self._token_s)))

    def _note(self, slot: AnswerSlot, count: int, begun: float) -> None:
        """These tokens of it were read."""
        tokens, now = slot.pending[:count], time.monotonic()
        del slot.pending[:count]
        if slot.is_reading:
            slot.sequence.read(tokens)
            self._token_s = (now - begun) / count if count >= WIDE else self._token_s
        else:
            slot.sequence.tokens += tokens
            self._wrote_at = now

    def _take_back(self, taken: Iterable[tuple[AnswerSlot, int]]) -> None:
        """These were not read. A state that is half computed cannot be taken back: it is made anew."""
        for slot, _ in taken:
            if self._context.keeps_state:
                slot.read(slot.sequence.tokens + slot.pending)
                self._sequences.clear(slot.sequence)
            else:
                self._sequences.take_back(slot.sequence)

    def _gather(self, writing: Sequence[AnswerSlot]) -> None:
        """Close gaps between those that write, unless one that comes may."""
        numbers = [slot.sequence.number for slot in writing]
        self._apart = self._apart + 1 if max(numbers) - min(numbers) >= len(numbers) else 0
        if self._apart > _PATIENCE:
            self._sequences.gather([slot.sequence for slot in writing])

    def _resume(self, slot: AnswerSlot) -> Ended | None:
        """All of it was read: draw the next token; what came of it if that was the end."""
        done = ReadTokens(slot.reused, 0) if slot.is_reading else STEPPED
        slot.is_reading = False
        try:
            wanted = slot.steps.send(done)
        except StopIteration as end:
            self._leave(slot)
            return slot.job, end.value
        except Exception as error:  # noqa: BLE001  a bug ends one job
            self._leave(slot)
            return slot.job, failure_of(error)
        if isinstance(wanted, int):
            slot.pending = [wanted]
        else:  # its context was full
            self._sequences.clear(slot.sequence)
            slot.read(wanted)
        return None

    def _leave(self, slot: AnswerSlot) -> None:
        with suppress(KnownError):
            slot.steps.close()
        self._sequences.leave(slot.sequence)
        self._slots.remove(slot)


def open_batch(
    contexts: ContextMaker, shape: ModelShape, draws: TokenDraws, wanted: Together
) -> ContinuousBatch:
    """For as many at once as there is memory for. Raises KnownError if there is for none."""
    api, model = contexts.api, contexts.model
    most = 1 if contexts.mixes_up else min(max(1, wanted.at_once), _MOST)
    trained = api.llama_model_n_ctx_train(model)
    context_length = min(wanted.context, trained) if trained > 0 else wanted.context
    size = _fitting(shape, Together(most, max(1, context_length)), contexts.cache)
    context = contexts.for_answers(together_conditions(size).context, BATCH, size.at_once + 1)
    window = api.llama_model_n_swa(model)
    sequences = SequenceStore(api, context, size.at_once + 1, window, keeps=wanted.keeps)
    return ContinuousBatch(api, context, draws, size, sequences)


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


def _prompt_of(wanted: int | list[int]) -> list[int]:
    assert not isinstance(wanted, int)  # noqa: S101  a prompt comes first
    return wanted
