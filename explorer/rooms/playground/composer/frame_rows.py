"""The frame of the composer: what goes along with the message, the field, and below it a line of what can be
added and of how it is sent.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import STRETCH, column, row
from explorer.kit.message_field import FieldBorder, MessageField
from explorer.kit.theme import look_of

_LINE = 32  # pixels at 100 %: as high as the highest control, so that nothing moves when one comes


class ComposerFrame(FieldBorder):
    """A click beside the field is for the field."""

    def __init__(self, field: MessageField) -> None:
        super().__init__(field)
        self._parts = column(self, margins=(13, 9, 9, 8), spacing=6)
        self._line = row(margins=0, spacing=4)
        self._line.addStrut(look_of(self).sizes.px(_LINE))
        self._line.add(STRETCH)
        self._tools = 0
        self._parts.addWidget(field)
        self._parts.addLayout(self._line)

    def add_above(self, widget: QWidget) -> None:
        """Over the field: what is attached to the message. It shows and hides itself."""
        self._parts.insertWidget(self._parts.indexOf(self._field), widget)

    def add_tool(self, widget: QWidget, at: int | None = None) -> None:
        """Under the field, where reading begins; behind those that are there, or at place ``at``."""
        place = self._tools if at is None else at
        self._line.insertWidget(place, widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._tools += 1

    def add_end(self, widget: QWidget) -> None:
        """Under the field, at the end of the line."""
        self._line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._field.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()
