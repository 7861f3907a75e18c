"""What can be done with a row, drawn at its end: words that light up, not widgets, so that rows stay cheap.

By keyboard a row answers to Enter, C, Del and its menu key.
"""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.kit.icons import paint_icon
from explorer.kit.language import tr
from explorer.kit.mirror import mirrored
from explorer.kit.paint import Lettering, fill_round, text_width
from explorer.kit.theme import Sizes, look_of, role_font
from explorer.library.listing import Row, Verb

# Pixels at 100 %.
_HEIGHT, _PAD = 28, 8
_MORE, _ICON = 30, 16
_OUT = 7  # how far the last one reaches into the margin, so that its dots end with the column


@dataclass(frozen=True)
class Zone:
    """One word of a row and its place; ``verb`` None opens the menu."""

    verb: Verb | None
    text: str
    place: QRectF


def zones_of(row: Row, cell: QRectF, direction: Qt.LayoutDirection, *, is_narrow: bool) -> tuple[Zone, ...]:
    """The words at the end of a row, inside ``cell``; fewer where the table is narrow."""
    px = look_of().sizes.px
    height, right = px(_HEIGHT), cell.right() + px(_OUT)
    top = round(cell.center().y() - height / 2)
    zones = []
    for verb, text in reversed(_offers(row, is_narrow=is_narrow)):
        width = _width(text)
        place = QRectF(right - width, top, width, height)
        zones.append(Zone(verb, text, mirrored(place, cell, direction)))
        right -= width
    return tuple(reversed(zones))


def needed_width(row: Row, *, is_narrow: bool) -> float:
    """Pixels that the words of a row take."""
    words = [text for _verb, text in _offers(row, is_narrow=is_narrow)]
    return sum(_width(text) for text in words) - look_of().sizes.px(_OUT)


def tip_of(zone: Zone, row: Row) -> str:
    """What this word does, and by which key."""
    tip = {
        Verb.FACTS: tr("What {name} discloses, each fact with its source (F)"),
        Verb.TRY: tr("Try {name} in the Playground (Enter)"),
        Verb.COMPARE: tr("Compare {name} with others (C)"),
        Verb.DOWNLOAD_AGAIN: tr("Download {name} again from the Hub"),
        None: tr("More for {name} (Shift+F10)"),
    }[zone.verb]
    return tip.format(name=row.model.name)


def paint_zones(
    painter: QPainter,
    zones: tuple[Zone, ...],
    letters: Lettering,
    hovered: Verb | None,
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


def _offers(row: Row, *, is_narrow: bool) -> list[tuple[Verb | None, str]]:
    """Verb and word from the first to the last; what is left out stands in the menu."""
    offers: list[tuple[Verb | None, str]] = [] if is_narrow else [(Verb.FACTS, tr("Facts"))]
    if row.is_sound:
        offers.append((Verb.TRY, tr("Try")))
        if not is_narrow:
            offers.append((Verb.COMPARE, tr("Compare")))
    elif row.model.repo is not None:
        offers.append((Verb.DOWNLOAD_AGAIN, tr("Download again")))
    return [*offers, (None, "")]


def _width(text: str) -> int:
    sizes = look_of().sizes
    return _word_width(text, sizes) if text else sizes.px(_MORE)


@cache
def _word_width(text: str, sizes: Sizes) -> int:
    """Kept: these few words are measured for every row that is painted."""
    return round(text_width(text, role_font(sizes, "body")) + 1) + 2 * sizes.px(_PAD)
