"""What the charts of Compare show: each column's median with its spread, the conditions, and the estimates.

Never a ranking: a bar is a number with its unit and with how many values stand behind it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from explorer.compare.measures import Kind, Measure, Measured, Spread, measures, spread_of
from explorer.compare.report import conditions_of
from explorer.compare.results import Result
from explorer.domain.units import duration_text, size_text
from explorer.domain.words import Words, joined

_PREDICTED: dict[str, Callable[[Result], float]] = {
    "peak_memory": lambda r: float(r.predicted.memory),
    "tokens_per_second": lambda r: r.predicted.tokens_per_second,
    "load_s": lambda r: r.predicted.load_s,
    "first_token_s": lambda r: r.predicted.first_token_s,
}


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

    title: Words
    unit: Words
    bars: tuple[Bar, ...]

    @property
    def top(self) -> float:
        """The largest value shown, for the scale."""
        return max((max(bar.value, bar.high or 0.0) for bar in self.bars), default=0.0)


@dataclass(frozen=True)
class Estimate:
    """What was said of one measure and what came, column by column. ``error``: the median, 0.06 for 6 %."""

    title: Words
    pairs: tuple[Words, ...]
    error: float


@dataclass(frozen=True)
class Numbers:
    """All that the part Measurements shows."""

    charts: tuple[Chart, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    conditions: str = ""
    left_out: str = ""


def numbers_of(titles: Mapping[str, str], found: Measured) -> Numbers:
    """``titles`` of the columns by their keys, in their order."""
    results = [result for result in found.results if result.cell.column in titles]
    return Numbers(
        charts_of(titles, results),
        estimates_of(titles, results),
        conditions_text(results),
        left_out_text(found),
    )


def charts_of(titles: Mapping[str, str], results: Sequence[Result]) -> tuple[Chart, ...]:
    """Every measure that some column has; empty where nothing was measured."""
    charts = (Chart(one.title, one.unit, tuple(_bars(one, titles, results))) for one in measures())
    return tuple(chart for chart in charts if chart.bars)


def estimates_of(titles: Mapping[str, str], results: Sequence[Result]) -> tuple[Estimate, ...]:
    """Of answers that ran alone; nothing where nothing was predicted."""
    fair = [result for result in results if not result.beside]
    found = (_estimate(one, titles, fair) for one in measures() if one.id in _PREDICTED)
    return tuple(one for one in found if one is not None)


def conditions_text(results: Sequence[Result]) -> Words:
    """One line under the charts; where the settings changed in between, every set of them."""
    told = list(dict.fromkeys(conditions_of(result) for result in results))
    count = len(results)
    answers = Words("1 answer, medians.") if count == 1 else Words("{n} answers, medians.", n=count)
    also = (Words("Also: {conditions}.", conditions=line) for line in told[1:])
    first = (Words("{conditions}.", conditions=line) for line in told[:1])
    return joined(" ", (answers, *first, *also))


def left_out_text(found: Measured) -> str:
    """Which answers no number is made of, and why; "" where all count."""
    told = (
        (found.stopped, Words("Left out, because they were stopped: {n}.", n=found.stopped)),
        (found.stale, Words("Left out, because they were asked otherwise: {n}.", n=found.stale)),
        (found.parallel, Words("Left out, because they ran at once with others: {n}.", n=found.parallel)),
    )
    return joined(" ", (words for count, words in told if count))


def _bars(measure: Measure, titles: Mapping[str, str], results: Sequence[Result]) -> Iterator[Bar]:
    for key, title in titles.items():
        found = spread_of(measure, key, results)
        if found is None:
            continue
        text, counted = measure.text(found.median), _count_words(measure, found)
        if found.kind is Kind.NONE:
            yield Bar(title, found.median, text, counted)
            continue
        ends = {"low": measure.text(found.low), "high": measure.text(found.high)}
        is_half = found.kind is Kind.MIDDLE_HALF
        told = (
            Words("middle half {low} to {high}", **ends)
            if is_half
            else Words("{low} to {high} in all", **ends)
        )
        yield Bar(title, found.median, text, counted, found.low, found.high, told)


def _count_words(measure: Measure, found: Spread) -> Words:
    if measure.is_of_load:
        return Words("1 load") if found.count == 1 else Words("{n} loads", n=found.count)
    return Words("1 answer") if found.count == 1 else Words("{n} answers", n=found.count)


def _estimate(measure: Measure, titles: Mapping[str, str], results: Sequence[Result]) -> Estimate | None:
    said, errors, pairs = _PREDICTED[measure.id], [], []
    for key, title in titles.items():
        both = [(said(r), measure.of(r) or 0.0) for r in results if r.cell.column == key]
        known = [pair for pair in both if min(pair) > 0]
        if known:
            before, after = (_with_unit(measure.id, median(side)) for side in zip(*known, strict=True))
            pairs.append(Words("{model} {before} → {after}", model=title, before=before, after=after))
            errors += [abs(after / before - 1) for before, after in known]
    return Estimate(measure.title, tuple(pairs), median(errors)) if pairs else None


def _with_unit(name: str, value: float) -> str:
    if name == "peak_memory":
        return size_text(value)
    if name in ("load_s", "first_token_s"):
        return duration_text(value)
    return Words("{speed} tokens/s", speed=f"{value:.1f}")
