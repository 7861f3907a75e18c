"""Every example beside a phrase is a test: a text in which something is said, or only sounds like it."""

from pathlib import Path

import pytest

from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.phrases.phrase_book import area_names, names_of
from tests.transparency.examples import Example, examples
from tests.transparency.reach import reach

UNREACHED = Path(__file__).with_name("unreached.txt")


@pytest.mark.parametrize("example", examples(), ids=str)
def test_the_rules_find_what_the_example_says(example: Example) -> None:
    assert example.holds, example.read()


def test_every_phrase_is_reached_by_an_example() -> None:
    """But for those on the list, which none reaches yet; whoever writes one takes it off."""
    assert reach().unreached == UNREACHED.read_text("utf-8").split()


def test_what_a_phrase_writes_of_guards_and_places_is_asked_for() -> None:
    """Which only ``told_in`` does: behind a phrase that a rule looks for itself, they would do nothing."""
    entries = {name: phrase(name).entry for area in area_names() for name in names_of(area)}
    written = {name for name, one in entries.items() if one.unless or one.needs or one.at != ("text",)}
    assert sorted(written - reach().told) == []
