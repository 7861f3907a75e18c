"""One line while the models folder is being moved, or while a stopped move leaves models in two folders."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from explorer.domain.words import Words, joined
from explorer.kit.boxes import centred, row
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.text import IconLabel, Para
from explorer.local.folder_move.folder_mover import FolderMover, Move, MoveState
from explorer.local.folder_move.move_models import rest_words
from explorer.rooms.library.table.column_widths import EDGE


class MoveStrip(QFrame):
    """Hidden while nothing is moved. ``wanted`` comes from its button: the settings have the rest."""

    wanted = Signal()

    def __init__(self, mover: FolderMover) -> None:
        super().__init__()
        self._icon = IconLabel("folder", "caution")
        self.words = Para("", "secondary")
        button = Button("link", self.tr("Show the move"), scale="compact", then=self.wanted)
        line = row(self, margins=(EDGE, 0, EDGE, 8), spacing=8)
        line.add(centred(self._icon), centred(self.words, 1), button)
        self.close_strip: Callable[[], None] = mover.changed.add(self._show)
        self._show(mover.current)

    def _show(self, move: Move) -> None:
        words = _words(move)
        self.words.setText(shown(words) if words is not None else "")
        self.setVisible(words is not None)


def _words(move: Move) -> Words | None:
    if move.state is MoveState.MOVING:
        return Words("The models are being moved to {folder}.", folder=move.target)
    if move.state is not MoveState.STOPPED:
        return None
    stopped = Words("The move of the models folder has stopped.")
    return joined(" ", (stopped, rest_words(move.plan))) if move.plan is not None else stopped
