"""How sure a model was, in words that promise no more than they know."""

import math

import pytest

from explorer.domain.certainty import overview, percent_text, surprise_of
from explorer.domain.tokens import TokenDetail


def detail(chance: float | None) -> TokenDetail:
    return TokenDetail(0, "x", None if chance is None else math.log(chance))


@pytest.mark.parametrize(
    ("chance", "text"),
    [(1.0, "> 99 %"), (0.9951, "> 99 %"), (0.41, "41 %"), (0.005, "< 1 %"), (0.0094, "1 %"), (1e-9, "< 1 %")],
)
def test_nothing_is_said_to_be_certain_or_impossible(chance: float, text: str) -> None:
    assert percent_text(chance) == text


def test_surprise_grows_in_five_steps() -> None:
    chances = (0.95, 0.7, 0.4, 0.2, 0.01)
    assert [surprise_of(math.log(chance)) for chance in chances] == [0, 1, 2, 3, 4]
    assert surprise_of(None) == 0


def test_the_overview_names_the_least_likely_tokens_and_only_unlikely_ones() -> None:
    found = overview([detail(c) for c in (None, 0.9, 0.05, 0.8, 0.2, 0.01, 0.02)])
    assert found is not None
    assert (found.count, found.least) == (6, (5, 6, 2))
    assert found.median == pytest.approx(0.2)
    sure = overview([detail(0.5), detail(0.9)])
    assert sure is not None
    assert sure.least == ()
    assert overview([detail(None)]) is None
