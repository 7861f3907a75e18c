"""A switch: on or off, at once. Its words stand beside it, so ``name`` is for screen readers."""

from PySide6.QtCore import QEasingCurve, QPoint, QRectF, QSize, Qt, QVariantAnimation, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from explorer.kit.keys import press_by_enter
from explorer.kit.paint import fill_round, focus_ring, mirrored
from explorer.kit.painted_button import BY_KEY
from explorer.kit.theme import look_of

_WIDTH, _HEIGHT = 40, 24  # pixels at 100 %
_SLIDE_MS = 120
TOGGLE_EDGE = 4  # pixels at 100 %, around the track, for the ring


class Toggle(QCheckBox):
    """A check box in its role and keys (Space, Enter), with the looks of a switch."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._by_key = False
        self._at = 0.0  # 0 off, 1 on, between them while the knob slides
        self._slide = QVariantAnimation(self, duration=_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._move)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._go)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        edge = px(2 * TOGGLE_EDGE)
        return QSize(px(_WIDTH) + edge, px(_HEIGHT) + edge)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_key = event.reason() in BY_KEY

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        theme, px, on = look.theme, look.sizes.px, self.isChecked()
        whole = QRectF(self.rect())
        edge = px(TOGGLE_EDGE)
        track = whole.adjusted(edge, edge, -edge, -edge)
        ground, line = (theme.accent, theme.accent) if on else (theme.sunken, theme.field_border)
        if not self.isEnabled():
            ground, line = theme.window, theme.line
        knob = theme.on_accent if on else theme.field_border
        gap = px(4)
        side = track.height() - 2 * gap
        left = track.left() + gap + self._at * (track.width() - side - 2 * gap)
        spot = mirrored(QRectF(left, track.top() + gap, side, side), whole, self.layoutDirection())
        with QPainter(self) as painter:
            fill_round(painter, track, track.height() / 2, ground, line)
            fill_round(painter, spot, side / 2, knob if self.isEnabled() else theme.disabled)
            if self._by_key and self.hasFocus():
                focus_ring(painter, whole, whole.height() / 2, theme)

    @Slot(bool)
    def _go(self, on: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        self._slide.stop()
        if self.isVisible() and look_of(self).motion:
            self._slide.setStartValue(self._at)
            self._slide.setEndValue(1.0 if on else 0.0)
            self._slide.start()
        else:
            self._move(1.0 if on else 0.0)

    @Slot(object)
    def _move(self, at: float) -> None:
        self._at = at
        self.update()
