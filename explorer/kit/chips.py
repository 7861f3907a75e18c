"""Chips: a toggle, a small menu of choices that shows the one taken, or a way to where something is set.

``Chip(text)`` toggles (``toggled``); its + becomes a check mark in the same slot. ``MenuChip(label,
choices)`` shows "License: any"; the first choice is the neutral one, any other marks the chip as on.
``picked`` carries the ``Choice``. Whatever is chosen, a chip is as wide as before, so that those behind it
stay where they are. ``large`` ones are answers on a page, the others filters and notes beside something.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from explorer.kit.actions import Action
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, mirrored, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.popup import menu
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, TextRole, look_of


@dataclass(frozen=True)
class _Shape:
    """Pixels at 100 %: how high, the room at both ends, the icon, the gap beside it."""

    height: int
    side: int
    icon: int
    gap: int
    role: TextRole


_SMALL, _LARGE = _Shape(22, 8, 12, 4, "secondary"), _Shape(32, 13, 14, 8, "body")


@dataclass(frozen=True)
class Choice:
    """``value`` is for the program, ``text`` for the person, ``brief`` for where there is little room."""

    value: str
    text: str
    brief: str = ""


class _ChipBase(PaintedButton):
    """Paints one rounded chip, with an optional icon at either end."""

    def __init__(self, text: str, parent: QWidget | None = None, *, large: bool = False) -> None:
        super().__init__(parent)
        self._shape = _LARGE if large else _SMALL
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(shown(text))

    def is_on(self) -> bool:
        return self.isChecked()

    def _ends(self) -> tuple[str, str]:
        """Icons before and after the words. Each chip has room for one of them, whichever it shows."""
        return "", ""

    def _widest(self) -> float:
        """Pixels of the widest words that it ever shows."""
        return text_width(self.text(), look_of(self).font(self._shape.role))

    def sizeHint(self) -> QSize:
        px, shape = look_of(self).sizes.px, self._shape
        width = self._widest() + 2 * px(shape.side) + px(shape.icon + shape.gap)
        return QSize(round(width + 1.5), px(shape.height))

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme = look.theme
        is_large = self._shape is _LARGE
        colour = theme.accent if self.is_on() else theme.text if is_large else theme.muted
        ground = theme.soft_accent if self.is_on() else theme.surface if is_large else theme.sunken
        if self.underMouse() and self.isEnabled():
            ground = theme.soft_accent if self.is_on() else theme.sunken if is_large else theme.line
            colour = theme.accent if self.is_on() else theme.text
        if not self.isEnabled():
            colour = theme.disabled
        off = theme.strong_line if is_large else theme.line
        edge = theme.accent if self.is_on() else off  # in the dark its ground is next to none
        fill_round(painter, rect, rect.height() / 2, ground, edge)
        self._paint_words(painter, rect, colour)
        return rect.height() / 2 - 1

    def _paint_words(self, painter: QPainter, rect: QRectF, colour: QColor) -> None:
        look, way, shape = look_of(self), self.layoutDirection(), self._shape
        side, icon, gap = map(look.sizes.px, (shape.side, shape.icon, shape.gap))
        inner = rect.adjusted(side, 0, -side, 0)
        before, after = self._ends()
        top = round((rect.height() - icon) / 2)
        if before:
            spot = QRectF(inner.left(), top, icon, icon)
            paint_icon(painter, mirrored(spot, rect, way), before, colour)
            inner.adjust(icon + gap, 0, 0, 0)
        if after:
            spot = QRectF(inner.right() - icon, top, icon, icon)
            paint_icon(painter, mirrored(spot, rect, way), after, colour)
            inner.adjust(0, 0, -(icon + gap), 0)
        middle = Qt.AlignmentFlag.AlignLeft if before or after else Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, mirrored(inner, rect, way), self.text(), look.font(shape.role), colour, middle)


class Chip(_ChipBase):
    """Something that is on or off. ``one_of``: one of several that exclude each other, so none is added.
    ``bare``: without a mark, for a row of filters of which one is always on.
    """

    def __init__(
        self, text: str, *, on: bool = False, one_of: bool = False, bare: bool = False, large: bool = False
    ) -> None:
        super().__init__(text, large=large)
        self._one_of, self._bare = one_of, bare
        self.setCheckable(True)
        self.setChecked(on)

    def sizeHint(self) -> QSize:
        hint, px = super().sizeHint(), look_of(self).sizes.px
        return QSize(hint.width() - px(self._shape.icon), hint.height()) if self._bare else hint

    def _ends(self) -> tuple[str, str]:
        return ("" if self._bare else "check" if self.is_on() else "" if self._one_of else "plus"), ""


class PlaceChip(_ChipBase):
    """Says how something is set, and leads to where; ``icon`` stands before the words."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        self._icon = icon
        super().__init__(text, parent)

    def _ends(self) -> tuple[str, str]:
        return self._icon, ""


class OpenChip(_ChipBase):
    """Opens what does not stand here, such as the rest of a list."""

    def _ends(self) -> tuple[str, str]:
        return "", "chevron-down"


class MenuChip(_ChipBase):
    """A filter with a few choices. ``picked`` carries the Choice, only after the person chose.

    ``terse``: the label stands alone while the neutral choice is taken, and the choice alone while another
    is; the tooltip and a screen reader tell both.
    """

    picked = Signal(object)

    def __init__(self, label: str, choices: Sequence[Choice], *, terse: bool = False) -> None:
        super().__init__("")
        self._label = label
        self._terse = terse
        self.choices = tuple(choices)
        self._why = ""
        self.choice = self.choices[0]
        self._show_choice()
        self.clicked.connect(self._open)

    def set_choice(self, value: str) -> None:
        """Show the choice with this value, silently. Raises StopIteration for an unknown one."""
        self.choice = next(choice for choice in self.choices if choice.value == value)
        self._show_choice()

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Other ones, of which the first is shown."""
        self.choices = tuple(choices)
        self.choice = self.choices[0]
        self._show_choice()
        self.updateGeometry()

    def explain(self, why: str) -> None:
        """Told by the tooltip, under the choice where the chip does not say all of it."""
        self._why = why
        self._show_choice()

    def is_on(self) -> bool:
        return self.choice != self.choices[0]

    def _ends(self) -> tuple[str, str]:
        return "", "chevron-down"

    def _widest(self) -> float:
        font = look_of(self).font(self._shape.role)
        return max(text_width(self._said(choice), font) for choice in self.choices)

    def _said(self, choice: Choice) -> str:
        """What stands on the chip for a choice."""
        if self._terse and self._label:
            return shown(self._label if choice == self.choices[0] else choice.brief or choice.text)
        return self._spoken(choice)

    def _spoken(self, choice: Choice) -> str:
        label, text = shown(self._label), shown(choice.text)
        return f"{label}: {text}" if label else text

    def _show_choice(self) -> None:
        words = self._spoken(self.choice)
        self.setText(self._said(self.choice))
        self.setAccessibleName(words)
        told = words if self.text() != words and self.is_on() else ""
        self.setToolTip(plain_tip("\n".join(filter(None, (told, self._why)))))
        self.update()

    def _open(self) -> None:
        actions = [
            Action(shown(choice.text), partial(self._pick, choice), checked=choice == self.choice)
            for choice in self.choices
        ]
        built = menu(self, actions)
        left = self.width() - built.sizeHint().width() if self.isRightToLeft() else 0
        built.popup(self.mapToGlobal(QPoint(left, self.height() + look_of(self).sizes.px(4))))

    def _pick(self, choice: Choice) -> None:
        self.set_choice(choice.value)
        self.picked.emit(choice)
