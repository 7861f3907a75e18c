"""Columns that stream at the same time are painted one after the other: between two of them the loop turns.

Otherwise six models that answer at once would make one long frame of six short ones, and a key or a click
would wait for all of them.
"""

from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, QTimer, Slot


class Paced(Protocol):
    """Something that shows what it has gathered."""

    def flush(self) -> None: ...


class Pacer(QObject):
    """Lets one of those that are due show its text in each turn of the event loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due: list[Paced] = []
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._let_one)

    def ask(self, one: Paced) -> None:
        if one not in self._due:
            self._due.append(one)
        self._turn.start()

    @Slot()
    def _let_one(self) -> None:
        one = self._due.pop(0)
        if not self._due:
            self._turn.stop()
        if shiboken6.isValid(one):
            one.flush()
