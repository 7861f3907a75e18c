"""What stands over the items of one pack: what it does not show, how it asks and judges, and its results."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.results.pack_board import PackLine, names_of, shown_pack
from explorer.evaluate.results.run_results import ANOTHER_VERSION
from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.layouts import discard
from explorer.kit.text import Para, plain_tip
from explorer.rooms.evaluate.packs.pack_rows import PackRow
from explorer.rooms.evaluate.results.words_pane import PairsPopup


class PackTop(QWidget):
    """``show_lines``: what came of each model; in words also what has no place on a line. ``pairs`` opens
    every two models.
    """

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._is_low = False
        self._pack, self._row = pack, PackRow(shown_pack(pack, ()), bare=True)
        self._more = Para("", "secondary", "muted")
        self._words = Para(pack.rule, "body"), Para(pack.caution, "secondary", "muted")
        self.pairs = Button("link", self.tr("Compared in pairs"), scale="compact", then=self._show_pairs)
        words = boxes.column(spacing=4).add(*self._words, self._more)
        head = boxes.row(margins=(20, 12, 20, 8), spacing=12)
        head.add(boxes.stretched(words), boxes.at_top(self.pairs))
        self._column = boxes.column(self).add(head, self._row)

    def set_low(self, *, low: bool) -> None:
        """Whether the items need the room."""
        self._is_low = low
        rule, caution = self._words
        rule.set_most(1 if low else 0)
        rule.setToolTip(plain_tip("\n".join(para.text() for para in self._words)) if low else "")
        caution.setVisible(not low)
        self._more.setVisible(bool(self._more.text()) and not low)

    def show_lines(self, lines: Sequence[PackLine]) -> None:
        """Of none, where the run is of another version of the pack."""
        discard(self._column, self._row)
        self._row = PackRow(shown_pack(self._pack, lines), bare=True)
        self._column.add(self._row)
        names = names_of([line.model for line in lines])
        more = [
            f"{shown(names[line.model.reference])}: {shown(words)}"
            for line in lines
            for words in line.result.more
        ]
        if not lines:
            more = [shown(ANOTHER_VERSION)]
        self._more.setText("\n".join(more))
        self.set_low(low=self._is_low)
        self.pairs.setVisible(bool(self._row.compared.pairs))

    def _show_pairs(self) -> None:
        popup = PairsPopup([pair.words for pair in self._row.compared.pairs], self)
        popup.open_below(self.pairs)
