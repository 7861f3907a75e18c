"""What only the pixels tell: the contrast of text on its real ground, and panes with nothing on them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit, QMenu, QSplitter, QStackedWidget, QWidget

from tests.scenes.findings import Finding, short, way_to
from tests.scenes.painted import SeenText, place_in

type Pixels = NDArray[np.uint32]

_LARGE = 20  # pixels: from here 3:1 is enough
_AROUND = 3  # pixels beside a text that show its ground: dense letters hide it
_PANE = 160  # a side in pixels; smaller things may be one colour


def picture_of(window: QWidget) -> QImage:
    """The window as it is on the screen: what it painted last, and now what waits to be painted."""
    QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
    image = window.screen().grabWindow(window.winId()).toImage()
    if image.isNull():  # it has not painted yet
        image = window.grab().toImage()
    return image.convertToFormat(QImage.Format.Format_RGB32)


def pixels_of(window: QWidget) -> Pixels:
    """One number (0xRRGGBB) a pixel."""
    image = picture_of(window)
    if image.size() != window.size():
        image = image.scaled(window.size())
    raw = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return raw[:, : image.width()] & np.uint32(0xFFFFFF)


def low_contrast(on_top: list[SeenText], pixels: Pixels) -> Iterator[Finding]:
    """Text below 4.5:1 (3:1 from 20 px on) on the ground it really stands on. Disabled text is exempt."""
    for text in on_top:
        part = _cut_out(pixels, text.visible.adjusted(-_AROUND, 0, _AROUND, 0).intersected(text.clip))
        if part.size == 0 or _is_disabled(text):
            continue
        ground = _commonest(part)
        shown = _blend(_colour(text), ground)
        ratio = contrast(shown, ground)
        wanted = 3.0 if text.pixels >= _LARGE else 4.5
        if ratio < wanted - 0.02:
            pair = f"#{shown:06x} on #{ground:06x}"
            yield Finding(
                "contrast", way_to(text.widget), f"“{short(text.text, 40)}” {pair}: {ratio:.2f} < {wanted}"
            )


def _colour(text: SeenText) -> QColor:
    """Of a field's text that is selected, Qt tells the colour that it would have otherwise."""
    field = text.widget
    if isinstance(field, QLineEdit) and field.selectedText() == text.text:
        return field.palette().highlightedText().color()
    return text.colour


def _is_disabled(text: SeenText) -> bool:
    """Of a menu, which is a window of its own, the entry that stands there."""
    if not isinstance(text.widget, QMenu):
        return not text.widget.isEnabled()
    menu, at = text.widget, text.visible.center().toPoint()
    return any(menu.actionGeometry(one).contains(at) and not one.isEnabled() for one in menu.actions())


def blank_panes(window: QWidget, texts: list[SeenText], pixels: Pixels) -> Iterator[Finding]:
    """Places of a split or a stack, and the window itself, that show one colour and no word."""
    panes = [window, *(pane for pane in _panes(window) if pane.isVisibleTo(window))]
    for pane in panes:
        place = place_in(pane, window).intersected(window.rect())
        if place.width() < _PANE or place.height() < _PANE:
            continue
        has_words = any(QRectF(place).intersects(text.visible) for text in texts)
        if not has_words and len(np.unique(_cut_out(pixels, QRectF(place)))) < 3:
            yield Finding("blank", way_to(pane), f"shows nothing on {place.width()}×{place.height()} pixels")


def contrast(one: int, two: int) -> float:
    """The ratio of WCAG, 1 to 21, of two colours 0xRRGGBB."""
    darker, lighter = sorted((_luminance(one), _luminance(two)))
    return (lighter + 0.05) / (darker + 0.05)


def _panes(window: QWidget) -> Iterator[QWidget]:
    places: list[QWidget | None] = []
    for split in window.findChildren(QSplitter):
        places += [split.widget(n) for n in range(split.count())]
    places += [stack.currentWidget() for stack in window.findChildren(QStackedWidget)]
    yield from (place for place in places if place is not None)


def _cut_out(pixels: Pixels, place: QRectF) -> Pixels:
    rect: QRect = place.toAlignedRect().intersected(QRect(0, 0, pixels.shape[1], pixels.shape[0]))
    if rect.isEmpty() or place.width() < 2 or place.height() < 2:
        return pixels[:0, :0]
    return pixels[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]


def _commonest(part: Pixels) -> int:
    corner = part[0, 0]
    if 2 * np.count_nonzero(part == corner) > part.size:
        return int(corner)  # to count them all takes ten times as long
    values, counts = np.unique(part, return_counts=True)
    return int(values[np.argmax(counts)])


def _blend(colour: QColor, ground: int) -> int:
    alpha = colour.alphaF()
    under = QColor.fromRgb(ground)
    red, green, blue = (
        round(over * alpha + below * (1 - alpha))
        for over, below in (
            (colour.red(), under.red()),
            (colour.green(), under.green()),
            (colour.blue(), under.blue()),
        )
    )
    return red << 16 | green << 8 | blue


def _luminance(colour: int) -> float:
    red, green, blue = (_linear((colour >> shift & 0xFF) / 255) for shift in (16, 8, 0))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
