"""What stands over the items of one pack: what it does not show, how it asks and judges, and its results."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.results.pack_board import PackLine, names_of, shown_pack
from explorer.evaluate.results.run_results import ANOTHER_VERSION
from explorer.kit import boxes
from explorer.kit.language import shown
from explorer.kit.layouts import discard
from explorer.kit.text import Para, plain_tip
from explorer.rooms.evaluate.packs.pack_rows import PackRow
from explorer.rooms.evaluate.packs.pack_words import rule_words
from explorer.rooms.evaluate.results.run_rows import RunTop


class PackTop(RunTop):
    """``show_lines``: what came of each model; in words also what has no place on a line."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._pack, self._row = pack, QWidget()
        self._more = Para("", "secondary", "muted")
        words = boxes.column(margins=(20, 12, 20, 8), spacing=4)
        self._words = Para(rule_words(pack.id), "body"), Para(pack.caution, "secondary", "muted")
        words.add(*self._words, self._more)
        self._more.hide()
        self._column = boxes.column(self).add(words, self._row)

    def set_low(self, *, low: bool) -> None:
        for para in self._words:
            para.set_most(1 if low else 0)
            para.setToolTip(plain_tip(para.text()) if low else "")

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
        self._more.setVisible(bool(more))
