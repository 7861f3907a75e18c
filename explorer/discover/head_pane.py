"""The head of the list: what to search for, in which order, and what is left out."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.discover.search import Filters
from explorer.domain.repo import Sort
from explorer.kit.boxes import column
from explorer.kit.chips import Chip, Choice, MenuChip
from explorer.kit.keys import keys_text
from explorer.kit.layouts import Flow
from explorer.kit.search import SearchField
from explorer.kit.text import Para
from explorer.kit.theme import look_of

SEARCH_KEYS = "Ctrl+F"


class ListHead(QFrame):
    """``asked`` when words or order changed, ``filtered`` when a filter did."""

    asked = Signal()
    filtered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        self.field = SearchField(self.tr("Search models on the Hugging Face Hub"), keys_text(SEARCH_KEYS))
        self.fits = Chip(self.tr("Fits this machine"))
        self.data_named = Chip(self.tr("Training data named"))
        self.license = MenuChip(self.tr("License"), self._licenses())
        self.sort = MenuChip(self.tr("Sort"), self._orders())
        self._note = Para("", "secondary", "muted")
        self._note.hide()
        self._lay_out()
        self._connect()

    @property
    def filters(self) -> Filters:
        return Filters(self.fits.isChecked(), self.data_named.isChecked(), self.license.choice.value)

    @property
    def order(self) -> Sort:
        return Sort(self.sort.choice.value)

    def restore(self, text: str, order: Sort, filters: Filters) -> None:
        """Set everything as it was left, without asking anything."""
        self.field.setText(text)
        self.sort.set_choice(order)
        self.show_filters(filters)

    def show_filters(self, filters: Filters) -> None:
        for chip, is_on in ((self.fits, filters.fits), (self.data_named, filters.data_named)):
            chip.blockSignals(True)
            chip.setChecked(is_on)
            chip.blockSignals(False)
        self.license.set_choice(filters.license_kind)

    def show_note(self, note: str) -> None:
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def focus_search(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _licenses(self) -> list[Choice]:
        return [
            Choice("", self.tr("any")),
            Choice("open", self.tr("open source")),
            Choice("stated", self.tr("stated")),
        ]

    def _orders(self) -> list[Choice]:
        return [
            Choice(Sort.DOWNLOADS, self.tr("Most downloads")),
            Choice(Sort.LIKES, self.tr("Most likes")),
            Choice(Sort.TRENDING, self.tr("Trending")),
            Choice(Sort.UPDATED, self.tr("Updated")),
        ]

    def _lay_out(self) -> None:
        chips = QWidget()
        flow = Flow(chips, spacing=look_of(self).sizes.px(6), even=True)
        for chip in (self.fits, self.license, self.data_named, self.sort):
            flow.addWidget(chip)
        parts = column(self, margins=(16, 14, 16, 10), spacing=8)
        parts.addWidget(self.field)
        parts.addWidget(chips)
        parts.addWidget(self._note)

    def _connect(self) -> None:
        self.field.searched.connect(self._ask)
        self.sort.picked.connect(self._ask)
        self.fits.toggled.connect(self._filter)
        self.data_named.toggled.connect(self._filter)
        self.license.picked.connect(self._filter)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit()

    @Slot()
    def _filter(self) -> None:
        self.filtered.emit()
