"""Will it run here? An estimate from the file size and the memory of this machine alone.

A file loaded by llama.cpp on CPU costs its own size, up to the same again where weights are
repacked, the KV cache and some 100 MB of fixed buffers. Before a header was read only the size is
known, so a fifth on top and 300 MB stand for the rest. Speed is not predicted here.
"""

from dataclasses import dataclass
from enum import Enum

from explorer.domain.units import size_text
from explorer.domain.words import Words

_FACTOR = 1.2
_FIXED = 300_000_000
_COMFORTABLE = 0.7  # of all memory: leaves room for the system and other programs
_LIMIT = 0.95


class FitWord(Words, Enum):
    """The estimate in a word, which is shown as it is."""

    FITS = Words("Fits")
    TIGHT = Words("Tight")
    TOO_BIG = Words("Too big")

    __str__ = str.__str__  # else "FitWord.TIGHT"


@dataclass(frozen=True)
class Fit:
    """An estimate, with the numbers behind it. Bytes."""

    word: FitWord
    needed: int
    total: int

    @property
    def text(self) -> Words:
        return Words(
            "about {needed} of {total} memory (estimate)",
            needed=size_text(self.needed),
            total=size_text(self.total),
        )


def estimate_fit(file_size: int, memory_total: int) -> Fit:
    needed = round(file_size * _FACTOR + _FIXED)
    if needed <= memory_total * _COMFORTABLE:
        word = FitWord.FITS
    elif needed <= memory_total * _LIMIT:
        word = FitWord.TIGHT
    else:
        word = FitWord.TOO_BIG
    return Fit(word, needed, memory_total)


def largest_file(memory_total: int) -> int:
    """The largest file in bytes that still fits comfortably."""
    return max(0, round((memory_total * _COMFORTABLE - _FIXED) / _FACTOR))
