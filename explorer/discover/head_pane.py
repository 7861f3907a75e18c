"""The head of the list: what to search for, in which order, and what is left out."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.discover.choices_rows import language_choices, license_choices, size_choices, use_choices
from explorer.discover.filters import Filters
from explorer.domain.repo import Sort
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button
from explorer.kit.chips import Chip, Choice, MenuChip
from explorer.kit.keys import keys_text
from explorer.kit.layouts import Flow
from explorer.kit.search import SearchField
from explorer.kit.text import Para
from explorer.kit.theme import look_of

SEARCH_KEYS = "Ctrl+F"
_PASTED = 4  # letters at once: nobody types so fast


class ListHead(QFrame):
    """``asked`` when words or order changed, ``filtered`` when a filter did, ``more_wanted`` by its link.

    ``pasted`` and ``sent``, with Enter, carry the text: it may name a repo.
    """

    asked = Signal()
    filtered = Signal()
    more_wanted = Signal()
    pasted = Signal(str)
    sent = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        hint = self.tr("Search the Hugging Face Hub, or paste an address")
        self.field = SearchField(hint, keys_text(SEARCH_KEYS))
        self.fits = Chip(self.tr("Fits this machine"))
        self.data_named = Chip(self.tr("Training data named"))
        self.license = MenuChip(self.tr("License"), license_choices(), terse=True)
        self.parameters = MenuChip(self.tr("Size"), size_choices(), terse=True)
        self.use = MenuChip(self.tr("Use"), use_choices(), terse=True)
        self.language = MenuChip(self.tr("Language"), language_choices(), terse=True)
        self.sort = MenuChip("", self._orders())
        self._note = Para("", "secondary", "muted")
        self._more = Button("link", self.tr("Load more"), scale="compact")
        self._note_line = QWidget()
        self._length = 0
        self._explain()
        self._lay_out()
        self._connect()

    @property
    def filters(self) -> Filters:
        return Filters(
            fits=self.fits.isChecked(),
            data_named=self.data_named.isChecked(),
            license_kind=self.license.choice.value,
            size=self.parameters.choice.value,
            use=self.use.choice.value,
            language=self.language.choice.value,
        )

    @property
    def order(self) -> Sort:
        return Sort(self.sort.choice.value)

    def restore(self, text: str, order: Sort, filters: Filters) -> None:
        """Set everything as it was left, without asking anything."""
        self.field.setText(text)
        self._length = len(text)
        self.sort.set_choice(order)
        self.show_filters(filters)

    def show_filters(self, filters: Filters) -> None:
        for chip, is_on in ((self.fits, filters.fits), (self.data_named, filters.data_named)):
            chip.blockSignals(True)
            chip.setChecked(is_on)
            chip.blockSignals(False)
        values = (filters.license_kind, filters.size, filters.use, filters.language)
        for menu, value in zip(self._menus, values, strict=True):
            menu.set_choice(value)

    def show_note(self, note: str, *, has_more: bool) -> None:
        """``has_more``: offer to load more beside it."""
        self._note.setText(note)
        self._more.setVisible(has_more)
        self._note_line.setVisible(bool(note))

    def focus_search(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @property
    def _menus(self) -> tuple[MenuChip, ...]:
        return self.license, self.parameters, self.use, self.language

    def _orders(self) -> list[Choice]:
        return [
            Choice(Sort.DOWNLOADS, self.tr("Most downloads")),
            Choice(Sort.LIKES, self.tr("Most likes")),
            Choice(Sort.TRENDING, self.tr("Trending")),
            Choice(Sort.UPDATED, self.tr("Updated")),
        ]

    def _explain(self) -> None:
        self.fits.setToolTip(
            self.tr(
                "As measured here, else estimated from parameters and quantization: against the memory that"
                " models may take, and the free disk"
            )
        )
        self.data_named.setToolTip(self.tr("Its card or tags name at least one dataset"))
        self.use.setToolTip(self.tr("By task, tags and names that publishers gave: no promise of quality"))
        self.language.setToolTip(self.tr("As its publisher states it"))
        self.sort.setToolTip(self.tr("The order of the list"))
        self.license.setToolTip(
            self.tr("As stated; “commercial use allowed” includes licenses with conditions")
        )

    def _lay_out(self) -> None:
        chips = QWidget()
        flow = Flow(chips, spacing=look_of(self).sizes.px(6))
        for chip in (
            self.fits,
            self.license,
            self.parameters,
            self.data_named,
            self.use,
            self.language,
            self.sort,
        ):
            flow.addWidget(chip)
        line = row(self._note_line, spacing=8)
        line.addWidget(self._note, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._more)
        self._note_line.hide()
        parts = column(self, margins=(16, 14, 16, 10), spacing=8)
        parts.addWidget(self.field)
        parts.addWidget(chips)
        parts.addWidget(self._note_line)

    def _connect(self) -> None:
        self.field.searched.connect(self._ask)
        self.field.textEdited.connect(self._see_paste)
        self.field.returnPressed.connect(self._send)
        self.sort.picked.connect(self._ask)
        self.fits.toggled.connect(self._filter)
        self.data_named.toggled.connect(self._filter)
        for menu in self._menus:
            menu.picked.connect(self._filter)
        self._more.clicked.connect(self.more_wanted)

    @Slot()
    def _ask(self) -> None:
        self._length = len(self.field.text())
        self.asked.emit()

    @Slot(str)
    def _see_paste(self, text: str) -> None:
        grown, self._length = len(text) - self._length, len(text)
        if grown >= _PASTED:
            self.pasted.emit(text)

    @Slot()
    def _send(self) -> None:
        self.sent.emit(self.field.text())

    @Slot()
    def _filter(self) -> None:
        self.filtered.emit()
