"""A passage that an answer was given: folded to what is said of it, or open with its text."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from explorer.documents.passages import Flag, GivenPassage
from explorer.documents.prompt import place_caption
from explorer.documents.shared_words import sentence_around
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button, IconButton
from explorer.kit.copying import CopyButton
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.number_mark import SIDE, NumberState, paint_number
from explorer.kit.paint import draw_text, mirrored, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.rich_text.highlighted_text import HighlightedText
from explorer.kit.text import Para, Quote, plain_tip
from explorer.kit.theme import Look, look_of
from explorer.rooms.playground.documents.captions import flag_caption

_HEIGHT, _GAP = 24, 8
_LINES = 2  # of a folded one
_AROUND = 600  # characters before and behind the marked ones, of a text that is longer
_QUOTED = 240  # characters of what a flag quotes


class PassageHead(PaintedButton):
    """Number, title and place; opens and folds the passage. ``state`` is how its number looks."""

    def __init__(self, given: GivenPassage, place: str) -> None:
        super().__init__()
        self._given, self._place = given, shown(place)
        self._state: NumberState = "given"
        self.setProperty("data", True)  # the name of a file, and places as it names them
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{given.number}, {given.title}, {self._place}")
        self.setToolTip(plain_tip(f"{given.title}\n{self._place}"))

    def show_state(self, state: NumberState) -> None:
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(180), px(_HEIGHT))

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        way = self.layoutDirection()
        side, gap = look.sizes.px(SIDE), look.sizes.px(_GAP)
        strong = look.font("strong" if self.isChecked() else "body")
        quiet = look.font("secondary")
        room = min(text_width(self._place, quiet) + 2, rect.width() * 0.45)
        title = rect.adjusted(side + gap, 0, -(room + gap), 0)
        place = QRectF(rect.right() - room, 0, room, rect.height())
        colour = look.theme.accent if self.underMouse() else look.theme.text
        spot = QRectF(0, round((rect.height() - side) / 2), side, side)
        paint_number(painter, mirrored(spot, rect, way), self._given.number, self._number(), look)
        draw_text(painter, mirrored(title, rect, way), self._given.title, strong, colour)
        end = Qt.AlignmentFlag.AlignRight
        draw_text(painter, mirrored(place, rect, way), self._place, quiet, look.theme.muted, end)
        return 5

    def _number(self) -> NumberState:
        return "open" if self.isChecked() else self._state


class PassageCard(QFrame):
    """``mark``: characters of its text that the answer shares. ``told``: why there is no text any more.

    ``open_page`` is asked for the file that it stands in, ``forget`` to have that forgotten; ``toggled`` is
    told when the person opens or folds it.
    """

    def __init__(
        self,
        given: GivenPassage,
        *,
        cited: bool,
        mark: tuple[int, int] | None,
        place: str,
        told: str,
        toggled: Callable[[int, bool], object],
        open_page: Callable[[GivenPassage], object],
        forget: Callable[[GivenPassage], object],
    ) -> None:
        super().__init__()
        self.given, self._mark, self._told, self._is_cited = given, mark, told, cited
        self._toggled, self._open_page, self._forget = toggled, open_page, forget
        self.head = PassageHead(given, place or place_caption(given.place))
        self.head.show_state("cited" if cited else "given")
        self.head.clicked.connect(self._on_clicked)
        self._brief = Para(self._brief_words(), "secondary", "muted", most=_LINES)
        self._brief.setProperty("data", cited and not told)  # the words of the file
        self._open: QWidget | None = None  # built when it is first opened
        indent = row(margins=(SIDE + _GAP, 0, 0, 0)).add(self._brief)
        self._parts = column(self, margins=(14, 8, 14, 10), spacing=4).add(self.head, indent)
        self._dress()

    def is_open(self) -> bool:
        return self.head.isChecked()

    def set_open(self, opened: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self.head.setChecked(opened)
        if opened and self._open is None:
            self._open = self._build()
            self._parts.addWidget(self._open)
        if self._open is not None:
            self._open.setVisible(opened)
        self._brief.setVisible(not opened)
        self._dress()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The words under a folded head belong to it."""
        if not self.is_open():
            self.head.click()
        event.accept()

    def _on_clicked(self, opened: bool) -> None:  # noqa: FBT001  # a slot of clicked(bool)
        self._toggled(self.given.number, opened)

    def _brief_words(self) -> str:
        if self._told:
            return self._told
        if self.given.flags:
            return shown(flag_caption(self.given.flags[0])) + " " + self.given.flags[0].quote
        if not self._is_cited:
            return self.tr("Given, not cited")
        stretch = self._mark or (0, 1)
        return " ".join(sentence_around(self.given.text, stretch).split())

    def _build(self) -> QWidget:
        holder = QWidget()
        parts = column(holder, spacing=8)
        if self._told:
            parts.add(Para(self._told, "body", "muted"))
        else:
            text = HighlightedText(self.tr("Passage {number}").format(number=self.given.number))
            text.show_text(*_around(self.given.text, self._mark))
            parts.add(text)
        for flag in self.given.flags:
            parts.add(_FlagNote(flag))
        if self.given.text:
            parts.addLayout(self._actions())
        return holder

    def _actions(self) -> FlowLayout:
        line = FlowLayout(spacing=look_of(self).sizes.px(3))
        open_page = Button("link", self.tr("Open the page"), "external", scale="compact")
        open_page.setToolTip(self.tr("Opens the file in the program that your system has for it"))
        open_page.clicked.connect(self._on_open)
        copy = CopyButton("link", self.tr("Copy"), self._copied, scale="compact")
        forget = IconButton("trash", self.tr("Forget {name}…").format(name=self.given.title))
        forget.clicked.connect(self._on_forget)
        return line.add(open_page, copy, forget)

    def _on_open(self) -> None:
        self._open_page(self.given)

    def _on_forget(self) -> None:
        self._forget(self.given)

    def _copied(self) -> str:
        return self.given.text

    def _dress(self) -> None:
        """Open it is a card; folded ones are parted by a line."""
        self.setProperty("card", "outlined" if self.is_open() else "")
        self.setProperty("rule", "" if self.is_open() else "bottom")
        self.style().unpolish(self)
        self.style().polish(self)


class _FlagNote(QWidget):
    """What a passage holds that is no plain text for a reader, shown as what it is."""

    def __init__(self, flag: Flag) -> None:
        super().__init__()
        quote = Quote(flag.quote[:_QUOTED])
        column(self, spacing=3).add(Para(flag_caption(flag), "secondary", "caution"), quote)


def _around(text: str, mark: tuple[int, int] | None) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text of a page or so around what is marked in it, and the mark in that."""
    start, end = mark or (0, 0)
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if len(text) <= 2 * _AROUND:
        first, last = 0, len(text)
    before, behind = "… " if first else "", " …" if last < len(text) else ""
    moved = len(before) - first
    cut = f"{before}{text[first:last]}{behind}"
    return cut, ((start + moved, end + moved),) if mark is not None else ()
