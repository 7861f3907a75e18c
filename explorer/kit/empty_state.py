"""What an empty place is for, and the one next step."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import Column, row
from explorer.kit.buttons import Button, Kind
from explorer.kit.icons import paint_icon
from explorer.kit.paint import draw_text, fill_round
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.text import Label, Para
from explorer.kit.theme import Look, look_of


class EmptyState(QWidget):
    """Icon, title, one or two sentences, and at most two actions, in the middle of the place.

    ``kind`` of its button: "outlined" where the page has its primary button elsewhere.
    """

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        action: Action | None = None,
        *,
        kind: Kind = "primary",
        second: Action | None = None,
    ) -> None:
        super().__init__()
        column = Column(self, margins=24, spacing=8)
        column.addStretch(2)
        column.addWidget(_Badge(icon), 0, Qt.AlignmentFlag.AlignHCenter)
        heading = Label(title, "heading")
        heading.setWordWrap(True)
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(heading)
        self._words = _Centred(text)
        column.addWidget(self._words, 0, Qt.AlignmentFlag.AlignHCenter)
        if action is not None:
            button = Button(kind, action)
            line = row(margins=(0, 10, 0, 0)).add(button)
            column.addLayout(line)
            column.setAlignment(line, Qt.AlignmentFlag.AlignHCenter)
            self.button: Button | None = button
        else:
            self.button = None
        if second is not None:
            other = Button("outlined", second)
            column.addSpacing(2)
            column.addWidget(other, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_text(self, text: str) -> None:
        """Exchange the sentences, such as a time that runs."""
        self._words.show_text(text)


class _Centred(Para):
    """Running text that QLabel itself centres: it is short, so its own line pitch is good enough."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "body", "muted")
        self._measure(look_of(self))
        look_of(self).changed.connect(self._measure)

    def show_text(self, text: str) -> None:
        self.setText(text)
        self._measure(look_of(self))

    @Slot(object)
    def _measure(self, look: Look) -> None:
        self.setMaximumWidth(min(self.sizeHint().width(), look.sizes.px(380)))

    def heightForWidth(self, width: int) -> int:
        """The layout asks for the width of the whole place; the text keeps its own."""
        return super().heightForWidth(min(width, self.maximumWidth()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        font, pitch = self.text_font(), self._pitch()
        with QPainter(self) as painter:
            for number, line in enumerate(self._lines(self.width())):
                band = QRectF(0, number * pitch, self.width(), pitch)
                draw_text(painter, band, line, font, self.text_colour(), Qt.AlignmentFlag.AlignHCenter)


class _Badge(PaintedLabel):
    """The icon on a soft disc."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon

    def sizeHint(self) -> QSize:
        side = look_of(self).sizes.px(56)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        side = look.sizes.px(26)
        edge = (self.width() - side) / 2
        with QPainter(self) as painter:
            fill_round(painter, QRectF(self.rect()), self.width() / 2, look.theme.surface, look.theme.line)
            paint_icon(painter, QRectF(edge, edge, side, side), self._icon, look.theme.muted)
