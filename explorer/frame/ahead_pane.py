"""Imports a room that is about to be visited: the pointer is over its button, or the keys are on it.

Not before: what is imported takes memory, and an app that only shows Discover needs none of it. One module
at a time, so that the window stays as quick as it was.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.places import Room

_PAUSE_MS = 4  # between two modules: the pointer goes on meanwhile
_NEAR = (QEvent.Type.Enter, QEvent.Type.FocusIn)


class Ahead(QObject):
    """``buttons`` lead to the rooms."""

    def __init__(self, buttons: Mapping[Room, QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._buttons = dict(buttons)
        self._waiting: list[Room] = []
        self._modules: Iterator[str] = iter(())
        self._known: set[Room] = set()
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._next)
        for button in self._buttons.values():
            button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _NEAR:
            self.expect(next(room for room, button in self._buttons.items() if button is watched))
        return False

    def expect(self, room: Room) -> None:
        """Begin with this room; it is imported once."""
        if room not in self._known:
            self._known.add(room)
            self._waiting.append(room)
            self._timer.start()

    def is_busy(self) -> bool:
        return self._timer.isActive()

    @Slot()
    def _next(self) -> None:
        name = next(self._modules, "")
        if name:
            importlib.import_module(name)
        elif self._waiting:
            self._modules = _modules_of(self._waiting.pop())
        else:
            self._timer.stop()


def _modules_of(room: Room) -> Iterator[str]:
    """The small ones before the pane that needs them all."""
    package = importlib.import_module(f"explorer.{room}")
    names = [found.name for found in pkgutil.iter_modules(package.__path__)]
    return (f"explorer.{room}.{name}" for name in sorted(names, key=lambda name: (name == "pane", name)))
