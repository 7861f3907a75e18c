"""Exact log-probabilities out of the library's logits, without copying them.

Its own module because numpy costs 20 MB: the worker imports it with the first request that wants it.
"""

import ctypes
import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.domain.tokens import LikelyToken, TokenDetail
from explorer.engine.local.llama.answer_writer import AnswerPlace
from explorer.engine.local.llama.vocabulary import Vocabulary

CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])  # llama_token_data
_BLOCK = 256  # logits of which only the largest is compared first

type Logits = NDArray[np.float32]


class LogitReader:
    """Reads rows of logits of one model. Its buffers are used again, so: one thread, one row at a time."""

    def __init__(self, api: Any, vocabulary: Vocabulary) -> None:
        self._get = api.llama_get_logits_ith
        self._vocabulary = vocabulary
        self.size = vocabulary.size
        self._powers = np.empty(self.size, np.float32)

    def row(self, context: Any, index: int) -> Logits:
        """The logits of the batch's position ``index`` (-1: the last), valid until the next decode."""
        pointer = ctypes.cast(self._get(context, index), ctypes.POINTER(ctypes.c_float))
        return np.ctypeslib.as_array(pointer, (self.size,))

    def candidates(self, place: AnswerPlace) -> NDArray[np.void]:
        """All tokens with their logits, as the library's samplers take them."""
        made = self._candidates
        made["id"], made["logit"] = self._ids, self.row(place.handle, place.row)  # a sampler sorts them
        return made

    @cached_property
    def _candidates(self) -> NDArray[np.void]:
        return np.empty(self.size, CANDIDATE)

    @cached_property
    def _ids(self) -> NDArray[np.int32]:
        return np.arange(self.size, dtype=np.int32)

    def log_total(self, row: Logits) -> float:
        """log of the sum of e to each logit: what a logit is short of to be a log-probability."""
        most = row.max()
        np.subtract(row, most, out=self._powers)
        np.exp(self._powers, out=self._powers)
        return float(most) + math.log(float(self._powers.sum(dtype=np.float64)))

    def detail(self, row: Logits, token: int, alternatives: int) -> TokenDetail:
        """What is to be said of ``token`` at this row."""
        return self.details(row, [token], alternatives)[0]

    def details(self, row: Logits, tokens: Sequence[int], alternatives: int) -> list[TokenDetail]:
        """Of each of them."""
        total = self.log_total(row)
        best = self._best(row, total, alternatives)
        return [TokenDetail(t, self._vocabulary.shown(t), float(row[t]) - total, best) for t in tokens]

    def _best(self, row: Logits, total: float, count: int) -> tuple[LikelyToken, ...]:
        return tuple(
            LikelyToken(int(t), self._vocabulary.shown(int(t)), float(row[t]) - total)
            for t in largest(row, count)
        )


def largest(row: Logits, count: int) -> NDArray[np.intp]:
    """The indexes of the ``count`` largest values, largest first.

    A partition of a whole vocabulary takes longer than all the rest, so most of it is ruled out first: at
    least ``count`` values reach the ``count``-th largest of the maxima of blocks.
    """
    count = min(count, len(row))
    if count == 0:
        return np.empty(0, np.intp)
    whole = len(row) // _BLOCK * _BLOCK
    if whole >= count * _BLOCK:
        maxima = row[:whole].reshape(-1, _BLOCK).max(axis=1)
        bar = np.partition(maxima, len(maxima) - count)[len(maxima) - count]
        candidates = np.flatnonzero(row >= bar)
    else:
        candidates = np.arange(len(row))
    if len(candidates) > count:
        candidates = candidates[np.argpartition(row[candidates], -count)[-count:]]
    order = np.argsort(-row[candidates], kind="stable")
    return candidates[order][:count]
