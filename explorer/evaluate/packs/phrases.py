"""Looks for phrases in what a model said: whole words, whatever their case, accents and signs between."""

import re
import unicodedata
from collections.abc import Iterable

_EXACT = 2  # letters; so short a name ("W", "Au") must stand as it is written


def first_phrase(text: str, phrases: Iterable[str]) -> tuple[int, int] | None:
    """Where the first of the phrases that is there stands, as a half-open range of characters."""
    folded = _folded(text)
    for phrase in phrases:
        is_exact = len(phrase) <= _EXACT
        words = re.findall(r"\w+", phrase if is_exact else _folded(phrase))
        pattern = rf"(?<!\w){r'[\W_]+'.join(words)}(?!\w)"
        if words and (found := re.search(pattern, text if is_exact else folded)):
            return found.span()
    return None


def says_something(text: str) -> bool:
    return re.search(r"\w", text) is not None


def _folded(text: str) -> str:
    """In small letters without accents, as long as it was, so that places in it stay the same."""
    return "".join(unicodedata.normalize("NFKD", letter)[:1].casefold()[:1] or letter for letter in text)
