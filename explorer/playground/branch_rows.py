"""Where a conversation was said in more than one way: which of them is shown, and the way to the others."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from explorer.kit.language import tr
from explorer.kit.stepper import Stepper
from explorer.playground.chats import Turn


class Branches(Stepper):
    """``switch`` is told the id of the turn to show in place of this one."""

    def __init__(self, turn: Turn, switch: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(*_ways(turn), parent)
        self._switch = switch
        self._siblings = turn.siblings
        self.stepped.connect(self._on_stepped)
        if turn.id in turn.siblings:
            self.show_place(turn.siblings.index(turn.id), len(turn.siblings))

    def _on_stepped(self, number: int) -> None:
        self._switch(self._siblings[number])


def _ways(turn: Turn) -> tuple[str, str]:
    """What the arrows lead to."""
    if turn.role == "user":
        return tr("The earlier version of this message"), tr("The later version of this message")
    return tr("The answer before this one"), tr("The answer after this one")
