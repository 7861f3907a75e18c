"""What stands in place of a large set while it is read."""

from explorer.kit import boxes
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Para
from explorer.rooms.evaluate.page_rows import EvalPageView


class ReadingSet(EvalPageView):
    """Comes and goes by itself."""

    def __init__(self) -> None:
        super().__init__()
        words = Para(self.tr("Reading the tests…"), tone="muted")
        boxes.column(self, margins=(20, 18, 20, 24), spacing=12).add(words, Skeleton(), boxes.STRETCH)
