"""Every two models of a run, compared in words."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.domain.words import Words
from explorer.evaluate.comparison import HOW_COMPARED
from explorer.kit import boxes
from explorer.kit.copying import CopyIcon
from explorer.kit.language import shown
from explorer.kit.popup import Popup
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of

_WIDTH, _HIGHEST = 460, 420  # pixels at 100 %


class PairsPopup(Popup):
    """Opens under what asked for it; Escape or a click elsewhere closes it."""

    def __init__(self, pairs: Sequence[Words], parent: QWidget) -> None:
        super().__init__(self.tr("All pairs of models"), parent)
        px = look_of(self).sizes.px
        holder = QWidget()
        holder.setFixedWidth(px(_WIDTH))
        column = boxes.column(holder, margins=(0, 0, 8, 0), spacing=8)
        column.add(*(Para(words) for words in pairs))
        scroll = Scroll(holder, self.tr("All pairs of models"))
        scroll.setFixedSize(px(_WIDTH), min(px(_HIGHEST), holder.heightForWidth(px(_WIDTH))))
        note = Para(HOW_COMPARED, "secondary", "muted")
        note.setFixedWidth(px(_WIDTH))
        told = "\n".join(shown(words) for words in pairs)
        copy = CopyIcon(self.tr("Copy all pairs"), lambda: told)
        head = boxes.row().add(Label(self.tr("All pairs of models"), "heading"), boxes.STRETCH, copy)
        self.body.add(head, scroll, note)
