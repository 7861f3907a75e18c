"""The difference between two answers, word by word.

Two answers of thousands of words may take any time to compare exactly. So it is done as a task, and its time
is bounded: what could not be compared by then counts as different, and ``is_complete`` says so.
"""

import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_LONGEST_S = 0.5
_MOST_WORDS = 20_000  # of each text
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"  # of scripts without spaces: each is a word
_WORD = re.compile(rf"(?:[{_SIGNS}]|[^\W{_SIGNS}]+|[^\w\s])\s*|\s+")


class DifferenceKind(StrEnum):
    """Of a piece: in both texts, in this one alone, or in the other one alone."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class DifferencePiece:
    """Words that follow each other and are alike. Pieces that are not removed join to the whole text."""

    kind: DifferenceKind
    text: str


@dataclass(frozen=True)
class Difference:
    """A text against another one. ``share`` of its words that the other has too, 0 to 1."""

    pieces: tuple[DifferencePiece, ...]
    share: float
    is_complete: bool = True


def difference(
    base: str, text: str, longest_s: float = _LONGEST_S, clock: Callable[[], float] = time.monotonic
) -> Difference:
    """``text`` against ``base``. White space does not count; capitals and signs do."""
    theirs, ours = _WORD.findall(base), _WORD.findall(text)
    rest = "".join(ours[_MOST_WORDS:])
    search = _Search(theirs[:_MOST_WORDS], ours[:_MOST_WORDS], clock() + longest_s, clock)
    pieces = list(search.pieces())
    if rest:
        pieces.append(DifferencePiece(DifferenceKind.ADDED, rest))
    is_complete = search.is_complete and max(len(theirs), len(ours)) <= _MOST_WORDS
    return Difference(tuple(pieces), search.same / len(ours) if ours else 1.0, is_complete)


class _Search:
    """Finds the longest common parts, the largest first, until the time is over."""

    def __init__(
        self, theirs: Sequence[str], ours: Sequence[str], until: float, clock: Callable[[], float]
    ) -> None:
        self._theirs, self._ours, self._until, self._clock = theirs, ours, until, clock
        self._bare = [word.strip() for word in theirs], [word.strip() for word in ours]
        self._matcher = SequenceMatcher(None, *self._bare)
        self.same = 0
        self.is_complete = True

    def pieces(self) -> Iterator[DifferencePiece]:
        at_theirs = at_ours = 0
        for start_theirs, start_ours, size in (*self._blocks(), (len(self._theirs), len(self._ours), 0)):
            yield from _piece(DifferenceKind.REMOVED, self._theirs[at_theirs:start_theirs])
            yield from _piece(DifferenceKind.ADDED, self._ours[at_ours:start_ours])
            at_theirs, at_ours = start_theirs + size, start_ours + size
            self.same += size
            yield from _piece(DifferenceKind.SAME, self._ours[start_ours:at_ours])

    def _blocks(self) -> list[tuple[int, int, int]]:
        """Where both are alike: start in theirs, start in ours, length; in order."""
        begin, end = self._alike_at_the_ends()
        last_theirs, last_ours = len(self._theirs) - end, len(self._ours) - end
        found = [(0, 0, begin), (last_theirs, last_ours, end)]
        open_parts = deque([(begin, last_theirs, begin, last_ours)])
        while open_parts:
            if self._clock() > self._until:
                self.is_complete = False
                break
            a_low, a_high, b_low, b_high = open_parts.popleft()
            a, b, size = self._matcher.find_longest_match(a_low, a_high, b_low, b_high)
            if size:
                found.append((a, b, size))
                open_parts.append((a_low, a, b_low, b))
                open_parts.append((a + size, a_high, b + size, b_high))
        return sorted(block for block in found if block[2])

    def _alike_at_the_ends(self) -> tuple[int, int]:
        """How many words both begin with, and how many more both end with: most answers share some."""
        theirs, ours = self._bare
        shorter = min(len(theirs), len(ours))
        begin = next((n for n in range(shorter) if theirs[n] != ours[n]), shorter)
        left = shorter - begin
        end = next((n for n in range(left) if theirs[-1 - n] != ours[-1 - n]), left)
        return begin, end


def _piece(kind: DifferenceKind, words: Sequence[str]) -> Iterator[DifferencePiece]:
    if words:
        yield DifferencePiece(kind, "".join(words))
