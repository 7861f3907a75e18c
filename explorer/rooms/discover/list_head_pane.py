"""The head of the list: search field, filters and order, with the choices of each menu; the first of each
means "any".

Whatever is chosen, loaded or counted, everything here stays in its place: what is said of the list stands
under it (notes_rows.py).
"""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.repo import RepoSort
from explorer.kit.boxes import column
from explorer.kit.chips import Chip, Choice, MenuChip
from explorer.kit.keys import keys_text
from explorer.kit.language import tr
from explorer.kit.layouts import FlowLayout
from explorer.kit.search_field import SearchField
from explorer.kit.theme import look_of
from explorer.local.hub_search.filters import COMMERCIAL, OPEN_SOURCE, STATED, Filters
from explorer.local.hub_search.uses import uses

# That the Hub can be asked for, by their names, which are the same in every language.
_LICENSES = {"apache-2.0": "Apache 2.0", "mit": "MIT"}


def license_choices() -> list[Choice]:
    return [
        Choice("", tr("any")),
        Choice(OPEN_SOURCE, tr("open source")),
        Choice(COMMERCIAL, tr("commercial use allowed"), tr("commercial")),
        Choice(STATED, tr("stated")),
        *(Choice(license_id, name) for license_id, name in _LICENSES.items()),
    ]


def size_choices() -> list[Choice]:
    """By parameters."""
    return [
        Choice("", tr("any")),
        Choice("-2", tr("up to 2B"), "≤ 2B"),
        Choice("2-5", tr("2B to 5B"), "2–5B"),
        Choice("5-10", tr("5B to 10B"), "5–10B"),
        Choice("10-40", tr("10B to 40B"), "10–40B"),
        Choice("40-", tr("over 40B"), "> 40B"),
    ]


def use_choices() -> list[Choice]:
    return [Choice("", tr("any")), *(Choice(use.id, use.name) for use in uses())]


def language_choices() -> list[Choice]:
    """Languages that many cards state, by the code they state them with."""
    return [
        Choice("", tr("any")),
        Choice("en", tr("English")),
        Choice("zh", tr("Chinese")),
        Choice("es", tr("Spanish")),
        Choice("fr", tr("French")),
        Choice("de", tr("German")),
        Choice("pt", tr("Portuguese")),
        Choice("it", tr("Italian")),
        Choice("ru", tr("Russian")),
        Choice("ar", tr("Arabic")),
        Choice("hi", tr("Hindi")),
        Choice("ja", tr("Japanese")),
        Choice("ko", tr("Korean")),
        Choice("tr", tr("Turkish")),
        Choice("vi", tr("Vietnamese")),
        Choice("id", tr("Indonesian")),
        Choice("pl", tr("Polish")),
        Choice("nl", tr("Dutch")),
    ]


SEARCH_KEYS = "Ctrl+F"
_PASTED = 4  # letters at once: nobody types so fast


class ListHead(QFrame):
    """``asked`` when words or order changed; ``filtered`` carries the Filters when one did.

    ``pasted`` and ``sent``, with Enter, carry the text: it may name a repo.
    """

    asked = Signal()
    filtered = Signal(object)
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
        self._length = 0
        self._explain()
        self._lay_out()
        self._connect()

    @property
    def order(self) -> RepoSort:
        return RepoSort(self.sort.choice.value)

    def restore(self, text: str, order: RepoSort, filters: Filters) -> None:
        """Set everything as it was left, without asking anything."""
        self.field.setText(text)
        self._length = len(text)
        self.sort.set_choice(order)
        self.show_filters(filters)

    def show_filters(self, filters: Filters) -> None:
        for chip, is_on in ((self.fits, filters.fits), (self.data_named, filters.data_named)):
            with QSignalBlocker(chip):
                chip.setChecked(is_on)
        values = (filters.license_kind, filters.size, filters.use, filters.language)
        for menu, value in zip(self._menus, values, strict=True):
            menu.set_choice(value)

    def focus_search(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _chosen(self) -> Filters:
        return Filters(
            fits=self.fits.isChecked(),
            data_named=self.data_named.isChecked(),
            license_kind=self.license.choice.value,
            size=self.parameters.choice.value,
            use=self.use.choice.value,
            language=self.language.choice.value,
        )

    @property
    def _menus(self) -> tuple[MenuChip, ...]:
        return self.license, self.parameters, self.use, self.language

    def _orders(self) -> list[Choice]:
        return [
            Choice(RepoSort.DOWNLOADS, self.tr("Most downloads")),
            Choice(RepoSort.LIKES, self.tr("Most likes")),
            Choice(RepoSort.TRENDING, self.tr("Trending")),
            Choice(RepoSort.UPDATED, self.tr("Updated")),
        ]

    def _explain(self) -> None:
        self.fits.setToolTip(
            self.tr(
                "As measured here, else estimated from parameters and quantization: against the memory that"
                " models may take, and the free disk"
            )
        )
        self.data_named.setToolTip(self.tr("Its card or tags name at least one dataset"))
        self.license.explain(self.tr("As stated; “commercial use allowed” includes licenses with conditions"))
        self.parameters.explain(self.tr("Parameters: how many numbers the model has learned"))
        self.use.explain(self.tr("By task, tags and names that publishers gave: no promise of quality"))
        self.language.explain(self.tr("As its publisher states it"))
        self.sort.explain(self.tr("The order of the list"))

    def _lay_out(self) -> None:
        chips = QWidget()
        flow = FlowLayout(chips, spacing=look_of(self).sizes.px(6))
        flow.add(
            self.fits, self.license, self.parameters, self.language, self.use, self.data_named, self.sort
        )
        column(self, margins=(16, 14, 16, 10), spacing=8).add(self.field, chips)

    def _connect(self) -> None:
        self.field.searched.connect(self._ask)
        self.field.textEdited.connect(self._see_paste)
        self.field.returnPressed.connect(self._send)
        self.sort.picked.connect(self._ask)
        self.fits.toggled.connect(self._filter)
        self.data_named.toggled.connect(self._filter)
        for menu in self._menus:
            menu.picked.connect(self._filter)

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
        self.filtered.emit(self._chosen())
