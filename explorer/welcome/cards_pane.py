"""The choices of the last step as cards: first what lies on this disk, then the others."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from explorer.kit.boxes import column
from explorer.kit.language import tr
from explorer.kit.layouts import Columns
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.welcome.card_rows import ModelCard, WaitingCard
from explorer.welcome.choosing import Choice
from explorer.welcome.here import Here

CARDS = 3  # in a row


class Cards(QWidget):
    """One card is checked, if there is any. ``waiting``: how many are still to come."""

    chosen = Signal()

    def __init__(self, here: Here, others: Sequence[Choice], waiting: int, speed: float) -> None:
        super().__init__()
        self._speed = speed
        self._group = QButtonGroup(self)
        self._column = column(self, spacing=8)
        if here.choices:
            self._column.addWidget(Label(self.tr("On this disk already"), "strong"))
        self._add_cards(here.choices)
        if here.more:
            self._column.addWidget(Para(_more_words(here.more), "secondary", "muted"))
        if here.choices:
            self._column.addSpacing(look_of(self).sizes.px(8))
            self._column.addWidget(Label(self.tr("Or another one"), "strong"))
        self._add_cards(others, waiting)

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        return tuple(card for card in self._group.buttons() if isinstance(card, ModelCard))

    @property
    def choice(self) -> Choice | None:
        return next((card.choice for card in self.cards if card.isChecked()), None)

    def check(self, choice: Choice | None) -> None:
        """Check the card of ``choice``, the first one if it is not there any more."""
        cards = self.cards
        wanted = next((card for card in cards if card.choice == choice), cards[0] if cards else None)
        if wanted is not None:
            wanted.setChecked(True)

    def _add_cards(self, choices: Sequence[Choice], waiting: int = 0) -> None:
        if not choices and not waiting:
            return
        row = QWidget()
        grid = Columns(row, look_of(self).sizes.px(180), look_of(self).sizes.px(12), CARDS)
        for choice in choices:
            card = ModelCard(choice, self._speed)
            card.toggled.connect(self.chosen)
            self._group.addButton(card)
            grid.addWidget(card)
        for _missing in range(waiting):
            grid.addWidget(WaitingCard())
        self._column.addWidget(row)


def _more_words(count: int) -> str:
    """What else lies here."""
    if count == 1:
        return tr("1 more model of another program is in the Library.")
    return tr("{n} more models of other programs are in the Library.").format(n=count)
