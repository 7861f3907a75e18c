"""Parts of a starting page: a point with its sources, a model of the field."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from explorer.choose.uses.use_page import FieldModel, UsePoint, UseSource
from explorer.kit import boxes
from explorer.kit.boxes import Card
from explorer.kit.buttons import LINK_INSET, Button, LinkLine
from explorer.kit.language import shown
from explorer.kit.layouts import flowing
from explorer.kit.text import IconLabel, Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.choose.source_rows import SourceLink, source_links

_MARK = 16  # pixels at 100 %


class PointRow(QWidget):
    """``number``: of it in its list; 0 for a caution, which has an icon."""

    def __init__(self, point: UsePoint, number: int = 0) -> None:
        super().__init__()
        words = boxes.column(spacing=1).add(Para(point.text))
        if point.sources:
            words.add(_links(point.sources))
        mark = Label(str(number), "body", "faint") if number else IconLabel("warning", "caution")
        mark.setFixedWidth(look_of(self).sizes.px(_MARK))
        boxes.row(self, margins=(0, 0, LINK_INSET, 0), spacing=10).add(
            boxes.at_top(mark), boxes.stretched(words)
        )


class FieldModelCard(Card):
    """``look`` is told the repo that is to be looked at."""

    def __init__(self, model: FieldModel, look: Callable[[str], object]) -> None:
        super().__init__("plain", 14)
        self.body.add(Para(model.name, "strong"), Para(model.text, "body", "muted"))
        links: list[QWidget] = []
        if model.repo:
            button = Button("link", self.tr("Open in Discover"), "search", scale="compact")
            button.setAccessibleName(self.tr("Open {model} in Discover").format(model=model.name))
            button.clicked.connect(partial(look, model.repo))
            links.append(button)
        of_repo = f"https://huggingface.co/{model.repo}"
        for source in model.sources:
            title = self.tr("On the web") if source.address == of_repo else shown(source.title)
            links.append(SourceLink(source.address, title))
        self.body.add(LinkLine().add(boxes.stretched(flowing(*links, spacing=0))))


def _links(sources: Sequence[UseSource]) -> LinkLine:
    pairs = [(source.address, shown(source.title)) for source in sources]
    return LinkLine().add(boxes.stretched(source_links(pairs)))
