"""What every page of the room is to its pane."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from explorer.kit.actions import Action
from explorer.rooms.choose.session import ChoosePage


class ChoosePageView(QWidget):
    """A page of the room. It shows its own head, with the way back."""

    def show_page(self, page: ChoosePage) -> None:
        """It is shown now, with this."""

    def take_focus(self) -> None:
        """Where the keys are of use."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def commands(self) -> Sequence[Action]:
        """For the palette, and by keys; the same keys whatever it shows."""
        return ()

    def is_busy(self) -> bool:
        """Whether something runs here that must not be cut off."""
        return False

    def unfinished(self) -> Sequence[str]:
        """As of ``RoomPane``."""
        return ()

    def close_page(self) -> None:
        """The room ends: stop what runs here, and keep what is not kept yet."""
