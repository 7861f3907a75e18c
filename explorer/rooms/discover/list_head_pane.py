"""The head of the list: search field, filters and order, with the choices of each menu; the first of each
means "any".

Whatever is chosen, loaded or counted, everything here stays in its place: what is said of the list stands
under it (notes_rows.py).
"""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.languages import LANGUAGES, OFTEN_STATED
from explorer.domain.repo import RepoSort
from explorer.domain.words import Words
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.chips import Chip, Choice, MenuChip
from explorer.kit.keys import keys_text
from explorer.kit.layouts import FlowLayout
from explorer.kit.search_field import SearchField
from explorer.kit.theme import look_of
from explorer.local.hub_search.filters import COMMERCIAL, OPEN_SOURCE, STATED, Filters
from explorer.local.hub_search.uses import uses
from explorer.rooms.discover.session import DiscoverSession

SEARCH_KEYS = "Ctrl+F"
_PASTED = 4  # letters at once: nobody types so fast
_ANY = Choice("", Words("any"))
# That the Hub can be asked for, by their names, which are the same in every language.
_ASKED_LICENSES = {"apache-2.0": "Apache 2.0", "mit": "MIT"}
_LICENSES = (
    _ANY,
    Choice(OPEN_SOURCE, Words("open source")),
    Choice(COMMERCIAL, Words("commercial use allowed"), Words("commercial")),
    Choice(STATED, Words("stated")),
    *(Choice(license_id, name) for license_id, name in _ASKED_LICENSES.items()),
)
_SIZES = (
    _ANY,
    Choice("-2", Words("up to 2B"), "≤ 2B"),
    Choice("2-5", Words("2B to 5B"), "2–5B"),
    Choice("5-10", Words("5B to 10B"), "5–10B"),
    Choice("10-40", Words("10B to 40B"), "10–40B"),
    Choice("40-", Words("over 40B"), "> 40B"),
)
_LANGUAGES = (_ANY, *(Choice(code, LANGUAGES[code]) for code in OFTEN_STATED))
_ORDERS = (
    Choice(RepoSort.DOWNLOADS, Words("Most downloads")),
    Choice(RepoSort.LIKES, Words("Most likes")),
    Choice(RepoSort.TRENDING, Words("Trending")),
    Choice(RepoSort.UPDATED, Words("Updated")),
)


class ListHead(QFrame):
    """What is typed, pasted and chosen here, the session asks for."""

    def __init__(self, session: DiscoverSession) -> None:
        super().__init__()
        self._session = session
        self.setProperty("rule", "bottom")
        hint = self.tr("Search the Hugging Face Hub, or paste an address")
        self.field = SearchField(hint, keys_text(SEARCH_KEYS))
        self.fits = Chip(self.tr("Fits this machine"))
        self.data_named = Chip(self.tr("Training data named"))
        self._switches = {"fits": self.fits, "data_named": self.data_named}  # by the names of Filters
        use_choices = (_ANY, *(Choice(use.id, use.name) for use in uses()))
        self._menus = {
            "license_kind": MenuChip(self.tr("License"), _LICENSES, terse=True),
            "size": MenuChip(self.tr("Size"), _SIZES, terse=True),
            "language": MenuChip(self.tr("Language"), _LANGUAGES, terse=True),
            "use": MenuChip(self.tr("Use"), use_choices, terse=True),
        }
        self._sort = MenuChip("", _ORDERS)
        self.help = Button("link", session.actions.help_to_choose())
        self._length = 0
        self._explain()
        self._lay_out()
        self._connect()

    def restore(self) -> None:
        """Set everything as it was left, without asking anything."""
        left = self._session.left
        self.field.setText(left.text)
        self._length = len(left.text)
        self._sort.set_choice(left.sort)
        self.show_filters(left.filters)

    def show_filters(self, filters: Filters) -> None:
        for name, chip in self._switches.items():
            with QSignalBlocker(chip):
                chip.setChecked(getattr(filters, name))
        for name, menu in self._menus.items():
            menu.set_choice(getattr(filters, name))

    def open_named(self, text: str) -> None:
        """Open the repo that a text names, if it names one; the list shows it, too."""
        self._show_name(self._session.open_named(text))

    def focus_search(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _explain(self) -> None:
        self.fits.setToolTip(
            self.tr(
                "As measured here, else estimated from parameters and quantization: against the memory that"
                " models may take, and the free disk"
            )
        )
        self.data_named.setToolTip(self.tr("Its card or tags name at least one dataset"))
        licenses = self.tr("As stated; “commercial use allowed” includes licenses with conditions")
        self._menus["license_kind"].explain(licenses)
        self._menus["size"].explain(self.tr("Parameters: how many numbers the model has learned"))
        self._menus["language"].explain(self.tr("As its publisher states it"))
        use = self.tr("By task, tags and names that publishers gave: no promise of quality")
        self._menus["use"].explain(use)
        self._sort.explain(self.tr("The order of the list"))
        self.help.setToolTip(self.tr("Four questions, a trial, one page that decides"))

    def _lay_out(self) -> None:
        chips = QWidget()
        flow = FlowLayout(chips, spacing=look_of(self).sizes.px(6))
        flow.add(self.fits, *self._menus.values(), self.data_named, self._sort, self.help)
        column(self, margins=(16, 14, 16, 10), spacing=8).add(self.field, chips)

    def _connect(self) -> None:
        self.field.searched.connect(self._ask)
        self.field.textEdited.connect(self._see_paste)
        self.field.returnPressed.connect(self._send)
        self._sort.picked.connect(self._ask)
        for name, chip in self._switches.items():
            chip.toggled.connect(partial(self._filter, name))
        for name, menu in self._menus.items():
            menu.picked.connect(partial(self._pick, name))

    @Slot()
    def _ask(self) -> None:
        text = self.field.text()
        self._length = len(text)
        self._session.ask(text, RepoSort(self._sort.choice.value))

    @Slot(str)
    def _see_paste(self, text: str) -> None:
        grown, self._length = len(text) - self._length, len(text)
        if grown >= _PASTED:
            self.open_named(text)

    @Slot()
    def _send(self) -> None:
        self._show_name(self._session.send(self.field.text()))

    def _show_name(self, name: str) -> None:
        if name:
            self.field.setText(name)

    def _pick(self, name: str, choice: Choice) -> None:
        self._filter(name, choice.value)

    def _filter(self, name: str, value: bool | str) -> None:  # noqa: FBT001  as a signal carries it
        changed: dict[str, Any] = {name: value}
        search = self._session.search
        search.filter(replace(search.state.filters, **changed))
