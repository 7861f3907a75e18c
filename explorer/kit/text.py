"""Words on the screen by role, so that no room decides a size or a colour.

All subclass QLabel: screen readers then hear static text. ``Words`` of rooms without Qt are said in the
language of the window, except in a ``Quote``.

- ``Label(text, role="body", tone="")``: one style-sheet label; ``role`` is hero, title, heading, strong,
  body, secondary, source or code; ``tone`` is muted, faint, accent, good, caution, bad or empty.
- ``Elided``: one line that gives way when space is short, and then says itself in a tooltip.
- ``Para``: wrapped running text with its own line pitch.
- ``Quote``: verbatim evidence on its own ground.
- ``IconLabel``: an icon beside words.
"""

import html

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.domain.harmless import harmless
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.layouts import high_as_needed
from explorer.kit.paint import draw_lines, draw_text, fill_round, mirrored, pitch_of, text_width, wrap
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.theme import TextRole, look_of, theme_of

_NARROW = 40
_WIDTHS = 8  # that a paragraph remembers its lines for


def plain_tip(text: str) -> str:
    """A tooltip that shows ``text`` as it is: Qt would read a hostile name as markup."""
    return f"<qt>{html.escape(harmless(text))}</qt>".replace("\n", "<br>") if text else ""


class Label(QLabel):
    """Plain text in a role; never interprets markup."""

    def __init__(
        self, text: str = "", role: TextRole = "body", tone: str = "", *, selectable: bool = False
    ) -> None:
        super().__init__(shown(text))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # see kit/text_menu.py
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        """Where reading begins: Qt would go by the letters of the text, each label on a side of its own."""
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            return
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        vertical = self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | vertical)

    def setText(self, text: str) -> None:
        super().setText(shown(text))


class _TextLabel(PaintedLabel):
    """A QLabel for screen readers that draws its text itself."""

    def __init__(self, text: str, role: TextRole, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(self.said(text), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role = role
        self._tone = tone

    def said(self, text: str) -> str:
        """What stands on the screen for a text."""
        return shown(text)

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    def text_font(self) -> QFont:
        return look_of(self).font(self._role)

    def text_colour(self) -> QColor:
        theme = theme_of(self)
        return theme.colour(self._tone or "text") if self.isEnabled() else theme.disabled


class Elided(_TextLabel):
    """One line; what does not fit ends in "…" and is told by a tooltip. ``middle``: it is cut there, since
    the end of it matters.
    """

    _why = ""

    def __init__(
        self,
        text: str = "",
        role: TextRole = "body",
        tone: str = "",
        parent: QWidget | None = None,
        *,
        middle: bool = False,
    ) -> None:
        self._elide = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        super().__init__(text, role, tone, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(self.said(text))
        self._say_rest()
        self.updateGeometry()

    def explain(self, why: str) -> None:
        """Told by the tooltip in any case, under what does not fit."""
        self._why = shown(why)
        self._say_rest()

    def sizeHint(self) -> QSize:
        font = self.text_font()
        return QSize(round(text_width(self.text(), font) + 1.5), pitch_of(font))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(_NARROW, hint.width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_rest()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            painter.setLayoutDirection(self.layoutDirection())
            horizontal = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
            draw_text(
                painter, rect, self.text(), self.text_font(), self.text_colour(), horizontal, self._elide
            )

    def _say_rest(self) -> None:
        cut = text_width(self.text(), self.text_font()) > self.width() + 0.5
        said = "\n".join(words for words in (self.text() if cut else "", self._why) if words)
        self.setToolTip(plain_tip(said))


class Para(_TextLabel):
    """Wrapped text with a line pitch of 1.45. ``most`` lines are shown, 0 for all."""

    def __init__(self, text: str = "", role: TextRole = "body", tone: str = "", *, most: int = 0) -> None:
        super().__init__(text, role, tone)
        self._most = most
        # By width and text scale: layouts ask for the same few again and again.
        self._wrapped: dict[tuple[int, int], list[str]] = {}
        high_as_needed(self)

    def setText(self, text: str) -> None:
        self._wrapped.clear()
        super().setText(self.said(text))
        self.updateGeometry()
        self.update()

    def set_role(self, role: TextRole) -> None:
        self._role = role
        self._wrapped.clear()
        self.updateGeometry()
        self.update()

    def set_most(self, most: int) -> None:
        """How many lines are shown, 0 for all."""
        self._most = most
        self._wrapped.clear()
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._pitch() * len(self._lines(width))

    def sizeHint(self) -> QSize:
        longest = max(text_width(line, self.text_font()) for line in self.text().split("\n"))
        width = min(round(longest + self._inset() * 2 + 1.5), look_of(self).sizes.px(480))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(_NARROW, self.sizeHint().width()), self._pitch())

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            lines = self._lines(self.width())
            self._paint_ground(painter, lines)
            left, font = self._inset(), self.text_font()
            room = self.width() - 2 * left
            draw_lines(painter, left, 0, lines, font, self.text_colour(), self._pitch(), room)

    def _pitch(self) -> int:
        return pitch_of(self.text_font())

    def _inset(self) -> int:
        return 0

    def _paint_ground(self, painter: QPainter, lines: list[str]) -> None:
        """Nothing behind plain text."""

    def _lines(self, width: int) -> list[str]:
        key = (width, look_of(self).sizes.percent)
        found = self._wrapped.get(key)
        if found is None:
            if len(self._wrapped) >= _WIDTHS:
                self._wrapped.clear()
            found = wrap(self.text(), self.text_font(), width - 2 * self._inset(), self._most)
            self._wrapped[key] = found
        return found


class Quote(Para):
    """What a source says, word for word, each line on the evidence ground."""

    def __init__(self, text: str = "", *, most: int = 0) -> None:
        super().__init__(text, "secondary", "text", most=most)

    def said(self, text: str) -> str:
        """Word for word: evidence is never translated."""
        return harmless(str(text))

    def _inset(self) -> int:
        return look_of(self).sizes.px(4)

    def _pitch(self) -> int:
        return self.text_font().pixelSize() + look_of(self).sizes.px(7)

    def _paint_ground(self, painter: QPainter, lines: list[str]) -> None:
        font, pitch = self.text_font(), self._pitch()
        for number, line in enumerate(lines):
            if line:
                width = text_width(line, font) + 2 * self._inset()
                band = QRectF(0, number * pitch + 0.5, width, pitch - 1)
                band = mirrored(band, QRectF(self.rect()), self.layoutDirection())
                fill_round(painter, band, 3, theme_of(self).quote)


class IconLabel(PaintedLabel):
    """An icon that only looks, ``side`` pixels at 100 %; at the top of its place, and as high as a line."""

    def __init__(self, icon: str, role: str = "muted", side: int = 16) -> None:
        super().__init__()
        self._icon, self._role, self._side = icon, role, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def show_icon(self, icon: str, role: str) -> None:
        self._icon, self._role = icon, role
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(self._side), px(max(self._side, 19)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        side = look.sizes.px(self._side)
        top = (self.sizeHint().height() - side) // 2
        with QPainter(self) as painter:
            paint_icon(painter, QRectF(0, top, side, side), self._icon, look.theme.colour(self._role))
