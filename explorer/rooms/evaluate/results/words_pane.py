"""What a run says in many lines: every two models compared, or all of its conditions."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.evaluate.comparison import HOW_COMPARED
from explorer.kit import boxes
from explorer.kit.copying import CopyIcon
from explorer.kit.language import shown, tr
from explorer.kit.popup import Popup
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of

_WIDTH, _HIGHEST = 460, 420  # pixels at 100 %


class WordsPopup(Popup):
    """Opens under what asked for it; Escape or a click elsewhere closes it."""

    def __init__(self, title: str, lines: Sequence[str], parent: QWidget, note: str = "") -> None:
        super().__init__(title, parent)
        told = "\n".join(map(shown, lines))
        copy = CopyIcon(tr("Copy all of it"), lambda: told)
        self.body.add(boxes.row().add(Label(title, "heading"), boxes.STRETCH, copy))
        self.body.add(scrolled([Para(line) for line in lines], title, self))
        if note:
            words = Para(note, "secondary", "muted")
            words.setFixedWidth(look_of(self).sizes.px(_WIDTH))
            self.body.add(words)


class PairsPopup(WordsPopup):
    """Every two models, compared in words."""

    def __init__(self, lines: Sequence[str], parent: QWidget) -> None:
        super().__init__(tr("All pairs of models"), lines, parent, HOW_COMPARED)


def scrolled(rows: Sequence[QWidget], title: str, popup: Popup) -> Scroll:
    """Below each other, as wide as such a popup, and as high as it needs."""
    px = look_of(popup).sizes.px
    holder = QWidget()
    holder.setFixedWidth(px(_WIDTH))
    boxes.column(holder, margins=(0, 0, 8, 0), spacing=8).add(*rows)
    scroll = Scroll(holder, title)
    scroll.setFixedSize(px(_WIDTH), min(px(_HIGHEST), holder.heightForWidth(px(_WIDTH))))
    return scroll
