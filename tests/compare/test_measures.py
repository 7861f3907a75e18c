"""Medians with their spread, of answers that may be compared."""

from dataclasses import replace

import pytest

from explorer.rooms.compare.measurements.measures import (
    Measure,
    SpreadKind,
    measured,
    measures,
    spread_of,
)
from tests.compare.making import result
from tests.compare.test_document import made


def measure(name: str) -> Measure:
    return next(one for one in measures() if one.id == name)


@pytest.mark.parametrize(
    ("joules", "expected"),
    [
        ([3.0], (1, 3.0, None, None, SpreadKind.NONE)),
        ([1.0, 9.0, 2.0], (3, 2.0, 1.0, 9.0, SpreadKind.RANGE)),
        ([10.0, 11.0, 12.0, 13.0], (4, 11.5, 10.25, 12.75, SpreadKind.MIDDLE_HALF)),
    ],
)
def test_a_spread_says_what_it_is_and_of_how_many(
    joules: list[float], expected: tuple[int, float, float | None, float | None, SpreadKind]
) -> None:
    results = [replace(result("a"), joules=11 * one) for one in joules]  # of 11 tokens each
    found = spread_of(measure("joules_per_token"), "a", results)
    assert found is not None
    assert (found.count, found.median, found.low, found.high, found.kind) == expected


def test_nothing_measured_has_no_spread() -> None:
    assert spread_of(measure("joules_per_token"), "a", [result("a")]) is None


def test_each_column_has_its_own() -> None:
    results = [result("a", speed=speed) for speed in (10.0, 30.0, 11.0)] + [result("b", speed=99.0)]
    found = spread_of(measure("tokens_per_second"), "a", results)
    assert found is not None
    assert (round(found.median), found.count) == (11, 3)


def test_a_load_counts_once_however_many_answers_follow_it() -> None:
    first = [replace(result("a"), run=1, load_s=2.0, peak_memory=peak) for peak in (5, 9, 7)]
    second = [replace(result("a"), run=2, load_s=4.0, peak_memory=20)]
    kept = [replace(result("a"), run=3, load_s=None, peak_memory=30)]  # it was in memory already
    loads = spread_of(measure("load_s"), "a", first + second + kept)
    peaks = spread_of(measure("peak_memory"), "a", first + second + kept)
    assert loads is not None
    assert peaks is not None
    assert (loads.count, loads.median) == (2, 3.0)
    assert (peaks.count, peaks.low, peaks.high) == (3, 9, 30)


def test_reading_speed_leaves_out_what_the_context_still_held() -> None:
    held = replace(result("a"), reused=3)
    reading = spread_of(measure("prompt_per_second"), "a", [held])
    assert reading is not None
    assert reading.median == pytest.approx((5 - 3) / 0.2)
    assert spread_of(measure("first_token_s"), "a", [held]) is None


def test_answers_that_may_not_be_compared_are_left_out_and_counted() -> None:
    document = made("a", "b", prompts=("Hi",))
    whole = result("a")
    stopped = replace(whole, answer=replace(whole.answer, reason="stopped"))
    stale = replace(whole, system="Be short.")
    at_once = replace(whole, beside=1)
    only_at_once = replace(result("b"), beside=1)
    removed = result("c")
    found = measured(document, [whole, stopped, stale, at_once, only_at_once, removed])
    assert found.results == (whole, only_at_once)
    assert (found.stopped, found.stale, found.parallel) == (1, 1, 1)


def test_energy_is_told_for_each_token() -> None:
    found = spread_of(measure("joules_per_token"), "a", [replace(result("a"), joules=22.0)])
    assert found is not None
    assert found.median == 2.0
