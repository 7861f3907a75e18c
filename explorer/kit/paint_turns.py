"""Widgets that gather text as it streams are painted in turn.

Otherwise six models that answer at once would make one long frame of six short ones, and a key or a click
would wait for all of them.
"""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QTimer, Slot

from explorer.domain.piece import NOTHING, Piece, joined

_FRAME_MS = 30  # tokens are shown about 30 times a second


class PaintPacer(QObject):
    """Lets one of those that are due show its text in each turn of the event loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due: list[GatheredText] = []
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._let_one)

    def ask(self, one: "GatheredText") -> None:
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


class GatheredText(QObject):
    """Pieces of an answer that ``show`` gets together, when ``pacer`` says so."""

    def __init__(self, pacer: PaintPacer, show: Callable[[Piece], object], parent: QObject) -> None:
        super().__init__(parent)
        self._pacer, self._show = pacer, show
        self._waiting = NOTHING
        self._frame = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._frame.timeout.connect(self._ask_turn)

    def add(self, piece: Piece) -> None:
        self._waiting = joined((self._waiting, piece))
        if self._waiting != NOTHING and not self._frame.isActive():
            self._frame.start()

    def drop(self) -> None:
        """What was gathered is wanted no more."""
        self._frame.stop()
        self._waiting = NOTHING

    def flush(self) -> None:
        """Show what was gathered."""
        piece = self._waiting
        self.drop()
        if piece != NOTHING:
            self._show(piece)

    @Slot()
    def _ask_turn(self) -> None:
        self._pacer.ask(self)
