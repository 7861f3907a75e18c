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


class CardVocabulary(dict[str, list[str]]):
    """Words in lower case, by the cues that are asked for, as ``lines_by_cue`` writes them; it grows."""

    def __init__(self) -> None:
        super().__init__()
        self._words: set[str] = set()
        self._sorted: list[str] = []
        # A word holds letters of A to Z, or others; so does a cue. Only digits may stand mixed in one.
        self._latin = self._other = " "

    def add(self, words: Iterable[str]) -> None:
        """Take more words in."""
        self._words.update(words)
        self._sorted = sorted(self._words)
        self._latin = f" {' '.join(word for word in self._sorted if word.isascii() or word.isdecimal())} "
        self._other = f" {' '.join(word for word in self._sorted if not word.isascii())} "
        self.clear()

    def __missing__(self, cue: str) -> list[str]:
        if cue[0] != " ":
            found = self._around(cue)
        elif cue[-1] != " ":
            found = self._begun(cue[1:])
        else:
            found = [cue[1:-1]] if cue[1:-1] in self._words else []
        self[cue] = found
        return found

    def _begun(self, part: str) -> list[str]:
        first = last = bisect_left(self._sorted, part)
        while last < len(self._sorted) and self._sorted[last].startswith(part):
            last += 1
        return self._sorted[first:last]

    def _around(self, part: str) -> list[str]:
        words = self._latin if part.isascii() else self._other
        found = []
        at = words.find(part)
        while at >= 0:
            end = words.find(" ", at + 1)
            found.append(words[words.rfind(" ", 0, at) + 1 : end])
            at = words.find(part, end)
        return found
