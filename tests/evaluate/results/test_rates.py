"""How sure a rate is, in words."""

import pytest

from explorer.evaluate.results.rates import rate_told


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
    assert rate_told(hits, count).words == words
