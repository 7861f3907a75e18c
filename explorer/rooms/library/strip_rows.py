"""A line over or under the library's table about something that concerns the whole room."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.kit.boxes import centred, row
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.text import IconLabel, Para
from explorer.local.folder_move.folder_mover import Move, MoveState
from explorer.local.folder_move.move_models import rest_words
from explorer.rooms.library.table.column_widths import EDGE


class Strip(QFrame):
    """Hidden while there is nothing to say. Its ``link`` leads to where more can be done."""

    def __init__(self, icon: str, role: str, link: str, go: Callable[[], object], above: int = 0) -> None:
        super().__init__()
        self._words = Para("", "secondary", "muted" if role == "muted" else "")
        button = Button("link", Action(link, go), scale="compact")
        line = row(self, margins=(EDGE, above, EDGE, 8), spacing=8)
        line.add(centred(IconLabel(icon, role)), centred(self._words, 1), button)
        self.hide()

    def say(self, words: str) -> None:
        self._words.setText(shown(words))
        self.setVisible(bool(words))


def move_words(move: Move) -> str:
    """While the models folder is being moved, or a stopped move leaves models in two folders."""
    if move.state is MoveState.MOVING:
        return Words("The models are being moved to {folder}.", folder=move.target)
    if move.state is not MoveState.STOPPED:
        return ""
    stopped = Words("The move of the models folder has stopped.")
    return joined(" ", (stopped, rest_words(move.plan))) if move.plan is not None else stopped
