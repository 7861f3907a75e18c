"""The search field: icon, hint of its shortcut, a way to clear it, and a signal that waits for a pause."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.buttons import IconButton
from explorer.kit.field import Field
from explorer.kit.icons import paint_icon
from explorer.kit.keys import claims_escape
from explorer.kit.paint import draw_text, mirrored
from explorer.kit.theme import look_of

_PAUSE_MS = 300
_HEIGHT = 36
_ICON = 16


class SearchField(Field):
    """``searched`` carries the text 300 ms after the last key, or at once on Enter or clear."""

    searched = Signal(str)

    def __init__(self, placeholder: str, hint: str = "") -> None:
        """``hint`` is shown at the right while the field is empty: "Ctrl+F"."""
        super().__init__()
        self._hint = hint
        self._last = ""
        self._found: QWidget | None = None
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setToolTip(placeholder)  # a narrow field cuts it
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self._clear = IconButton("close", self.tr("Clear the search"), parent=self, then=self.start_over)
        self._clear.hide()
        self.textChanged.connect(self._wait)
        self.returnPressed.connect(self._tell)

    def lead_to(self, found: QWidget) -> None:
        """What shows the results: the arrow down goes there."""
        self._found = found

    def take_keys(self) -> None:
        """By its shortcut: what is typed takes the place of what stands there."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    @Slot()
    def start_over(self) -> None:
        """Empty the field and tell at once."""
        self.clear()
        self._tell()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(260), look_of(self).sizes.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(120), look_of(self).sizes.px(_HEIGHT))

    def event(self, event: QEvent) -> bool:
        """Escape empties it, whatever else it is for in the room; in an empty one it is for the room."""
        return (bool(self.text()) and claims_escape(event)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.start_over()
        elif event.key() == Qt.Key.Key_Down and self._found is not None and self._found.isVisible():
            self._found.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self.updateGeometry()
            self._place()

    def _place(self) -> None:
        """Room for the icon before the text, for the hint or the way to clear behind it."""
        px = look_of(self).sizes.px
        before, after = px(_ICON + 6), px(28 if self.text() or not self._hint else 60)
        left, right = (after, before) if self.isRightToLeft() else (before, after)
        self.setTextMargins(left, 0, right, 0)
        side = px(24)
        spot = QRectF(self.width() - side - px(6), (self.height() - side) // 2, side, side)
        place = mirrored(spot, QRectF(self.rect()), self.layoutDirection())
        self._clear.setGeometry(place.toRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = look_of(self)
        px, height = look.sizes.px, self.height()
        with QPainter(self) as painter:
            spot = QRectF(px(11), (height - px(_ICON)) // 2, px(_ICON), px(_ICON))
            whole, way = QRectF(self.rect()), self.layoutDirection()
            paint_icon(painter, mirrored(spot, whole, way), "search", look.theme.muted)
            if self._hint and not self.text():
                rect = mirrored(QRectF(0, 0, self.width() - px(12), height), whole, way)
                font = look.font("secondary")
                draw_text(painter, rect, self._hint, font, look.theme.faint, Qt.AlignmentFlag.AlignRight)

    @Slot()
    def _wait(self) -> None:
        self._clear.setVisible(bool(self.text()))
        self._place()
        self._pause.start()

    @Slot()
    def _tell(self) -> None:
        self._pause.stop()
        if self.text() != self._last:
            self._last = self.text()
            self.searched.emit(self._last)
