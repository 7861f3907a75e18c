"""What every page of the room is to its frame, and what stands in place of one that is read."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Para


class EvalPageView(QWidget):
    """A page of the room. ``buttons`` stand in the head while it is shown, in the order of reading."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: Sequence[QWidget] = ()

    def take_focus(self) -> None:
        """Where the keys are of use."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def commands(self) -> Sequence[Action]:
        """What can be done on the page, for the palette and by keys; the same keys whatever it shows."""
        return ()

    def is_busy(self) -> bool:
        """Whether something runs here that must not be cut off."""
        return False

    def unfinished(self) -> Sequence[str]:
        """As of ``RoomPane``."""
        return ()

    def close_page(self) -> None:
        """The room ends: stop what runs here, and keep what is not kept yet."""


class ReadingSet(EvalPageView):
    """In place of a large set while it is read; comes and goes by itself."""

    def __init__(self) -> None:
        super().__init__()
        words = Para(self.tr("Reading the tests…"), tone="muted")
        boxes.column(self, margins=(20, 18, 20, 24), spacing=12).add(words, Skeleton(), boxes.STRETCH)
