"""The words of a card, found by how they begin or by what they hold."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from explorer.transparency.phrases.cues import WORD

_SEPARATED = str.maketrans({chr(n): " " for n in range(128) if not chr(n).isalnum() and n != ord("\n")})


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
        self._words: list[str] = []  # sorted
        self._all = " "
        self._known: dict[str, list[str]] = {}  # what was asked for

    def add(self, words: Iterable[str]) -> None:
        """Take words in that are not in it yet."""
        self._words = sorted([*self._words, *words])
        self._all = f" {' '.join(self._words)} "
        self._known.clear()

    def words_with(self, cue: str) -> list[str]:
        """Those that hold a cue, which is written as in ``cues_of``."""
        found = self._known.get(cue)
        if found is None:
            is_begin = cue[0] == " " != cue[-1]
            found = self._known[cue] = self._begun(cue[1:]) if is_begin else self._around(cue)
        return found

    def _begun(self, part: str) -> list[str]:
        first = last = bisect_left(self._words, part)
        while last < len(self._words) and self._words[last].startswith(part):
            last += 1
        return self._words[first:last]

    def _around(self, part: str) -> list[str]:
        found = []
        at = self._all.find(part)
        while at >= 0:
            begin, end = self._all.rfind(" ", 0, at + 1) + 1, self._all.find(" ", at + 1)
            found.append(self._all[begin:end])
            at = self._all.find(part, end)
        return found
