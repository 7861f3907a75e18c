"""Formulas in a laid-out text: each is one object on the baseline, in the colour and size around.

Its name says what it is: ``object_name`` makes one, ``request_of`` reads it.
"""

import math
import re
from collections.abc import Callable
from functools import partial
from typing import override
from urllib.parse import quote, unquote

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPixmap,
    QPixmapCache,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
    QTransform,
)
from PySide6.QtSvg import QSvgRenderer

from explorer.domain.harmless import harmless
from explorer.kit.fonts import CODE_FAMILY
from explorer.kit.formulas.drawn_formula import DrawnFormula, FormulaRequest
from explorer.kit.formulas.formulas import formulas_of
from explorer.kit.paint import fill_round
from explorer.kit.theme import theme_of

_SCALE = 1.12  # to the height of the letters around: those of the formulas' font are lower
_BELOW = 0.45  # em below the baseline, up to where the letters of the next line begin
_DESCENT = 0.28  # em of a line itself
_ABOVE = 0.08  # em that may reach into the line before
_LARGEST = 4_000  # pixels of a picture in either direction
_SMALLEST = 0.5  # share of its size at which a picture can be read
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWrapAnywhere)
_MIDDLE = QTextCharFormat.VerticalAlignment.AlignMiddle
_UNSEEN = re.compile(
    r"\\(?:left|right|begin\{[^}]*\}|end\{[^}]*\}|(?:d|t)?frac|sqrt|math\w+|text\w*|operatorname)|[{}^_&\s]"
)
_COMMAND = re.compile(r"\\[A-Za-z]+|\\.")
# Of what stands in it: em above and below the baseline, in a line and on lines of its own.
_HEIGHTS = tuple(
    (re.compile(pattern), inline, display)
    for pattern, inline, display in (
        (r"", (0.85, 0.25), (0.85, 0.25)),
        (r"\\sqrt", (0.95, 0.3), (0.95, 0.3)),
        (r"\\(?:lim|max|min|sup|inf|argmax|argmin|underset|underbrace)", (0.85, 0.25), (0.85, 0.65)),
        (r"\\[dct]?frac|\\[dt]?binom", (0.9, 0.45), (1.4, 0.7)),
        (r"\\left(?![a-z]).*(?:frac|binom|sum)", (1.3, 0.5), (1.65, 0.85)),
        (r"\\(?:sum|prod|big(?:cup|cap|oplus|otimes))", (1.1, 0.6), (1.5, 1.1)),
        (r"\\o?i{1,3}nt", (1.75, 1.1), (1.75, 1.1)),
    )
)
_AXIS = 0.27  # em of the middle of tables above the baseline
_ROW, _APART = 1.1, 0.2  # em of a plain row; between others
_ROWS = re.compile(r"\\\\")


def object_name(request: FormulaRequest) -> str:
    return f"formula:{'d' if request.is_display else 'i'}:{quote(request.source, safe='')}"


def request_of(name: str) -> FormulaRequest | None:
    kind, _, rest = name.partition(":")
    form, _, source = rest.partition(":")
    return FormulaRequest(unquote(source), form == "d") if kind == "formula" else None


def estimated(source: str, *, is_display: bool) -> DrawnFormula:
    """The room of a picture that is still to come."""
    letters = len(_COMMAND.sub("x", _UNSEEN.sub("", source)))
    rows = [_height(row, is_display=is_display) for row in _ROWS.split(source)]
    if len(rows) == 1:
        return DrawnFormula(width=max(0.6, 0.66 * letters), ascent=rows[0][0], descent=rows[0][1])
    half = sum(_ROW if row == _HEIGHTS[0][1] else sum(row) + _APART for row in rows) / 2
    return DrawnFormula(width=max(1.0, 0.66 * letters / len(rows)), ascent=half + _AXIS, descent=half - _AXIS)


def _height(source: str, *, is_display: bool) -> tuple[float, float]:
    heights = [
        display if is_display else inline for signs, inline, display in _HEIGHTS if signs.search(source)
    ]
    return max(above for above, _ in heights), max(below for _, below in heights)


def reaches_below(drawn: DrawnFormula) -> bool:
    """Whether it needs more room below the baseline than a line has: then Qt must hear of it, which knows
    but one place that is not above it, the middle.
    """
    return drawn.descent * _SCALE > _BELOW


def overhang(drawn: DrawnFormula, font: QFont) -> float:
    """Pixels that it reaches below its line, where it does not stand in the middle."""
    return max(0.0, drawn.descent * _SCALE - _DESCENT) * font.pixelSize()


class FormulaShapes(QPyTextObject):
    """Handles the images of one document: it has no others. ``selected``: those of the last painting."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.selected: list[Callable[[QPainter], None]] = []
        document.documentLayout().registerHandler(QTextFormat.ObjectTypes.ImageObject, self)

    def paint_selected(self, painter: QPainter) -> None:
        """Again, readable."""
        selected, self.selected = self.selected, []
        for paint in selected:
            paint(painter)

    @override
    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:
        drawn = _drawn_of(format)
        if drawn is None:
            return QSizeF(0, 0)
        font = format.toCharFormat().font()
        share = _share(doc, posInDocument, font, drawn)
        if share < _SMALLEST:
            return _text_size(format, _room(doc, posInDocument, font))
        em = _em(font) * share
        above, below = drawn.ascent * em, drawn.descent * em
        if _is_display(format):
            above += below
        elif format.toCharFormat().verticalAlignment() == _MIDDLE:
            half = _half(font)
            above = max(2 * (above - em * _ABOVE) - half, 2 * below + half)
        return QSizeF(drawn.width * em, above)

    @override
    def drawObject(  # type: ignore[override]  # the stubs name the rectangle otherwise
        self,
        painter: QPainter,
        rect: QRectF,
        doc: QTextDocument,
        posInDocument: int,
        format: QTextFormat,
    ) -> None:
        drawn, form = _drawn_of(format, is_seen=True), format.toCharFormat()
        if drawn is None or not drawn.width:
            return
        is_small = _share(doc, posInDocument, form.font(), drawn) < _SMALLEST
        paint = partial(_paint_text if is_small else _paint, rect=rect, drawn=drawn, form=form)
        paint(painter)
        if form.foreground().color() == theme_of().on_accent:  # Qt tells no more of what is selected
            self.selected.append(partial(_paint_again, painter.transform(), rect, paint))


def _paint_again(
    place: QTransform, rect: QRectF, paint: Callable[[QPainter], None], painter: QPainter
) -> None:
    painter.setTransform(place)
    painter.fillRect(rect, theme_of().accent)
    paint(painter)


def _paint(painter: QPainter, rect: QRectF, drawn: DrawnFormula, form: QTextCharFormat) -> None:
    em, is_display = rect.width() / drawn.width, _is_display(form)
    base = rect.bottom() - (drawn.descent * em if is_display else 0)
    if form.verticalAlignment() == _MIDDLE:
        base = rect.top() + (rect.height() + _half(form.font())) / 2
    place = QRectF(rect.left(), base - drawn.ascent * em, rect.width(), (drawn.ascent + drawn.descent) * em)
    if drawn.shapes:
        paint_formula(painter, place, drawn, form.foreground().color())
    else:
        middle = place.adjusted(2, place.height() * 0.2, -2, -place.height() * 0.2)
        fill_round(painter, middle, 4, theme_of().sunken)


def _paint_text(painter: QPainter, rect: QRectF, drawn: DrawnFormula, form: QTextCharFormat) -> None:  # noqa: ARG001  as its sibling
    painter.setFont(_text_font(form))
    painter.setPen(form.foreground().color())
    painter.drawText(rect, _WRAPPED, harmless(_text(form)))


def _text_size(format_: QTextFormat, room: float) -> QSizeF:
    """Of its source, which stands there where the picture would be too small to be read."""
    metrics = QFontMetricsF(_text_font(format_))
    return metrics.boundingRect(QRectF(0, 0, room, 1e6), _WRAPPED, _text(format_)).size()


def _text_font(format_: QTextFormat) -> QFont:
    font = QFont(format_.toCharFormat().font())
    font.setFamily(CODE_FAMILY)
    return font


def _text(format_: QTextFormat) -> str:
    request = request_of(format_.toImageFormat().name())
    return request.source if request is not None else ""


def paint_formula(painter: QPainter, place: QRectF, drawn: DrawnFormula, colour: QColor) -> None:
    """From a picture of just so many pixels, which is made once."""
    ratio = painter.device().devicePixelRatioF()
    width = min(_LARGEST, max(1, round(place.width() * ratio)))
    height = min(_LARGEST, max(1, round(place.height() * ratio)))
    key = f"formula {width} {height} {colour.name(QColor.NameFormat.HexArgb)} {hash(drawn)}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = _picture(drawn, width, height, colour)
        QPixmapCache.insert(key, pixmap)
    at = QPointF(round(place.left() * ratio) / ratio, round(place.top() * ratio) / ratio)
    painter.drawPixmap(QRectF(at.x(), at.y(), width / ratio, height / ratio), pixmap, QRectF(pixmap.rect()))


def svg_of(drawn: DrawnFormula, colour: str) -> str:
    """A document of its own."""
    box = f"{drawn.left * 100:.1f} {-drawn.ascent * 100:.1f} {drawn.width * 100:.1f}"
    height = (drawn.ascent + drawn.descent) * 100
    shapes = drawn.shapes.replace("currentColor", colour)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box} {height:.1f}" fill="{colour}">{shapes}</svg>'
    )


def _picture(drawn: DrawnFormula, width: int, height: int, colour: QColor) -> QPixmap:
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        QSvgRenderer(QByteArray(svg_of(drawn, colour.name()).encode())).render(
            painter, QRectF(0, 0, width, height)
        )
    return pixmap


def _drawn_of(format_: QTextFormat, *, is_seen: bool = False) -> DrawnFormula | None:
    request, formulas = request_of(format_.toImageFormat().name()), formulas_of()
    if request is None:
        return None
    ask = (formulas.seek if is_seen else formulas.find) if formulas is not None else None
    known = ask(request) if ask is not None else None
    if isinstance(known, DrawnFormula):
        return known
    return estimated(request.source, is_display=request.is_display)


def _is_display(format_: QTextFormat) -> bool:
    return format_.toImageFormat().name().startswith("formula:d")


def _em(font: QFont) -> float:
    return font.pixelSize() * _SCALE


def _half(font: QFont) -> float:
    """Of an x, as Qt takes it for the middle."""
    return QFontMetrics(font).xHeight() / 2


def _share(document: QTextDocument, position: int, font: QFont, drawn: DrawnFormula) -> float:
    """Of its size that fits between the edges of the text."""
    return min(1.0, _room(document, position, font) / (drawn.width * _em(font)))


def _room(document: QTextDocument, position: int, font: QFont) -> float:
    if document.textWidth() <= 0:
        return math.inf
    indents = _indents(document.findBlock(position)) * document.indentWidth()
    return max(1.0, document.textWidth() - 2 * document.documentMargin() - indents - 2 * _em(font))


def _indents(block: QTextBlock) -> int:
    form = block.blockFormat()
    is_item = form.objectIndex() >= 0
    return form.indent() + (block.textList().format().indent() if is_item else 0)
