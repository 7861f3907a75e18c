"""How the column of chats is painted: a chat, with the words that a search found in it, and a heading."""

from datetime import UTC, datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from explorer.domain.harmless import harmless
from explorer.domain.units import ago_text
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, mirrored, text_width
from explorer.kit.theme import Look, Theme, look_of
from explorer.kit.title_list import ROW, Index, TitleDelegate
from explorer.rooms.playground.chats.listed import ChatRow, ListedRow, SectionRow
from explorer.rooms.playground.chats.search import ChatHit

MORE = 30  # pixels at 100 % at the far edge that open the menu
_CHAT, _SECTION = 56, 32
_EDGE = 14  # before the words
_FAR = 0.7  # of the room: what stands behind it may be cut

type Marks = tuple[tuple[int, int], ...]


class ChatListDelegate(TitleDelegate):
    """Paints chats and headings."""

    def __init__(self, name: str, view: QWidget) -> None:
        super().__init__(name, _CHAT, (4, 8), 4, view)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: ListedRow = index.data(ROW)
        if isinstance(row, ChatRow):
            return super().sizeHint(option, index)
        return QSize(120, look_of(self).sizes.px(_SECTION))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        super().updateEditorGeometry(editor, option, index)
        if isinstance(index.data(ROW), SectionRow):  # lower than what the field leaves free in a chat
            editor.setGeometry(option.rect)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ListedRow = index.data(ROW)
        look = look_of(self)
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect).adjusted(0, 1, 0, -1)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        has_menu = (is_hovered or is_chosen) and _has_menu(row)
        is_heading = isinstance(row, SectionRow)
        if is_hovered or (is_chosen and not is_heading):
            ground = look.theme.soft_accent if is_chosen and not is_heading else look.theme.sunken
            fill_round(painter, rect, 8, ground)
        px, way = look.sizes.px, option.direction
        far = px(MORE if has_menu else 10)
        inner = mirrored(rect.adjusted(px(_EDGE), 0, -far, 0), rect, way)
        if isinstance(row, ChatRow):
            _paint_chat(painter, inner.adjusted(0, px(6), 0, -px(6)), row, look, is_chosen=is_chosen)
        else:
            _paint_section(painter, rect, far, row, look, way)
        self.paint_over(painter, rect, option, has_menu=has_menu)


def _has_menu(row: ListedRow) -> bool:
    return isinstance(row, ChatRow) or row.folder is not None


def _paint_chat(painter: QPainter, rect: QRectF, row: ChatRow, look: Look, *, is_chosen: bool) -> None:
    half = rect.height() / 2
    title = QRectF(rect.left(), rect.top(), rect.width(), half)
    draw_text(painter, title, row.chat.title, look.font(strong=is_chosen), look.theme.text)
    below = title.translated(0, half)
    if row.hit is not None and row.hit.snippet:
        _paint_hit(painter, below, row.hit, look)
        return
    when = shown(ago_text(row.chat.changed_at, datetime.now(UTC)))
    font = look.font("secondary")
    words = name_and_time(row.model_name, when, font, below.width())
    draw_text(painter, below, words, font, look.theme.muted)


def _paint_section(
    painter: QPainter, rect: QRectF, far: float, row: SectionRow, look: Look, way: Qt.LayoutDirection
) -> None:
    """A chevron, what it is, and how many."""
    px = look.sizes.px
    side = px(14)
    spot = QRectF(rect.left() + px(6), rect.center().y() - side / 2, side, side)
    name = "chevron-down" if row.is_open else "chevron-right"
    paint_icon(painter, mirrored(spot, rect, way), name, look.theme.muted)
    font, count = look.font("secondary", strong=True), str(row.count)
    width = text_width(count, look.font("secondary")) + px(4)
    inner = rect.adjusted(px(24), 0, -far - width, 0)
    draw_text(painter, mirrored(inner, rect, way), shown(row.title), font, look.theme.muted)
    last = QRectF(rect.right() - far - width, rect.top(), width, rect.height())
    align = Qt.AlignmentFlag.AlignRight
    draw_text(painter, mirrored(last, rect, way), count, look.font("secondary"), look.theme.muted, align)


def _paint_hit(painter: QPainter, rect: QRectF, hit: ChatHit, look: Look) -> None:
    """One line, the words that were searched for on the ground of what is quoted."""
    font, theme = look.font("secondary"), look.theme
    said, marks = _in_sight(harmless(hit.snippet), hit.marks, font, rect.width())
    words = QFontMetricsF(font).elidedText(said, Qt.TextElideMode.ElideRight, rect.width() + 0.5)
    layout = QTextLayout(words, font)
    layout.setTextOption(QTextOption(_start(painter.layoutDirection())))
    layout.setFormats([_marked(mark, theme) for mark in marks if mark[1] <= len(words)])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(rect.width())
    layout.endLayout()
    painter.setPen(theme.muted)
    layout.draw(painter, QPointF(rect.left(), rect.center().y() - line.height() / 2))


def _in_sight(said: str, marks: Marks, font: QFont, room: float) -> tuple[str, Marks]:
    """Cut at its beginning where the first of the words would find no room."""
    if not marks or text_width(said[: marks[0][1]], font) < room * _FAR:
        return said, marks
    cut = said.rfind(" ", 0, max(0, marks[0][0] - 1)) + 1 or marks[0][0]
    return f"…{said[cut:]}", tuple((start - cut + 1, end - cut + 1) for start, end in marks)


def _start(way: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """Where reading begins, whatever the letters."""
    align = Qt.AlignmentFlag
    return (
        align.AlignRight if way is Qt.LayoutDirection.RightToLeft else align.AlignLeft
    ) | align.AlignAbsolute


def _marked(mark: tuple[int, int], theme: Theme) -> QTextLayout.FormatRange:
    one, look = QTextLayout.FormatRange(), QTextCharFormat()
    look.setBackground(theme.quote)
    look.setForeground(theme.text)
    one.start, one.length, one.format = mark[0], mark[1] - mark[0], look
    return one


def name_and_time(name: str, when: str, font: QFont, room: float) -> str:
    """Both in so many pixels: a long name is cut, for the time could not be guessed."""
    metrics, time = QFontMetricsF(font), f" · {when}"
    return (
        metrics.elidedText(name, Qt.TextElideMode.ElideRight, room - metrics.horizontalAdvance(time)) + time
    )
