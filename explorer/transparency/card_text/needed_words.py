"""Which words a text must hold so that a pattern can match at all, known from how it is written.

A pattern that needs "training" or a word that begins with "corp" need not be tried on a text without them.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from explorer.transparency.card_text.card_vocabulary import END, WORD, WordBeginnings, beginnings

# Words and beginnings that every card uses.
_COMMON = frozenset((
    "model", "models", "data", "train", "training", "this", "with", "from", "used", "language", "the", "for",
    "parameter", "weight", "generat", "generate", "chat", "prompt", "instruction", "output", "response",
    "answer", "question", "content", "perform", "performance", "that", "which", "will", "have", "test",
))  # fmt: skip
# Words of nearly every sentence.
_EVERYWHERE = frozenset(
    ("of", "to", "in", "is", "are", "the", "and", "for", "on", "a", "an", "by", "or", "be", "it", "ing")
)
_START = " "  # before a part that begins a word
_GAP = " "  # stands for every sign that is of no word
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))
_GAPS = frozenset(("CATEGORY_SPACE", "CATEGORY_NOT_WORD"))
_MOST_RUNS = 8
_LETTERS = {("RANGE", (65, 90)), ("RANGE", (97, 122))}  # of A to Z

type _Parts = frozenset[str]
type _Sequence = Sequence[tuple[object, Any]]  # as ``re`` parses it


@lru_cache(maxsize=1024)
def needed_words(source: str, flags: int) -> tuple[WordBeginnings, tuple[str, ...]]:
    """What needed words begin with, and what others hold."""
    parts = needed_parts(source, flags)
    begun = beginnings(part.removeprefix(_START) for part in parts if part[0] == _START)
    return begun, tuple(part for part in parts if part[0] != _START)


def needed_parts(source: str, flags: int) -> _Parts:
    """Parts of words, one of which is in all that a pattern matches; empty where none is known.

    In lower case; those that begin a word have a space before them, and whole words one behind them, too.
    """
    try:
        return _needed(import_module("re._parser").parse(source, flags)) or frozenset()
    except (ImportError, AttributeError, re.error):  # another Python: every sentence is tried
        return frozenset()


def _needed(sequence: _Sequence, before: str = "", after: str = "") -> _Parts | None:
    """Of all that a sequence needs, what is told best: long parts, beginnings, and few of them.

    ``before``, ``after``: a gap where what stands around it keeps its words apart from others.
    """
    found: list[_Parts | None] = []
    runs: tuple[str, ...] = (before,)  # what is written without a break, in each of its spellings
    last = len(sequence) - 1
    for place, (operation, value) in enumerate(sequence):
        name = str(operation)
        written = _written(name, value)
        if written and len(runs) * len(written) <= _MOST_RUNS:
            runs = tuple(run + signs for run in runs for signs in written)
            continue
        gap = _GAP if all(run and not run[-1].isalnum() for run in runs) else ""
        behind = after if place == last else _gap_of(sequence[place + 1])
        found += [_part_of(runs), _inner(name, value, gap, behind)]
        runs = (_GAP if _ends_in_gap(name, value, gap) else "",)
    found.append(_part_of(run + after for run in runs))
    return max(filter(None, found), key=_worth, default=None)


def _gap_of(element: tuple[object, Any]) -> str:
    """A gap, if the element is one in any case."""
    operation, value = element
    return _GAP if _written(str(operation), value) == (_GAP,) else ""


def _written(name: str, value: Any) -> tuple[str, ...]:
    """The ways to write an element, where it is a sign, a gap or no sign at all; else none."""
    if name == "LITERAL":
        return (chr(value).lower(),)
    if name == "AT":  # an end of the text or a boundary: a word ends before it, or begins behind it
        return () if str(value) == "AT_NON_BOUNDARY" else (_GAP,)
    if name in {"ASSERT", "ASSERT_NOT"}:
        return (_GAP,) if name == "ASSERT_NOT" and _keeps_words_apart(value) else ("",)
    if name == "IN":
        return (_GAP,) if _is_gap(value) else ()
    if name in _REPEATS and len(value[2]) == 1 and _is_gap(value[2]):
        return (_GAP,) if value[0] else ("", _GAP)
    return ()


def _keeps_words_apart(value: Any) -> bool:
    """Whether nothing of a word may stand before, as ``(?<![\\w.-])`` and ``(?<![A-Za-z0-9])`` say."""
    direction, inner = value
    if direction > 0 or len(inner) != 1 or str(inner[0][0]) != "IN":
        return False
    excluded = {(str(kind), what if isinstance(what, tuple) else str(what)) for kind, what in inner[0][1]}
    is_word = ("CATEGORY", "CATEGORY_WORD") in excluded
    digits = {("RANGE", (48, 57)), ("CATEGORY", "CATEGORY_DIGIT")}
    return is_word or (excluded >= _LETTERS and bool(digits & excluded))


def _is_gap(members: _Sequence) -> bool:
    """Whether none of some signs is of a word."""
    for kind, value in members:
        match str(kind):
            case "LITERAL" if not chr(value).isalnum():
                continue
            case "CATEGORY" if str(value) in _GAPS:
                continue
            case "IN" if _is_gap(value):
                continue
            case _:
                return False
    return True


def _ends_in_gap(name: str, value: Any, before: str) -> bool:
    """Whether a group, a choice or a repeat ends behind a word; ``before``: whether it begins so."""
    if name == "SUBPATTERN":
        return _is_closed(value[3])
    if name == "BRANCH":
        return all(_is_closed(choice) for choice in value[1])
    return name in _REPEATS and (value[0] >= 1 or bool(before)) and _is_closed(value[2])


def _is_closed(sequence: _Sequence) -> bool:
    if not len(sequence):
        return False
    operation, value = sequence[-1]
    name = str(operation)
    return _written(name, value) == (_GAP,) or _is_gap(sequence[-1:]) or _ends_in_gap(name, value, "")


def _worth(parts: _Parts) -> tuple[int, bool, int]:
    """Short parts and words that every card uses tell least."""
    shortest = min(map(_length, parts))
    return min(shortest, 4), all(part[0] == _START for part in parts), -len(parts)


def _length(part: str) -> int:
    word = part.strip()
    length = len(word) if word.isascii() else 2 * len(word)  # a sign of Chinese tells more than a letter
    return 1 if word in _EVERYWHERE else 2 if word in _COMMON else length


def _inner(name: str, value: Any, before: str, after: str) -> _Parts | None:
    """What a group, a choice or a repeat needs."""
    if name == "SUBPATTERN":
        return _needed(value[3], before, after)
    if name in _REPEATS and value[0] >= 1:
        return _needed(value[2], before, after if value[1] == 1 else "")
    if name != "BRANCH":
        return None
    choices = [_needed(choice, before, after) for choice in value[1]]
    return frozenset().union(*(c for c in choices if c)) if all(choices) else None


def _part_of(runs: Iterable[str]) -> _Parts | None:
    """The longest word of each spelling, if it tells anything."""
    parts = {_longest(run) for run in runs}
    return frozenset(parts) if "" not in parts else None


def _longest(run: str) -> str:
    """With a space where it begins, and where it also ends; "" where only a part of one letter is known."""
    longest = max(WORD.finditer(run), key=lambda word: _length(word[0]), default=None)
    if longest is None:
        return ""
    word, is_start, is_whole = longest[0], longest.start() > 0, longest.end() < len(run)
    if is_start and is_whole:
        return f"{_START}{word}{END}"
    return "" if len(word) == 1 and word.isascii() else f"{_START}{word}" if is_start else word
