"""The panel that makes tests of a chat: first the chats, then what was asked in the chosen one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.domain.units import ago_text
from explorer.domain.words import Words
from explorer.evaluate.kept_tests import AskedInChat, ListedChat
from explorer.kit.choice_list import FIELD, ChoiceDelegate, ChoiceLines, ChoiceList, ChoicePanel
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_text, mirrored, text_width
from explorer.kit.theme import look_of

_ROW, _HEADING = 34, 30  # pixels high at 100 %
_WIDTH, _SIDE = 440, 14
_FEWEST, _MOST = 5, 12  # rows that are seen at once
_LETTERS = 300  # of a question that are shown


@dataclass(frozen=True)
class FromChatLine:
    """``note`` stands at the far edge. ``what``: a ListedChat, or tests to be; ``None`` of a heading."""

    words: str
    note: str = ""
    what: ListedChat | tuple[AskedInChat, ...] | None = None


class FromChatPanel(ChoicePanel[ChoiceList]):
    """``chosen`` carries a tuple of AskedInChat. ``asked`` tells what was asked in a chat."""

    chosen = Signal(object)

    def __init__(
        self,
        anchor: QWidget,
        chats: Sequence[ListedChat],
        asked: Callable[[int], Sequence[AskedInChat]],
    ) -> None:
        self._lines = _Lines()
        choices = ChoiceList(self._lines, tr("Chats"), _ROW, _HEADING)
        super().__init__(tr("From a chat"), anchor.window(), choices, tr("Search chats"), "clear")
        self.list.setItemDelegate(ChoiceDelegate(self.list, self._draw))
        self._anchor, self._chats, self._asked = anchor, chats, asked
        self._questions: Sequence[AskedInChat] = ()
        self._title = ""
        self.search("")

    def lines(self) -> Sequence[FromChatLine]:
        """What is offered now."""
        return self._lines.lines

    def spot(self, room: QRect) -> QRect:
        px = look_of(self).sizes.px
        below = self._anchor.mapTo(self._host, QPoint(0, self._anchor.height() + px(4)))
        width = min(px(_WIDTH), room.width())
        right = below.x() + self._anchor.width() - width  # its edge is that of the button
        left = max(room.left(), min(below.x() if self.isRightToLeft() else right, room.right() + 1 - width))
        rows = max(_FEWEST, min(_MOST, len(self._chats)))
        return QRect(left, below.y(), width, min(px(FIELD + rows * _ROW + 8), room.bottom() - below.y()))

    def search(self, text: str) -> None:
        words = text.casefold().split()

        def is_found(line: str) -> bool:
            lowered = line.casefold()
            return all(word in lowered for word in words)

        lines = self._of_chat(is_found) if self._questions else self._of_all(is_found)
        none = self.tr("No chat is called that.") if words else self.tr("There are no chats yet.")
        self.show_found(lines, none)

    def use(self, line: FromChatLine, *, second: bool = False) -> None:  # noqa: ARG002  one way
        if isinstance(line.what, ListedChat):
            self._questions = self._asked(line.what.id)
            self._title = line.what.title
            self.field.clear()
            self.field.setPlaceholderText(self.tr("Search what was asked"))
            self.search("")
            self.say()
        elif line.what is not None:
            self.dismiss()
            self.chosen.emit(line.what)

    def _of_all(self, is_found: Callable[[str], bool]) -> list[FromChatLine]:
        now = datetime.now(UTC)
        return [
            FromChatLine(chat.title, shown(ago_text(chat.changed_at, now)), chat)
            for chat in self._chats
            if is_found(chat.title)
        ]

    def _of_chat(self, is_found: Callable[[str], bool]) -> list[FromChatLine]:
        questions = tuple(self._questions)
        lines = [
            FromChatLine(" ".join(one.question[:_LETTERS].split()), "", (one,))
            for one in questions
            if is_found(one.question)
        ]
        every = Words("All {n} questions, a test each", n=len(questions))
        whole = [FromChatLine(shown(every), "", questions)] if len(lines) > 1 else []
        return [FromChatLine(self._title), *whole, *lines]

    def _draw(self, painter: QPainter, rect: QRectF, line: FromChatLine, way: Qt.LayoutDirection) -> None:
        look = look_of(self)
        px, theme = look.sizes.px, look.theme
        inner = rect.adjusted(px(_SIDE), 0, -px(_SIDE), 0)
        small = look.font("secondary")
        note = text_width(line.note, small) + px(10) if line.note else 0
        words = mirrored(inner.adjusted(0, 0, -note, 0), rect, way)
        is_heading = line.what is None
        font = look.font("source", strong=True) if is_heading else look.font()
        draw_text(painter, words, shown(line.words), font, theme.muted if is_heading else theme.text)
        far = Qt.AlignmentFlag.AlignRight
        draw_text(painter, mirrored(inner, rect, way), line.note, small, theme.muted, far)


class _Lines(ChoiceLines):
    def is_heading(self, line: Any) -> bool:
        return line.what is None

    def can_choose(self, line: Any) -> bool:
        return line.what is not None

    def spoken(self, line: Any) -> str:
        return ", ".join(filter(None, (shown(line.words), line.note)))

    def tip(self, line: Any) -> str:
        return shown(line.words)
