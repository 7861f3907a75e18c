"""The list of the command palette: headings, and rows with the matched letters in the accent colour."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.frame.entries import Entry, Kind, Line
from explorer.kit.icons import paint_icon
from explorer.kit.keys import keys_text
from explorer.kit.language import tr
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.scroll import overlay_bar
from explorer.kit.theme import Look, look_of

ROW, HEADING = 38, 30  # pixels high at 100 %
_SIDE = 12  # from the edge of the row to its content
_ICON = 16
_LINE = Qt.ItemDataRole.UserRole
_NONE = QModelIndex()
_ICONS = {
    Kind.MODEL: "library",
    Kind.CHAT: "chat",
    Kind.COMPARISON: "columns",
    Kind.SETTING: "settings",
}

type Index = QModelIndex | QPersistentModelIndex


class PaletteModel(QAbstractListModel):
    """Adapts the lines; headings cannot be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_entry = index.isValid() and self.lines[index.row()].entry is not None
        return (
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if is_entry else Qt.ItemFlag.NoItemFlags
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(line)
        return None


class PaletteList(QListView):
    """Choosing follows the mouse; ``run`` carries the Entry that was clicked."""

    run = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PaletteModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(self.tr("Results"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys go to the field, which moves the choice
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = overlay_bar(self)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """List these and choose the first that can be."""
        self.rows.show_lines(lines)
        self.scrollToTop()
        self.step(1)

    @property
    def entry(self) -> Entry | None:
        """The chosen one."""
        index = self.currentIndex()
        return self.rows.lines[index.row()].entry if index.isValid() else None

    def step(self, by: int) -> None:
        """Move the choice down by so many entries, or up; one step beyond an end goes to the other."""
        rows = [n for n, line in enumerate(self.rows.lines) if line.entry is not None]
        if not rows:
            return
        at = rows.index(self.currentIndex().row()) if self.entry is not None else -1
        to = at + by
        if abs(by) == 1:
            to %= len(rows)
        self.choose(rows[min(max(to, 0), len(rows) - 1)])

    def choose(self, row: int) -> None:
        self.setCurrentIndex(self.rows.index(row))
        is_first = row > 0 and self.rows.lines[row - 1].entry is None
        self.scrollTo(self.rows.index(row - 1 if is_first else row))  # its heading comes into sight with it
        self.scrollTo(self.rows.index(row))

    def page(self) -> int:
        """How many rows are seen at once."""
        return max(1, self.viewport().height() // look_of(self).sizes.px(ROW) - 1)

    def content_height(self) -> int:
        px = look_of(self).sizes.px
        return sum(px(ROW if line.entry else HEADING) for line in self.rows.lines)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.rows.lines[index.row()].entry is not None:
            self.setCurrentIndex(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        entry = self.rows.lines[index.row()].entry if index.isValid() else None
        if entry is not None and event.button() == Qt.MouseButton.LeftButton:
            self.run.emit(entry)


class _Delegate(QAbstractItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(_LINE)
        return QSize(200, look_of().sizes.px(ROW if line.entry is not None else HEADING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_LINE)
        painter.save()
        painter.setLayoutDirection(option.direction)
        painted = _Row(
            painter, QRectF(option.rect), mirrored=option.direction == Qt.LayoutDirection.RightToLeft
        )
        if line.entry is None:
            painted.heading(line.kind)
        else:
            painted.entry(line, line.entry, chosen=bool(option.state & QStyle.StateFlag.State_Selected))
        painter.restore()


class _Row:
    """Paints into one rectangle from both ends; ``mirrored`` swaps the ends."""

    def __init__(self, painter: QPainter, rect: QRectF, *, mirrored: bool) -> None:
        self._painter, self._rect, self._mirrored = painter, rect, mirrored
        self._look: Look = look_of()
        self._px = self._look.sizes.px

    def heading(self, kind: Kind) -> None:
        rect = self._rect.adjusted(self._px(_SIDE + 2), self._px(6), -self._px(_SIDE + 2), 0)
        font = self._look.font("source", strong=True)
        draw_text(self._painter, rect, kind_word(kind), font, self._look.theme.muted, self._align(start=True))

    def entry(self, line: Line, entry: Entry, *, chosen: bool) -> None:
        look, theme, px = self._look, self._look.theme, self._px
        if chosen:
            fill_round(self._painter, self._rect.adjusted(px(4), 0, -px(4), 0), px(8), theme.soft_accent)
        left, width = float(px(_SIDE + 2)), self._rect.width() - 2 * px(_SIDE + 2)
        icon = entry.action.icon or _ICONS.get(entry.kind, "arrow-right")
        top = self._rect.top() + round((self._rect.height() - px(_ICON)) / 2)
        spot = self._part(left, px(_ICON))
        paint_icon(self._painter, QRectF(spot.left(), top, px(_ICON), px(_ICON)), icon, theme.muted)
        left, width = left + px(_ICON + 10), width - px(_ICON + 10)
        width -= self._keys(entry.action.shortcut, left + width)
        used = min(width, text_width(entry.action.text, look.font()) + 1)
        self._text(line.bold, entry.action.text, self._part(left, used))
        rest = width - used - px(12)
        if entry.note and rest > px(40):
            note = self._part(left + used + px(12), rest)
            draw_text(
                self._painter, note, entry.note, look.font("secondary"), theme.muted, self._align(start=False)
            )

    def _keys(self, shortcut: str, right: float) -> float:
        """The keys in a small cap that ends at ``right``; the width it took."""
        words = keys_text(shortcut)
        if not words:
            return 0
        theme, px, font = self._look.theme, self._px, self._look.font("source")
        width = round(text_width(words, font) + px(12))
        cap = self._part(right - width, width)
        cap.setHeight(px(20))
        cap.moveTop(self._rect.top() + round((self._rect.height() - px(20)) / 2))
        fill_round(self._painter, cap, px(5), theme.window, theme.line)
        draw_text(self._painter, cap, words, font, theme.muted, Qt.AlignmentFlag.AlignHCenter)
        return width + px(12)

    def _text(self, bold: Sequence[int], text: str, rect: QRectF) -> None:
        """The text, and over it once more the matched letters in the accent colour."""
        look, font = self._look, self._look.font()
        draw_text(self._painter, rect, text, font, look.theme.text, self._align(start=True))
        metrics = QFontMetricsF(font)
        if self._mirrored or metrics.horizontalAdvance(text) > rect.width() + 0.5:
            return  # letters are not where they are counted: elided, or in both directions
        for at in bold:
            if at < len(text):
                self._letter(text, at, rect, look.theme.accent)

    def _letter(self, text: str, at: int, rect: QRectF, colour: QColor) -> None:
        """A line under the letter as well: never by colour alone."""
        metrics = QFontMetricsF(self._look.font())
        left = rect.left() + metrics.horizontalAdvance(text[:at])
        width = metrics.horizontalAdvance(text[: at + 1]) - (left - rect.left())
        clip = QRectF(left, rect.top(), width, rect.height())
        self._painter.save()
        self._painter.setClipRect(clip)
        draw_text(self._painter, rect, text, self._look.font(), colour)
        self._painter.restore()
        under = rect.center().y() + metrics.ascent() / 2 + self._px(2)
        self._painter.fillRect(QRectF(left, round(under), width, 1), colour)

    def _part(self, left: float, width: float) -> QRectF:
        """A stretch of the row, counted from where lines begin in this language."""
        at = self._rect.right() - left - width if self._mirrored else self._rect.left() + left
        return QRectF(at, self._rect.top(), width, self._rect.height())

    def _align(self, *, start: bool) -> Qt.AlignmentFlag:
        """Qt swaps them itself where lines run to the left."""
        return Qt.AlignmentFlag.AlignLeft if start else Qt.AlignmentFlag.AlignRight


def kind_word(kind: Kind) -> str:
    """The heading of a group."""
    return {
        Kind.RECENT: tr("Recent"),
        Kind.HERE: tr("In this room"),
        Kind.ACTION: tr("Actions"),
        Kind.ELSEWHERE: tr("In other rooms"),
        Kind.MODEL: tr("Models on this machine"),
        Kind.CHAT: tr("Chats"),
        Kind.COMPARISON: tr("Comparisons"),
        Kind.SETTING: tr("Settings"),
        Kind.HUB: tr("On the Hub"),
    }[kind]


def spoken(line: Line) -> str:
    """The row as a screen reader says it."""
    if line.entry is None:
        return kind_word(line.kind)
    parts = (line.entry.action.text, line.entry.note, keys_text(line.entry.action.shortcut))
    return ", ".join(part for part in parts if part)
