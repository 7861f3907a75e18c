"""References to passages as numbers on a small ground, painted over the text of a view.

The text below is "[3]", unseen: who selects and copies it, or hears it read, gets that.
"""

import re

from PySide6.QtCore import QRectF, QUrl
from PySide6.QtGui import QPainter, QTextCursor, QTextFragment
from PySide6.QtWidgets import QTextBrowser

from explorer.kit.language import tr
from explorer.kit.number_mark import SIDE, NumberState, paint_number
from explorer.kit.rich_text.citations import GIVEN, NOT_GIVEN, cited
from explorer.kit.theme import look_of

_NUMBER = re.compile(r"\[(\d+)\]")


class CitationMarks:
    """Of one view. ``given``: the numbers of what the answer was given; ``None``: "[3]" is a text like any
    other.
    """

    def __init__(self, view: QTextBrowser) -> None:
        self._view = view
        self.given: frozenset[int] | None = None
        self._open = 0
        self._spots: list[tuple[int, int, int]] | None = None  # from, to, number; None: not looked for

    def linked(self, clean: str) -> str:
        """The HTML with its references as links; the text of the view is another from now on."""
        self._spots = None
        return clean if self.given is None else cited(clean, self.given)

    def mark_open(self, number: int) -> None:
        """The passage that is open beside the answer; 0: none."""
        if number != self._open:
            self._open = number
            self._view.viewport().update()

    def paint(self) -> None:
        """Over the text of the view, from its paint event."""
        if self.given is None:
            return
        if self._spots is None:
            self._spots = self._find()
        with QPainter(self._view.viewport()) as painter:
            for start, end, number in self._spots:
                state: NumberState = "open" if number == self._open else "cited"
                paint_number(painter, self._rect(start, end), number, state, look_of(self._view))

    def _find(self) -> list[tuple[int, int, int]]:
        spots, block = [], self._view.document().begin()
        while block.isValid():
            place = block.begin()
            while not place.atEnd():
                spots += _spots_in(place.fragment())
                place += 1
            block = block.next()
        return spots

    def _rect(self, start: int, end: int) -> QRectF:
        cursor = QTextCursor(self._view.document())
        cursor.setPosition(start)
        first = QRectF(self._view.cursorRect(cursor))
        cursor.setPosition(end - 1)  # after the last the next line may begin
        last = QRectF(self._view.cursorRect(cursor))
        side = look_of(self._view).sizes.px(SIDE)
        edge = self._view.fontMetrics().horizontalAdvance("]")
        edge *= -1 if last.left() < first.left() else 1  # it runs from right to left
        width = max(side, abs(last.left() + edge - first.left()))
        middle = (first.left() + last.left() + edge) / 2
        return QRectF(middle - width / 2, first.center().y() - side / 2, width, side)


def number_at(url: QUrl) -> int:
    """The passage that a link leads to; 0: none."""
    place = url.fragment()
    return int(place.removeprefix(GIVEN)) if place.startswith(GIVEN) else 0


def missing_words(url: QUrl) -> str:
    """Of a reference to a passage that was not given; "" of any other link."""
    place = url.fragment()
    if url.scheme() or not place.startswith(NOT_GIVEN):
        return ""
    return tr("The model was given no passage {number}").format(number=place.removeprefix(NOT_GIVEN))


def _spots_in(fragment: QTextFragment) -> list[tuple[int, int, int]]:
    if not fragment.charFormat().anchorHref().startswith(f"#{GIVEN}"):
        return []
    begin = fragment.position()
    found = _NUMBER.finditer(fragment.text())
    return [(begin + one.start(), begin + one.end(), int(one[1])) for one in found]
