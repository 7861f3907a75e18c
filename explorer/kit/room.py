"""What the window asks of every room."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.domain.places import Place
from explorer.kit.actions import Action


class RoomPane(QWidget):
    """A room of the window: it can be sent a place to show, and is told when the app ends."""

    def show_place(self, place: Place) -> None:
        """The window went here; ``place`` may name a model, a repo or words."""

    def is_busy(self) -> bool:
        """Whether something runs here that must not be cut off, such as an answer."""
        return False

    def commands(self) -> Sequence[Action]:
        """What can be done here now, for the command palette and the sheet of shortcuts."""
        return ()

    def close_room(self) -> None:
        """The app ends: stop what runs here, keep what the person made."""
