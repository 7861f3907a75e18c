"""Looks like a drop-down list, and opens whatever chooses: a menu, or a panel with a search."""

from math import ceil

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.kit.buttons import Picker
from explorer.kit.language import shown
from explorer.kit.paint import text_width
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of

_NARROWEST, _WIDEST, _BESIDE = 96, 280, 45  # pixels at 100 %; the last is not for words


class MenuPicker(Picker):
    """``wanted`` asks to open; ``show_choice`` says what is chosen."""

    wanted = Signal()

    def __init__(self, name: str, width: int = 0) -> None:
        """``width`` in pixels at 100 %, whatever is chosen; 0 follows the words."""
        super().__init__(name)
        self._name, self._words, self._wide = name, "", width
        self.addItem("")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(Picker.SizeAdjustPolicy.AdjustToContents)

    def show_choice(self, words: str) -> None:
        self._words = shown(words)
        self.setAccessibleName(f"{self._name}: {self._words}")
        self.setToolTip(plain_tip(self._words))
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        look = look_of(self)
        wide = ceil(text_width(self._words, look.font())) + look.sizes.px(_BESIDE)
        wide = look.sizes.px(self._wide) if self._wide else min(wide, look.sizes.px(_WIDEST))
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(_NARROWEST), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - look_of(self).sizes.px(_BESIDE)
        metrics = QFontMetricsF(look_of(self).font())  # whole pixels a letter would add up to more
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if words != self.itemText(0):
            self.setItemText(0, words)

    def showPopup(self) -> None:
        self.wanted.emit()
