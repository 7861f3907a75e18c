"""A field of one line whose text stands where lines begin, and which shows foreign names harmless.

Qt puts a text, and the words of an empty field, by the direction of their own letters: in a window that runs
from right to left, a name in Latin letters would stand at the wrong end.
"""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from explorer.domain.harmless import harmless


class Field(QLineEdit):
    """A QLineEdit that is mirrored with its window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        stand_at_start(self)

    def setText(self, text: str | None) -> None:
        super().setText(harmless(text or ""))

    def setPlaceholderText(self, text: str) -> None:
        super().setPlaceholderText(harmless(text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            stand_at_start(self)


def stand_at_start(field: QLineEdit) -> None:
    """For classes that are fields of another kind already."""
    side = Qt.AlignmentFlag.AlignRight if field.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
    field.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
