"""Which sentences can match a pattern at all, known from their words.

Rules look for some two hundred patterns in every sentence, and nearly none is there. A pattern that needs
"train" or "corpus" is only tried where a word holds one of them, and there only at the places where it can
begin; the answer is the same, sooner.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from explorer.transparency.pattern_starts import Starts, starts_of
from explorer.transparency.vocabulary import END, WORD, Beginnings, Vocabulary, beginnings

_CAPITAL = re.compile("[A-Z]")
# Signs that a pattern without regard to case takes for others than their lower case.
_ODD = re.compile("[\u0130\u0131\u017f\u0345\u03c2\u1c80-\u1c8a\u1e9b\u1fbe\ufb05\ufb06]")
_COMMON = frozenset(
    (
        "model",
        "models",
        "data",
        "train",
        "training",
        "this",
        "with",
        "from",
        "used",
        "language",
        "the",
        "for",
        "parameter",
        "weight",
    )
)
# Words of nearly every sentence.
_EVERYWHERE = frozenset(
    ("of", "to", "in", "is", "are", "the", "and", "for", "on", "a", "an", "by", "or", "be", "it")
)
_START = " "  # before a part that begins a word


class _Here(NamedTuple):
    """How a pattern begins, and the words of this card that this means.

    ``words``: it begins where one does; ``around``: one is where it begins anywhere. ``has_loose``: it may
    begin without any word.
    """

    starts: Starts
    words: frozenset[str]
    around: frozenset[str]
    has_loose: bool


class WordIndex:
    """The words of a card's sentences, each sentence under its number."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._lower: list[str | None] = []  # None: not sign for sign as the text
        self._words_in: list[set[str]] = []
        self._places: dict[str, list[int]] = {}
        self._vocabulary = Vocabulary()
        self._read = 0
        self.candidates: dict[int, frozenset[int] | None] = {}  # by the pattern's id; None: every sentence
        self._asked: list[re.Pattern[str]] = []  # held, so that no id comes twice
        self._starts: dict[int, _Here | None] = {}  # by the pattern's id
        self._sections: dict[tuple[int, tuple[str, ...], int], bool] = {}
        self._titles: dict[tuple[int, str], bool] = {}
        self._columns: dict[tuple[int, tuple[str, ...]], list[int]] = {}

    def add(self, text: str) -> int:
        """Take a sentence in; its number."""
        self._texts.append(text)
        return len(self._texts) - 1

    def find(self, pattern: re.Pattern[str], number: int) -> re.Match[str] | None:
        """The first place in a sentence that matches; for a pattern that was looked up."""
        text, low = self._texts[number], self._lower[number]
        if id(pattern) not in self._starts:
            self._starts[id(pattern)] = self._starts_here(pattern)
        known = self._starts[id(pattern)]
        if known is None or low is None:
            return pattern.search(text)
        starts, words, around, has_loose = known
        if starts.is_first and (found := pattern.match(text)):
            return found
        here = self._words_in[number]
        parts = words & here
        if has_loose or not around.isdisjoint(here):
            parts |= starts.anywhere
        places = _places(low, parts) if parts else []
        if starts.is_capital:
            places = sorted([*places, *(m.start() for m in _CAPITAL.finditer(text))])
        for place in places:
            if found := pattern.match(text, place):
                return found
        return None

    def may_match(self, pattern: re.Pattern[str], number: int) -> bool:
        """False only where the pattern cannot match the sentence of that number."""
        known = self.candidates_of(pattern)
        return known is None or number in known

    def candidates_of(self, pattern: re.Pattern[str]) -> frozenset[int] | None:
        """The sentences that may match; None where all may."""
        if id(pattern) not in self.candidates:
            self.look_up(pattern)
        return self.candidates[id(pattern)]

    def look_up(self, pattern: re.Pattern[str]) -> None:
        """Find the candidates of a pattern, once."""
        if self._read < len(self._texts):
            self._read_words()
        self._asked.append(pattern)
        self.candidates[id(pattern)] = self._sentences(pattern)

    def is_in_title(self, pattern: re.Pattern[str], title: str) -> bool:
        """Whether a heading or label matches; it is asked for every sentence under it."""
        key = (id(pattern), title)
        known = self._titles.get(key)
        if known is None:
            known = self._titles[key] = bool(pattern.search(title))
        return known

    def is_in_titles(self, pattern: re.Pattern[str], section: tuple[str, ...], depth: int) -> bool:
        """Whether one of the last headings of a section matches."""
        key = (id(pattern), section, depth)
        known = self._sections.get(key)
        if known is None:
            known = self._sections[key] = any(self.is_in_title(pattern, t) for t in section[-depth:])
        return known

    def columns(self, pattern: re.Pattern[str], header: tuple[str, ...]) -> list[int]:
        """The titles of a table that match, by their numbers; it is asked for every row."""
        key = (id(pattern), header)
        known = self._columns.get(key)
        if known is None:
            known = [n for n, title in enumerate(header) if self.is_in_title(pattern, title)]
            self._columns[key] = known
        return known

    def _read_words(self) -> None:
        self.candidates.clear()
        self._starts.clear()
        places, new = self._places, list[str]()
        for number in range(self._read, len(self._texts)):
            text = self._texts[number]
            lower = text.lower()
            is_odd = not text.isascii() and (len(lower) != len(text) or _ODD.search(text))
            self._lower.append(None if is_odd else lower)
            words = self._vocabulary.words_of(lower)
            self._words_in.append(words)
            for word in words:
                if word in places:
                    places[word].append(number)
                else:
                    places[word] = [number]
                    new.append(word)
        self._vocabulary.add(new)
        self._read = len(self._texts)

    def _starts_here(self, pattern: re.Pattern[str]) -> _Here | None:
        starts = starts_of(pattern.pattern, pattern.flags)
        if starts is None:
            return None
        words = frozenset(self._vocabulary.begun(starts.words))
        inner = {WORD.search(part) for part in starts.anywhere}
        around = frozenset(word for m in inner if m for word in self._vocabulary.around(m[0]))
        return _Here(starts, words, around, has_loose=None in inner)

    def _sentences(self, pattern: re.Pattern[str]) -> frozenset[int] | None:
        begun, inside = _needed_words(pattern.pattern, pattern.flags)
        if not begun.keys and not begun.short and not inside:
            return None
        words = [*self._vocabulary.begun(begun)]
        words += [word for part in inside for word in self._vocabulary.around(part)]
        return frozenset[int]().union(*map(self._places.__getitem__, words))


@lru_cache(maxsize=1024)
def _needed_words(source: str, flags: int) -> tuple[Beginnings, tuple[str, ...]]:
    """What needed words begin with, and what others hold."""
    parts = needed_parts(source, flags)
    begun = beginnings(part.removeprefix(_START) for part in parts if part[0] == _START)
    return begun, tuple(part for part in parts if part[0] != _START)


def needed_parts(source: str, flags: int) -> frozenset[str]:
    """Parts of words, one of which is in all that a pattern matches; empty where none is known.

    In lower case; those that begin a word have a space before them.
    """
    try:
        return _needed(import_module("re._parser").parse(source, flags)) or frozenset()
    except (ImportError, AttributeError, re.error):  # another Python: every sentence is tried
        return frozenset()


def _needed(sequence: Iterable[tuple[object, Any]], before: str = "") -> frozenset[str] | None:
    """Of all that a sequence needs, what is told best: long parts, beginnings, and few of them."""
    found: list[frozenset[str] | None] = []
    run = before
    for operation, value in sequence:
        name = str(operation)
        if name == "LITERAL":
            run += chr(value).lower()
            continue
        inner = _inner(name, value, run[-1:] if run[-1:].isspace() else "")
        found += [_part_of(run), inner]
        run = _START if name == "AT" and str(value) == "AT_BOUNDARY" else ""
    found.append(_part_of(run))
    return max(filter(None, found), key=_worth, default=None)


def _worth(parts: frozenset[str]) -> tuple[int, bool, int]:
    """Short parts and words that every card uses tell least."""
    shortest = min(map(_length, parts))
    return min(shortest, 4), all(part[0] == _START for part in parts), -len(parts)


def _length(part: str) -> int:
    word = part.strip()
    return 1 if word in _EVERYWHERE else 2 if word in _COMMON else len(word)


def _inner(name: str, value: Any, before: str) -> frozenset[str] | None:
    """What a group, a choice or a repeat needs."""
    if name == "SUBPATTERN":
        return _needed(value[3], before)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"} and value[0] >= 1:
        return _needed(value[2])
    if name != "BRANCH":
        return None
    choices = [_needed(choice, before) for choice in value[1]]
    return frozenset().union(*(c for c in choices if c)) if all(choices) else None


def _part_of(run: str) -> frozenset[str] | None:
    """The longest word of letters that follow each other, if it tells anything; of "t5" that "t" is one."""
    longest = max(WORD.finditer(run), key=lambda word: _length(word[0]), default=None)
    if longest is None:
        return None
    is_start = longest.start() > 0
    is_whole = is_start and run[longest.end() :][:1].isalnum()
    if len(longest[0]) == 1:
        return frozenset((f"{_START}{longest[0]}{END}",)) if is_whole else None
    return frozenset((f"{_START}{longest[0]}" if is_start else longest[0],))


def _places(text: str, parts: Iterable[str]) -> list[int]:
    """Where any of the parts stands, in order."""
    found = []
    for part in parts:
        at = text.find(part)
        while at >= 0:
            found.append(at)
            at = text.find(part, at + 1)
    found.sort()
    return found
