"""Looks for phrases in what a model said: whole words, whatever their case, accents and signs between."""

import re
import unicodedata
from functools import lru_cache

_EXACT = 2  # letters; so short a name ("W", "Au") must stand as it is written


def first_phrase(text: str, phrases: tuple[str, ...]) -> tuple[int, int] | None:
    """Where the first of the phrases in it stands, as a half-open range of characters."""
    exact = tuple(phrase for phrase in phrases if len(phrase) <= _EXACT)
    others = tuple(phrase for phrase in phrases if len(phrase) > _EXACT)
    found = (_pattern(exact).search(text), _pattern(others).search(_folded(text)))
    return min((one.span() for one in found if one is not None), default=None)


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Of any of them; folded, but for those that must stand as they are. Of none, what never matches."""
    words = (re.findall(r"\w+", one if len(one) <= _EXACT else _folded(one)) for one in phrases)
    any_of = "|".join(r"[\W_]+".join(each) for each in words) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)")


def only_phrase(text: str, phrases: tuple[str, ...]) -> tuple[int, int] | None:
    """Where one of the phrases stands, if the first line of the text says nothing else."""
    line = text.lstrip().partition("\n")[0]
    words = re.findall(r"\w+", _folded(line))
    if not any(words == re.findall(r"\w+", _folded(phrase)) for phrase in phrases):
        return None
    start = text.index(line)
    return start, start + len(line.rstrip())


def says_something(text: str) -> bool:
    return re.search(r"\w", text) is not None


def _folded(text: str) -> str:
    """In small letters without accents, as long as it was, so that places in it stay the same."""
    return "".join(unicodedata.normalize("NFKD", letter)[:1].casefold()[:1] or letter for letter in text)
