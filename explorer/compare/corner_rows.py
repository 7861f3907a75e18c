"""Over the row titles of the facts: how to read the table, and what is hidden in it."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from explorer.kit.mirror import mirrored
from explorer.kit.paint import rule
from explorer.kit.text import Para
from explorer.kit.theme import look_of


class Corner(QFrame):
    """Laid over the corner of the table, whose own button is hidden."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = column = QVBoxLayout(self)
        column.addStretch()
        self._hint = Para("", "secondary", "muted", most=4)
        column.addWidget(self._hint)
        self.show_alike(0)
        self.refit()

    def show_alike(self, hidden: int) -> None:
        """So many rows are not shown, because all models say the same there."""
        words = self.tr("Not legal advice. Click a fact for its source, a title for the whole row.")
        if hidden == 1:
            words = self.tr("Hidden, because all say the same: 1 row.")
        elif hidden:
            words = self.tr("Hidden, because all say the same: {n} rows.").format(n=hidden)
        self._hint.setText(words)

    def refit(self) -> None:
        px = look_of(self).sizes.px
        self._column.setContentsMargins(px(14), px(8), px(12), px(9))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, rect = look_of(self).theme, QRectF(self.rect())
        with QPainter(self) as painter:
            painter.fillRect(rect, theme.surface)
            edge = QRectF(rect.right() - 1, 0, 1, rect.height())
            painter.fillRect(mirrored(edge, rect, self.layoutDirection()), theme.line)
            rule(painter, 0, rect.bottom() - 1, rect.width(), theme.line)
