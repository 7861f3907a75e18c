"""Buttons that copy. After a press they say so with a tick for a moment, and keep their width: nothing moves.

``CopyButton(kind, words, text)`` has words, ``CopyIcon(tooltip, text)`` an icon alone; ``text`` gives what is
copied when it is asked for, and is copied as it is: an answer as it was written, a path that still names its
file. ``copy`` is for a key or a menu that does the same.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QSize, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from explorer.domain.harmless import storable
from explorer.domain.words import Words
from explorer.kit.announce import announce
from explorer.kit.buttons import Button, IconButton, Kind, Scale
from explorer.kit.language import shown, tr

_TICK_MS = 1_500
# What managers of the clipboard look for, on each system
_SECRET = {
    "linux": (("x-kde-passwordManagerHint", b"secret"),),
    "win32": (
        ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', bytes(4)),
        ('application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"', bytes(4)),
        ('application/x-qt-windows-mime;value="CanUploadToCloudClipboard"', bytes(4)),
    ),
    "darwin": (("application/x-nspasteboard-concealed-type", b"secret"),),
}


def to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(shown(text) if isinstance(text, Words) else storable(text))


def secret_to_clipboard(text: str) -> None:
    """Asks programs that keep what was copied not to keep this."""
    data = QMimeData()
    data.setText(storable(text))
    for kind, value in _SECRET[sys.platform if sys.platform in _SECRET else "linux"]:
        data.setData(kind, value)
    QGuiApplication.clipboard().setMimeData(data)


class CopyButton(Button):
    """As wide as the longer of its words and "Copied"."""

    def __init__(
        self, kind: Kind, words: str, text: Callable[[], str], *, scale: Scale = "normal", copied: str = ""
    ) -> None:
        """``copied`` is said in place of "Copied"."""
        self._words, self._copied = shown(words), copied or tr("Copied")
        super().__init__(kind, words, "copy", scale=scale)
        self.setProperty("copies", "true")  # its words begin where they are, however long they are
        self._text = text
        self._tick = QTimer(self, singleShot=True, interval=_TICK_MS)
        self._tick.timeout.connect(self._offer)
        self.clicked.connect(self.copy)

    @Slot()
    def copy(self) -> None:
        to_clipboard(self._text())
        self.set_icon("check")
        self.setText(self._copied)
        self._tick.start()
        announce(self, self._copied)

    def sizeHint(self) -> QSize:
        hint, wide = super().sizeHint(), self.fontMetrics().horizontalAdvance
        more = max(wide(self._words), wide(self._copied)) - wide(self.text())
        return QSize(hint.width() + more, hint.height())

    @Slot()
    def _offer(self) -> None:
        self.set_icon("copy")
        self.setText(self._words)


class TickIcon(IconButton):
    """``tick`` says on it that something was copied, such as by its menu."""

    def __init__(self, name: str, tooltip: str) -> None:
        super().__init__(name, tooltip)
        self._usual = name, tooltip
        self._tick = QTimer(self, singleShot=True, interval=_TICK_MS)
        self._tick.timeout.connect(self._offer)

    def tick(self) -> None:
        self.show_as("check", tr("Copied"))
        self._tick.start()
        announce(self, tr("Copied"))

    @Slot()
    def _offer(self) -> None:
        self.show_as(*self._usual)


class CopyIcon(TickIcon):
    """``tooltip`` is also its accessible name."""

    def __init__(self, tooltip: str, text: Callable[[], str], *, is_secret: bool = False) -> None:
        super().__init__("copy", tooltip)
        self._text, self._is_secret = text, is_secret
        self.clicked.connect(self.copy)

    @Slot()
    def copy(self) -> None:
        (secret_to_clipboard if self._is_secret else to_clipboard)(self._text())
        self.tick()
