"""Measures of answers, column by column: medians with their spread and the number of values behind them.

Medians, because one slow answer must not decide. Never a ranking: a spread is a number with its unit. Screens
and reports show the same ones, with what was estimated before and the conditions that they hold for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from statistics import median, quantiles

from explorer.domain.units import answers_text, duration_text, loads_text, off_text, size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.local.fit.measurements import FEWEST_MEASUREMENTS
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import Outcome, Result, conditions_of, is_stale, results_in

_ENOUGH = 4  # values, before the middle half means anything


class SpreadKind(StrEnum):
    """What ``low`` and ``high`` of a spread are."""

    NONE = ""  # of one value
    RANGE = "range"
    MIDDLE_HALF = "middle_half"


@dataclass(frozen=True)
class Measure:
    """One thing that is measured. ``of`` is ``None`` where an answer does not tell; ``text`` has no unit.

    ``is_of_load``: all answers after one load share the value, which counts once. ``predicted``: what was
    said of it before, 0 where nothing could be said.
    """

    id: str
    title: Words
    unit: Words
    of: Callable[[Result], float | None]
    text: Callable[[float], str]
    is_of_load: bool = False
    predicted: Callable[[Result], float] = lambda _result: 0.0

    def estimated(self, results: Iterable[Result]) -> tuple[tuple[float, float], ...]:
        """What was predicted and what came, of each answer that tells both."""
        pairs = ((self.predicted(one), self.of(one) or 0.0) for one in results)
        return tuple(pair for pair in pairs if min(pair) > 0)

    def errors(self, results: Iterable[Result]) -> tuple[float, ...]:
        """How far off it was said, one an answer: |measured / predicted - 1|."""
        return tuple(abs(came / said - 1) for said, came in self.estimated(results))


@dataclass(frozen=True)
class MeasuredAnswers:
    """The answers that numbers are made of, and how many were left out, by why."""

    results: tuple[Result, ...]
    stopped: int = 0
    stale: int = 0  # asked otherwise than the comparison says now
    parallel: int = 0  # at once with others, where there are answers in turn too

    @property
    def left_out(self) -> Words:
        """Which answers no number is made of, and why; "" where all count."""
        told = (
            (self.stopped, Words("Stopped answers, which do not count: {n}.", n=self.stopped)),
            (self.stale, Words("Answers that were asked otherwise, which do not count: {n}.", n=self.stale)),
            (
                self.parallel,
                Words("Answers that ran at once with others, which do not count: {n}.", n=self.parallel),
            ),
        )
        return joined(" ", (words for count, words in told if count))


@dataclass(frozen=True)
class ColumnSpread:
    """The median of one column's values. ``low`` and ``high`` are as ``kind`` says, ``None`` of one value."""

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

    @property
    def top(self) -> float:
        """The largest value shown, for the scale of bars."""
        return max(max(one.median, one.high or 0.0) for one in self.spreads)

    def counted(self, spread: ColumnSpread) -> Words:
        """What stands behind a number: "8 answers", "1 load"."""
        is_of_load = self.id in ("load_s", "peak_memory")
        return loads_text(spread.count) if is_of_load else answers_text(spread.count)


@dataclass(frozen=True)
class Estimate:
    """What was predicted and what came, medians. ``error``: the middle of ``errors``, as of ``Measure``."""

    column: str
    title: str
    predicted: str
    measured: str
    error: float
    count: int
    errors: tuple[float, ...] = ()


@dataclass(frozen=True)
class MeasurementsContent:
    """All that the part Measurements shows. ``titles`` of the columns by their keys."""

    titles: Mapping[str, str]
    charts: tuple[Measurement, ...] = ()
    estimates: tuple[Words, ...] = ()
    conditions: str = ""
    left_out: str = ""


def measures() -> tuple[Measure, ...]:
    """All of them, in the order they are shown."""
    speed, seconds = Words("tokens/s · more is faster"), Words("seconds · less is faster")
    return (
        Measure(
            "tokens_per_second", Words("Generation"), speed,
            lambda r: _positive(r.answer.measured.tokens_per_second), _tenths,
            predicted=lambda r: r.predicted.tokens_per_second,
        ),
        Measure(
            "first_token_s", Words("First token"), seconds, _first, _hundredths,
            predicted=lambda r: r.predicted.first_token_s,
        ),
        Measure("prompt_per_second", Words("Reading the prompt"), speed,
                lambda r: _positive(r.prompt_per_second), _tenths),
        Measure(
            "peak_memory", Words("Peak memory"), Words("of the process · measured"),
            lambda r: _positive(r.peak_memory), size_text,
            is_of_load=True, predicted=lambda r: r.predicted.memory,
        ),
        Measure(
            "load_s", Words("Load"), Words("seconds · from disk"), _load, _hundredths,
            is_of_load=True, predicted=lambda r: r.predicted.load_s,
        ),
        Measure(
            "answer_tokens", Words("Answer length"), Words("tokens · thoughts count too"),
            lambda r: r.answer_tokens, lambda value: f"{value:,.0f}",
        ),
        Measure(
            "joules_per_token", Words("Energy"), Words("joules a token · whole processor"),
            lambda r: r.joules_per_token, _hundredths,
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


def measurements_of(keys: Sequence[str], results: Sequence[Result]) -> tuple[Measurement, ...]:
    """Every measure that some column has; columns in their order."""
    found = []
    for one in measures():
        spreads = tuple(told for key in keys if (told := spread_of(one, key, results)) is not None)
        if spreads:
            found.append(Measurement(one.id, one.title, one.unit, spreads))
    return tuple(found)


def spread_of(measure: Measure, column: str, results: Iterable[Result]) -> ColumnSpread | None:
    """Of one column's answers; ``None`` where none of them tells. The middle half from four values on, with
    fewer the smallest and the largest."""
    values = _values(measure, [result for result in results if result.cell.column == column])
    if not values:
        return None
    middle = median(values)
    if len(values) == 1:
        return ColumnSpread(column, middle, measure.text(middle), 1)
    if len(values) >= _ENOUGH:
        low, _middle, high = quantiles(values, n=4)
        told = Words("{low} to {high}", low=measure.text(low), high=measure.text(high))
        kind = SpreadKind.MIDDLE_HALF
    else:
        low, high = min(values), max(values)
        told = Words("{low} to {high} in all", low=measure.text(low), high=measure.text(high))
        kind = SpreadKind.RANGE
    return ColumnSpread(column, middle, measure.text(middle), len(values), low, high, told, kind)


def _values(measure: Measure, results: Sequence[Result]) -> list[float]:
    values: dict[object, float] = {}
    for number, result in enumerate(results):
        value = measure.of(result)
        if value is not None:
            load = (result.run, result.load_s) if measure.is_of_load and result.run else number
            values[load] = max(value, values.get(load, value))
    return list(values.values())


def estimates_of(keys: Sequence[str], results: Sequence[Result]) -> tuple[Estimate, ...]:
    """By measure and column; nothing where nothing was predicted. What ran beside others does not count."""
    fair = [one for one in results if not one.beside]
    return tuple(
        estimate
        for measure in measures()
        for key in keys
        if (estimate := _estimate(key, measure, [one for one in fair if one.cell.column == key])) is not None
    )


def _estimate(key: str, measure: Measure, results: Sequence[Result]) -> Estimate | None:
    known, errors = measure.estimated(results), measure.errors(results)
    if not known:
        return None
    said, came = (median(values) for values in zip(*known, strict=True))
    texts = with_unit(measure.id, said), with_unit(measure.id, came)
    return Estimate(key, measure.title, *texts, median(errors), len(known), errors)


def with_unit(name: str, value: float) -> str:
    """A number of a measure as it is said alone."""
    if name == "peak_memory":
        return size_text(value)
    if name in ("load_s", "first_token_s"):
        return duration_text(value)
    return Words("{speed} tokens/s", speed=f"{value:.1f}")


def measurements_content_of(titles: Mapping[str, str], found: MeasuredAnswers) -> MeasurementsContent:
    """``titles`` of the columns by their keys, in their order."""
    results = [result for result in found.results if result.cell.column in titles]
    untold = dict.fromkeys((one.cell.column, one.untold) for one in results if one.untold)
    return MeasurementsContent(
        titles,
        measurements_of([*titles], results),
        tuple(_estimate_lines(titles, results)),
        _conditions_text(results),
        joined(" ", (found.left_out, *(untold_words(titles[key], why) for key, why in untold))),
    )


def untold_words(title: str, why: str) -> Words:
    """Why numbers of a column are absent."""
    return Words("{model}: {what}", model=title, what=why)


def _estimate_lines(titles: Mapping[str, str], results: Sequence[Result]) -> Iterator[Words]:
    """What was said of each measure, what came, and how far off that was, where enough answers tell."""
    for title, group in groupby(estimates_of([*titles], results), key=lambda one: one.title):
        found = tuple(group)
        pairs = enumerated(
            Words(
                "{model} {before} → {after}",
                model=titles[one.column],
                before=one.predicted,
                after=one.measured,
            )
            for one in found
        )
        told = Words("{model}: {what}", model=title, what=pairs)
        errors = [error for one in found for error in one.errors]
        off = Words("off by {percent}", percent=off_text(median(errors)))
        yield told if len(errors) < FEWEST_MEASUREMENTS else Words("{how} ({kind})", how=told, kind=off)


def _conditions_text(results: Sequence[Result]) -> Words:
    """One line under the charts; where the settings changed in between, every set of them."""
    told = list(dict.fromkeys(conditions_of(result) for result in results))
    answers = Words("{answers}, medians.", answers=answers_text(len(results)))
    also = (Words("Also: {conditions}.", conditions=line) for line in told[1:])
    first = (Words("{conditions}.", conditions=line) for line in told[:1])
    return joined(" ", (answers, *first, *also))


def _positive(value: float) -> float | None:
    return value if value > 0 else None


def _first(result: Result) -> float | None:
    """The time of a prompt of which nothing was read before."""
    return None if result.reused else _positive(result.answer.measured.first_token_s)


def _load(result: Result) -> float | None:
    """By the window's clock; in answers of older versions by the engine's own."""
    return result.load_s if result.run or result.load_s is not None else _positive(result.loaded.load_s)


def _tenths(value: float) -> str:
    return f"{value:.1f}"


def _hundredths(value: float) -> str:
    return f"{value:.2f}"
