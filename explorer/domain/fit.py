"""Will it run here, and how fast? Of what is known: a measurement, a header, or only a size and a label.

Models may take what the system and other programs need not have: of all memory a part is kept back
(``Yardstick.room``). What other programs hold at the moment is not asked here, as it changes by the minute:
the load itself looks at it. A file that is not here must have room on the disk as well.

Where a header was read, ``engine.memory`` and ``engine.speed`` know the numbers and ``Yardstick.judge``
puts them into a word. Before that the Hub's facts stand for it: the file's size, the label's tensor types,
and keys and values as models of that many parameters usually keep them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal

from explorer.domain.harmless import storable
from explorer.domain.quantization import mix_of
from explorer.domain.repo import RepoRow, Variant
from explorer.domain.speed import MachineSpeed
from explorer.domain.units import context_text, size_text
from explorer.domain.words import Words, joined

DISK_SPARE = 50_000_000  # bytes that must stay free on the disk
_KEPT_BACK, _LEAST_KEPT_BACK = 0.15, 2_000_000_000  # of all memory, for the system and other programs
_COMFORTABLE = 0.8  # of what models may take: leaves room for a longer conversation and a second program
_PROCESS = 120_000_000  # the engine's process with a vocabulary and its buffers
_COPIED = 0.6  # of the file, where nothing is known of the processor: most kernels copy some types
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
    NO_ROOM = Words("No room on disk")

    __str__ = str.__str__  # else "FitWord.TIGHT"

    @property
    def is_good(self) -> bool:
        return self in (FitWord.FITS, FitWord.RUNS_WELL)

    @property
    def tone(self) -> Literal["good", "caution", "bad"]:
        """How its pill is coloured."""
        if self.is_good:
            return "good"
        return "caution" if self.is_possible else "bad"

    @property
    def is_possible(self) -> bool:
        return self not in (FitWord.TOO_BIG, FitWord.NO_ROOM)


@dataclass(frozen=True)
class EstimateBasis:
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

    ``total``: what models may take of the memory. ``spare``: the part of ``needed`` that the system takes
    back without harm when memory is short, which are pages of the file whose weights were copied into another
    layout. ``measured_on``: when this file answered here with this speed, "" if that is foretold. ``disk``:
    what its file needs and ``disk_free`` what is there, where that is too little.
    """

    word: FitWord
    needed: int
    total: int
    speed: float = 0.0  # 0: not known
    basis: EstimateBasis = EstimateBasis()
    spare: int = 0
    measured_on: str = ""
    disk: int = 0
    disk_free: int = 0

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
    def told(self) -> int:
        """The memory that is spoken of: what must be there, where all of it would look too large."""
        return self.needed - self.told_spare

    @property
    def conditions(self) -> str:
        """What the numbers rest on, and what is taken besides."""
        if not self.told_spare:
            return self.basis.text
        spare = size_text(self.spare)
        return Words("{spare} more while there is room; {basis}", spare=spare, basis=self.basis.text)

    @property
    def text(self) -> Words:
        needed, total, basis = size_text(self.told), size_text(self.total), self.conditions
        if self.word is FitWord.NO_ROOM:
            return self.disk_text
        if self.word is FitWord.TOO_BIG:
            return joined("; ", (self._too_big, self.disk_text))
        if self.speed:
            return Words(
                "about {needed} of {total} memory for models, {speed} tokens/s ({basis})",
                needed=needed, total=total, speed=speed_text(self.speed), basis=basis,
            )  # fmt: skip
        return Words(
            "about {needed} of {total} memory for models ({basis})", needed=needed, total=total, basis=basis
        )

    @property
    def _too_big(self) -> Words:
        return Words(
            "needs about {needed} of memory, models may take {total} ({basis})",
            needed=size_text(self.told), total=size_text(self.total), basis=self.conditions,
        )  # fmt: skip

    @property
    def disk_text(self) -> Words:
        """Why its file cannot lie here, "" if it can."""
        if not self.disk:
            return Words("")
        needed, free = size_text(self.disk), size_text(self.disk_free)
        return Words("needs {needed} of disk, {free} are free", needed=needed, free=free)


@dataclass(frozen=True)
class RemoteFileFacts:
    """What the Hub says of a file before it is here. ``None`` where it does not.

    ``key``: see local.fit.measurements. ``is_here``: it needs no room any more. ``along``: bytes that come
    with it.
    """

    size: int
    parameters: int | None = None
    context: int | None = None  # that it was trained with
    label: str = ""
    name: str = ""  # which may say how many parameters answer: "30B-A3B"
    key: str = ""
    is_here: bool = False
    along: int = 0


def remote_file_facts(row: RepoRow, variant: Variant, context: int | None = None) -> RemoteFileFacts:
    """Of a file of a repo whose size is stated; ``context`` where its header says it."""
    first = variant.first
    key = file_key(first.path, first.size) if first.size else ""
    return RemoteFileFacts(
        variant.size or 0, row.parameters, context or row.context_length, variant.label, row.name, key
    )


def file_key(path: str, size: int) -> str:
    """What measurements are kept by: name and size of a model's first file, wherever it lies."""
    return f"{storable(path.rsplit('/', 1)[-1])}:{size}"


@dataclass(frozen=True)
class MeasuredSpeed:
    """Tokens a second of the last answer of a file, on which day, with how many tokens of context.

    ``said``: what had been foretold, 0 if nothing.
    """

    speed: float
    on: str
    context: int
    said: float = 0.0

    @property
    def basis(self) -> EstimateBasis:
        was = Words("{speed} were predicted", speed=speed_text(self.said)) if self.said else ""
        return EstimateBasis(Words("measured here, {date}", date=self.on), self.context, was)


@dataclass
class Yardstick:
    """This machine as models are held against it; filled in as it becomes known."""

    memory_total: int
    context: int = 4096  # tokens a model is loaded with
    machine: MachineSpeed | None = None
    memory_factor: float = 1.0  # measured against estimated, the middle of all loads so far
    speed_factor: float = 1.0
    features: frozenset[str] = frozenset()  # of the processor, by llama.cpp's names
    expected: Mapping[str, float] | None = None  # what it copies by these features, as ``copied``
    share: float = 1.0  # of the memory, that the person lets models have
    disk: int | None = None  # bytes free where models are kept, None as long as that is not known
    measured: dict[str, MeasuredSpeed] = field(default_factory=dict)  # by the key of a file

    @property
    def room(self) -> int:
        """Bytes of memory that models may take."""
        kept_back = min(max(_LEAST_KEPT_BACK, self.memory_total * _KEPT_BACK), self.memory_total / 2)
        return max(0, round(min(self.memory_total - kept_back, self.memory_total * self.share)))

    def fit(self, facts: RemoteFileFacts, beside: int | None = None) -> Fit:
        """Of a file that is not here. ``beside``: bytes besides its weights, where its header was read."""
        spare = round(facts.size * self._copied(facts.label))
        basis = EstimateBasis(context=self._context(facts))
        if beside is not None:
            basis = replace(basis, words=Words("from its header"))
        more = self._kv(facts) + _PROCESS if beside is None else beside
        return self._judge(facts, (facts.size + spare + more) * self.memory_factor, basis, spare)

    def judge(
        self,
        needed: int,
        speed: float,
        basis: EstimateBasis,
        spare: int = 0,
        measured: MeasuredSpeed | None = None,
    ) -> Fit:
        """In a word. ``speed`` 0 where it is not known; what was ``measured`` counts for more.

        Of a machine that others kept busy while it was measured no speed is foretold: it would be some
        hundred times too low for a small model.
        """
        word, held, on = FitWord.TIGHT, needed - spare, ""
        if self.machine is not None and not self.machine.is_quiet:
            speed = 0.0
        if measured is not None:
            speed, basis, on = measured.speed, measured.basis, measured.on
        if held > self.room:
            word, speed, on = FitWord.TOO_BIG, 0.0, ""
        elif speed and speed < _WELL:
            word = FitWord.RUNS_SLOWLY
        elif held <= self.room * _COMFORTABLE:
            word = FitWord.RUNS_WELL if speed else FitWord.FITS
        return Fit(word, needed, self.room, speed, basis, spare, on)

    def _judge(self, facts: RemoteFileFacts, needed: float, basis: EstimateBasis, spare: int) -> Fit:
        fit = self.judge(round(needed), self._speed(facts), basis, spare, self.measured.get(facts.key))
        coming = facts.size + facts.along
        if facts.is_here or self.disk is None or coming + DISK_SPARE <= self.disk:
            return fit
        word = fit.word if fit.word is FitWord.TOO_BIG else FitWord.NO_ROOM
        return replace(fit, word=word, disk=coming, disk_free=self.disk)

    @property
    def largest_file(self) -> int:
        """The largest file in bytes that still fits comfortably into the memory."""
        room = self.room * _COMFORTABLE - _PROCESS
        low, high = 0, max(0, round(room))
        while high - low > 1_000_000:
            middle = (low + high) // 2
            fits = middle + self._kv(RemoteFileFacts(middle)) <= room
            low, high = (middle, high) if fits else (low, middle)
        return low

    @property
    def largest_download(self) -> int:
        """The same of one that is not here: the disk must have room for it too."""
        return self.largest_file if self.disk is None else min(self.largest_file, self.disk - DISK_SPARE)

    @property
    def copied(self) -> Mapping[str, float] | None:
        """Tensor types that are kept twice here, with the size of the copy as a multiple."""
        return self.machine.copied_types if self.machine is not None else self.expected

    def reading(self, facts: RemoteFileFacts) -> float:
        """Tokens of a prompt that a file which is not here reads a second, about; 0 while this machine was
        not measured, or others kept it busy.
        """
        if self.machine is None or not self.machine.is_quiet or not facts.size:
            return 0.0
        weights = _parameters(facts) * _active(facts)
        mix = mix_of(facts.label).items()
        return 1.0 / sum(2.0 * weights * part / self.machine.of(name).flops for name, part in mix)

    def _copied(self, label: str) -> float:
        """The part of a file that the processor's kernels keep a second time."""
        mix, copied = mix_of(label), self.copied
        if copied is None:
            return _COPIED if any(name.startswith("Q4") for name in mix) else 0.0
        return sum(part * copied.get(name, 0.0) for name, part in mix.items())

    def _context(self, facts: RemoteFileFacts) -> int:
        """Tokens that it is judged with."""
        return min(self.context, facts.context or self.context)

    def _kv(self, facts: RemoteFileFacts) -> float:
        return self._context(facts) * _KV_PER_TOKEN * math.sqrt(_billions(facts))

    def _speed(self, facts: RemoteFileFacts) -> float:
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


def speed_words(fit: Fit) -> Words:
    """ "about 95 tokens/s", and without "about" where that was measured."""
    speed = speed_text(fit.speed)
    return (
        Words("{speed} tokens/s", speed=speed)
        if fit.measured_on
        else Words("about {speed} tokens/s", speed=speed)
    )


def speed_text(speed: float) -> str:
    """ "95", "4.2": tokens a second as they are said."""
    return f"{speed:.0f}" if speed >= 10 else f"{speed:.1f}"


def _parameters(facts: RemoteFileFacts) -> int:
    return facts.parameters or max(1, round(facts.size / 0.61))  # as of a balanced file


def _billions(facts: RemoteFileFacts) -> float:
    return _parameters(facts) / 1e9


def _active(facts: RemoteFileFacts) -> float:
    """The part of the weights that one token reads: less than all where experts take turns."""
    found = _ACTIVE.search(facts.name)
    return min(1.0, float(found[1]) / _billions(facts)) if found else 1.0
