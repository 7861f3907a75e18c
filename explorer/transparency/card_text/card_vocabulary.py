"""The words of a card, found by how they begin or by what they hold."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

# Runs of letters of A to Z, of other letters, and of digits, each a word of its own: "llama2" is two.
WORD = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+")
END = " "  # after a beginning that is a whole word
DIGITS = "\0"  # stands for every number
_SEPARATED = str.maketrans({chr(n): " " for n in range(128) if not chr(n).isalnum() and n != ord("\n")})
_KEY = 3  # first letters by which words are looked up


class WordBeginnings(NamedTuple):
    """Beginnings of words, those of three letters and more by their first three, and whole words."""

    keys: dict[str, tuple[str, ...]]
    short: tuple[str, ...]
    whole: frozenset[str]


def beginnings(parts: Iterable[str]) -> WordBeginnings:
    keys: dict[str, tuple[str, ...]] = {}
    short, whole = [], []
    for part in sorted(parts):
        if part[-1] == END:
            whole.append(part.removesuffix(END))
        elif len(part) < _KEY:
            short.append(part)
        else:
            keys[part[:_KEY]] = (*keys.get(part[:_KEY], ()), part)
    return WordBeginnings(keys, tuple(short), frozenset(whole))


def words_of(texts: Sequence[str]) -> list[set[str]]:
    """The words of each text, all in lower case.

    Those of plain ASCII are cut at all other signs, all at once, which is much faster than the pattern; it
    only cuts what then still mixes letters and digits.
    """
    plain = [text for text in texts if text.isascii() and "\n" not in text]
    cut = [set(line.split()) for line in "\n".join(plain).translate(_SEPARATED).split("\n")]
    mixed = {word for word in set[str]().union(*cut) if not word.isalpha() and not word.isdecimal()}
    for words in cut:
        for word in words & mixed:
            words.remove(word)
            words.update(WORD.findall(word))
    done = iter(cut)
    return [next(done) if text.isascii() and "\n" not in text else set(WORD.findall(text)) for text in texts]


class CardVocabulary:
    """Words in lower case; it grows."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[str]] = {}
        self._keys: list[str] = []  # sorted
        self._words: set[str] = set()
        self._all = " "
        self._begun: dict[str, list[str]] = {}  # what was asked for
        self._holding: dict[str, list[str]] = {}

    def add(self, words: Iterable[str]) -> None:
        """Take words in that are not in it yet."""
        new = list(words)
        for word in new:
            self._by_key.setdefault(word[:_KEY], []).append(word)
        self._keys = sorted(self._by_key)
        self._words.update(new)
        self._all += "".join(f"{word} " for word in new)
        self._begun.clear()
        self._holding.clear()

    def begun(self, asked: WordBeginnings) -> list[str]:
        """The words that begin in one of the ways."""
        words = [*asked.whole & self._words]
        for key in asked.keys.keys() & self._by_key.keys():
            parts = asked.keys[key]
            words += [word for word in self._by_key[key] if word.startswith(parts)]
        for part in asked.short:
            found = self._begun.get(part)
            if found is None:
                found = self._begun[part] = list(self._short(part))
            words += found
        return words

    def _short(self, part: str) -> Iterator[str]:
        if part == DIGITS:
            return (word for key, words in self._by_key.items() if key[0].isdecimal() for word in words)
        first = bisect_left(self._keys, part)
        keys = itertools.takewhile(lambda key: key.startswith(part), self._keys[first:])
        return (word for key in keys for word in self._by_key[key])

    def around(self, part: str) -> list[str]:
        """The words that hold a part."""
        found = self._holding.get(part)
        if found is None:
            found = self._holding[part] = list(self._around(part)) if part in self._all else []
        return found

    def _around(self, part: str) -> Iterator[str]:
        at = self._all.find(part)
        while at >= 0:
            end = self._all.find(" ", at)
            yield self._all[self._all.rfind(" ", 0, at) + 1 : end]
            at = self._all.find(part, end)
