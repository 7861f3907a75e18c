"""The actions at the end of a row of the library's table: painted words, not widgets, to stay cheap.

By keyboard a row answers to Enter, C, F, F2, Del and its menu key.
"""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.domain.words import Words
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.paint import TextPainter, fill_round, mirrored, text_width
from explorer.kit.theme import Sizes, look_of, role_font
from explorer.rooms.library.model_actions import ModelAction, row_end_actions
from explorer.rooms.library.table.library_row import LibraryRow

# Pixels at 100 %.
_HEIGHT, _PAD = 28, 8
_MORE, _ICON = 30, 16
_OUT = 7  # how far the last one reaches into the margin, so that its dots end with the column


@dataclass(frozen=True)
class ActionZone:
    """One word of a row and its place; ``action`` None opens the menu."""

    action: ModelAction | None
    text: str
    place: QRectF


def action_zones(
    row: LibraryRow, cell: QRectF, direction: Qt.LayoutDirection, *, is_narrow: bool
) -> tuple[ActionZone, ...]:
    """The words at the end of a row, inside ``cell``; fewer where the table is narrow."""
    px = look_of().sizes.px
    height, right = px(_HEIGHT), cell.right() + px(_OUT)
    top = round(cell.center().y() - height / 2)
    zones = []
    for action in reversed((*row_end_actions(row, is_narrow=is_narrow), None)):
        text = _text(action)
        width = _width(text)
        place = QRectF(right - width, top, width, height)
        zones.append(ActionZone(action, text, mirrored(place, cell, direction)))
        right -= width
    return tuple(reversed(zones))


def actions_width(row: LibraryRow, *, is_narrow: bool) -> float:
    """Pixels that the words of a row take."""
    actions = (*row_end_actions(row, is_narrow=is_narrow), None)
    return sum(_width(_text(action)) for action in actions) - look_of().sizes.px(_OUT)


def action_tip(zone: ActionZone, row: LibraryRow) -> str:
    """What this word does, and by which key."""
    tip = zone.action.tip if zone.action is not None else Words("More for {name} (Shift+F10)")
    return shown(tip or "").format(name=row.model.name)


def paint_zones(
    painter: QPainter, zones: tuple[ActionZone, ...], letters: TextPainter, lit: ActionZone | None
) -> None:
    """``lit``: the one under the pointer."""
    look = look_of()
    for zone in zones:
        is_lit = zone == lit
        colour = look.theme.text if is_lit else look.theme.muted
        if is_lit:
            fill_round(painter, zone.place, look.sizes.px(6), look.theme.line)
        if zone.text:
            letters.draw(painter, zone.place, zone.text, colour, Qt.AlignmentFlag.AlignHCenter)
        else:
            side = look.sizes.px(_ICON)
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(zone.place.center())
            paint_icon(painter, QRectF(spot.toAlignedRect()), "more", colour)


def _text(action: ModelAction | None) -> str:
    return shown(action.at_end) if action is not None and action.at_end is not None else ""


def _width(text: str) -> int:
    sizes = look_of().sizes
    return _word_width(text, sizes) if text else sizes.px(_MORE)


@cache
def _word_width(text: str, sizes: Sizes) -> int:
    """Kept: these few words are measured for every row that is painted."""
    return round(text_width(text, role_font(sizes, "body")) + 1) + 2 * sizes.px(_PAD)
