"""A text as it was found, some of it marked on the ground of quotes."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from explorer.domain.harmless import harmless
from explorer.kit.rich_text.markdown import Form, MarkdownView
from explorer.kit.theme import Look, look_of

type Marks = Sequence[tuple[int, int]]  # characters from, to; in order, and apart

_PITCH = 20


class HighlightedText(MarkdownView):
    """Selectable, as high as it is; nothing in it is taken for markup."""

    def __init__(self, name: str, form: Form = "body", parent: QWidget | None = None) -> None:
        super().__init__(name, fit=True, form=form, parent=parent)
        self._text, self._marks = "", tuple[tuple[int, int], ...]()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_text(self, text: str, marks: Marks = (), form: Form | None = None) -> None:
        """What is only longer than before is added. ``form``: another one than at first."""
        now = text, tuple(marks), form or self._form
        before, self._text, self._marks, self._form = (self._text, self._marks, self._form), *now
        if before[0] and before[1:] == now[1:] == ((), self._form) and text.startswith(before[0]):
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(harmless(text[len(before[0]) :]))
        elif now != before:
            self._render(look_of(self))

    def _render(self, look: Look) -> None:
        self.prepare(look)
        self.clear()
        cursor = QTextCursor(self.document())
        pitch = QTextBlockFormat()
        pitch.setLineHeight(look.sizes.px(_PITCH), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(pitch)
        edges = [0, *(edge for mark in self._marks for edge in mark), len(self._text)]
        for number, (start, end) in enumerate(pairwise(edges)):
            shape = QTextCharFormat()
            shape.setForeground(look.theme.text)
            if number % 2:
                shape.setBackground(look.theme.quote)
            cursor.insertText(harmless(self._text[start:end]), shape)
