"""Keys in words, as the system writes them: "Ctrl+K" here, "⌘K" on a Mac."""

from PySide6.QtGui import QKeySequence


def keys_text(shortcut: str) -> str:
    """A shortcut such as "Ctrl+K" as this system's menus show it; "" stays ""."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText) if shortcut else ""


def with_keys(text: str, shortcut: str) -> str:
    """A tooltip that ends in its keys: "New chat (Ctrl+N)"."""
    return f"{text} ({keys_text(shortcut)})" if shortcut else text
