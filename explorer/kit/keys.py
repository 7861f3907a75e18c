"""Keys: shortcuts in words as the system writes them, and Enter, which presses the focused button as Space
does.

Qt leaves Enter to the desktop: with GNOME and KDE it presses, with Windows, macOS and a bare X server Enter
on a button does nothing, and who works by keyboard takes the app for hung.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

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


class EscapeKey(QObject):
    """Escape in ``widget``, or in what stands in it and has no use of it: ``pressed``, whatever else it is a
    shortcut for in the room.
    """

    pressed = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if claims_escape(event):
            return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        event.accept()
        self.pressed.emit()
        return True


def claims_escape(event: QEvent) -> bool:
    """Whether ``event`` asks who wants Escape: it comes as a key then, whatever else it is a shortcut for."""
    if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
        return False
    if event.type() == QEvent.Type.ShortcutOverride:
        event.accept()
        return True
    return False


def keys_text(shortcut: str) -> str:
    """A shortcut such as "Ctrl+K" as this system's menus show it; "" stays ""."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText) if shortcut else ""


def with_keys(text: str, shortcut: str) -> str:
    """A tooltip that ends in its keys: "New chat (Ctrl+N)"."""
    return f"{text} ({keys_text(shortcut)})" if shortcut else text
