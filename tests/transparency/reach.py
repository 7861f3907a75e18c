"""Which phrases match anywhere while examples are read, and which are asked through ``told``."""

import re
from functools import cache
from typing import NamedTuple

import pytest

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import Phrase
from explorer.transparency.phrases.phrase_book import area_names, names_of
from explorer.transparency.phrases.trace import traced
from explorer.transparency.rules import telling
from tests.transparency.examples import examples


class Reach(NamedTuple):
    """The names of the phrases that match in no example, in order, and of those that ``told_in`` asks for."""

    unreached: list[str]
    told: set[str]


@cache
def reach() -> Reach:
    """What reading all examples reaches."""
    told: set[str] = set()
    match = telling._match

    def noted(passage: Passage, one: Phrase) -> re.Match[str] | None:
        told.add(one.name)
        return match(passage, one)

    with traced() as trace, pytest.MonkeyPatch.context() as patch:
        patch.setattr(telling, "_match", noted)
        for example in examples():
            example.read()
    reached = {step.name for step in trace.steps if step.kind != "missing"}
    names = [name for area in area_names() for name in names_of(area)]
    return Reach([name for name in names if name not in reached], told)
