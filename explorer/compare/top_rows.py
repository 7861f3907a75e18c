"""The bar over the room: title, parts and actions on one line, or on two where one is too short."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from explorer.kit.theme import look_of


class TopBar(QFrame):
    """Takes the three; ``refit`` after one of them was shown or hidden."""

    def __init__(
        self, title: QWidget, parts: QWidget, buttons: Sequence[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("rule", "bottom")
        self._title, self._parts = title, parts
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look_of(self).sizes.px(8))
        for button in buttons:
            row.addWidget(button)
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(2, 1)
        self._is_wide: bool | None = None
        self.refit()

    def refit(self) -> None:
        px = look_of(self).sizes.px
        before, after = px(14), px(20)  # the title has an inset of its own
        left, right = (after, before) if self.isRightToLeft() else (before, after)
        self._grid.setContentsMargins(left, px(11), right, px(11))
        self._grid.setHorizontalSpacing(px(8))
        shown = [w for w in (self._title, self._parts, self._buttons) if not w.isHidden()]
        needed = sum(w.sizeHint().width() for w in shown) + px(14 + 20 + 3 * 8)
        self._arrange(wide=needed <= self.width() or self._parts.isHidden())

    def minimumSizeHint(self) -> QSize:
        """That of two lines: the bar must be able to shrink to them."""
        px = look_of(self).sizes.px
        first = self._title.minimumSizeHint().width() + self._buttons.minimumSizeHint().width() + px(8)
        width = max(first, self._parts.minimumSizeHint().width()) + px(34)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self.refit()

    def _arrange(self, *, wide: bool) -> None:
        if wide == self._is_wide:
            return
        self._is_wide = wide
        for widget in (self._title, self._parts, self._buttons):
            self._grid.removeWidget(widget)
        right = Qt.AlignmentFlag.AlignRight
        if wide:
            self._grid.addWidget(self._title, 0, 0)
            self._grid.addWidget(self._parts, 0, 1)
        else:
            self._grid.addWidget(self._title, 0, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(self._parts, 1, 0, 1, 4, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(self._buttons, 0, 3, right)
