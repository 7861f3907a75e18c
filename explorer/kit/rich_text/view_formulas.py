"""The formulas of one view of rendered Markdown: pictures in the text where they can be drawn, else code.

Who selects, copies or hears the text gets the source, in marks.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, QPoint, QPointF
from PySide6.QtGui import QPainter, QTextBlock, QTextCharFormat, QTextCursor, QTextFormat

from explorer.domain.words import Words
from explorer.kit.formulas.drawn_formula import DrawnFormula, FormulaRequest
from explorer.kit.formulas.formula_shapes import (
    FormulaShapes,
    estimated,
    object_name,
    overhang,
    reaches_below,
    request_of,
)
from explorer.kit.formulas.formulas import Formulas, formulas_of
from explorer.kit.language import shown
from explorer.kit.rich_text.formula_marks import FORMULA, MATH, FormulaBudget, marked, request_in

if TYPE_CHECKING:
    from explorer.kit.rich_text.markdown_page import StreamingView

_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
_ALL = (0, -1)
_MIDDLE = QTextCharFormat.VerticalAlignment.AlignMiddle
_USUAL = QTextCharFormat.VerticalAlignment.AlignNormal
_DRAWN = QTextFormat.Property.UserProperty.value + 1  # that it changes has Qt lay it out anew


type _Span = tuple[int, int]  # positions; -1: to the end


class ViewFormulas:
    """``any``: whether there are, or were, some."""

    def __init__(self, view: "StreamingView") -> None:
        self._view = view
        self._shapes: FormulaShapes | None = None  # once there is one: most texts have none
        self.any = False

    def pictured(self, clean: str) -> str:
        """The HTML with images for formulas."""
        formulas = formulas_of() if MATH in clean else None
        if formulas is None:
            return clean
        if self._shapes is None:
            self._shapes = FormulaShapes(self._view.document())
            formulas.drawn.connect(self._view.show_drawn)
        self.any = True
        budget = FormulaBudget()  # a stranger’s own HTML was not counted yet
        return FORMULA.sub(lambda found: _one(found, formulas, budget), clean)

    def place(self, drawn: frozenset[FormulaRequest]) -> list[int]:
        """Give pictures that came now their room. Where one failed: the text is another then."""
        formulas, places = formulas_of(), [one for one in self._placed(_ALL) if one.request in drawn]
        if formulas is None or not places:
            return []
        known = [formulas.find(one.request) for one in places]
        if failed := [
            place.position for place, one in zip(places, known, strict=True) if isinstance(one, Words)
        ]:
            return failed
        cursor = QTextCursor(self._view.document())
        cursor.beginEditBlock()  # laid out once
        for place, one in zip(places, known, strict=True):
            cursor.setPosition(place.position)
            cursor.setPosition(place.position + 1, QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            is_low = isinstance(one, DrawnFormula) and not place.request.is_display and reaches_below(one)
            form.setVerticalAlignment(_MIDDLE if is_low else _USUAL)
            form.setProperty(_DRAWN, one is not None)
            cursor.mergeCharFormat(form)
        self.settle(places[0].position)
        cursor.endEditBlock()
        return []

    def paint_selected(self) -> None:
        """Once the view is painted, which lays a half transparent selection over them."""
        if self._shapes is not None and self._shapes.selected:
            with QPainter(self._view.viewport()) as painter:
                self._shapes.paint_selected(painter)

    def describe(self) -> None:
        """For who hears the text: Qt tells signs that stand for pictures."""
        if self.any:
            self._view.setAccessibleDescription(self._view.toPlainText())

    def settle(self, start: int) -> None:
        """From this place on: what reaches below its line does not meet what follows."""
        block = self._view.document().findBlock(start)
        while self.any and block.isValid():
            if _OBJECT in block.text():
                self._fit(block)
            block = block.next()

    def _fit(self, block: QTextBlock) -> None:
        form, cursor = block.blockFormat(), QTextCursor(block)
        if cursor.currentTable() is not None:
            return  # there is room around cells
        font, formulas = self._view.document().defaultFont(), formulas_of()
        known = [formulas.find(one.request) for one in _placed_in(block)] if formulas is not None else []
        low = [one for one in known if isinstance(one, DrawnFormula) and not reaches_below(one)]
        margin = max((form.bottomMargin(), *(overhang(one, font) for one in low)))
        if form.bottomMargin() != margin:
            form.setBottomMargin(margin)
            cursor.setBlockFormat(form)

    def text(self, said: str, spans: Sequence[_Span] = (_ALL,)) -> str:
        """What the document said there, with sources in place of pictures."""
        if _OBJECT not in said:
            return said
        sources = (marked(one.request) for span in spans for one in self._placed(span))
        return re.sub(_OBJECT, lambda _found: next(sources, ""), said)

    def mime(self, usual: QMimeData) -> QMimeData:
        """Of the selection, as text alone. A fresh one would be owned, and deleted, by two."""
        cursor = self._view.textCursor()
        if _OBJECT not in cursor.selectedText():
            return usual
        said = usual.text()  # from now on it holds what it only promised
        for kind in usual.formats():
            usual.removeFormat(kind)
        usual.setText(self.text(said, list(_selected(cursor))))
        return usual

    def source_at(self, spot: QPoint) -> str:
        """Of the formula there, a place of the viewport; "" for none."""
        view = self._view
        place = QPointF(
            spot.x() + view.horizontalScrollBar().value(), spot.y() + view.verticalScrollBar().value()
        )
        request = request_of(view.document().documentLayout().imageAt(place))
        return request.source if request is not None else ""

    def _placed(self, span: _Span) -> Iterator["_Placed"]:
        """In their order."""
        start, end = span
        block = self._view.document().findBlock(start) if self.any else QTextBlock()
        while block.isValid() and (end < 0 or block.position() < end):
            for one in _placed_in(block):
                if one.position >= start and (end < 0 or one.position < end):
                    yield one
            block = block.next()


def _selected(cursor: QTextCursor) -> Iterator[_Span]:
    """From where to where the selection reaches: in a table it may be some columns."""
    table = cursor.currentTable()
    if not cursor.hasComplexSelection() or table is None:
        yield cursor.selectionStart(), cursor.selectionEnd()
        return
    cells = cast("tuple[int, int, int, int]", cursor.selectedTableCells())
    first_row, rows, first_column, columns = cells
    for row in range(first_row, first_row + rows):
        for column in range(first_column, first_column + columns):
            cell = table.cellAt(row, column)
            if (cell.row(), cell.column()) == (row, column):  # else it is one that reaches over several
                yield cell.firstPosition(), cell.lastPosition()


@dataclass(frozen=True)
class _Placed:
    request: FormulaRequest
    position: int


def _one(found: re.Match[str], formulas: Formulas, budget: FormulaBudget) -> str:
    request = request_in(found)
    if not budget.allows(request.source):
        return found[0]
    known = formulas.find(request)
    if isinstance(known, Words):
        title = html.escape(shown(known))
        return found[0].replace(f'<code class="{MATH}">', f'<code title="{title}">', 1)
    image = _image(request, known or estimated(request.source, is_display=request.is_display))
    return f'<p class="formula" align="center">{image}</p>' if request.is_display else image


def _image(request: FormulaRequest, drawn: DrawnFormula) -> str:
    style = ' style="vertical-align:middle"' if not request.is_display and reaches_below(drawn) else ""
    return f'<img src="{html.escape(object_name(request))}"{style}>'


def _placed_in(block: QTextBlock) -> Iterator[_Placed]:
    place = block.begin()
    while not place.atEnd():
        fragment = place.fragment()
        place += 1
        form = fragment.charFormat()
        is_image = form.objectType() == QTextFormat.ObjectTypes.ImageObject.value
        request = request_of(form.toImageFormat().name()) if is_image else None
        for number in range(fragment.length() if request is not None else 0):  # equal ones are one fragment
            if request is not None:
                yield _Placed(request, fragment.position() + number)
