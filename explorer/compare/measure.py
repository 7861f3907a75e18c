"""What the answers cost, column by column: medians with how many answers stand behind them.

Medians, because one slow answer must not decide; the middle half where four answers or more allow it.
Never a ranking: a bar is a number with its unit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from explorer.compare.columns import Column
from explorer.compare.report import conditions_of
from explorer.compare.results import Result
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined

_ENOUGH = 4  # answers, before the middle half means anything


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
    """Generation speed, first token, memory and load time; empty where nothing was measured."""
    charts = (
        _chart(Words("Generation"), Words("tokens/s · more is faster"), columns, results, _speed, _tenths),
        _chart(Words("First token"), Words("seconds · less is faster"), columns, results, _first, _seconds),
        _chart(
            Words("Memory"), Words("of the process, after the answer"), columns, results, _memory, size_text
        ),
        _chart(Words("Load"), Words("seconds · from disk"), columns, results, _load, _seconds),
    )
    return tuple(chart for chart in charts if chart.bars)


def conditions_text(results: Sequence[Result]) -> Words:
    """One line under the charts; where the settings changed in between, every set of them."""
    told = list(dict.fromkeys(conditions_of(result) for result in results))
    count = len({(result.prompt, result.at) for result in results})
    answers = Words("1 answer, medians.") if count == 1 else Words("{n} answers, medians.", n=count)
    also = (Words("Also: {conditions}.", conditions=line) for line in told[1:])
    first = (Words("{conditions}.", conditions=line) for line in told[:1])
    return joined(" ", (answers, *first, *also))


def _chart(
    title: str,
    unit: str,
    columns: Sequence[Column],
    results: Sequence[Result],
    value: Callable[[Result], float],
    words: Callable[[float], str],
) -> Chart:
    bars = []
    for column in columns:
        values = [v for r in results if r.cell.column == column.key and (v := value(r)) > 0]
        if values:
            bars.append(_bar(column.label, values, words))
    return Chart(title, unit, tuple(bars))


def _bar(title: str, values: list[float], words: Callable[[float], str]) -> Bar:
    middle = median(values)
    if len(values) < _ENOUGH:
        return Bar(title, middle, words(middle), len(values))
    low, _middle, high = quantiles(values, n=4)
    return Bar(title, middle, words(middle), len(values), low, high)


def _speed(result: Result) -> float:
    return result.answer.measured.tokens_per_second


def _first(result: Result) -> float:
    return result.answer.measured.first_token_s


def _memory(result: Result) -> float:
    return float(result.peak_memory)


def _load(result: Result) -> float:
    return result.loaded.load_s


def _tenths(value: float) -> str:
    return f"{value:.1f}"


def _seconds(value: float) -> str:
    return f"{value:.2f}"
