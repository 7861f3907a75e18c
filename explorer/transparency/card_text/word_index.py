"""Which sentences can match a pattern at all, known from their words.

Rules look for some two hundred patterns in every sentence, and nearly none is there. A pattern that needs
"train" or "corpus" is only tried where a word holds one of them, and there only at the places where it can
begin; the answer is the same, sooner.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from explorer.transparency.card_text.card_vocabulary import WORD, CardVocabulary, words_of
from explorer.transparency.card_text.needed_words import needed_words
from explorer.transparency.card_text.pattern_starts import starts_of
from explorer.transparency.phrases.phrase import Finder

_SHORT = 3  # letters of words that also stand inside many others
_CAPITAL = re.compile("[A-Z]")
# Signs that a pattern without regard to case takes for others than their lower case.
_ODD = re.compile("[\u0130\u0131\u017f\u0345\u03c2\u1c80-\u1c8a\u1e9b\u1fbe\ufb05\ufb06]")


type _Found = dict[int, re.Match[str] | None]  # by the number of a sentence


class _Here(NamedTuple):
    """How a pattern begins, and the words of this card that this means.

    ``words``: it begins where one does; ``around``: one is where it begins anywhere. ``has_loose``: it may
    begin without any word. The rest as in ``PatternStarts``.
    """

    words: frozenset[str]
    around: frozenset[str]
    has_loose: bool
    anywhere: frozenset[str]
    is_first: bool
    is_capital: bool


class WordIndex:
    """The words of a card's sentences, each sentence under its number."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._lower: list[str | None] = []  # None: not sign for sign as the text
        self._words_in: list[set[str]] = []
        self._spots: list[dict[str, list[int]]] = []  # of words in a sentence, as far as asked
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._vocabulary = CardVocabulary()
        self._read = 0
        self.candidates: dict[int, frozenset[int] | None] = {}  # by the pattern's id; None: every sentence
        self._asked: list[object] = []  # held, so that no id comes twice
        self._starts: dict[int, tuple[_Here | None, _Found]] = {}  # by the pattern's id
        self._likely: dict[int, list[frozenset[int] | None]] = {}  # candidates by the id of the patterns
        self._sections: dict[tuple[int, tuple[str, ...], int], bool] = {}
        self._titles: dict[tuple[int, str], bool] = {}
        self._columns: dict[tuple[int, tuple[str, ...]], list[int]] = {}

    def add(self, text: str) -> int:
        """Take a sentence in; its number."""
        self._texts.append(text)
        return len(self._texts) - 1

    def find(self, pattern: Finder, number: int) -> re.Match[str] | None:
        """The first place in a sentence that matches; for a pattern that was looked up."""
        try:  # written out: this is asked thousands of times
            known, asked = self._starts[id(pattern)]
        except KeyError:
            known, asked = self._starts[id(pattern)] = (self._starts_here(pattern), {})
        if number in asked:
            return asked[number]
        found = asked[number] = self._find(pattern, number, known)
        return found

    def _find(self, pattern: Finder, number: int, known: _Here | None) -> re.Match[str] | None:
        text, low = self._texts[number], self._lower[number]
        if known is None or low is None:
            return pattern.search(text)
        words, around, has_loose, anywhere, is_first, is_capital = known
        if is_first and (found := pattern.match(text)):
            return found
        here = self._words_in[number]
        places = self._places_of(words & here, number, low)
        if anywhere and (has_loose or not around.isdisjoint(here)):
            places = sorted(places + _places_inside(low, anywhere))
        if is_capital:
            places = sorted([*places, *(m.start() for m in _CAPITAL.finditer(text))])
        for place in places:
            if found := pattern.match(text, place):
                return found
        return None

    def _places_of(self, words: Iterable[str], number: int, low: str) -> list[int]:
        """Where any of the words begins in a sentence, in order; many patterns ask for the same ones."""
        known, places = self._spots[number], []
        for word in words:
            spots = known.get(word)
            if spots is None:
                spots = known[word] = _spots(low, word)
            places += spots
        if len(places) > 1:
            places.sort()
        return places

    def may_match(self, pattern: Finder, number: int) -> bool:
        """False only where the pattern cannot match the sentence of that number."""
        known = self.candidates_of(pattern)
        return known is None or number in known

    def candidates_of(self, pattern: Finder) -> frozenset[int] | None:
        """The sentences that may match; None where all may."""
        if id(pattern) not in self.candidates:
            self.look_up(pattern)
        return self.candidates[id(pattern)]

    def likely(self, patterns: Sequence[Finder], number: int) -> Sequence[int]:
        """Of many patterns those that may match a sentence, by their numbers."""
        if id(patterns) not in self._likely:
            self._asked.append(patterns)
            self._likely[id(patterns)] = [self.candidates_of(pattern) for pattern in patterns]
        candidates = self._likely[id(patterns)]
        return [place for place, known in enumerate(candidates) if known is None or number in known]

    def look_up(self, pattern: Finder) -> None:
        """Find the candidates of a pattern, once."""
        if self._read < len(self._texts):
            self._read_words()
        self._asked.append(pattern)
        self.candidates[id(pattern)] = self._sentences(pattern)

    def is_in_title(self, pattern: Finder, title: str) -> bool:
        """Whether a heading or label matches; it is asked for every sentence under it."""
        key = (id(pattern), title)
        known = self._titles.get(key)
        if known is None:
            known = self._titles[key] = bool(pattern.search(title))
        return known

    def is_in_titles(self, pattern: Finder, section: tuple[str, ...], depth: int) -> bool:
        """Whether one of the last headings of a section matches."""
        key = (id(pattern), section, depth)
        known = self._sections.get(key)
        if known is None:
            known = self._sections[key] = any(self.is_in_title(pattern, t) for t in section[-depth:])
        return known

    def columns(self, pattern: Finder, header: tuple[str, ...]) -> list[int]:
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
        self._likely.clear()
        places, known = self._places, len(self._places)
        texts = self._texts[self._read :]
        lower = [text.lower() for text in texts]
        self._lower += [
            None if not text.isascii() and (len(low) != len(text) or _ODD.search(text)) else low
            for text, low in zip(texts, lower, strict=True)
        ]
        words_in = words_of(lower)
        for number, words in enumerate(words_in, self._read):
            for word in words:
                places[word].append(number)
        self._words_in += words_in
        self._spots += [{} for _ in words_in]
        self._vocabulary.add(itertools.islice(places, known, None))
        self._read = len(self._texts)

    def _starts_here(self, pattern: Finder) -> _Here | None:
        starts = starts_of(pattern.pattern, pattern.flags)
        if starts is None:
            return None
        words = frozenset(self._vocabulary.begun(starts.words))
        inner = {WORD.search(part) for part in starts.anywhere}
        around = frozenset(word for m in inner if m for word in self._vocabulary.around(m[0]))
        return _Here(words, around, None in inner, starts.anywhere, starts.is_first, starts.is_capital)

    def _sentences(self, pattern: Finder) -> frozenset[int] | None:
        begun, inside = needed_words(pattern.pattern, pattern.flags)
        if not any(begun) and not inside:
            return None
        words = self._vocabulary.begun(begun)
        for part in inside:
            words += self._vocabulary.around(part)
        return frozenset[int]().union(*map(self._places.__getitem__, words))


def _spots(text: str, word: str) -> list[int]:
    """Where a word stands; a short one only where it begins one."""
    found = []
    at = text.find(word)
    while at >= 0:
        if len(word) > _SHORT or not at or not _go_on(text[at - 1], word[0]):
            found.append(at)
        at = text.find(word, at + 1)
    return found


def _go_on(before: str, first: str) -> bool:
    """Whether these are two letters of one word, as ``WORD`` cuts them."""
    return "a" <= before <= "z" and "a" <= first <= "z"


def _places_inside(text: str, parts: Iterable[str]) -> list[int]:
    """Where any of the parts stands, also inside words."""
    found = []
    for part in parts:
        at = text.find(part)
        while at >= 0:
            found.append(at)
            at = text.find(part, at + 1)
    return found
