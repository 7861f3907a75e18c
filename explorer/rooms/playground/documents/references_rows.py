"""The references under an answer: every passage it was given, by number, file and page."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.documents.passages import GivenPassage
from explorer.documents.prompt import place_caption
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout, remove_widget
from explorer.kit.number_mark import SIDE, NumberState, paint_number
from explorer.kit.paint import draw_text, mirrored, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.text import Label, plain_tip
from explorer.kit.theme import Look, look_of
from explorer.rooms.playground.documents.captions import (
    counts_caption,
    flag_caption,
    reference_caption,
)

_HEIGHT, _GAP, _BETWEEN = 20, 6, 10
_SIGN = 14
_WIDEST = 260  # of one; longer names are cut in their middle: the page behind them tells them apart


class ReferenceButton(PaintedButton):
    """One passage that was given; ``show_state`` says whether it is cited, and open beside the answer."""

    def __init__(self, given: GivenPassage, state: NumberState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.given, self._state = given, state
        self.setProperty("data", True)  # the name of a file
        self.setText(shown(reference_caption(given)))
        self._name()

    @property
    def _sign(self) -> int:
        """Room for the sign of a passage that is not what it seems, in pixels at 100 %."""
        return _SIGN + _GAP if self.given.flags else 0

    def show_state(self, state: NumberState) -> None:
        self._state = state
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        look = look_of(self)
        px = look.sizes.px
        wide = text_width(self.text(), look.font("secondary")) + px(SIDE + _GAP + self._sign) + 2
        return QSize(min(round(wide), px(_WIDEST)), px(_HEIGHT))

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        side, way = look.sizes.px(SIDE), self.layoutDirection()
        top = round((rect.height() - side) / 2)
        words = rect.adjusted(side + look.sizes.px(_GAP + self._sign), 0, 0, 0)
        sign = look.sizes.px(_SIGN)
        warning = QRectF(side + look.sizes.px(_GAP), round((rect.height() - sign) / 2), sign, sign)
        colour = look.theme.text if self.underMouse() else look.theme.muted
        spot = mirrored(QRectF(0, top, side, side), rect, way)
        paint_number(painter, spot, self.given.number, self._state, look)
        if self.given.flags:
            paint_icon(painter, mirrored(warning, rect, way), "warning", look.theme.caution)
        line, cut = mirrored(words, rect, way), Qt.TextElideMode.ElideMiddle
        draw_text(painter, line, self.text(), look.font("secondary"), colour, elide=cut)
        return 5

    def _name(self) -> None:
        place, title = shown(place_caption(self.given.place)), self.given.title
        words = self.tr("Passage {number}: {title}, {place}")
        if self._state == "given":
            words = self.tr("Passage {number}: {title}, {place}, given and not cited")
        told = words.format(number=self.given.number, title=title, place=place)
        kinds = {flag.kind: shown(flag_caption(flag)).rstrip(":：") for flag in self.given.flags}
        told = "\n".join((told, *kinds.values()))
        self.setAccessibleName(told)
        self.setToolTip(plain_tip(told))


class ReferencesLine(QWidget):
    """``wanted`` carries the number of the passage to be seen. Hidden while nothing was given."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What this answer was given"))
        self._line = FlowLayout(self, look_of(self).sizes.px(_BETWEEN))
        self._buttons: list[ReferenceButton] = []
        self._cited: frozenset[int] = frozenset()
        self._open = 0
        self._counts = Label("", "secondary", "faint")
        self._counts.setMinimumHeight(look_of(self).sizes.px(_HEIGHT))
        self._counts.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._line.addWidget(self._counts)
        self.hide()

    def show_given(self, given: Sequence[GivenPassage] | None, cited: frozenset[int], why: str = "") -> None:
        """Cited ones first, as they are numbered; those that were only given behind them.

        ``None``: no document had to do with it; empty: nothing was given, ``why``.
        """
        is_shown, given = given is not None, given or ()
        self._cited = cited
        if [button.given for button in self._buttons] != _in_order(given, cited):
            self._put(_in_order(given, cited))
        self._counts.setText(counts_caption(len(given), len(cited), why))
        self.mark(self._open)
        self.setVisible(is_shown)

    def mark(self, number: int) -> None:
        """The passage that is open beside the answer; 0: none."""
        self._open = number
        for button in self._buttons:
            is_cited = button.given.number in self._cited
            button.show_state("open" if button.given.number == number else "cited" if is_cited else "given")

    def buttons(self) -> list[ReferenceButton]:
        return list(self._buttons)

    def _put(self, given: Sequence[GivenPassage]) -> None:
        for old in (*self._buttons, self._counts):
            self._line.removeWidget(old)
        for gone in self._buttons:
            remove_widget(gone)
        self._buttons = [ReferenceButton(passage, "given", self) for passage in given]
        for button in self._buttons:
            button.clicked.connect(partial(self.wanted.emit, button.given.number))
            self._line.addWidget(button)
        self._line.addWidget(self._counts)


def _in_order(given: Sequence[GivenPassage], cited: frozenset[int]) -> list[GivenPassage]:
    return sorted(given, key=lambda passage: (passage.number not in cited, passage.number))
