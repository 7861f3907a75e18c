"""The answer that was tried, letter by letter as it came, with what the checks found in it marked."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from explorer.domain.harmless import harmless
from explorer.evaluate.items import CheckResult
from explorer.kit.scroll import overlay_bar
from explorer.kit.theme import Look, look_of

_CODE = ("{", "[", "```", "<")  # an answer that begins so is program text
_LOWEST, _PITCH = 120, 19  # pixels at 100 %


class AnswerView(QTextEdit):
    """What was met stands on the ground of what is chosen, what was missed on that of quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setProperty("code", "true")
        self.setProperty("data", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("The answer"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.document().setDocumentMargin(0)
        self._text, self._results = "", tuple[CheckResult, ...]()
        overlay_bar(self)
        look_of(self).changed.connect(self._restyle)

    def show_answer(self, text: str) -> None:
        """What is only longer than before is added: the place where one reads stays."""
        if text == self._text:
            return
        if self._text and text.startswith(self._text):
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(harmless(text[len(self._text) :]))
            self._text = text
            return
        self._text = text
        self._style(look_of(self))
        self.setPlainText(harmless(text))
        self._space(look_of(self))

    def show_results(self, results: Sequence[CheckResult]) -> None:
        self._results = tuple(results)
        self._mark(look_of(self))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(120), look_of(self).sizes.px(_LOWEST))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    @Slot(object)
    def _restyle(self, look: Look) -> None:
        self._style(look)
        self._space(look)
        self._mark(look)

    def _style(self, look: Look) -> None:
        is_code = self._text.lstrip().startswith(_CODE)
        self.document().setDefaultFont(look.font("code" if is_code else "body"))

    def _space(self, look: Look) -> None:
        pitch = QTextBlockFormat()
        pitch.setLineHeight(look.sizes.px(_PITCH), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(pitch)

    def _mark(self, look: Look) -> None:
        marks = []
        for result in sorted(self._results, key=lambda one: one.passed is False):
            shape = QTextCharFormat()
            shape.setBackground(look.theme.quote if result.passed is False else look.theme.soft_accent)
            for start, end in result.spans:
                mark = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.document())
                cursor.setPosition(self._place(start))
                cursor.setPosition(self._place(end), QTextCursor.MoveMode.KeepAnchor)
                mark.cursor, mark.format = cursor, shape
                marks.append(mark)
        self.setExtraSelections(marks)

    def _place(self, letter: int) -> int:
        """As Qt counts, and where what may not be shown stands by its number."""
        shown = harmless(self._text[:letter])
        last = max(0, self.document().characterCount() - 1)
        return min(last, len(shown.encode("utf-16-le", "surrogatepass")) // 2)
