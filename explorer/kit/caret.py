"""The text cursor stops blinking while nobody writes, as on other desktops; the next key lets it blink again.

Each blink wakes the processor and paints a field anew, for hours, for a window that is only left open.
"""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

_REST_MS = 10_000  # as GTK does


class RestingCaret(QObject):
    """Build one, on the screen thread. Leaves alone a system whose cursors do not blink."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._hints = QGuiApplication.styleHints()
        self._pace = self._hints.cursorFlashTime()
        self._wait = QTimer(self, singleShot=True, interval=_REST_MS)
        self._wait.timeout.connect(self._rest)
        if self._pace > 0:  # where the cursor is, is told when a field gets the focus or is written in
            QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._blink)
            self._wait.start()

    def close(self) -> None:
        """The system's pace again."""
        if self._pace > 0:
            QGuiApplication.inputMethod().cursorRectangleChanged.disconnect(self._blink)
            self._wait.stop()
            self._hints.setCursorFlashTime(self._pace)

    @Slot()
    def _blink(self) -> None:
        self._wait.start()
        if self._hints.cursorFlashTime() != self._pace:
            self._hints.setCursorFlashTime(self._pace)

    @Slot()
    def _rest(self) -> None:
        self._hints.setCursorFlashTime(0)
