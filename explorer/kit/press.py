"""Enter presses the button that has the focus, as Space does.

Qt leaves that to the desktop: with GNOME and KDE it does, with Windows, macOS and a bare X server Enter on a
button does nothing, and who works by keyboard takes the app for hung.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def press_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Whether ``event`` is Enter, which then has pressed ``button``; held down, it presses once."""
    bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
    if event.key() not in ENTER or not bare:
        return False
    event.accept()
    if not event.isAutoRepeat():
        button.click()
    return True
