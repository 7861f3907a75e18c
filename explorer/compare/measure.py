"""What the answers cost, column by column: medians with how many answers stand behind them.

Medians, because one slow answer must not decide; the middle half where four answers or more allow it.
Never a ranking: a bar is a number with its unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.compare.columns import Column
from explorer.compare.measures import Kind, Measure, Spread, measures, spread_of
from explorer.compare.report import conditions_of
from explorer.compare.results import Result
from explorer.domain.words import Words, joined


@dataclass(frozen=True)
class Bar:
    """One column's median; ``low`` and ``high`` are its middle half, ``None`` with too few answers."""

    title: str
    value: float
    text: str
    count: int
    low: float | None = None
    high: float | None = None


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


def charts_of(columns: Sequence[Column], results: Sequence[Result]) -> tuple[Chart, ...]:
    """A chart of each measure that was taken; empty where nothing was measured."""
    charts = (_chart(measure, columns, results) for measure in measures())
    return tuple(chart for chart in charts if chart.bars)


def conditions_text(results: Sequence[Result]) -> Words:
    """One line under the charts; where the settings changed in between, every set of them."""
    told = list(dict.fromkeys(conditions_of(result) for result in results))
    count = len({(result.prompt, result.at) for result in results})
    answers = Words("1 answer, medians.") if count == 1 else Words("{n} answers, medians.", n=count)
    also = (Words("Also: {conditions}.", conditions=line) for line in told[1:])
    first = (Words("{conditions}.", conditions=line) for line in told[:1])
    return joined(" ", (answers, *first, *also))


def _chart(measure: Measure, columns: Sequence[Column], results: Sequence[Result]) -> Chart:
    spreads = ((column, spread_of(measure, column.key, results)) for column in columns)
    bars = (_bar(measure, column.label, spread) for column, spread in spreads if spread is not None)
    return Chart(measure.title, measure.unit, tuple(bars))


def _bar(measure: Measure, title: str, spread: Spread) -> Bar:
    text = measure.text(spread.median)
    if spread.kind is not Kind.MIDDLE_HALF:
        return Bar(title, spread.median, text, spread.count)
    return Bar(title, spread.median, text, spread.count, spread.low, spread.high)
