"""What the charts of Compare show: each column's median with its spread, the conditions, and the estimates.

Never a ranking: a bar is a number with its unit and with how many values stand behind it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from explorer.compare.count_words import answers_text
from explorer.compare.measures import Kind, Measured
from explorer.compare.numbers import count_words, estimates_of, left_out_words, measurements_of
from explorer.compare.report import conditions_of
from explorer.compare.report_model import Estimate, Measurement, Spread
from explorer.compare.results import Result
from explorer.domain.words import Words, joined
from explorer.local.measured import FEWEST


@dataclass(frozen=True)
class Bar:
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
    bars: tuple[Bar, ...]

    @property
    def top(self) -> float:
        """The largest value shown, for the scale."""
        return max((max(bar.value, bar.high or 0.0) for bar in self.bars), default=0.0)


@dataclass(frozen=True)
class Foretold:
    """What was said of one measure and what came, column by column. ``error``: the median, 0.06 for 6 %,
    ``None`` where too few answers tell."""

    title: str
    pairs: tuple[Words, ...]
    error: float | None


@dataclass(frozen=True)
class Numbers:
    """All that the part Measurements shows."""

    charts: tuple[Chart, ...] = ()
    foretold: tuple[Foretold, ...] = ()
    conditions: str = ""
    left_out: str = ""


def numbers_of(titles: Mapping[str, str], found: Measured) -> Numbers:
    """``titles`` of the columns by their keys, in their order."""
    results = [result for result in found.results if result.cell.column in titles]
    return Numbers(
        charts_of(titles, results),
        foretold_of(titles, results),
        conditions_text(results),
        left_out_words(found),
    )


def charts_of(titles: Mapping[str, str], results: Sequence[Result]) -> tuple[Chart, ...]:
    """Every measure that some column has; empty where nothing was measured."""
    return tuple(
        Chart(one.title, one.unit, tuple(_bars(one, titles))) for one in measurements_of([*titles], results)
    )


def foretold_of(titles: Mapping[str, str], results: Sequence[Result]) -> tuple[Foretold, ...]:
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


def _bars(measurement: Measurement, titles: Mapping[str, str]) -> Iterator[Bar]:
    for one in measurement.spreads:
        counted = count_words(measurement, one)
        yield Bar(titles[one.column], one.median, one.text, counted, one.low, one.high, _range_text(one))


def _range_text(spread: Spread) -> str:
    """Said where no line explains what the ends are."""
    is_half = spread.kind is Kind.MIDDLE_HALF
    return Words("middle half {range}", range=spread.range_text) if is_half else spread.range_text


def _foretold(title: str, titles: Mapping[str, str], found: Sequence[Estimate]) -> Foretold:
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
    return Foretold(title, tuple(pairs), median(errors) if len(errors) >= FEWEST else None)
