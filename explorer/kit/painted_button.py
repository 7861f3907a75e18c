"""What painted buttons share: hand cursor, hover, Tab focus with a ring only after a key; and painted labels.
Both have another size when the text scale changes."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from explorer.kit.keys import press_by_enter
from explorer.kit.paint import draw_text, fill_round, focus_ring, text_width
from explorer.kit.theme import Look, TextRole, look_of

SIDE, _NARROWEST = 6, 90  # pixels at 100 %: beside the words of an ElidedButton, and how narrow it gets

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


class ElidedButton(PaintedButton):
    """A text in one line that can be clicked and gives way where there is little room; ``height`` in pixels
    at 100 %. ``tone``: the theme's colour of its letters.
    """

    def __init__(self, role: TextRole, height: int) -> None:
        super().__init__()
        self._role, self._height = role, height
        self.tone = "text"
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = look_of(self)
        width = text_width(self.text(), look.font(self._role)) + 2 * look.sizes.px(SIDE)
        return QSize(round(width + 1.5), look.sizes.px(self._height))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(look_of(self).sizes.px(_NARROWEST), hint.width()), hint.height())

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme, side = look.theme, look.sizes.px(SIDE)
        if self.underMouse():
            fill_round(painter, rect, 8, theme.sunken)
        inner = rect.adjusted(side, 0, -side, 0)
        draw_text(painter, inner, self.text(), look.font(self._role), theme.colour(self.tone))
        return 8


class PaintedLabel(QLabel):
    """A QLabel for its role and its text alone; subclasses paint."""

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()
