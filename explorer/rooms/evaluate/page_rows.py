"""What every page of the room is to its frame, and what stands in place of one that is read."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.kit import boxes
from explorer.kit.room_pane import PageView
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Para


class EvalPageView(PageView):
    """A page of the room. ``buttons`` stand in the head while it is shown, in the order of reading."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: Sequence[QWidget] = ()


class ReadingSet(EvalPageView):
    """In place of a large set while it is read; comes and goes by itself."""

    def __init__(self) -> None:
        super().__init__()
        words = Para(self.tr("Reading the tests…"), tone="muted")
        boxes.column(self, margins=(20, 18, 20, 24), spacing=12).add(words, Skeleton(), boxes.STRETCH)
