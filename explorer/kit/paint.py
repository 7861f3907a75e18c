"""Drawing that several painted widgets and list delegates share.

Rules and grounds snap to device pixels, so that lines are equally strong at 1, 1.25, 1.5 and 2. Places are
computed from left to right, and ``mirrored`` where text runs the other way.
"""

import unicodedata
from functools import cache, lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QStaticText,
    QTextLayout,
    QTextOption,
    QTransform,
)
from PySide6.QtWidgets import QStyle

from explorer.domain.harmless import harmless
from explorer.kit.design_tokens import Theme

_SHORT = 100  # signs of a text whose width is kept
_MOST_LAID = 500  # texts that are kept laid out, of a font


def mirrored(rect: QRectF, within: QRectF, direction: Qt.LayoutDirection) -> QRectF:
    """``rect`` as it is, or seen in a mirror that stands in the middle of ``within``."""
    if direction is not Qt.LayoutDirection.RightToLeft:
        return rect
    left = within.left() + within.right() - rect.right()
    return QRectF(left, rect.top(), rect.width(), rect.height())


def fill_round(
    painter: QPainter, rect: QRectF, radius: float, ground: QColor | None, border: QColor | None = None
) -> None:
    """A rounded ground with a one-pixel border inside ``rect``; either may be left out."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border, 1) if border is not None else Qt.PenStyle.NoPen)
    inset = 0.5 if border is not None else 0.0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def dash_round(painter: QPainter, rect: QRectF, radius: float, colour: QColor) -> None:
    """A dashed border inside ``rect``: what it is around does not last."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def ring(painter: QPainter, rect: QRectF, colour: QColor, width: float, *, dashed: bool = False) -> None:
    """A circle inside ``rect``; eight dashes close it. Leaves its pen and no brush behind."""
    pen = QPen(colour, width)
    if dashed:
        around = 3.1416 * (rect.width() - width) / width  # in pen widths
        pen.setDashPattern([around / 8 * 0.56, around / 8 * 0.44])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))


def faded(colour: QColor, opacity: float) -> QColor:
    """The colour, let through by what lies under it; ``opacity`` from 0 to 1."""
    let_through = QColor(colour)
    let_through.setAlphaF(opacity)
    return let_through


def focus_ring(painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.accent, 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def rule(painter: QPainter, left: float, top: float, width: float, colour: QColor) -> None:
    """A horizontal hairline, one device pixel at ratio 1 and two at ratio 2."""
    transform = painter.deviceTransform()
    device = transform.mapRect(QRectF(left, top, width, 1))
    height = max(1, round(device.height()))
    snapped = QRectF(round(device.x()), round(device.y()), round(device.width()), height)
    inverse, _invertible = transform.inverted()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(inverse.mapRect(snapped), colour)
    painter.restore()


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """One line, vertically centred, elided at its end or as ``elide`` says.

    ``AlignLeft`` is where reading begins: the right where the painter's direction is from right to left.
    """
    shown = QFontMetricsF(font).elidedText(harmless(text), elide, rect.width() + 0.5)
    way = painter.layoutDirection()
    painter.setFont(font)
    painter.setPen(colour)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each text by its own letters
    painter.drawText(rect, _one_line(way, align), shown)
    painter.setLayoutDirection(way)


@cache
def _one_line(way: Qt.LayoutDirection, align: Qt.AlignmentFlag) -> int:
    """Qt's flags; kept, because combining enums took a tenth of the time of a scrolled table."""
    flags = QStyle.visualAlignment(way, align) | Qt.AlignmentFlag.AlignAbsolute
    return (flags | Qt.AlignmentFlag.AlignVCenter).value | Qt.TextFlag.TextSingleLine.value


class TextPainter:
    """One font for texts that are painted again and again, as in a table: each is laid out once.

    ``draw`` is ``draw_text`` in half the time.
    """

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._laid: dict[str, tuple[QStaticText, float, float]] = {}

    def draw(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        colour: QColor,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        laid, width, height = self._laid.get(text) or self._lay_out(text)
        room = rect.width() - width
        if room < -0.5:
            draw_text(painter, rect, text, self._font, colour, align)  # which cuts it
            return
        before = room / 2
        if align is not Qt.AlignmentFlag.AlignHCenter:
            is_turned = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
            before = room if (align is Qt.AlignmentFlag.AlignRight) is not is_turned else 0.0
        painter.setFont(self._font)
        painter.setPen(colour)
        at = QPointF(rect.left() + before, rect.top() + (rect.height() - height) / 2)
        painter.drawStaticText(at, laid)

    def _lay_out(self, text: str) -> tuple[QStaticText, float, float]:
        if len(self._laid) >= _MOST_LAID:
            self._laid.clear()
        laid = QStaticText(harmless(text))
        laid.setTextFormat(Qt.TextFormat.PlainText)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        laid.setTextOption(option)
        laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        laid.prepare(QTransform(), self._font)
        size = laid.size()
        self._laid[text] = found = (laid, size.width(), size.height())
        return found


def text_width(text: str, font: QFont) -> float:
    return _kept_width(text, font) if len(text) <= _SHORT else QFontMetricsF(font).horizontalAdvance(text)


@lru_cache(maxsize=2000)
def _kept_width(text: str, font: QFont) -> float:
    """Layouts and rows ask for the same words again and again; to shape them takes twenty times as long."""
    return QFontMetricsF(font).horizontalAdvance(text)


def wrap(text: str, font: QFont, width: float, most: int = 0) -> list[str]:
    """The lines of ``text`` at ``width``; with ``most`` the last one kept is elided."""
    lines: list[str] = []
    for paragraph in harmless(text).split("\n"):
        lines.extend(_wrap_paragraph(paragraph, font, width))
    if most and len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        elided = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
        lines = [*lines[: most - 1], elided]
    return lines


def draw_lines(
    painter: QPainter,
    left: float,
    top: float,
    lines: list[str],
    font: QFont,
    colour: QColor,
    pitch: float,
    width: float | None = None,
) -> None:
    """Draw wrapped lines, each centred in a band of ``pitch`` pixels.

    With the ``width`` they were wrapped to, they end at its right where reading begins there.
    """
    metrics = QFontMetricsF(font)
    rise = (pitch - metrics.height()) / 2 + metrics.ascent()
    way = painter.layoutDirection()
    painter.setFont(font)
    painter.setPen(colour)
    painter.setLayoutDirection(_direction(lines))
    for number, line in enumerate(lines):
        turned = width is not None and way is Qt.LayoutDirection.RightToLeft
        start = left + (width or 0) - metrics.horizontalAdvance(line) if turned else left
        painter.drawText(QPointF(start, top + number * pitch + rise), line)
    painter.setLayoutDirection(way)


def _direction(lines: list[str]) -> Qt.LayoutDirection:
    """The way of the first letter that has one: a line may begin with a name in other letters."""
    kinds = (unicodedata.bidirectional(sign) for line in lines for sign in line)
    strong = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return Qt.LayoutDirection.LeftToRight if strong == "L" else Qt.LayoutDirection.RightToLeft


def pitch_of(font: QFont) -> int:
    """The line pitch of running text: 1.45 of the font's size."""
    return round(font.pixelSize() * 1.45)


def _wrap_paragraph(text: str, font: QFont, width: float) -> list[str]:
    if not text:
        return [""]
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    units = text.encode("utf-16-le", "surrogatepass")  # Qt counts these, two bytes each
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        start, length = 2 * line.textStart(), 2 * line.textLength()
        lines.append(units[start : start + length].decode("utf-16-le", "replace").rstrip())
    layout.endLayout()
    return lines
