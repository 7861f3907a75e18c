"""Sequences of one context, for answers that are written at once, and what each still holds of those before.

A prompt goes on in the sequence that holds most of its beginning. What another one holds of it is copied, as
far as that changes no bit: tokens that were read in groups of 64 and more are the same in every prompt
(``sure``). A turn after an answer is different, as in ``decoding``: there all that is common stays.

Each sequence has cells of its own, as if it were alone. The library computes several at once only where
their numbers follow each other.
"""

from collections.abc import Sequence
from typing import Any

from explorer.engine.local.llama.contexts import LlamaContext
from explorer.engine.local.llama.decoding import SURE
from explorer.engine.local.llama.loading import BATCH

WIDE = 64  # tokens at once from which on the library adds attention up otherwise than for fewer


class TokenSequence:
    """A sequence by its ``number``, and the ``tokens`` it holds."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.tokens: list[int] = []
        self.prompt_end = self.sure = 0
        self.starts: list[int] = []  # where prompts were read on from after what is not sure
        self.is_taken = False  # by an answer
        self.left = 0  # as how manieth it was left last

    def read(self, tokens: Sequence[int]) -> None:
        """These of a prompt, together."""
        if self.sure == len(self.tokens) and len(tokens) >= WIDE:
            self.sure += len(tokens)
        self.tokens += tokens
        self.prompt_end = len(self.tokens)

    def cut(self, count: int) -> None:
        """Only the first ones are left."""
        del self.tokens[count:]
        self.prompt_end, self.sure = min(self.prompt_end, count), min(self.sure, count)
        self.starts = [at for at in self.starts if at < count]
        if self.sure < count:
            self.starts.append(count)

    def common(self, prompt: Sequence[int], *, keeps: bool) -> int:
        """How many tokens of a prompt it holds that need not be read; the last one is read for its logits.

        ``keeps``: also what was written, and read after that.
        """
        same = min(common_beginning(self.tokens, prompt), len(prompt) - 1)
        written = len(self.tokens) - self.prompt_end
        if keeps and written and same - self.prompt_end >= min(SURE, written):
            return same
        again = max((at for at in self.starts if at <= same), default=0) if keeps else 0
        return max(again, readable_apart(min(same, self.sure), len(prompt)))


class SequenceStore:
    """All sequences of a context: one more than answers at a time, so that one is always free."""

    def __init__(self, api: Any, context: LlamaContext, count: int, window: int, *, keeps: bool) -> None:
        """``window``: how far back a token sees, 0 where it sees all. ``keeps``: as of ``Together``."""
        self._api, self._memory = api, context.memory
        self._keeps_state, self._window, self._keeps = context.keeps_state, window, keeps
        self._all = [TokenSequence(number) for number in range(count)]
        self._leaves = 0

    def take(self, prompt: Sequence[int]) -> TokenSequence:
        """The one that holds most of this prompt, else the one that was left first; cut to what is common."""
        idle = self._idle()
        best = max(idle, key=lambda sequence: self._usable(sequence, prompt))
        count = self._usable(best, prompt)
        if 2 * count < len(best.tokens) or not count:  # much would be lost: it may be copied
            best, count = idle[0], self._usable(idle[0], prompt)
        self._cut(best, count)
        best.is_taken = True
        return best

    def fill(self, sequence: TokenSequence, prompt: Sequence[int]) -> None:
        """With what another one has more of this prompt by now."""
        others = [other for other in self._all if other is not sequence]
        best = max(others, key=lambda other: self._usable(other, prompt))
        count = self._usable(best, prompt)
        if count - len(sequence.tokens) >= WIDE:
            self._copy(best, sequence)
            self._cut(sequence, count)

    def leave(self, sequence: TokenSequence) -> None:
        """Its answer has ended."""
        self._leaves += 1
        sequence.is_taken, sequence.left = False, self._leaves
        if self._keeps_state:
            self.clear(sequence)

    def clear(self, sequence: TokenSequence) -> None:
        self._api.llama_memory_seq_rm(self._memory, sequence.number, -1, -1)
        sequence.cut(0)

    def take_back(self, sequence: TokenSequence) -> None:
        """What may have been read half is none of it."""
        self._api.llama_memory_seq_rm(self._memory, sequence.number, len(sequence.tokens), -1)

    def forget(self) -> None:
        for sequence in self._all:
            self.clear(sequence)

    def gather(self, taken: Sequence[TokenSequence]) -> None:
        """Make the numbers of these follow each other. What those hold that are in the way moves, too."""
        numbers = {sequence.number for sequence in taken}
        spans = [range(at, at + len(taken)) for at in range(len(self._all) - len(taken) + 1)]
        span = max(spans, key=lambda span: len(numbers.intersection(span)))
        places = [at for at in span if at not in numbers]
        for sequence in taken:
            if sequence.number not in span:
                self._move(sequence, places.pop())

    def _move(self, sequence: TokenSequence, place: int) -> None:
        there = next(other for other in self._all if other.number == place)
        spare = self._idle()[0]
        if there is not spare:
            self._copy(there, spare)
            there.number, spare.number = spare.number, there.number
        self._copy(sequence, spare)
        sequence.number, spare.number = spare.number, sequence.number
        self.clear(spare)

    def _idle(self) -> list[TokenSequence]:
        """The empty ones first, then by when they were left."""
        idle = [sequence for sequence in self._all if not sequence.is_taken]
        return sorted(idle, key=lambda one: (bool(one.tokens), one.left if one.tokens else one.number))

    def _usable(self, sequence: TokenSequence, prompt: Sequence[int]) -> int:
        """As ``TokenSequence.common``, of what is really there."""
        if self._keeps_state or not sequence.tokens:
            return 0
        count = sequence.common(prompt, keeps=self._keeps)
        if self._window > 0 and count < len(sequence.tokens):
            oldest = self._api.llama_memory_seq_pos_min(self._memory, sequence.number)
            return count if oldest <= max(0, count - self._window) else 0
        return count

    def _cut(self, sequence: TokenSequence, count: int) -> None:
        if count < len(sequence.tokens):
            self._api.llama_memory_seq_rm(self._memory, sequence.number, count, -1)
        sequence.cut(count)

    def _copy(self, source: TokenSequence, target: TokenSequence) -> None:
        """The whole of it: of less the library makes an abort."""
        self._api.llama_memory_seq_cp(self._memory, source.number, target.number, -1, -1)
        target.tokens, target.starts = list(source.tokens), list(source.starts)
        target.prompt_end, target.sure = source.prompt_end, source.sure


def wide_part(count: int) -> int:
    """How many of so many tokens are read in groups that are wide; the rest is read as one."""
    rest = count % BATCH
    return count if rest >= WIDE else count - rest


def readable_apart(most: int, length: int) -> int:
    """How many tokens, up to ``most``, may be read before the rest of ``length`` without changing a bit."""
    whole = most // BATCH * BATCH
    if not _is_wide(length):
        return whole
    return next((n for n in range(most, whole, -1) if _is_wide(n) and _is_wide(length - n)), whole)


def _is_wide(count: int) -> bool:
    """Whether none of the groups that so many tokens are read in is narrow."""
    return wide_part(count) == count


def common_beginning(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    return next(at for at in range(shorter) if one[at] != other[at])
