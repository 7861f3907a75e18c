"""Columns, rows and cards whose margins and gaps are lengths of the 100 % design, and follow the text scale.

``column(widget, margins=(26, 18, 26, 32), spacing=12)``: margins are before, top, after, bottom, so that they
swap sides where text runs from right to left; one number stands for all four.

``line.add(stretched(name), 8, at_top(button))``: parts in their order, a number being a gap at 100 %.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QLayout, QWidget

from explorer.kit.theme import Look, look_of

Ground = Literal["plain", "strong", "chosen", "outlined", "sunken", "bubble", "bad"]
Margins = int | tuple[int, int, int, int]
_Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class Placed:
    """A part that takes a ``share`` of the room that is left over, or stands at a side of its own room."""

    part: QWidget | QLayout | None
    share: int = 0
    side: Qt.AlignmentFlag | None = None


type Part = QWidget | QLayout | Placed | int

STRETCH = Placed(None, 1)  # nothing, as wide as it can be


def stretched(part: QWidget | QLayout, share: int = 1) -> Placed:
    return Placed(part, share)


def at_top(part: QWidget, share: int = 0) -> Placed:
    return Placed(part, share, _Align.AlignTop)


def at_start(part: QWidget) -> Placed:
    """Where reading begins."""
    return Placed(part, 0, _Align.AlignLeft)


def centred(part: QWidget, share: int = 0) -> Placed:
    """In the middle of the height of its row."""
    return Placed(part, share, _Align.AlignVCenter)


class _Measured(QBoxLayout):
    """What is set with Qt's own setters stays as it was set."""

    def _follow(self, parent: QWidget | None, margins: Margins, spacing: int) -> None:
        self._margins: Margins | None = margins
        self._gap: int | None = spacing
        if parent is not None:
            parent.setLayout(self)
        self._measure(look_of(parent))
        look_of(parent).changed.connect(self._measure)

    def setContentsMargins(self, left: int, top: int, right: int, bottom: int) -> None:  # type: ignore[override]
        self._margins = None
        super().setContentsMargins(left, top, right, bottom)

    def setSpacing(self, spacing: int) -> None:
        self._gap = None
        super().setSpacing(spacing)

    def add(self, *parts: Part) -> Self:
        """Behind what stands there already."""
        for part in parts:
            if isinstance(part, int):
                self.addSpacing(look_of().sizes.px(part))
            else:
                self._place(part if isinstance(part, Placed) else Placed(part))
        return self

    def _place(self, placed: Placed) -> None:
        part, share, side = placed.part, placed.share, placed.side
        if part is None:
            self.addStretch(share)
        elif isinstance(part, QLayout):
            self.addLayout(part, share)
        elif side is None:
            self.addWidget(part, share)
        else:
            self.addWidget(part, share, side)

    def drop(self, widgets: Iterable[QWidget]) -> None:
        """Take these out for good."""
        for widget in widgets:
            self.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    @Slot(object)
    def _measure(self, look: Look) -> None:
        if self._margins is not None:
            super().setContentsMargins(*_sides(look, self._margins))
        if self._gap is not None:
            super().setSpacing(look.sizes.px(self._gap) if self._gap else 0)


class Column(_Measured):
    """Parts under each other."""

    def __init__(self, parent: QWidget | None = None, margins: Margins = 0, spacing: int = 0) -> None:
        super().__init__(QBoxLayout.Direction.TopToBottom)
        self._follow(parent, margins, spacing)


class Row(_Measured):
    """Parts beside each other."""

    def __init__(self, parent: QWidget | None = None, margins: Margins = 0, spacing: int = 0) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self._follow(parent, margins, spacing)


column, row = Column, Row  # as they are called where one is built


class Card(QFrame):
    """Surface, one-pixel border, rounded. ``inset`` is the space inside, in pixels at 100 %."""

    def __init__(self, ground: Ground = "plain", inset: int = 15, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", ground)
        above = max(0, inset - 4)
        self.body = column(self, margins=(inset, above, inset, above), spacing=4)

    def set_ground(self, ground: Ground) -> None:
        set_style_property(self, "card", ground)


def set_style_property(widget: QWidget, name: str, value: object) -> bool:
    """One that the style sheet asks for, so that it looks so at once; whether it was another."""
    if (widget.property(name) or "") == (value or ""):
        return False
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    return True


def clear(layout: QLayout) -> None:
    """Take all widgets out of a layout: they are gone from the screen at once, and deleted later."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def together(first: QWidget, second: QWidget) -> QWidget:
    """Two widgets side by side that go on to the next line together, as an arrow and what it points at."""
    holder = QWidget()
    row(holder, spacing=10).add(first, stretched(second))
    return holder


def _sides(look: Look, margins: Margins) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in pixels."""
    four = (margins,) * 4 if isinstance(margins, int) else margins
    before, top, after, bottom = (look.sizes.px(side) if side else 0 for side in four)
    if QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        return after, top, before, bottom
    return before, top, after, bottom
