"""Every example beside a phrase is a test: a text in which something is said, or only sounds like it."""

import pytest

from tests.transparency.examples import Example, examples


@pytest.mark.parametrize("example", examples(), ids=str)
def test_the_rules_find_what_the_example_says(example: Example) -> None:
    assert example.holds, example.read()
