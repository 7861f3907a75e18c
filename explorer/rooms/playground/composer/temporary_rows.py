"""The line over the composer of a temporary chat: that it is not kept, and the way to keep it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import centred, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.text import Elided, IconLabel


class TemporaryLine(QWidget):
    """``kept`` asks to keep the chat. Hidden until a chat is temporary."""

    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Elided("", "secondary", "muted")
        self._keep = Button("link", self.tr("Keep this chat"), scale="compact", then=self.kept)
        line = row(self, margins=(2, 0, 0, 0), spacing=8)
        line.add(centred(IconLabel("clock")), stretched(self._words), self._keep)
        self.hide()

    def show_chat(self, *, temporary: bool, begun: bool, busy: bool, keeping: bool) -> None:
        """``begun``: something was said that can be kept, once no answer is written (``busy``) any more;
        ``keeping``: that is under way.
        """
        words = self.tr("Temporary chat: it and its files are gone when you leave it")
        self._words.setText(self.tr("The chat is being kept…") if keeping else words)
        self._keep.setText(self.tr("Keeping…") if keeping else self.tr("Keep this chat"))
        self.setVisible(temporary)
        self._keep.setVisible(begun)
        self._keep.setEnabled(not busy)
        self._keep.set_busy(busy=keeping)
