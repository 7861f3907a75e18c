"""What can be done with a row, drawn at its end: words that light up, not widgets, so that rows stay cheap.

By keyboard a row answers to Enter, C, Del and its menu key.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.kit.icons import paint_icon
from explorer.kit.language import tr
from explorer.kit.mirror import mirrored
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.theme import look_of
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
    tip: str
    place: QRectF


def zones_of(row: Row, cell: QRectF, direction: Qt.LayoutDirection, *, is_narrow: bool) -> tuple[Zone, ...]:
    """The words at the end of a row, inside ``cell``; fewer where the table is narrow."""
    px = look_of().sizes.px
    height, right = px(_HEIGHT), cell.right() + px(_OUT)
    top = round(cell.center().y() - height / 2)
    zones = []
    for verb, text, tip in reversed(_offers(row, is_narrow=is_narrow)):
        width = _width(text)
        place = QRectF(right - width, top, width, height)
        zones.append(Zone(verb, text, tip, mirrored(place, cell, direction)))
        right -= width
    return tuple(reversed(zones))


def needed_width(row: Row, *, is_narrow: bool) -> float:
    """Pixels that the words of a row take."""
    words = [text for _verb, text, _tip in _offers(row, is_narrow=is_narrow)]
    return sum(_width(text) for text in words) - look_of().sizes.px(_OUT)


def paint_zones(
    painter: QPainter, zones: tuple[Zone, ...], hovered: Verb | None, *, is_hovered: bool
) -> None:
    """``hovered``: under the pointer, if ``is_hovered`` says that one is."""
    look = look_of()
    for zone in zones:
        lit = is_hovered and zone.verb is hovered
        colour = look.theme.text if lit else look.theme.muted
        if lit:
            fill_round(painter, zone.place, look.sizes.px(6), look.theme.line)
        if zone.text:
            draw_text(painter, zone.place, zone.text, look.font(), colour, Qt.AlignmentFlag.AlignHCenter)
        else:
            side = look.sizes.px(_ICON)
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(zone.place.center())
            paint_icon(painter, QRectF(spot.toAlignedRect()), "more", colour)


def _offers(row: Row, *, is_narrow: bool) -> list[tuple[Verb | None, str, str]]:
    """Verb, word and tooltip from the first to the last; what is left out stands in the menu."""
    name = row.model.name
    offers: list[tuple[Verb | None, str, str]] = []
    if not is_narrow:
        words = tr("What {name} discloses, each fact with its source (F)").format(name=name)
        offers.append((Verb.FACTS, tr("Facts"), words))
    if row.is_sound:
        offers.append((Verb.TRY, tr("Try"), tr("Try {name} in the Playground (Enter)").format(name=name)))
        if not is_narrow:
            words = tr("Compare {name} with others (C)").format(name=name)
            offers.append((Verb.COMPARE, tr("Compare"), words))
    elif row.model.repo is not None:
        words = tr("Download {name} again from the Hub").format(name=name)
        offers.append((Verb.DOWNLOAD_AGAIN, tr("Download again"), words))
    return [*offers, (None, "", tr("More for {name} (Shift+F10)").format(name=name))]


def _width(text: str) -> float:
    look = look_of()
    if not text:
        return look.sizes.px(_MORE)
    return round(text_width(text, look.font()) + 1) + 2 * look.sizes.px(_PAD)
