"""Will it run here, and how fast? Of what is known: a header, or only a size and a label.

Where a header was read, ``engine.memory`` and ``engine.speed`` know the numbers and ``Yardstick.judge``
puts them into a word. Before that the Hub's facts stand for it: the file's size, the label's tensor types,
and keys and values as models of that many parameters usually keep them.
"""

import math
import re
from dataclasses import dataclass
from enum import Enum

from explorer.domain.mixes import mix_of
from explorer.domain.speed import MachineSpeed
from explorer.domain.units import context_text, size_text
from explorer.domain.words import Words, joined

_COMFORTABLE = 0.7  # of all memory: leaves room for the system and other programs
_LIMIT = 0.95
_PROCESS = 120_000_000  # the engine's process with a vocabulary and its buffers
_COPIED = 0.6  # of the file, where this processor was not measured yet: most kernels copy some types
_KV_PER_TOKEN = 40_000  # bytes of a model of a billion parameters; grows with the square root
_WIDTH = 2048  # of a row of a model of a billion parameters; grows with the cube root
_TOKEN_S = 0.001  # what a token costs besides its weights
_WELL = 8.0  # tokens a second: faster than most people read
_ACTIVE = re.compile(r"(?<![A-Za-z0-9])A(\d+(?:\.\d+)?)B(?![A-Za-z0-9])", re.IGNORECASE)


class FitWord(Words, Enum):
    """The estimate in a word, which is shown as it is. Of speed only where it is known."""

    FITS = Words("Fits")
    RUNS_WELL = Words("Runs well")
    RUNS_SLOWLY = Words("Runs slowly")
    TIGHT = Words("Tight")
    TOO_BIG = Words("Too big")

    __str__ = str.__str__  # else "FitWord.TIGHT"

    @property
    def is_good(self) -> bool:
        return self in (FitWord.FITS, FitWord.RUNS_WELL)


@dataclass(frozen=True)
class Basis:
    """What an estimate rests on, in words, and for how many tokens of context (0: not said).

    ``remark``: how well such estimates did before.
    """

    words: str = Words("estimate")
    context: int = 0
    remark: str = ""

    @property
    def text(self) -> Words:
        """ "estimated from its header, 4K of context; other models came within 3 %" """
        if not self.context:
            return self.brief
        words, context = self.words, context_text(self.context)
        return joined(
            "; ", (Words("{basis}, {context} of context", basis=words, context=context), self.remark)
        )

    @property
    def brief(self) -> Words:
        """The same where the context stands beside it."""
        return joined("; ", (self.words, self.remark))


@dataclass(frozen=True)
class Fit:
    """An estimate, with the numbers behind it and what it rests on. Bytes; ``speed`` in tokens a second.

    ``spare``: the part of ``needed`` that the system takes back without harm when memory is short, which
    are pages of the file whose weights were copied into another layout.
    """

    word: FitWord
    needed: int
    total: int
    speed: float = 0.0  # 0: not known
    basis: Basis = Basis()
    spare: int = 0

    @property
    def held(self) -> int:
        """What must be there."""
        return self.needed - self.spare

    @property
    def told_spare(self) -> int:
        """``spare`` where without it the numbers look too large for the word, else 0."""
        is_plain = self.word is FitWord.TOO_BIG or self.needed <= self.total * _COMFORTABLE
        return 0 if is_plain else self.spare

    @property
    def conditions(self) -> str:
        """What the numbers rest on, and what of them can be taken back."""
        if not self.told_spare:
            return self.basis.text
        spare = size_text(self.spare)
        return Words("{spare} of it only while there is room; {basis}", spare=spare, basis=self.basis.text)

    @property
    def text(self) -> Words:
        needed, total, basis = size_text(self.needed), size_text(self.total), self.conditions
        if self.speed:
            return Words(
                "about {needed} of {total} memory, {speed} tokens/s ({basis})",
                needed=needed, total=total, speed=speed_text(self.speed), basis=basis,
            )  # fmt: skip
        return Words("about {needed} of {total} memory ({basis})", needed=needed, total=total, basis=basis)


@dataclass(frozen=True)
class Facts:
    """What the Hub says of a file before it is here. ``None`` where it does not."""

    size: int
    parameters: int | None = None
    context: int | None = None  # that it was trained with
    label: str = ""
    name: str = ""  # which may say how many parameters answer: "30B-A3B"


@dataclass
class Yardstick:
    """This machine as models are held against it; filled in as it becomes known."""

    memory_total: int
    context: int = 4096  # tokens a model is loaded with
    machine: MachineSpeed | None = None
    memory_factor: float = 1.0  # measured against estimated, the middle of all loads so far
    speed_factor: float = 1.0
    features: frozenset[str] = frozenset()  # of the processor, by llama.cpp's names

    def fit(self, facts: Facts) -> Fit:
        """Of a file that is not here."""
        spare = round(facts.size * self._copied(facts.label))
        needed = (facts.size + spare + self._kv(facts) + _PROCESS) * self.memory_factor
        basis = Basis(context=self._context(facts))
        return self.judge(round(needed), self._speed(facts), basis, spare)

    def fit_beside(self, facts: Facts, beside: int) -> Fit:
        """Of a file that is not here but whose header was read. ``beside``: bytes besides its weights."""
        spare = round(facts.size * self._copied(facts.label))
        needed = (facts.size + spare + beside) * self.memory_factor
        basis = Basis(Words("from its header"), self._context(facts))
        return self.judge(round(needed), self._speed(facts), basis, spare)

    def judge(self, needed: int, speed: float, basis: Basis, spare: int = 0) -> Fit:
        """In a word. ``speed`` 0 where it is not known."""
        word, held = FitWord.TIGHT, needed - spare
        if held > self.memory_total * _LIMIT:
            word, speed = FitWord.TOO_BIG, 0.0
        elif speed and speed < _WELL:
            word = FitWord.RUNS_SLOWLY
        elif held <= self.memory_total * _COMFORTABLE:
            word = FitWord.RUNS_WELL if speed else FitWord.FITS
        return Fit(word, needed, self.memory_total, speed, basis, spare)

    @property
    def largest_file(self) -> int:
        """The largest file in bytes that still fits comfortably."""
        room = self.memory_total * _COMFORTABLE - _PROCESS
        low, high = 0, max(0, round(room))
        while high - low > 1_000_000:
            middle = (low + high) // 2
            fits = middle + self._kv(Facts(middle)) <= room
            low, high = (middle, high) if fits else (low, middle)
        return low

    def _copied(self, label: str) -> float:
        """The part of a file that the processor's kernels keep a second time."""
        mix = mix_of(label)
        if self.machine is None:
            return _COPIED if any(name.startswith("Q4") for name in mix) else 0.0
        return sum(part * self.machine.of(name).copied for name, part in mix.items())

    def _context(self, facts: Facts) -> int:
        """Tokens that it is judged with."""
        return min(self.context, facts.context or self.context)

    def _kv(self, facts: Facts) -> float:
        return self._context(facts) * _KV_PER_TOKEN * math.sqrt(_billions(facts))

    def _speed(self, facts: Facts) -> float:
        """Tokens a second, 0 while this machine was not measured."""
        if self.machine is None or not facts.size:
            return 0.0
        active = _active(facts)
        read = facts.size * active
        row = _WIDTH * math.cbrt(_billions(facts)) * facts.size / _parameters(facts)  # bytes
        seconds = _TOKEN_S
        for name, part in mix_of(facts.label).items():
            speed = self.machine.of(name)
            seconds += read * part * (speed.byte_s + (0 if speed.copied else self.machine.row_s / row))
        return self.speed_factor / seconds


def speed_text(speed: float) -> str:
    """ "95", "4.2": tokens a second as they are said."""
    return f"{speed:.0f}" if speed >= 10 else f"{speed:.1f}"


def _parameters(facts: Facts) -> int:
    return facts.parameters or max(1, round(facts.size / 0.61))  # as of a balanced file


def _billions(facts: Facts) -> float:
    return _parameters(facts) / 1e9


def _active(facts: Facts) -> float:
    """The part of the weights that one token reads: less than all where experts take turns."""
    found = _ACTIVE.search(facts.name)
    return min(1.0, float(found[1]) / _billions(facts)) if found else 1.0
