"""The command palette (Ctrl+K): a field, and under it the list of what it finds."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from explorer.frame.palette.entries import PaletteEntry, PaletteKind, PaletteLine, palette_lines
from explorer.kit.actions import Action
from explorer.kit.announce import announce
from explorer.kit.choice_list import FIELD, ChoiceDelegate, ChoiceLines, ChoiceList, ChoicePanel
from explorer.kit.icons import paint_icon
from explorer.kit.keys import keys_text
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.text import Elided, Label
from explorer.kit.theme import Look, look_of

ROW, HEADING = 38, 30  # pixels high at 100 %
_SIDE = 12  # from the edge of the row to its content
_ICON = 16
_ICONS = {
    PaletteKind.MODEL: "library",
    PaletteKind.CHAT: "chat",
    PaletteKind.COMPARISON: "columns",
    PaletteKind.EVALUATION: "checklist",
    PaletteKind.SETTING: "settings",
}


class PaletteLines(ChoiceLines):
    """Headings cannot be chosen."""

    def is_heading(self, line: PaletteLine) -> bool:
        return line.entry is None

    def spoken(self, line: PaletteLine) -> str:
        if line.entry is None:
            return shown(line.kind)
        parts = (line.entry.action.text, line.entry.note, keys_text(line.entry.action.shortcut))
        return ", ".join(part for part in parts if part)


class PaletteList(ChoiceList):
    """``picked`` carries the PaletteLine that was clicked."""

    def __init__(self) -> None:
        self.rows = PaletteLines()
        super().__init__(self.rows, tr("Results"), ROW, HEADING)
        self.setItemDelegate(ChoiceDelegate(self, _draw))

    @property
    def entry(self) -> PaletteEntry | None:
        """The chosen one."""
        return self.line.entry if self.line is not None else None


def _draw(painter: QPainter, rect: QRectF, line: PaletteLine, way: Qt.LayoutDirection) -> None:
    row = _Row(painter, rect, mirrored=way == Qt.LayoutDirection.RightToLeft)
    if line.entry is None:
        row.heading(line.kind)
    else:
        row.entry(line, line.entry)


class _Row:
    """Paints into one rectangle from both ends; ``mirrored`` swaps the ends."""

    def __init__(self, painter: QPainter, rect: QRectF, *, mirrored: bool) -> None:
        self._painter, self._rect, self._mirrored = painter, rect, mirrored
        self._look: Look = look_of()
        self._px = self._look.sizes.px

    def heading(self, kind: PaletteKind) -> None:
        rect = self._rect.adjusted(self._px(_SIDE + 2), self._px(6), -self._px(_SIDE + 2), 0)
        font = self._look.font("source", strong=True)
        draw_text(self._painter, rect, shown(kind), font, self._look.theme.muted)

    def entry(self, line: PaletteLine, entry: PaletteEntry) -> None:
        look, theme, px = self._look, self._look.theme, self._px
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
            font = look.font("secondary")
            draw_text(self._painter, note, entry.note, font, theme.muted, Qt.AlignmentFlag.AlignRight)

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
        draw_text(self._painter, rect, text, font, look.theme.text)
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


_WIDTH, _TOP, _FOOT = 620, 72, 34


class Palette(ChoicePanel[PaletteList]):
    """``chosen`` carries the Entry that is about to run, after the palette is closed."""

    chosen = Signal(object)

    def __init__(
        self,
        host: QWidget,
        entries: Sequence[PaletteEntry],
        recent: Sequence[str],
        beyond: Callable[[str], PaletteEntry],
    ) -> None:
        """``beyond``: where to look for words that stand for nothing on this machine."""
        hint = host.tr("Find an action, a model, a chat or a setting")
        super().__init__(host.tr("Command palette"), host, PaletteList(), hint, "dim")
        self._entries, self._recent, self._beyond = entries, recent, beyond
        foot = self.add_foot(_FOOT)
        foot.setSpacing(look_of(self).sizes.px(16))
        keys = self.tr("↑ ↓ to choose · Enter to open · Esc to close")
        foot.addWidget(Elided(keys, "source", "muted"), 1)
        self._second = Label("", "source", "muted")
        foot.addWidget(self._second)
        self.search("")

    def spot(self, room: QRect) -> QRect:
        px = look_of(self).sizes.px
        top = min(px(_TOP), room.height() // 10)
        width = min(px(_WIDTH), room.width())
        wanted = px(FIELD + _FOOT) + max(px(HEADING + 4 * ROW), self.list.content_height() + px(8))
        height = min(wanted, px(520), room.height() - top)
        return QRect(room.center().x() - width // 2, room.top() + top, width, height)

    def use(self, line: PaletteLine, *, second: bool = False) -> None:
        entry = line.entry
        if entry is not None:
            self._finish(entry, entry.second if second and entry.second is not None else entry.action)

    def _finish(self, entry: PaletteEntry, action: Action) -> None:
        self.dismiss()  # first: what runs may move the focus or open something itself
        self.chosen.emit(entry)
        QTimer.singleShot(0, partial(Action.run, action))  # out of the key's own event

    def search(self, text: str) -> None:
        lines = palette_lines(text, self._entries, self._recent)
        if text.strip():
            lines += [PaletteLine(PaletteKind.HUB), PaletteLine(PaletteKind.HUB, self._beyond(text))]
        self.list.show_lines(lines)
        self._show_second()
        self.refit()
        if text:
            count = sum(1 for line in lines if line.entry is not None)
            announce(self.list, self.tr("{n} results").format(n=count))

    def say(self) -> None:
        self._show_second()
        super().say()

    def _show_second(self) -> None:
        entry = self.list.entry
        second = entry.second.text if entry is not None and entry.second is not None else ""
        self._second.setText(self.tr("Ctrl+Enter: {action}").format(action=second) if second else "")
