"""How far something is: a thin painted bar, and the same with words beside it."""

from PySide6.QtCore import QEvent, QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from explorer.kit.boxes import column
from explorer.kit.language import shown
from explorer.kit.paint import fill_round, mirrored
from explorer.kit.text import Elided
from explorer.kit.theme import look_of

_STEPS = 10_000
_FRAME_MS = 33


class ProgressBar(QProgressBar):
    """``set_fraction(0…1)``, or None while the end is not known: then it moves, unless motion is off."""

    def __init__(self, name: str, height: int = 8) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setRange(0, _STEPS)
        self._height = height
        self._phase = 0.0
        self._known = True
        self._ticks = QTimer(self, interval=_FRAME_MS)
        self._ticks.timeout.connect(self._step)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_fraction(self, fraction: float | None) -> None:
        self._known = fraction is not None
        if fraction is not None:
            self.setValue(round(min(1.0, max(0.0, fraction)) * _STEPS))
        self._run_if_needed()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(120), look_of(self).sizes.px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, look_of(self).sizes.px(self._height))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_if_needed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticks.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = look_of(self).theme
        rect = QRectF(self.rect())
        radius = rect.height() / 2
        with QPainter(self) as painter:
            fill_round(painter, rect, radius, theme.line)
            filled = mirrored(self._filled(rect), rect, self.layoutDirection())
            fill_round(painter, filled, radius, theme.accent)

    def _filled(self, rect: QRectF) -> QRectF:
        if self._known:
            share = self.value() / _STEPS
            return QRectF(0, 0, max(rect.height(), rect.width() * share) if share else 0, rect.height())
        left = (rect.width() * 1.3) * self._phase - rect.width() * 0.3
        return QRectF(left, 0, rect.width() * 0.3, rect.height()).intersected(rect)

    def _run_if_needed(self) -> None:
        if not self._known and self.isVisible() and look_of(self).motion:
            self._ticks.start()
        else:
            self._phase = 0.5
            self._ticks.stop()

    def _step(self) -> None:
        self._phase = (self._phase + 0.022) % 1.0
        self.update()


class ProgressLine(QWidget):
    """The bar under its words: "62 % · 18.4 MB/s · 22 s left"."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._words = Elided("", "secondary", "muted")
        self._bar = ProgressBar(name, 4)
        column(self, spacing=4).add(self._words, self._bar)

    def show_progress(self, fraction: float | None, words: str) -> None:
        self._words.setText(words)
        self._bar.set_fraction(fraction)
        self._bar.setAccessibleDescription(shown(words))
