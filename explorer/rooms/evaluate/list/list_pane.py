"""The column at the left: a button for a new set, search where there are many, sets and packs."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.words import Words
from explorer.evaluate.packs.registry import all_packs
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.clock import moment
from explorer.kit.keys import with_keys
from explorer.kit.popup import menu, open_below
from explorer.kit.search_field import SearchField
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.list.list_rows import EvalList, EvalRow, HeadingRow, PageRow, SetRow
from explorer.rooms.evaluate.session import EvalPage, EvaluateSession, number_of

_MANY = 8  # sets: from then on they are searched
_FEW = 12  # sets in the bin that its menu offers
_NARROWEST = 168  # pixels at 100 %
_ALL, _COST, _FIRST = -1, -2, -3  # numbers of rows; those of further packs are below


class EvalListColumn(QFrame):
    """Shows what the session has; ``new`` asks for a new set, ``chosen`` tells that a page was opened.
    ``restored`` carries the number of a set in the bin, ``run_restored`` a BinnedRun; ``emptied`` asks to
    empty that.
    """

    new = Signal()
    chosen = Signal()
    restored = Signal(object)
    run_restored = Signal(object)
    emptied = Signal()

    def __init__(self, session: EvaluateSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setMinimumWidth(look_of(self).sizes.px(_NARROWEST))
        self.list = EvalList()
        self.search = SearchField(self.tr("Search test sets"))
        self.search.lead_to(self.list)
        self._nothing = Para("", tone="muted")
        head = QWidget()
        add = Button("quiet", self.tr("New"), "plus", scale="compact", then=self.new)
        add.setObjectName("evaluate-new")
        add.setToolTip(with_keys(self.tr("New test set"), "Ctrl+N"))
        add.setAccessibleName(self.tr("New test set"))
        boxes.row(head, margins=(6, 0, 0, 0)).add(Label(self.tr("Test sets"), "strong"), boxes.STRETCH, add)
        nothing = boxes.row(margins=(6, 0, 6, 0)).add(self._nothing)
        column = boxes.column(self, margins=(8, 11, 8, 8), spacing=8)
        self.bin = Button("quiet", "", "trash", scale="compact", then=self._open_bin)
        self.bin.setObjectName("evaluate-bin")
        foot = boxes.row().add(self.bin, boxes.STRETCH)
        column.add(head, self.search, nothing, boxes.stretched(self.list), foot)
        self.search.searched.connect(self.refresh)
        self.list.chosen.connect(self._open)
        session.listed.add(self.refresh)
        session.opened.add(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self, _change: object = None) -> None:
        """How things stand now; the keys stay on the row they are on, or go to what is open."""
        sets = self._session.sets
        is_searched = len(sets) >= _MANY or bool(self.search.text())
        self.search.setVisible(is_searched)
        words = self.search.text().casefold().split() if is_searched else []
        found = [one for one in sets if all(word in one.title.casefold() for word in words)]
        last = self._session.last_runs
        rows: list[EvalRow] = [SetRow(one, last.get(f"set:{one.id}")) for one in found]
        self._nothing.setText(self._words_for_none())
        self._nothing.setVisible(not found)
        binned = len(self._session.binned) + len(self._session.binned_runs)
        self.bin.setText(self.tr("Bin · {count}").format(count=f"{binned:,}"))
        self.bin.setVisible(binned > 0)
        self.list.show_rows([*rows, HeadingRow(Words("Packs")), *_pages()], self._number())

    @Slot()
    def _open_bin(self) -> None:
        entries = [
            Action(one.title, partial(self.restored.emit, one.id), "undo")
            for one in self._session.binned[:_FEW]
        ]
        for run in self._session.binned_runs[:_FEW]:
            when = moment(datetime.fromisoformat(run.began_at))
            words = self.tr("Run of “{title}”, {when}").format(title=run.title, when=when)
            entries.append(Action(words, partial(self.run_restored.emit, run), "undo"))
        empty = Action(self.tr("Empty the bin…"), self.emptied.emit, "trash", danger=True)
        open_below(menu(self, [*entries, None, empty]), self.bin)

    def begin_search(self) -> None:
        if self.search.isHidden():
            self.list.setFocus()
        else:
            self.search.take_keys()

    def _words_for_none(self) -> str:
        if self.search.text():
            return self.tr("No set is called that.")
        return self.tr("Your own tests stand here, kept on this machine.")

    def _number(self) -> int | None:
        """Of the row that is open."""
        page = self._session.page
        if number := number_of(page):
            return number
        same = (
            one.number for one in _pages() if (one.page.kind, one.page.subject) == (page.kind, page.subject)
        )
        return next(same, None)

    @Slot(object)
    def _open(self, row: EvalRow) -> None:
        if isinstance(row, SetRow):
            self._session.open_set(row.listed.id)
        elif isinstance(row, PageRow):
            self._session.open(row.page)
        self.chosen.emit()


def _pages() -> Sequence[PageRow]:
    packs = (
        PageRow(_FIRST - number, pack.words, EvalPage("pack", pack.id, "results"))
        for number, pack in enumerate(all_packs())
    )
    return (
        PageRow(_ALL, Words("All packs"), EvalPage("packs")),
        *packs,
        PageRow(_COST, Words("What a quantization costs"), EvalPage("quantization")),
    )
