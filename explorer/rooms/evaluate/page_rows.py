"""What every page of the room is to its frame."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.empty_state import EmptyState


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


class EvaluateStart(EvalPageView):
    """What the room is for, and the one next step."""

    def __init__(self, begin: Action, bring_in: Action) -> None:
        super().__init__()
        words = self.tr(
            "Write down what you ask a model, and what a good answer must hold. Then run it on several models"
            " and see where each fails. Everything stays on this machine."
        )
        self._view = EmptyState(
            "checklist", self.tr("Does a model do your task?"), words, begin, second=bring_in
        )
        boxes.column(self).add(self._view)

    def take_focus(self) -> None:
        if self._view.button is not None:
            self._view.button.setFocus(Qt.FocusReason.OtherFocusReason)
