"""Variables of a prompt in the composer: {{name}} is selected, to be typed over, one after the other."""

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from explorer.domain.variables import filled, variables_of

_VARIABLE = QRegularExpression(
    r"\{\{[ \t]*[^\W_](?:[\w -]{0,60}\w)?[ \t]*\}\}",  # as domain.variables.variables_of
    QRegularExpression.PatternOption.UseUnicodePropertiesOption,
)
_TEXT = "text"  # the variable that what is written already goes into


class VariableWalk:
    """Tab goes to the next variable of what was inserted; behind the last it is the key it always is."""

    def __init__(self, field: QTextEdit) -> None:
        self._field = field
        self._is_on = False

    def insert(self, text: str) -> None:
        """At the cursor. {{text}} takes in what stands in the field already, which is then not said twice."""
        written = self._field.toPlainText().strip()
        cursor = self._field.textCursor()
        if _TEXT in variables_of(text) and written:
            cursor.select(QTextCursor.SelectionType.Document)
            text = filled(text, {_TEXT: written})
        start = cursor.selectionStart()
        cursor.insertText(text)
        self._is_on = _VARIABLE.match(text).hasMatch()
        if self._is_on:
            cursor.setPosition(start)
        self._field.setTextCursor(cursor)
        self.go_on()

    def go_on(self) -> bool:
        """Select the next variable behind the cursor; whether there is one."""
        if not self._is_on:
            return False
        found = self._field.document().find(_VARIABLE, self._field.textCursor())
        self._is_on = not found.isNull()
        if self._is_on:
            self._field.setTextCursor(found)
        return self._is_on
