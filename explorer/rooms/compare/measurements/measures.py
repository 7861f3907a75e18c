"""Measures of answers, column by column: medians with their spread and the number of values behind them.

Medians, because one slow answer must not decide. Never a ranking: a spread is a number with its unit.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median, quantiles

from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import Outcome, Result, is_stale, results_in

_ENOUGH = 4  # values, before the middle half means anything


class BetterDirection(StrEnum):
    """Which direction is the pleasant one."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


class SpreadKind(StrEnum):
    """What ``low`` and ``high`` of a spread are."""

    NONE = ""  # of one value
    RANGE = "range"
    MIDDLE_HALF = "middle_half"


@dataclass(frozen=True)
class Spread:
    """The median of ``count`` values, and between what they lie; ``low`` and ``high`` as ``kind`` says."""

    count: int
    median: float
    low: float
    high: float
    kind: SpreadKind


@dataclass(frozen=True)
class Measure:
    """One thing that is measured. ``of`` is ``None`` where an answer does not tell; ``text`` has no unit.

    ``is_of_load``: all answers after one load share the value, which counts once.
    """

    id: str
    title: Words
    unit: Words
    better: BetterDirection
    of: Callable[[Result], float | None]
    text: Callable[[float], str]
    is_of_load: bool = False


@dataclass(frozen=True)
class MeasuredAnswers:
    """The answers that numbers are made of, and how many were left out, by why."""

    results: tuple[Result, ...]
    stopped: int = 0
    stale: int = 0  # asked otherwise than the comparison says now
    parallel: int = 0  # at once with others, where there are answers in turn too


@dataclass(frozen=True)
class ColumnSpread:
    """The median of one column: the middle half of four values or more, else between what they lie."""

    column: str
    median: float
    text: str
    count: int
    low: float | None = None
    high: float | None = None
    range_text: str = ""
    kind: SpreadKind = SpreadKind.NONE


@dataclass(frozen=True)
class Measurement:
    """One measure of every column that was measured. ``unit`` also says which way is better."""

    id: str
    title: str
    unit: str
    spreads: tuple[ColumnSpread, ...]

    def of(self, column: str) -> ColumnSpread | None:
        return next((one for one in self.spreads if one.column == column), None)


@dataclass(frozen=True)
class Estimate:
    """What was predicted and what came, medians. ``error``: the middle of ``errors``, one an answer, each
    |measured / predicted - 1|."""

    column: str
    title: str
    predicted: str
    measured: str
    error: float
    count: int
    errors: tuple[float, ...] = ()


def measures() -> tuple[Measure, ...]:
    """All of them, in the order they are shown."""
    more, less = BetterDirection.MORE, BetterDirection.LESS
    speed, seconds = Words("tokens/s · more is faster"), Words("seconds · less is faster")
    return (
        Measure("tokens_per_second", Words("Generation"), speed, more, _speed, _tenths),
        Measure("first_token_s", Words("First token"), seconds, less, _first, _seconds),
        Measure("prompt_per_second", Words("Reading the prompt"), speed, more, _reading, _tenths),
        Measure(
            "peak_memory", Words("Peak memory"), Words("of the process · measured"), less, _memory, size_text,
            is_of_load=True,
        ),
        Measure(
            "load_s", Words("Load"), Words("seconds · from disk"), less, _load, _seconds, is_of_load=True
        ),
        Measure(
            "answer_tokens", Words("Answer length"), Words("tokens · thoughts count too"),
            BetterDirection.NEITHER, _length, _whole,
        ),
        Measure(
            "joules_per_token", Words("Energy"), Words("joules a token · whole processor"), less, _energy,
            _seconds,
        ),
    )  # fmt: skip


def measured(document: ComparisonDocument, outcomes: Iterable[Outcome]) -> MeasuredAnswers:
    """Whole answers, asked as the comparison says now. Fair ones alone, where a column has such."""
    results = [r for r in results_in(outcomes) if document.column(r.cell.column) is not None]
    whole = [r for r in results if r.is_whole]
    fresh = [r for r in whole if not is_stale(r, document)]
    in_turn = {r.cell.column for r in fresh if not r.beside}
    fair = [r for r in fresh if not r.beside or r.cell.column not in in_turn]
    return MeasuredAnswers(
        tuple(fair), len(results) - len(whole), len(whole) - len(fresh), len(fresh) - len(fair)
    )


def spread_of(measure: Measure, column: str, results: Iterable[Result]) -> Spread | None:
    """Of one column's answers; ``None`` where none of them tells."""
    own = [result for result in results if result.cell.column == column]
    values: dict[object, float] = {}
    for number, result in enumerate(own):
        value = measure.of(result)
        if value is not None:
            load = (result.run, result.load_s) if measure.is_of_load and result.run else number
            values[load] = max(value, values.get(load, value))
    return spread(list(values.values()))


def spread(values: Sequence[float]) -> Spread | None:
    """The middle half from four values on; with fewer the smallest and the largest."""
    if not values:
        return None
    middle = median(values)
    if len(values) >= _ENOUGH:
        low, _middle, high = quantiles(values, n=4)
        return Spread(len(values), middle, low, high, SpreadKind.MIDDLE_HALF)
    kind = SpreadKind.RANGE if len(values) > 1 else SpreadKind.NONE
    return Spread(len(values), middle, min(values), max(values), kind)


def _positive(value: float) -> float | None:
    return value if value > 0 else None


def _speed(result: Result) -> float | None:
    return _positive(result.answer.measured.tokens_per_second)


def _first(result: Result) -> float | None:
    """The time of a prompt of which nothing was read before."""
    return None if result.reused else _positive(result.answer.measured.first_token_s)


def _reading(result: Result) -> float | None:
    return _positive(result.prompt_per_second)


def _memory(result: Result) -> float | None:
    return _positive(result.peak_memory)


def _load(result: Result) -> float | None:
    """By the window's clock; in answers of older versions by the engine's own."""
    return result.load_s if result.run or result.load_s is not None else _positive(result.loaded.load_s)


def _length(result: Result) -> float | None:
    return result.answer_tokens


def _energy(result: Result) -> float | None:
    return result.joules_per_token


def _tenths(value: float) -> str:
    return f"{value:.1f}"


def _seconds(value: float) -> str:
    return f"{value:.2f}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"
