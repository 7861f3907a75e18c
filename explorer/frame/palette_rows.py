"""The list of the command palette: headings, and rows with the matched letters in the accent colour."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from explorer.frame.entries import Entry, Kind, Line
from explorer.kit.choice_list import ChoiceDelegate, ChoiceLines, ChoiceList
from explorer.kit.icons import paint_icon
from explorer.kit.keys import keys_text
from explorer.kit.language import tr
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.theme import Look, look_of

ROW, HEADING = 38, 30  # pixels high at 100 %
_SIDE = 12  # from the edge of the row to its content
_ICON = 16
_ICONS = {
    Kind.MODEL: "library",
    Kind.CHAT: "chat",
    Kind.COMPARISON: "columns",
    Kind.SETTING: "settings",
}


class PaletteLines(ChoiceLines):
    """Headings cannot be chosen."""

    def is_heading(self, line: Line) -> bool:
        return line.entry is None

    def spoken(self, line: Line) -> str:
        if line.entry is None:
            return kind_word(line.kind)
        parts = (line.entry.action.text, line.entry.note, keys_text(line.entry.action.shortcut))
        return ", ".join(part for part in parts if part)


class PaletteList(ChoiceList):
    """``picked`` carries the Line that was clicked."""

    def __init__(self) -> None:
        self.rows = PaletteLines()
        super().__init__(self.rows, tr("Results"), ROW, HEADING)
        self.setItemDelegate(ChoiceDelegate(self, _draw))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """List these and choose the first that can be."""
        self.rows.show_lines(lines)
        self.scrollToTop()
        self.step(1)

    @property
    def entry(self) -> Entry | None:
        """The chosen one."""
        return self.line.entry if self.line is not None else None


def _draw(painter: QPainter, rect: QRectF, line: Line, way: Qt.LayoutDirection, is_chosen: bool) -> None:  # noqa: FBT001  as Draw
    row = _Row(painter, rect, mirrored=way == Qt.LayoutDirection.RightToLeft)
    if line.entry is None:
        row.heading(line.kind)
    else:
        row.entry(line, line.entry, chosen=is_chosen)


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
