"""Which sentences can match a pattern at all, known from their words.

Rules look for hundreds of phrases, of thousands of lines, in every sentence, and nearly none is there. A
pattern that needs "train" or "corpus" is only tried where a word holds one of them, and of a phrase only the
lines whose words are there; the answer is the same, sooner.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from explorer.transparency.card_text.card_vocabulary import CardVocabulary, words_of
from explorer.transparency.phrases.cues import lines_by_cue, words_by_twins
from explorer.transparency.phrases.phrase import Finder, Phrase, PhraseList


class _Hits(NamedTuple):
    """What a card holds of the cues of a phrase.

    ``sentences``: those that it may match; ``None`` where one of its lines has no cue. ``lines``: by each
    word the numbers of the lines that have a cue in it. ``always``: those that have none.
    """

    sentences: frozenset[int] | None
    lines: dict[str, list[int]]
    always: Sequence[int]


class WordIndex:
    """The words of a card's sentences, each sentence under its number."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._words_in: list[set[str]] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._vocabulary = CardVocabulary()
        self.candidates: dict[Finder, frozenset[int] | None] = {}  # None: every sentence
        self._hits: dict[Finder, _Hits] = {}
        self._found: dict[tuple[Finder, int], re.Match[str] | None] = {}
        self._lists: dict[PhraseList, list[tuple[Phrase, frozenset[int] | None]]] = {}
        self._sections: dict[tuple[Finder, tuple[str, ...], int], bool] = {}
        self._titles: dict[tuple[Finder, str], bool] = {}
        self._columns: dict[tuple[Finder, tuple[str, ...]], list[int]] = {}

    def add(self, text: str) -> int:
        """Take a sentence in; its number. What was looked up is looked up anew."""
        self._texts.append(text)
        self.candidates.clear()
        self._lists.clear()
        return len(self._texts) - 1

    def find(self, pattern: Finder, number: int) -> re.Match[str] | None:
        """The first place in a sentence that matches; for a pattern that was looked up."""
        key = (pattern, number)
        if key in self._found:
            return self._found[key]
        found = self._found[key] = self._find(pattern, number)
        return found

    def _find(self, pattern: Finder, number: int) -> re.Match[str] | None:
        text = self._texts[number]
        if isinstance(pattern, re.Pattern):
            return pattern.search(text)
        _, by_word, always = self._hits[pattern]
        lines = set(always)
        for word in by_word.keys() & self._words_in[number]:
            lines.update(by_word[word])
        return pattern.search_lines(text, sorted(lines))

    def may_match(self, pattern: Finder, number: int) -> bool:
        """False only where the pattern cannot match the sentence of that number."""
        known = self.candidates_of(pattern)
        return known is None or number in known

    def candidates_of(self, pattern: Finder) -> frozenset[int] | None:
        """The sentences that may match; None where all may."""
        if pattern not in self.candidates:
            self.look_up(pattern)
        return self.candidates[pattern]

    def likely(self, phrases: PhraseList, number: int) -> list[Phrase]:
        """Of many phrases those that may match a sentence."""
        if phrases not in self._lists:
            self._lists[phrases] = [(one, self.candidates_of(one)) for one in phrases]
        return [one for one, known in self._lists[phrases] if known is None or number in known]

    def look_up(self, pattern: Finder) -> None:
        """Find the candidates of a pattern, once."""
        if len(self._words_in) < len(self._texts):
            self._read_words()
        hits = self._hits[pattern] = self._hits_of(pattern)
        self.candidates[pattern] = hits.sentences

    def is_in_title(self, pattern: Finder, title: str) -> bool:
        """Whether a heading or label matches; it is asked for every sentence under it."""
        key = (pattern, title)
        known = self._titles.get(key)
        if known is None:
            known = self._titles[key] = bool(pattern.search(title))
        return known

    def is_in_titles(self, pattern: Finder, section: tuple[str, ...], depth: int) -> bool:
        """Whether one of the last headings of a section matches."""
        key = (pattern, section, depth)
        known = self._sections.get(key)
        if known is None:
            known = self._sections[key] = any(self.is_in_title(pattern, t) for t in section[-depth:])
        return known

    def columns(self, pattern: Finder, header: tuple[str, ...]) -> list[int]:
        """The titles of a table that match, by their numbers; it is asked for every row."""
        key = (pattern, header)
        known = self._columns.get(key)
        if known is None:
            known = [n for n, title in enumerate(header) if self.is_in_title(pattern, title)]
            self._columns[key] = known
        return known

    def _read_words(self) -> None:
        places, known, read = self._places, len(self._places), len(self._words_in)
        texts = self._texts[read:]
        self._words_in += words_of([text.lower() for text in texts])
        for text, words in zip(texts, self._words_in[read:], strict=True):
            words.update(words_by_twins(text))
        for number in range(read, len(self._words_in)):
            for word in self._words_in[number]:
                places[word].append(number)
        self._vocabulary.add(itertools.islice(places, known, None))

    def _hits_of(self, pattern: Finder) -> _Hits:
        cues = pattern.cues if isinstance(pattern, Phrase) else lines_by_cue((pattern.pattern,))
        lines: defaultdict[str, list[int]] = defaultdict(list)
        for cue, numbers in cues.items():
            for word in self._vocabulary[cue] if cue else ():
                lines[word] += numbers
        sentences = None if "" in cues else frozenset[int]().union(*map(self._places.__getitem__, lines))
        return _Hits(sentences, lines, cues.get("", ()))
