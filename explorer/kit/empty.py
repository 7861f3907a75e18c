"""What an empty place is for, and the one next step."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.icons import paint_icon
from explorer.kit.paint import fill_round
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of


class EmptyState(QWidget):
    """Icon, title, one or two sentences, and at most one primary action, in the middle of the place."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        action: Action | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(6)
        column.addStretch(2)
        column.addWidget(_Badge(icon), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        heading = Label(title, "heading")
        heading.setWordWrap(True)
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(heading)
        words = _Centred(text)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        if action is not None:
            column.addSpacing(10)
            button = Button("primary", action.text, action.icon)
            button.does(action)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.button: Button | None = button
        else:
            self.button = None
        column.addStretch(3)


class _Centred(Para):
    """Running text that QLabel itself centres: it is short, so its own line pitch is good enough."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "body", "muted")
        self.setMaximumWidth(min(self.sizeHint().width(), look_of(self).sizes.px(380)))

    def heightForWidth(self, width: int) -> int:
        """The layout asks for the width of the whole place; the text keeps its own."""
        return super().heightForWidth(min(width, self.maximumWidth()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        font, pitch = self.text_font(), self._pitch()
        with QPainter(self) as painter:
            painter.setFont(font)
            painter.setPen(self.text_colour())
            for number, line in enumerate(self._lines(self.width())):
                band = QRectF(0, number * pitch, self.width(), pitch)
                painter.drawText(band, Qt.AlignmentFlag.AlignCenter, line)


class _Badge(QLabel):
    """The icon on a soft disc."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon

    def sizeHint(self) -> QSize:
        side = look_of(self).sizes.px(56)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        side = look.sizes.px(26)
        edge = (self.width() - side) / 2
        with QPainter(self) as painter:
            fill_round(painter, QRectF(self.rect()), self.width() / 2, look.theme.surface, look.theme.line)
            paint_icon(painter, QRectF(edge, edge, side, side), self._icon, look.theme.muted)
