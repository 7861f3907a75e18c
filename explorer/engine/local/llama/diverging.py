"""Two files of one model read the same text, chunk by chunk, and their probabilities are compared.

Nothing is stored: what ``llama-perplexity`` writes to a file of gigabytes first is here in memory for a few
tokens at a time. The text is cut as there: chunks that each begin anew, of which the second half counts.
Of a large vocabulary the comparison costs as much as a file's reading, so it works in place, in single
precision (sums of a row are exact to a millionth), and divides rows among threads while no model computes.
"""

import ctypes
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.domain.divergence import Divergence, DivergentPlace
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.engine.local.gguf.memory_estimate import rows_compared
from explorer.engine.local.llama.contexts import ContextMaker, LlamaContext
from explorer.engine.local.llama.divergence_figures import SaidOfToken, figures_of, predicted_of
from explorer.engine.local.llama.loading import BATCH
from explorer.engine.local.llama.vocabulary import Vocabulary

_PLACES, _LEADING = 12, 24  # where both are furthest apart, and tokens that are told before each
_TELL_S = 0.1  # between two partial results
_SAMPLED = 61  # every so many tokens of two vocabularies are compared by their text

type Rows = NDArray[np.float32]


@dataclass(frozen=True)
class ReadingModel:
    """What of a loaded model is needed here."""

    api: Any
    vocabulary: Vocabulary
    contexts: ContextMaker


class Diverger:
    """Compares ``other`` with ``reference``. Raises StoppedError when it is stopped."""

    def __init__(self, reference: ReadingModel, other: ReadingModel, context: int) -> None:
        """``context``: tokens of a chunk. Raises KnownError if their vocabularies differ."""
        self._reference, self._other, self._context = reference, other, context
        self._words = reference.vocabulary
        _check_vocabularies(reference.vocabulary, other.vocabulary)

    def compare(self, text: str, tell: Callable[[Divergence], None]) -> Divergence:
        """``tell`` hears the figures so far now and then. Raises KnownError if the text is too short."""
        tokens = self._cut(text)
        count, size = len(tokens) // self._context, self._context
        total = count * predicted_of(size)
        rows = rows_compared(self._words.size, size)
        said, told = list[SaidOfToken](), time.monotonic()
        with ExitStack() as stack:
            pair = [
                stack.enter_context(opened_reader(one, size, rows)) for one in (self._reference, self._other)
            ]
            comparer = stack.enter_context(closing(_RowComparer(pair, self._words.size)))
            for number in range(count):
                chunk = self._words.begun(tokens[number * size : (number + 1) * size])
                said += self._compare_chunk(pair, comparer, chunk, rows)
                if number + 1 < count and time.monotonic() - told >= _TELL_S:
                    tell(figures_of(said, size, total))
                    told = time.monotonic()
        figures = figures_of(said, size, total)
        return replace(figures, places=tuple(self._places(said, tokens)))

    def _cut(self, text: str) -> list[int]:
        tokens = self._words.tokenize(text, add_special=True, plain=True)
        if len(tokens) < self._context:
            raise KnownError(
                Words(
                    "The text is too short: it has {tokens:,} tokens, and at least {least:,} are needed.",
                    tokens=len(tokens),
                    least=self._context,
                ),
                Words("Take a longer text."),
            )
        if tokens != self._other.vocabulary.tokenize(text, add_special=True, plain=True):
            raise _other_vocabulary()
        return tokens

    def _compare_chunk(
        self, pair: Sequence["_Reader"], comparer: "_RowComparer", chunk: list[int], rows: int
    ) -> Iterator[SaidOfToken]:
        half = len(chunk) // 2
        for reader in pair:
            reader.begin(chunk[:half])
        for start in range(half, len(chunk) - 1, rows):
            part = chunk[start : min(start + rows, len(chunk) - 1)]
            logits = [reader.read(part, start) for reader in pair]
            yield from comparer.compare(logits[0], logits[1], chunk[start + 1 : start + 1 + len(part)])

    def _places(self, said: Sequence[SaidOfToken], tokens: Sequence[int]) -> Iterator[DivergentPlace]:
        """Where both find another token likeliest, and what else they say there differs most."""
        apart = [n for n, one in enumerate(said) if one.reference_top != one.other_top]
        shown, counted = self._words.shown, predicted_of(self._context)
        for n in sorted(apart, key=lambda n: -said[n].kl)[:_PLACES]:
            at = n // counted * self._context + self._context // 2 + 1 + n % counted
            one, before = said[n], self._words.text(tokens[at - _LEADING : at])
            yield DivergentPlace(
                before=before,
                right=shown(tokens[at]),
                reference=shown(one.reference_top),
                reference_probability=one.reference_probability,
                other=shown(one.other_top),
                other_probability=one.other_probability,
                kl=one.kl,
            )


class _Reader:
    """One of both models, reading one chunk after another."""

    def __init__(self, model: ReadingModel, context: LlamaContext) -> None:
        self._api, self._context, self._size = model.api, context, model.vocabulary.size
        self._batch = model.api.llama_batch_init(BATCH, 0, 1)
        self.threads, self.go_on = model.contexts.threads, context.go_on

    def close(self) -> None:
        self._api.llama_batch_free(self._batch)

    def begin(self, tokens: Sequence[int]) -> None:
        """The part that does not count."""
        self._api.llama_memory_clear(self._context.memory, False)
        for start in range(0, len(tokens), BATCH):
            self._decode(tokens[start : start + BATCH], start, is_wanted=False)

    def read(self, tokens: Sequence[int], start: int) -> Rows:
        """What comes after each token; valid until more is read, and may be written to."""
        self._decode(tokens, start, is_wanted=True)
        pointer = ctypes.cast(
            self._api.llama_get_logits(self._context.handle), ctypes.POINTER(ctypes.c_float)
        )
        return np.ctypeslib.as_array(pointer, (len(tokens), self._size))

    def _decode(self, tokens: Sequence[int], start: int, *, is_wanted: bool) -> None:
        batch = self._batch
        for n, token in enumerate(tokens):
            batch.token[n], batch.pos[n], batch.logits[n] = token, start + n, is_wanted
            batch.n_seq_id[n], batch.seq_id[n][0] = 1, 0
        batch.n_tokens = len(tokens)
        self._context.decode(batch)


class _RowComparer:
    """Compares rows of logits, some on each thread."""

    def __init__(self, pair: Sequence[_Reader], size: int) -> None:
        self._go_on = pair[0].go_on
        self._threads = pair[0].threads
        self._pool = ThreadPoolExecutor(self._threads, "rows")
        self._scratch = [np.empty(size, np.float32) for _ in range(self._threads)]

    def close(self) -> None:
        self._pool.shutdown()

    def compare(self, reference: Rows, other: Rows, tokens: Sequence[int]) -> list[SaidOfToken]:
        """``tokens``: that come after. Both are overwritten."""

        def some(thread: int) -> list[SaidOfToken]:
            found = []
            for n in range(thread, len(tokens), self._threads):
                self._go_on()
                found.append(_compare_row(reference[n], other[n], tokens[n], self._scratch[thread]))
            return found

        parts = list(self._pool.map(some, range(self._threads)))
        return [parts[n % self._threads][n // self._threads] for n in range(len(tokens))]


def _compare_row(reference: Rows, other: Rows, token: int, scratch: Rows) -> SaidOfToken:
    """Both are taken relative to their largest, so that what is left of a difference is exact."""
    first, second = int(reference.argmax()), int(other.argmax())
    reference -= reference[first]
    other -= other[second]
    np.exp(other, out=scratch)
    other_sum = float(scratch.sum())
    np.exp(reference, out=scratch)
    reference_sum = float(scratch.sum())
    logs = math.log(reference_sum), math.log(other_sum)
    right = float(reference[token]) - logs[0], float(other[token]) - logs[1]
    np.subtract(reference, other, out=other)
    np.multiply(scratch, other, out=other)
    total = float(other.sum())
    if math.isnan(total):  # what neither can say
        total = float(np.nansum(other))
    kl = max(0.0, total / reference_sum - logs[0] + logs[1])
    return SaidOfToken(kl, *right, first, second, 1 / reference_sum, 1 / other_sum)


@contextmanager
def opened_reader(model: ReadingModel, context: int, rows: int) -> Iterator[_Reader]:
    batch = min(BATCH, context)
    with (
        model.contexts.for_scores(context, batch, rows, 1) as opened,
        closing(_Reader(model, opened)) as reader,
    ):
        yield reader


def _check_vocabularies(one: Vocabulary, other: Vocabulary) -> None:
    """By size and a part of the texts; that this very text is cut alike is looked at besides."""
    if one.size != other.size or any(
        one.shown(token) != other.shown(token) for token in range(0, one.size, _SAMPLED)
    ):
        raise _other_vocabulary()


def _other_vocabulary() -> KnownError:
    return KnownError(
        Words("These two files cut a text into other tokens, so they cannot be compared."),
        Words("Choose two files of the same model, which differ in their quantization alone."),
    )
