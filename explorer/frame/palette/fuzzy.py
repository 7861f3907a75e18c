"""Fuzzy search: finds texts by a few typed letters, in a fixed order: the same letters give the same list.

The letters of each typed word must stand in the text in their order. Better, in this order: the text begins
so; a word of it does; it stands somewhere inside; its words begin with these letters; they are strewn, the
closer the better. Case, accents and punctuation do not count. Ten thousand texts take a few milliseconds,
because every step over all of them is one search inside a compiled function.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest

_SPACES = re.compile(r"[\W_]")
_NOTE = 2_000  # how much worse a match in the note alone is than one in the name
_STREWN = 1_000  # worse than every closer kind of match; the length of the span is added
_WORST_SPAN = 24  # letters strewn wider than this are no match but chance


@dataclass(frozen=True)
class FoldedText:
    """A text ready to be searched: lower case, no accents, a space before and in place of punctuation."""

    text: str
    at: tuple[int, ...] | None  # the index in the original of each folded letter; None: the same
    main: int  # folded letters of the name; what follows is its note, where a match counts less

    @classmethod
    def of(cls, text: str, note: str = "") -> "FoldedText":
        named = cls._of(text)
        if not note:
            return named
        both = cls._of(f"{text} {note}")
        return cls(both.text, both.at, named.main)

    @classmethod
    def _of(cls, text: str) -> "FoldedText":
        if text.isascii():
            return cls(" " + _SPACES.sub(" ", text.lower()), None, len(text))
        letters, at = [], []
        for index, letter in enumerate(text):
            for part in unicodedata.normalize("NFKD", letter.casefold()):
                if not unicodedata.combining(part):
                    letters.append(part)
                    at.append(index)
        return cls(" " + _SPACES.sub(" ", "".join(letters)), tuple(at), len(letters))


@dataclass(frozen=True)
class FuzzyMatch:
    """One match: the position in the sequence that was searched, and how far it is from perfect."""

    index: int
    cost: int


def find(query: str, texts: Sequence[FoldedText], most: int) -> list[FuzzyMatch]:
    """The ``most`` best matches, best first; equal ones in the order of ``texts``."""
    terms = [_Term.of(word) for word in FoldedText.of(query).text.split()]
    if not terms:
        return []
    costs = [0] * len(texts)
    alive: Iterable[int] = range(len(texts))
    for term in terms:
        left = []
        for index in alive:
            cost = term.cost(texts[index])
            if cost >= 0:
                costs[index] += cost
                left.append(index)
        alive = left
    best = nsmallest(most, ((costs[i], len(texts[i].text), i) for i in alive))
    return [FuzzyMatch(index, cost) for cost, _length, index in best]


def matched_letters(query: str, text: FoldedText) -> tuple[int, ...]:
    """Which letters of the original text were matched, to be shown in bold."""
    found: set[int] = set()
    for word in FoldedText.of(query).text.split():
        found.update(_Term.of(word).places(text.text))
    own = sorted(place - 1 for place in found)  # without the space in front
    return tuple(own if text.at is None else sorted({text.at[place] for place in own}))


@dataclass(frozen=True)
class _Term:
    """One typed word and its two patterns."""

    word: str
    starts: "re.Pattern[str]"
    strewn: "re.Pattern[str]"

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, word: str) -> "_Term":
        # Atomic: what was found is not tried elsewhere, so that a miss costs one walk through the text.
        letters = [f"({re.escape(letter)})" for letter in word[:_WORST_SPAN]]
        starts = "".join(f"(?>.*? {letter})" for letter in letters)
        strewn = "".join(f"(?>.*?{letter})" for letter in letters)
        return cls(word, re.compile(starts), re.compile(strewn))

    def cost(self, folded: FoldedText) -> int:
        """0 is best, -1 is no match."""
        text = folded.text
        at = text.find(" " + self.word)
        if at >= 0:
            return (0 if at == 0 else 100 + min(at, 99)) + (_NOTE if at >= folded.main else 0)
        at = text.find(self.word)
        if at >= 0:
            return 300 + min(at, 99) + (_NOTE if at > folded.main else 0)
        if not 1 < len(self.word) <= _WORST_SPAN:
            return -1
        match = self.strewn.match(text)
        if match is None:
            return -1
        if self.starts.match(text) is not None:
            return 500
        span = match.end() - match.start(1)
        return _STREWN + span if span <= _WORST_SPAN else -1

    def places(self, text: str) -> range | list[int]:
        at = text.find(" " + self.word)
        at = at + 1 if at >= 0 else text.find(self.word)
        if at >= 0:
            return range(at, at + len(self.word))
        if len(self.word) > _WORST_SPAN:
            return []
        match = self.starts.match(text) or self.strewn.match(text)
        return [match.start(group + 1) for group in range(len(self.word))] if match else []
