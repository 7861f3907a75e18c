"""What painted buttons share: hand cursor, hover, Tab focus with a ring only after a key; and painted labels.
Both have another size when the text scale changes."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from explorer.kit.keys import press_by_enter
from explorer.kit.paint import focus_ring
from explorer.kit.theme import Look, look_of

BY_KEY = (  # how the focus came where a ring is to show it
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class PaintedButton(QAbstractButton):
    """A QAbstractButton without looks: subclasses ``paint`` all but the ring of the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_key = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        """``rect`` is the whole button. Returns how round the corners of the ring are, in pixels."""
        raise NotImplementedError

    def paintEvent(self, _event: QPaintEvent) -> None:
        rect, look = QRectF(self.rect()), look_of(self)
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            radius = self.paint(painter, rect, look)
            if self.shows_ring():
                focus_ring(painter, rect, radius, look.theme)

    def shows_ring(self) -> bool:
        return self._by_key and self.hasFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_key = event.reason() in BY_KEY

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()


class PaintedLabel(QLabel):
    """A QLabel for its role and its text alone; subclasses paint."""

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()
