"""The numbers of reports and screens: medians with their spread, and what was predicted against what came."""

from collections.abc import Callable, Iterator, Sequence
from statistics import median

from explorer.compare.count_words import answers_text, loads_text
from explorer.compare.measures import Kind, Measure, Measured, measures, spread_of
from explorer.compare.report_model import Estimate, Measurement, Spread
from explorer.compare.results import Result
from explorer.domain.units import duration_text, size_text
from explorer.domain.words import Words, joined

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


def left_out_words(measured: Measured) -> str:
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


def count_words(measurement: Measurement, spread: Spread) -> Words:
    """What stands behind a number: "8 answers", "1 load"."""
    is_of_load = measurement.id in ("load_s", "peak_memory")
    return loads_text(spread.count) if is_of_load else answers_text(spread.count)


def _spreads(measure: Measure, keys: Sequence[str], results: Sequence[Result]) -> Iterator[Spread]:
    for key in keys:
        found = spread_of(measure, key, results)
        if found is None:
            continue
        text = measure.text(found.median)
        if found.kind is Kind.NONE:
            yield Spread(key, found.median, text, found.count)
            continue
        ends = {"low": measure.text(found.low), "high": measure.text(found.high)}
        is_range = found.kind is Kind.RANGE
        told = Words("{low} to {high} in all", **ends) if is_range else Words("{low} to {high}", **ends)
        yield Spread(key, found.median, text, found.count, found.low, found.high, told, found.kind)


def _estimate(key: str, measure: Measure, results: Sequence[Result]) -> Estimate | None:
    pairs = [(_PREDICTED[measure.id](one), measure.of(one) or 0.0) for one in results]
    known = [pair for pair in pairs if min(pair) > 0]
    if not known:
        return None
    said, came = (median(values) for values in zip(*known, strict=True))
    errors = tuple(abs(after / before - 1) for before, after in known)
    texts = with_unit(measure.id, said), with_unit(measure.id, came)
    return Estimate(key, measure.title, *texts, median(errors), len(known), errors)
