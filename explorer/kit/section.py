"""A titled part of a page that folds away."""

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.kit.icons import paint_icon
from explorer.kit.paint import draw_text, focus_ring, text_width
from explorer.kit.painted import PaintedButton
from explorer.kit.theme import look_of


class Section(QWidget):
    """Heading with a chevron; content goes into ``body``. ``note`` stands muted beside the title."""

    toggled = Signal(bool)

    def __init__(
        self, title: str, note: str = "", *, opened: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.header = SectionHeader(title, note)
        self.header.setChecked(opened)
        self.header.toggled.connect(self._fold)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._content.setVisible(opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.header)
        column.addWidget(self._content)

    def is_open(self) -> bool:
        return self.header.isChecked()

    def set_open(self, opened: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self.header.setChecked(opened)

    @Slot(bool)
    def _fold(self, opened: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        self._content.setVisible(opened)
        self.toggled.emit(opened)


class SectionHeader(PaintedButton):
    """The clickable heading of a Section."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setCheckable(True)
        self.set_note(note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_note(self, note: str) -> None:
        self._note = note
        self.setAccessibleDescription(note)
        self.update()

    def sizeHint(self) -> QSize:
        look = look_of(self)
        width = text_width(self.text(), look.font("heading")) + look.sizes.px(24)
        return QSize(round(width), look.sizes.px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        px, theme = look.sizes.px, look.theme
        rect = QRectF(self.rect())
        with QPainter(self) as painter:
            side = px(14)
            name = "chevron-down" if self.isChecked() else "chevron-right"
            words = text_width(self.text(), look.font("heading"))
            draw_text(painter, rect, self.text(), look.font("heading"), theme.text)
            chevron = QRectF(min(words + px(6), rect.width() - side), (rect.height() - side) // 2, side, side)
            paint_icon(painter, chevron, name, theme.muted)
            note = rect.adjusted(words + px(28), 0, 0, 0)
            if self._note and note.width() > px(40):
                draw_text(painter, note, self._note, look.font("secondary"), theme.muted)
            if self.shows_ring():
                focus_ring(painter, rect, 6, theme)
