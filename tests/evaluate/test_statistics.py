"""Figures of evaluations, held against scipy's and against what must be true of all of them."""

import math
from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from explorer.evaluate.statistics import bootstrap, flipped, holm, mcnemar, wilson

COUNTS = st.integers(1, 400).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count)))
SUMS = st.lists(st.integers(-6, 6), max_size=12)


@given(COUNTS)
def test_intervals_of_rates_are_scipys(counts: tuple[int, int]) -> None:
    hits, count = counts
    ours, theirs = wilson(hits, count), stats.binomtest(hits, count).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert 0 <= ours.low <= hits / count <= ours.high <= 1


def test_of_nothing_everything_is_plausible_and_no_hits_are_not_never() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)
    assert round(100 * wilson(0, 50).high) == 7
    assert round(100 * wilson(0, 100).high) == 4


@given(st.integers(0, 300), st.integers(0, 300))
def test_paired_differences_are_tested_as_scipy_does(one: int, other: int) -> None:
    expected = stats.binomtest(min(one, other), one + other).pvalue if one + other else 1.0
    assert mcnemar(one, other) == pytest.approx(expected, rel=1e-9)
    assert mcnemar(one, other) == mcnemar(other, one)


def test_large_counts_take_no_time() -> None:
    assert mcnemar(50_000, 50_000) == pytest.approx(1.0)
    assert mcnemar(49_000, 51_000) == pytest.approx(stats.binomtest(49_000, 100_000).pvalue, rel=1e-6)


@given(st.lists(st.sampled_from([-1, 0, 1]), max_size=60))
def test_groups_of_one_are_mcnemars_test(sums: list[int]) -> None:
    assert flipped(sums) == pytest.approx(mcnemar(sums.count(1), sums.count(-1)))


@given(SUMS)
def test_signs_by_group_are_counted_exactly(sums: list[int]) -> None:
    """Every way to flip the signs of the groups, each as likely."""
    totals = Counter({0: 1})
    for one in sums:
        flips = Counter[int]()
        for total, ways in totals.items():
            flips[total + one] += ways
            flips[total - one] += ways
        totals = flips
    extreme = sum(ways for total, ways in totals.items() if abs(total) >= abs(sum(sums)))
    assert flipped(sums) == pytest.approx(extreme / 2 ** len(sums))
    assert flipped(sums) == pytest.approx(flipped([-one for one in reversed(sums)]))


def test_many_groups_agree_with_the_exact_test() -> None:
    sums = [2] * 480 + [-2] * 420 + [1] * 50
    exact = flipped(sums)
    assert flipped([*sums, *([3, -3] * 50)]) == pytest.approx(exact, abs=0.05)
    large = [2] * 700 + [-2] * 620 + [1] * 30
    assert flipped(large) == pytest.approx(math.erfc(189.5 / math.sqrt(4 * 1320 + 30) / math.sqrt(2)))


def test_a_template_with_many_names_does_not_count_as_many_items() -> None:
    assert flipped([1] * 12) < 0.01
    assert flipped([6, 6]) == 0.5


@given(st.lists(st.floats(0, 1), max_size=12))
def test_adjusted_probabilities_keep_their_order_and_never_fall(raw: list[float]) -> None:
    adjusted = holm(raw)
    assert all(one <= other <= 1 for one, other in zip(raw, adjusted, strict=True))
    pairs = sorted(zip(raw, adjusted, strict=True))
    assert [one for _raw, one in pairs] == sorted(adjusted)
    if raw:
        assert min(adjusted) == pytest.approx(min(1.0, min(raw) * len(raw)))


def test_holms_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(3, 5)), min_size=1, max_size=40))
def test_a_gap_is_inside_its_interval(pairs: list[tuple[int, int]]) -> None:
    gap = sum(one for one, _count in pairs) / sum(count for _one, count in pairs)
    drawn = bootstrap(pairs)
    assert drawn.low - 0.05 <= gap <= drawn.high + 0.05
    assert 0 < drawn.chance <= 1
    assert bootstrap(pairs) == drawn
    turned = bootstrap([(-one, count) for one, count in pairs])
    assert (turned.low, turned.high, turned.chance) == pytest.approx((-drawn.high, -drawn.low, drawn.chance))


def test_many_groups_have_the_interval_of_few() -> None:
    pairs = [(1, 1)] * 300 + [(-1, 1)] * 200 + [(0, 1)] * 1500
    few, many = bootstrap(pairs), bootstrap(pairs * 4)
    assert few.high - few.low == pytest.approx(2 * (many.high - many.low), rel=0.1)


def test_means_in_pairs_are_scipys_bootstrap() -> None:
    """Another random numbers, the same interval but for their noise; of no difference nothing is told."""
    drawn = Random(4)
    gaps = [drawn.gauss(0.2, 0.5) for _ in range(30)]
    theirs = stats.bootstrap((gaps,), np.mean, method="percentile", rng=1).confidence_interval
    ours = bootstrap([(gap, 1) for gap in gaps])
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.03)
    assert ours.chance == pytest.approx(stats.ttest_1samp(gaps, 0).pvalue, abs=0.05)
    assert bootstrap([(0.0, 1)] * 30).chance == 1
