"""What makers of models disclose: an edition of an index, its groups by makers; others are brought in."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from explorer.base.store import Store
from explorer.choose.companies.index import (
    CompanyIndex,
    drop_index,
    included_index,
    keep_index,
    read_indexes,
)
from explorer.choose.companies.index_file import read_index_file
from explorer.domain.errors import KnownError
from explorer.domain.facts import Verdict
from explorer.domain.places import Go, Place, Room
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH
from explorer.kit.buttons import Button, IconButton
from explorer.kit.chips import Chip, Choice, MenuChip
from explorer.kit.file_dialogs import ask_which_file
from explorer.kit.layouts import flowing
from explorer.kit.question import host_of
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label, Para
from explorer.kit.verdict_marks import VerdictLabel
from explorer.rooms.choose.companies.edition_pane import EditionSheet
from explorer.rooms.choose.companies.index_table_pane import CompaniesTable
from explorer.rooms.choose.page_rows import BackLine, ChoosePageView
from explorer.rooms.choose.session import ChoosePage, ChooseSession
from explorer.rooms.choose.source_rows import source_links


class CompaniesPane(ChoosePageView):
    """``ChoosePage.subject`` names a company that is shown alone at first, "" for all."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self._session = session
        self._indexes: tuple[CompanyIndex, ...] = (included_index(),)
        self._index = self._indexes[0]
        self.table = CompaniesTable(self._index)
        self.chips: list[Chip] = []
        self._back = BackLine("", self._go_back)
        self._head, self._foot = boxes.column(spacing=6), boxes.column(spacing=2)
        content = QWidget()
        column = boxes.column(content, margins=(20, 14, 20, 12), spacing=6)
        column.add(self._back, self._head, 4, boxes.stretched(self.table), 2, self._foot)
        boxes.column(self).add(Scroll(content, self.tr("What companies disclose")))

    def show_page(self, page: ChoosePage) -> None:
        try:
            self._indexes = read_indexes(self._session.services.core.store)
        except KnownError as error:
            self._session.services.messages.fail(error)
        self._show(self._indexes[0])
        for chip in self.chips:
            chip.setChecked(chip.text() == page.subject)

    def take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def commands(self) -> Sequence[Action]:
        return (Action(self.tr("Import another edition"), self._ask_which, "plus"),)

    def _show(self, index: CompanyIndex) -> None:
        self._index = index
        for layout in (self._head, self._foot):
            boxes.clear(layout)
        self._fill_head(index)
        self._fill_foot(index)
        self.table.show_index(index)

    def _fill_head(self, index: CompanyIndex) -> None:
        is_decision = bool(self._session.page.decision)
        self._back.button.setText(
            self.tr("Back to the decision") if is_decision else self.tr("Help me choose")
        )
        about = self.tr(
            "{index}: what {by} found each company to disclose. It is about companies, not about single"
            " models, and not this app’s rating."
        )
        told = about.format(index=index.name, by=index.by or self.tr("its authors"))
        self.chips = [Chip(maker) for maker in index.makers]
        for chip in self.chips:
            chip.toggled.connect(self._choose)
        self._head.add(self._title(index), Para(told, "body", "muted"))
        if index.is_included:
            self._head.add(Para(self._not_openness(index), "body"))
        self._head.add(
            flowing(
                *self._editions(), Label(self.tr("Show only:"), "secondary", "muted"), *self.chips, spacing=6
            )
        )

    def _editions(self) -> list[QWidget]:
        """A choice only where there are several."""
        if len(self._indexes) == 1:
            return []
        choices = [Choice(index.edition, index.edition) for index in self._indexes]
        chip = MenuChip(self.tr("Edition"), choices)
        chip.set_choice(self._index.edition)
        chip.picked.connect(self._pick)
        return [chip]

    def _not_openness(self, index: CompanyIndex) -> str:
        """Said plainly, since the two are taken for one."""
        words = self.tr(
            "Open weights are not openness: Alibaba ({alibaba} of {of}), Meta ({meta}) and DeepSeek"
            " ({deepseek}) all let you download models, as IBM ({ibm}) does: that alone says little."
        )
        said = {maker.lower(): index.said(number) for number, maker in enumerate(index.makers)}
        return words.format(
            of=index.of, **{name: said[name] for name in ("alibaba", "meta", "deepseek", "ibm")}
        )

    def _title(self, index: CompanyIndex) -> QWidget:
        """With what can be done with editions."""
        holder = QWidget()
        title = Label(self.tr("What companies disclose"), "title")
        row = boxes.row(holder, spacing=8).add(title, STRETCH)
        if not index.is_included:
            row.add(IconButton("trash", self.tr("Delete this edition"), then=self._delete))
        row.add(Button("outlined", self.tr("Import another edition"), "plus", then=self._ask_which))
        return holder

    def _fill_foot(self, index: CompanyIndex) -> None:
        by = self.tr("{by}, {license}.").format(by=index.by, license=index.license) if index.license else ""
        ours = self.tr(
            "Wording and groups are ours; the index’s definitions count. A company that says it does nothing"
            " of the kind often gets the mark, too."
        )
        other = self.tr("Editions ask for different things: no trend can be read from two of them.")
        words = " ".join(filter(None, (by, ours if index.is_included else "", other)))
        marks = (
            VerdictLabel(Verdict.OPEN, self.tr("disclosed")),
            VerdictLabel(Verdict.NOT_DISCLOSED, self.tr("not disclosed")),
        )
        self._foot.add(flowing(*marks, spacing=16), Para(words, "secondary", "muted"))
        if index.source:
            self._foot.add(source_links([(index.source, "")]))

    def _go_back(self) -> None:
        number = self._session.page.decision
        self._session.open(ChoosePage("decision", number) if number else ChoosePage())

    def _choose(self, _on: object = None) -> None:
        """Those that are chosen beside each other; all where none is."""
        chosen = [number for number, chip in enumerate(self.chips) if chip.isChecked()]
        self.table.choose(chosen or range(len(self.chips)))

    def _pick(self, choice: Choice) -> None:
        found = next((index for index in self._indexes if index.edition == choice.value), None)
        if found is not None:
            self._show(found)

    def _ask_which(self) -> None:
        ask_which_file(self, self.tr("Import another edition"), self.tr("Table (*.csv)"), self.bring_in)

    def bring_in(self, path: Path) -> None:
        """Name and date of the edition are asked for then."""
        services = self._session.services
        going = services.messages.begin(self.tr("Reading {name}…").format(name=path.name))
        work = partial(read_index_file, path)
        services.tasks.do(work, *services.messages.during(going, partial(self._ask_about, path)))

    def _ask_about(self, path: Path, read: CompanyIndex) -> None:
        taken = frozenset(index.edition for index in self._indexes)
        sheet = EditionSheet(read, path.name, taken, host_of(self))
        sheet.named.connect(self._keep)
        sheet.ask()

    def _keep(self, index: CompanyIndex) -> None:
        keep_index(self._session.services.core.store, index)
        self._indexes = read_indexes(self._session.services.core.store)
        self._show(index)

    def _delete(self) -> None:
        services, gone = self._session.services, self._index
        drop_index(services.core.store, gone.edition)
        self._indexes = read_indexes(services.core.store)
        self._show(self._indexes[0])
        words = self.tr("The edition “{edition}” was deleted.").format(edition=gone.edition)
        services.messages.removed(words, partial(_take_back, services.core.store, services.go, gone))


def _take_back(store: Store, go: Go, gone: CompanyIndex) -> None:
    keep_index(store, gone)
    go(Place(Room.CHOOSE, choosing="companies"))
