"""How sure a rate is, in words."""

import random

import pytest

from explorer.evaluate.results.rates import grouped, told_of


@pytest.mark.parametrize(
    ("hits", "count", "words"),
    [
        (19, 24, "60–91 %"),
        (0, 50, "below 7 %"),
        (50, 50, "above 93 %"),
        (0, 1000, "below 0.4 %"),
        (1000, 1000, "above 99.6 %"),
        (0, 1_000_000, "below 0.1 %"),
        (1_000_000, 1_000_000, "above 99.9 %"),
        (4000, 1_000_000, "0.3–0.5 %"),
    ],
)
def test_never_rounds_to_what_no_rate_is(hits: int, count: int, words: str) -> None:
    assert told_of(hits, count).words == words


def test_what_is_alike_in_a_template_is_no_more_than_one_item() -> None:
    fifty_each = [(50, 50)] * 14 + [(0, 50)] * 6
    assert told_of(700, 1000, fifty_each).words == "46–86 %"
    assert told_of(1000, 1000, [(50, 50)] * 20).words == "above 84 %"
    assert told_of(950, 950, [(50, 50)] * 19).words == "under 20 templates: no rate"


def test_intervals_of_templates_hold_the_truth() -> None:
    """How alike tests of one template are is not known."""
    drawn = random.Random(1)
    for alike in (0.0, 0.5, 1.0):
        held = 0
        for _ in range(400):
            groups = []
            for base in [drawn.random() < 0.7 for _ in range(20)]:
                passed = (base if drawn.random() < alike else drawn.random() < 0.7 for _ in range(10))
                groups.append((sum(passed), 10))
            told = told_of(sum(hits for hits, _ in groups), 200, groups).interval
            held += told is not None and told.low <= 0.7 <= told.high
        assert held >= 0.92 * 400, alike


def test_groups_are_none_where_no_template_repeats() -> None:
    assert grouped({"a": True, "b": False}, {"a": "one", "b": "other"}) == ()
    assert sorted(grouped({"a": True, "b": False, "c": True}, {"a": "one", "b": "one"})) == [(1, 1), (1, 2)]
