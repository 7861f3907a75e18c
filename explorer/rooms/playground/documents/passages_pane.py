"""What an answer was given of documents, beside the conversation: each passage with its words, and which of
them the answer refers to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from explorer.documents.passages import GivenPassage
from explorer.documents.shared_words import shared_stretch
from explorer.kit.boxes import STRETCH, column, row, stretched
from explorer.kit.empty_state import EmptyState
from explorer.kit.layouts import remove_widget
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label, Para
from explorer.rooms.playground.documents.captions import counts_caption, found_caption
from explorer.rooms.playground.documents.passage_rows import PassageCard


@dataclass(frozen=True)
class GivenToAnswer:
    """What the answer ``turn`` was given, and what it says. ``searched``: passages that were looked through.

    ``places``: of passages that are a whole document, the page of what is cited of it. ``forgotten``: why
    those without a text have none.
    """

    turn: int = 0
    given: tuple[GivenPassage, ...] = ()
    cited: frozenset[int] = frozenset()
    answer: str = ""
    searched: int = 0
    places: Mapping[int, str] = field(default_factory=dict)
    forgotten: str = ""


class PassagesPane(QWidget):
    """``opened`` carries the number of the passage that is open now, 0 for none; ``page_wanted`` the
    GivenPassage whose file is to be opened, ``forget_wanted`` the one whose document is to be forgotten.
    """

    opened = Signal(object)
    page_wanted = Signal(object)
    forget_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = GivenToAnswer()
        self._cards: list[PassageCard] = []
        self._counts, self._searched = Label("", "strong"), Elided("", "secondary", "muted")
        self._head = QWidget()
        row(self._head, margins=(17, 10, 17, 6), spacing=8).add(self._counts, STRETCH, self._searched)
        page = QWidget()
        self._list = column(page, margins=(12, 0, 12, 0), spacing=0)
        self._list.addStretch()
        self._area = Scroll(page, self.tr("Passages"))
        self._worth = Para("", "secondary", "muted")
        self._foot = QFrame()  # at the foot, or under the last passage where there is no room
        self._foot.setProperty("rule", "top")
        column(self._foot, margins=(5, 12, 5, 14)).add(self._worth)
        self._list.add(12, self._foot)
        self._empty = EmptyState(
            "document",
            self.tr("No passages yet"),
            self.tr(
                "Attach a file with the paperclip, drop it here, or paste it. The passages that an answer was"
                " given are then listed here."
            ),
        )
        parts = column(self).add(self._head, stretched(self._area, 1))
        parts.addWidget(self._empty, 1)
        self.show_given(GivenToAnswer())

    def show_given(self, shown: GivenToAnswer, number: int = 0) -> None:
        """With the passage ``number`` open, else as it was."""
        is_other = shown != self.shown or not self._cards
        kept = self.open_number() if shown.turn == self.shown.turn else 0
        self.shown = shown
        if is_other:
            self._put(shown)
        for part in (self._head, self._area):
            part.setVisible(bool(shown.given))
        self._empty.setVisible(not shown.given)
        self.open_passage(number or kept)

    def open_number(self) -> int:
        """0: none."""
        return next((card.given.number for card in self._cards if card.is_open()), 0)

    def open_passage(self, number: int) -> None:
        """Fold the others, and bring it into view."""
        for card in self._cards:
            card.set_open(card.given.number == number)
        self.opened.emit(self.open_number())
        if self.open_number():
            QTimer.singleShot(0, self, self._bring_into_view)  # once it has its height

    def cards(self) -> list[PassageCard]:
        return list(self._cards)

    def _bring_into_view(self) -> None:
        card = next((card for card in self._cards if card.is_open()), None)
        if card is not None:
            self._area.ensureWidgetVisible(card, 0, 0)

    def _put(self, shown: GivenToAnswer) -> None:
        for old in self._cards:
            remove_widget(old)
        self._counts.setText(counts_caption(len(shown.given), len(shown.cited)))
        searched = self.tr("of {count} passages").format(count=f"{shown.searched:,}")
        self._searched.setText(searched if shown.searched else "")
        self._worth.setText(found_caption(shown.given))
        self._cards = [self._card(given, shown) for given in shown.given]
        for place, card in enumerate(self._cards):
            self._list.insertWidget(place, card)

    def _card(self, given: GivenPassage, shown: GivenToAnswer) -> PassageCard:
        is_cited = given.number in shown.cited
        return PassageCard(
            given,
            cited=is_cited,
            mark=shared_stretch(given, shown.answer) if is_cited else None,
            place=shown.places.get(given.number, ""),
            told="" if given.text else shown.forgotten,
            toggled=self._on_toggled,
            open_page=self.page_wanted.emit,
            forget=self.forget_wanted.emit,
        )

    def _on_toggled(self, number: int, opened: bool) -> None:  # noqa: FBT001  # as of a button
        self.open_passage(number if opened else 0)
