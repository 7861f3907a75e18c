"""Every example beside a phrase is a test: a text in which something is said, or only sounds like it."""

from pathlib import Path

import pytest

from tests.transparency.examples import Example, examples
from tests.transparency.reach import unreached

UNREACHED = Path(__file__).with_name("unreached.txt")


@pytest.mark.parametrize("example", examples(), ids=str)
def test_the_rules_find_what_the_example_says(example: Example) -> None:
    assert example.holds, example.read()


def test_every_phrase_is_reached_by_an_example() -> None:
    """Those that none reaches yet are listed; the list may only become shorter."""
    assert unreached() == UNREACHED.read_text("utf-8").split()
