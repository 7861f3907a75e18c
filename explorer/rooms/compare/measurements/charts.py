"""Numbers of screens and reports: medians, their spread, estimates, and the charts of them.

Never a ranking: a bar is a number with its unit and with how many values stand behind it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from explorer.domain.units import answers_text, duration_text, loads_text, size_text
from explorer.domain.words import Words, joined
from explorer.local.fit.measurements import FEWEST_MEASUREMENTS
from explorer.rooms.compare.document.result_words import conditions_of
from explorer.rooms.compare.document.results import Result
from explorer.rooms.compare.measurements.measures import (
    ColumnSpread,
    Estimate,
    Measure,
    MeasuredAnswers,
    Measurement,
    SpreadKind,
    measures,
    spread_of,
)

_PREDICTED: dict[str, Callable[[Result], float]] = {
    "peak_memory": lambda r: float(r.predicted.memory),
    "tokens_per_second": lambda r: r.predicted.tokens_per_second,
    "load_s": lambda r: r.predicted.load_s,
    "first_token_s": lambda r: r.predicted.first_token_s,
}


def measurements_of(keys: Sequence[str], results: Sequence[Result]) -> tuple[Measurement, ...]:
    """Every measure that some column has; columns in their order."""
    found = (
        Measurement(one.id, one.title, one.unit, tuple(_spreads(one, keys, results))) for one in measures()
    )
    return tuple(one for one in found if one.spreads)


def estimates_of(keys: Sequence[str], results: Sequence[Result]) -> tuple[Estimate, ...]:
    """By measure and column; nothing where nothing was predicted. What ran beside others does not count."""
    fair = [one for one in results if not one.beside]
    return tuple(
        estimate
        for measure in measures()
        if measure.id in _PREDICTED
        for key in keys
        if (estimate := _estimate(key, measure, [one for one in fair if one.cell.column == key])) is not None
    )


def with_unit(name: str, value: float) -> str:
    """A number of a measure as it is said alone."""
    if name == "peak_memory":
        return size_text(value)
    if name in ("load_s", "first_token_s"):
        return duration_text(value)
    return Words("{speed} tokens/s", speed=f"{value:.1f}")


def left_out_words(measured: MeasuredAnswers) -> str:
    """Which answers no number is made of, and why; "" where all count."""
    told = (
        (measured.stopped, Words("Stopped answers, which do not count: {n}.", n=measured.stopped)),
        (
            measured.stale,
            Words("Answers that were asked otherwise, which do not count: {n}.", n=measured.stale),
        ),
        (
            measured.parallel,
            Words("Answers that ran at once with others, which do not count: {n}.", n=measured.parallel),
        ),
    )
    return joined(" ", (words for count, words in told if count))


def count_words(measurement: Measurement, spread: ColumnSpread) -> Words:
    """What stands behind a number: "8 answers", "1 load"."""
    is_of_load = measurement.id in ("load_s", "peak_memory")
    return loads_text(spread.count) if is_of_load else answers_text(spread.count)


def _spreads(measure: Measure, keys: Sequence[str], results: Sequence[Result]) -> Iterator[ColumnSpread]:
    for key in keys:
        found = spread_of(measure, key, results)
        if found is None:
            continue
        text = measure.text(found.median)
        if found.kind is SpreadKind.NONE:
            yield ColumnSpread(key, found.median, text, found.count)
            continue
        ends = {"low": measure.text(found.low), "high": measure.text(found.high)}
        is_range = found.kind is SpreadKind.RANGE
        told = Words("{low} to {high} in all", **ends) if is_range else Words("{low} to {high}", **ends)
        yield ColumnSpread(key, found.median, text, found.count, found.low, found.high, told, found.kind)


def _estimate(key: str, measure: Measure, results: Sequence[Result]) -> Estimate | None:
    pairs = [(_PREDICTED[measure.id](one), measure.of(one) or 0.0) for one in results]
    known = [pair for pair in pairs if min(pair) > 0]
    if not known:
        return None
    said, came = (median(values) for values in zip(*known, strict=True))
    errors = tuple(abs(after / before - 1) for before, after in known)
    texts = with_unit(measure.id, said), with_unit(measure.id, came)
    return Estimate(key, measure.title, *texts, median(errors), len(known), errors)


@dataclass(frozen=True)
class ChartBar:
    """One column's median. ``low`` and ``high`` are ``None`` for one value alone; ``spread`` names them."""

    title: str
    value: float
    text: str
    counted: Words  # "8 answers", "1 load"
    low: float | None = None
    high: float | None = None
    spread: str = ""


@dataclass(frozen=True)
class Chart:
    """One measure of all columns that were measured."""

    title: str
    unit: str
    bars: tuple[ChartBar, ...]

    @property
    def top(self) -> float:
        """The largest value shown, for the scale."""
        return max((max(bar.value, bar.high or 0.0) for bar in self.bars), default=0.0)


@dataclass(frozen=True)
class EstimateCheck:
    """What was said of one measure and what came, column by column. ``error``: the median, 0.06 for 6 %,
    ``None`` where too few answers tell."""

    title: str
    pairs: tuple[Words, ...]
    error: float | None


@dataclass(frozen=True)
class MeasurementsContent:
    """All that the part Measurements shows."""

    charts: tuple[Chart, ...] = ()
    foretold: tuple[EstimateCheck, ...] = ()
    conditions: str = ""
    left_out: str = ""


def measurements_content_of(titles: Mapping[str, str], found: MeasuredAnswers) -> MeasurementsContent:
    """``titles`` of the columns by their keys, in their order."""
    results = [result for result in found.results if result.cell.column in titles]
    return MeasurementsContent(
        charts_of(titles, results),
        estimate_checks_of(titles, results),
        conditions_text(results),
        joined(" ", (left_out_words(found), *_untold(titles, results))),
    )


def untold_of(results: Sequence[Result]) -> tuple[tuple[str, str], ...]:
    """Columns of which numbers are absent, and why."""
    return tuple(dict.fromkeys((one.cell.column, one.untold) for one in results if one.untold))


def untold_words(title: str, why: str) -> Words:
    return Words("{model}: {what}", model=title, what=why)


def _untold(titles: Mapping[str, str], results: Sequence[Result]) -> Iterator[Words]:
    return (untold_words(titles[key], why) for key, why in untold_of(results))


def charts_of(titles: Mapping[str, str], results: Sequence[Result]) -> tuple[Chart, ...]:
    """Every measure that some column has; empty where nothing was measured."""
    return tuple(
        Chart(one.title, one.unit, tuple(_bars(one, titles))) for one in measurements_of([*titles], results)
    )


def estimate_checks_of(titles: Mapping[str, str], results: Sequence[Result]) -> tuple[EstimateCheck, ...]:
    """Of answers that ran alone; nothing where nothing was predicted."""
    by_measure = groupby(estimates_of([*titles], results), key=lambda one: one.title)
    return tuple(_foretold(title, titles, tuple(found)) for title, found in by_measure)


def conditions_text(results: Sequence[Result]) -> Words:
    """One line under the charts; where the settings changed in between, every set of them."""
    told = list(dict.fromkeys(conditions_of(result) for result in results))
    answers = Words("{answers}, medians.", answers=answers_text(len(results)))
    also = (Words("Also: {conditions}.", conditions=line) for line in told[1:])
    first = (Words("{conditions}.", conditions=line) for line in told[:1])
    return joined(" ", (answers, *first, *also))


def _bars(measurement: Measurement, titles: Mapping[str, str]) -> Iterator[ChartBar]:
    for one in measurement.spreads:
        counted = count_words(measurement, one)
        yield ChartBar(titles[one.column], one.median, one.text, counted, one.low, one.high, _range_text(one))


def _range_text(spread: ColumnSpread) -> str:
    """Said where no line explains what the ends are."""
    is_half = spread.kind is SpreadKind.MIDDLE_HALF
    return Words("middle half {range}", range=spread.range_text) if is_half else spread.range_text


def _foretold(title: str, titles: Mapping[str, str], found: Sequence[Estimate]) -> EstimateCheck:
    pairs = (
        Words(
            "{model} {before} → {after}",
            model=titles[one.column],
            before=one.predicted,
            after=one.measured,
        )
        for one in found
    )
    errors = [error for one in found for error in one.errors]
    return EstimateCheck(title, tuple(pairs), median(errors) if len(errors) >= FEWEST_MEASUREMENTS else None)
