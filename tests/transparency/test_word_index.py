"""The index of words is a shortcut: with it a rule finds exactly what it finds without."""

import re
from importlib import import_module
from pkgutil import iter_modules

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.transparency import rules
from explorer.transparency.card import Card
from explorer.transparency.word_index import WordIndex, needed_parts
from tests.transparency.cards import WREN
from tests.transparency.test_sentences import SENTENCES


def patterns() -> list[re.Pattern[str]]:
    modules = (import_module(f"{rules.__name__}.{module.name}") for module in iter_modules(rules.__path__))
    return [value for module in modules for value in vars(module).values() if isinstance(value, re.Pattern)]


PATTERNS = patterns()
TEXTS = [text for kind in ("said", "not_said") for texts in SENTENCES[kind].values() for text in texts]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, WREN]), min_size=1, max_size=12).map("\n\n".join))
def test_no_sentence_is_passed_over_that_matches(card: str) -> None:
    for passage in Card(card).passages:
        for pattern in PATTERNS:
            assert (passage.find(pattern) is None) == (pattern.search(passage.text) is None)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.sampled_from(PATTERNS))
def test_nor_any_other_text(text: str, pattern: re.Pattern[str]) -> None:
    index = WordIndex()
    number = index.add(text)
    assert index.may_match(pattern, number) or not pattern.search(text)


def test_words_are_needed_as_the_pattern_says() -> None:
    assert needed_parts(r"\bfine-?tun(?:ed|ing)\b", re.IGNORECASE) == {" fine"}
    assert needed_parts(r"\b(?:corpus|pages?)\b", re.IGNORECASE) == {" corpus", " page"}
    assert needed_parts(r"data|\d+", re.IGNORECASE) == set()
    assert needed_parts(r"\Bpile", 0) == {"pile"}
