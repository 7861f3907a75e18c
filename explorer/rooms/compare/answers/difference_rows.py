"""The difference between two answers, word by word, and how it is shown.

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
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless
from explorer.kit.scroll import overlay_bar
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.kit.theme import look_of

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


_REMEMBERED = 200


class DifferenceCache(QObject):
    """``ready`` tells that one more difference is known."""

    ready = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: dict[tuple[str, str], Difference] = {}
        self._running: dict[tuple[str, str], Task] = {}

    def of(self, base: str, text: str) -> Difference | None:
        """``text`` against ``base``; ``None`` while it is being compared."""
        pair = (base, text)
        if pair not in self._known and pair not in self._running:
            work = partial(_compare, base, text)
            done, failed = partial(self._keep, pair), partial(self._give_up, pair)
            self._running[pair] = self._tasks.run(work, done, failed, owner=self)
        return self._known.get(pair)

    def _keep(self, pair: tuple[str, str], found: Difference) -> None:
        self._running.pop(pair, None)
        while len(self._known) >= _REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[pair] = found
        self.ready.emit()

    def _give_up(self, pair: tuple[str, str], _bug: KnownError) -> None:
        """It was told already; the answers stay as they are."""
        self._running.pop(pair, None)


def _compare(base: str, text: str, _context: TaskContext[None]) -> Difference:
    return difference(base, text)


_PITCH = 150  # percent, as running text


class DifferenceView(QTextEdit):
    """Read only; the words as the model wrote them, without formatting."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.viewport().setAutoFillBackground(False)
        self._bar = overlay_bar(self)
        self.pieces: tuple[DifferencePiece, ...] = ()

    def show_pieces(self, pieces: Sequence[DifferencePiece]) -> None:
        self.pieces = tuple(pieces)
        self.clear()
        cursor = self.textCursor()
        block = QTextBlockFormat()
        block.setLineHeight(_PITCH, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        struck = ""
        for piece in pieces:
            if struck and not struck[-1].isspace():
                cursor.insertText(" ", self._format(DifferenceKind.SAME))
            cursor.insertText(harmless(piece.text), self._format(piece.kind))
            struck = piece.text if piece.kind is DifferenceKind.REMOVED else ""
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "pieces"):
            self.show_pieces(self.pieces)

    def _format(self, kind: DifferenceKind) -> QTextCharFormat:
        look = look_of(self)
        made = QTextCharFormat()
        font = look.font("heading")
        font.setWeight(font.Weight.Normal)
        made.setFont(font)
        made.setForeground(look.theme.text)
        if kind is DifferenceKind.ADDED:
            made.setBackground(look.theme.soft_accent)
            made.setFontUnderline(True)
            made.setUnderlineColor(look.theme.accent)
        elif kind is DifferenceKind.REMOVED:
            made.setForeground(look.theme.muted)
            made.setFontStrikeOut(True)
        return made
