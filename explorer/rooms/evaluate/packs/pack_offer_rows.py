"""Before any pack was run: what each asks, what is counted, how much it is, and a button that runs it."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.words import Words, joined
from explorer.evaluate.packs.pack import Pack
from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.text import Para


class PackOffers(QWidget):
    """``wanted`` carries the id of a pack that is to be run."""

    wanted = Signal(str)

    def __init__(self, packs: Sequence[Pack]) -> None:
        super().__init__()
        self.rows = [PackOffer(pack) for pack in packs]
        for row in self.rows:
            row.run.clicked.connect(partial(self.wanted.emit, row.pack.id))
        words = self.tr(
            "Packs are questions written for this app, with a rule that judges each answer. None was run yet."
        )
        head = Para(words, "body", "muted")
        column = boxes.column(self).add(boxes.column(margins=(20, 16, 20, 4)).add(head), *self.rows)
        column.addStretch()

    def show_times(self, times: Mapping[str, Words]) -> None:
        """By the ids of packs, as far as they are known."""
        for row in self.rows:
            row.show_time(times.get(row.pack.id, Words("")))

    def set_busy(self, *, busy: bool) -> None:
        """One run at a time."""
        for row in self.rows:
            row.run.set_busy(busy=busy)


class PackOffer(QFrame):
    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        self.pack = pack
        self.run = Button("outlined", self.tr("Run…"), "play", scale="compact")
        self.run.setAccessibleName(self.tr("Run {pack}").format(pack=shown(pack.words)))
        self._size = Para("", "secondary", "muted")
        title = boxes.row(spacing=12).add(
            Para(shown(pack.words), "strong"), boxes.stretched(Para(shown(pack.question), "body"))
        )
        words = boxes.column(spacing=3).add(title, Para(shown(pack.rule), "secondary"), self._size)
        boxes.row(self, margins=(20, 12, 20, 12), spacing=16).add(
            boxes.stretched(words), boxes.at_top(self.run)
        )
        self.show_time(Words(""))

    def show_time(self, words: Words) -> None:
        self._size.setText(shown(joined(" · ", (self.pack.size, words))))
