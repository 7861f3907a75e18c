"""The actions at the end of a row of the library's table: painted words, not widgets, to stay cheap.

By keyboard a row answers to Enter, C, F, F2, Del and its menu key.
"""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.kit.icons import paint_icon
from explorer.kit.language import tr
from explorer.kit.mirror import mirrored
from explorer.kit.paint import TextPainter, fill_round, text_width
from explorer.kit.theme import Sizes, look_of, role_font
from explorer.rooms.library.table.listing import LibraryRow, ModelVerb

# Pixels at 100 %.
_HEIGHT, _PAD = 28, 8
_MORE, _ICON = 30, 16
_OUT = 7  # how far the last one reaches into the margin, so that its dots end with the column


@dataclass(frozen=True)
class ActionZone:
    """One word of a row and its place; ``verb`` None opens the menu."""

    verb: ModelVerb | None
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
    for verb, text in reversed(_offers(row, is_narrow=is_narrow)):
        width = _width(text)
        place = QRectF(right - width, top, width, height)
        zones.append(ActionZone(verb, text, mirrored(place, cell, direction)))
        right -= width
    return tuple(reversed(zones))


def actions_width(row: LibraryRow, *, is_narrow: bool) -> float:
    """Pixels that the words of a row take."""
    words = [text for _verb, text in _offers(row, is_narrow=is_narrow)]
    return sum(_width(text) for text in words) - look_of().sizes.px(_OUT)


def action_tip(zone: ActionZone, row: LibraryRow) -> str:
    """What this word does, and by which key."""
    tip = {
        ModelVerb.FACTS: tr("What {name} discloses, each fact with its source (F)"),
        ModelVerb.TRY: tr("Try {name} in the Playground (Enter)"),
        ModelVerb.COMPARE: tr("Compare {name} with others (C)"),
        ModelVerb.DOWNLOAD_AGAIN: tr("Download {name} again from the Hub"),
        None: tr("More for {name} (Shift+F10)"),
    }[zone.verb]
    return tip.format(name=row.model.name)


def paint_zones(
    painter: QPainter,
    zones: tuple[ActionZone, ...],
    letters: TextPainter,
    hovered: ModelVerb | None,
    *,
    is_hovered: bool,
) -> None:
    """``hovered``: under the pointer, if ``is_hovered`` says that one is."""
    look = look_of()
    for zone in zones:
        lit = is_hovered and zone.verb is hovered
        colour = look.theme.text if lit else look.theme.muted
        if lit:
            fill_round(painter, zone.place, look.sizes.px(6), look.theme.line)
        if zone.text:
            letters.draw(painter, zone.place, zone.text, colour, Qt.AlignmentFlag.AlignHCenter)
        else:
            side = look.sizes.px(_ICON)
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(zone.place.center())
            paint_icon(painter, QRectF(spot.toAlignedRect()), "more", colour)


def _offers(row: LibraryRow, *, is_narrow: bool) -> list[tuple[ModelVerb | None, str]]:
    """Verb and word from the first to the last; what is left out stands in the menu."""
    offers: list[tuple[ModelVerb | None, str]] = [] if is_narrow else [(ModelVerb.FACTS, tr("Facts"))]
    if row.is_sound:
        offers.append((ModelVerb.TRY, tr("Try")))
        if not is_narrow:
            offers.append((ModelVerb.COMPARE, tr("Compare")))
    elif row.model.repo is not None:
        offers.append((ModelVerb.DOWNLOAD_AGAIN, tr("Download again")))
    return [*offers, (None, "")]


def _width(text: str) -> int:
    sizes = look_of().sizes
    return _word_width(text, sizes) if text else sizes.px(_MORE)


@cache
def _word_width(text: str, sizes: Sizes) -> int:
    """Kept: these few words are measured for every row that is painted."""
    return round(text_width(text, role_font(sizes, "body")) + 1) + 2 * sizes.px(_PAD)
