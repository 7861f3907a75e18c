"""A document of a collection, and a passage that would be found."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from explorer.documents.passages import Document, FoundPassage
from explorer.documents.prompt import place_caption
from explorer.kit.boxes import STRETCH, at_top, centred, column, row, stretched
from explorer.kit.buttons import IconButton
from explorer.kit.number_mark import SIDE, NumberMark
from explorer.kit.text import Elided, IconLabel, Label, Para
from explorer.rooms.library.documents.captions import document_caption, ranks_caption

_LINES, _GAP = 4, 8  # of a passage, and between its number and its words


class DocumentRow(QFrame):
    """``opened``, ``taken_out`` and ``forgotten`` carry the Document."""

    opened = Signal(object)
    taken_out = Signal(object)
    forgotten = Signal(object)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.setProperty("rule", "bottom")
        is_bad = document.state == "failed"
        name = Elided(document.name, "strong")
        name.explain(document.path)
        name.setProperty("data", True)  # of a file
        words = Para(document_caption(document), "secondary", "bad" if is_bad else "muted")
        tone = "bad" if is_bad else "caution" if document.flags or document.problem else "muted"
        icon = IconLabel("document" if tone == "muted" else "warning", tone)
        said = column(spacing=1).add(name, words)
        line = row(self, margins=(4, 8, 4, 8), spacing=10).add(at_top(icon), stretched(said))
        self.setAccessibleName(document.name)
        ways = (
            ("external", self.tr("Open {name}"), self.opened),
            ("minus", self.tr("Remove {name} from this collection"), self.taken_out),
            ("trash", self.tr("Forget {name} everywhere…"), self.forgotten),
        )
        for icon_name, tip, signal in ways:
            button = IconButton(icon_name, tip.format(name=document.name))
            button.clicked.connect(partial(signal.emit, document))
            line.add(centred(button))


class FoundRow(QFrame):
    """A passage with its place among those that would be found, and why."""

    def __init__(self, number: int, found: FoundPassage) -> None:
        super().__init__()
        self.found = found
        self.setProperty("rule", "bottom")
        place = Label(place_caption(found.passage.place), "secondary", "muted")
        title = Elided(found.title, "strong")
        head = row(spacing=_GAP).add(NumberMark(number, "cited"), title, STRETCH, place)
        text = Para(" ".join(found.passage.text.split()), "secondary", most=_LINES)
        for words in (title, place, text):
            words.setProperty("data", True)  # of the file
        below = column(margins=(SIDE + _GAP, 0, 0, 0), spacing=5)
        below.add(text, Label(ranks_caption(found), "source", "muted"))
        column(self, margins=(4, 9, 4, 10), spacing=5).add(head, below)
