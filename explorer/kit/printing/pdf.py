"""HTML on paper: numbered pages, vector shapes, in the app's own fonts. Needs no window and no screen.

``PdfDocument.html`` is what Qt's rich text knows, made by us of escaped text. In it ``<img
src="mark:open">`` draws a verdict's shape and ``<img src="bar:SHARE:LOW:HIGH">`` a bar, both as vectors;
nothing is ever loaded. It takes the thread it runs on for as long as a second: see ``pdf_process``.
"""

import re
from dataclasses import dataclass
from typing import Literal, override

from PySide6.QtCore import (
    QBuffer,
    QIODevice,
    QLocale,
    QMarginsF,
    QRectF,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QPyTextObject,
    QTextDocument,
    QTextFormat,
    QTextOption,
)

from explorer.base.resources import resource
from explorer.domain.facts import Verdict
from explorer.kit.design_tokens import Sizes, light_theme
from explorer.kit.fonts import ui_font
from explorer.kit.paint import fill_round
from explorer.kit.printing.page_pieces import pieces_of
from explorer.kit.printing.paging import PageOf, pages_of_pieces
from explorer.kit.theme import fill_sheet
from explorer.kit.verdict_marks import Mark, paint_mark

Size = Literal["A4", "Letter"]

_DPI, _RESOLUTION = 96, 1200  # of the layout, and of the positions in the file
_MARGINS = QMarginsF(54, 54, 54, 58)  # pixels of the layout
_BODY, _SMALL = 13, 10
_CODES = re.compile(rb"beginbfrange.*?endbfrange", re.DOTALL)
_TRUE = {b"<0009>": b"<0020>", b"<02EE>": b"<201D>", b"<02BC>": b"<2019>"}
_SHARED = re.compile(b"|".join(_TRUE))
_SIZES = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}


@dataclass(frozen=True)
class PdfDocument:
    """``html`` is dressed by resources/paper.css; ``title`` is above later pages, ``footer`` below all."""

    title: str
    html: str
    footer: str
    author: str
    size: Size = "A4"


def usual_size() -> Size:
    """What printers hold where this system lives."""
    imperial = QLocale.MeasurementSystem.ImperialUSSystem
    return "Letter" if QLocale.system().measurementSystem() == imperial else "A4"


def pdf_of(paper: PdfDocument) -> bytes:
    """The bytes of the file. Needs an application object that can paint, and the app's fonts loaded."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(paper.title)
    writer.setCreator(paper.author)
    writer.setResolution(_RESOLUTION)
    writer.setPageLayout(
        QPageLayout(QPageSize(_SIZES[paper.size]), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    )
    print_on(writer, paper)
    return with_true_text(bytes(buffer.data().data()))


def print_on(device: QPagedPaintDevice, paper: PdfDocument) -> None:
    """Onto a printer or into a file, on its own paper, which has no margins."""
    shapes = _Shapes()
    place = _text_place(device)
    document = _document(paper, shapes, place.width())
    pages = pages_of_pieces(pieces_of(document, place.height()), place.height())
    painter = QPainter(device)
    try:
        painter.scale(device.logicalDpiX() / _DPI, device.logicalDpiY() / _DPI)
        for number, page in enumerate(pages):
            if number:
                device.newPage()
            _paint_text(painter, document, page, place)
            _paint_margins(painter, paper, place, number, len(pages))
    finally:
        painter.end()


def with_true_text(pdf: bytes) -> bytes:
    """Signs that share a shape with another keep their own code, so that text can be copied and searched.

    Qt names a glyph by the lowest code that has it: a space would be copied as a tab. The tables that say so
    are plain text in the file, and what is put in is as long as what was there.
    """
    return _CODES.sub(lambda table: _SHARED.sub(lambda code: _TRUE[code[0]], table[0]), pdf)


def _document(paper: PdfDocument, shapes: "_Shapes", width: float) -> QTextDocument:
    document = QTextDocument()
    document.documentLayout().registerHandler(QTextFormat.ObjectTypes.ImageObject, shapes)
    document.setDefaultFont(_plain(ui_font(_BODY)))
    document.setUseDesignMetrics(True)
    document.setDocumentMargin(0)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    sheet = resource("paper.css").read_text(encoding="utf-8")
    document.setDefaultStyleSheet(fill_sheet(sheet, light_theme(), Sizes()))
    document.setHtml(paper.html)
    document.setTextWidth(width)
    return document


def _plain(font: QFont) -> QFont:
    """Without signs that depend on those beside them: who copies text out of the file would lose these."""
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def _paint_text(painter: QPainter, document: QTextDocument, page: PageOf, place: QRectF) -> None:
    for segment in page:
        painter.save()
        painter.translate(place.left(), place.top() + segment.at - segment.span.top)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, segment.span.top, place.width(), segment.span.height)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, light_theme().text)
        context.palette = palette
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()


def _paint_margins(painter: QPainter, paper: PdfDocument, place: QRectF, number: int, count: int) -> None:
    """What the page is of above, but for the first, and its number below."""
    theme = light_theme()
    painter.setPen(theme.faint)
    painter.setFont(_plain(ui_font(_SMALL)))
    foot = QRectF(place.left(), place.bottom() + 14, place.width(), 20)
    painter.fillRect(QRectF(foot.left(), foot.top() - 2, foot.width(), 0.75), theme.line)
    _write(painter, foot, paper.footer, f"{number + 1} / {count}")
    if number:
        _write(painter, QRectF(place.left(), 22, place.width(), 20), paper.title, "")


def _write(painter: QPainter, rect: QRectF, left: str, right: str) -> None:
    """Both on one line; the left one gives way."""
    metrics = QFontMetricsF(painter.font())
    room = rect.width() - metrics.horizontalAdvance(right) - 16
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, right)
    text = metrics.elidedText(" ".join(left.split()), Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, middle | Qt.AlignmentFlag.AlignLeft, text)


def _text_place(device: QPagedPaintDevice) -> QRectF:
    """Of the text on each sheet, in pixels of the layout."""
    points = device.pageLayout().fullRect(QPageLayout.Unit.Point)
    return QRectF(0, 0, points.width() * _DPI / 72, points.height() * _DPI / 72).marginsRemoved(_MARGINS)


class _Shapes(QPyTextObject):
    """Draws what stands in the text as an image."""

    @override
    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:
        image = format.toImageFormat()
        return QSizeF(image.width(), image.height())

    @override
    def drawObject(  # type: ignore[override]  # the stubs name the rectangle otherwise
        self,
        painter: QPainter,
        rect: QRectF,
        doc: QTextDocument,
        posInDocument: int,
        format: QTextFormat,
    ) -> None:
        kind, _, values = format.toImageFormat().name().partition(":")
        if kind == "mark":
            _draw_mark(painter, rect, values)
        elif kind == "bar":
            _draw_bar(painter, rect, [float(value) for value in values.split(":")])


def _draw_mark(painter: QPainter, rect: QRectF, name: str) -> None:
    mark: Mark = "conflict" if name == "conflict" else Verdict(name)
    side = min(rect.width(), rect.height()) - 1
    paint_mark(painter, QRectF(rect.left(), rect.bottom() - side, side, side), mark, light_theme())


def _draw_bar(painter: QPainter, rect: QRectF, values: list[float]) -> None:
    """The median as a bar, the middle half as a line over its end; shares of the width."""
    theme, share = light_theme(), values[0]
    fill_round(painter, rect, 3, theme.sunken)
    filled = QRectF(rect.left(), rect.top(), max(3.0, rect.width() * share), rect.height())
    fill_round(painter, filled, 3, theme.accent)
    if len(values) == 3:
        low, high = (rect.left() + rect.width() * value for value in values[1:])
        half = QRectF(low, rect.center().y() - 0.75, max(1.5, high - low), 1.5)
        fill_round(painter, half.adjusted(-1, -1, 1, 1), 1, theme.surface)
        painter.fillRect(half, theme.text)
