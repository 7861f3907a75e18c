"""Asks what an edition that was read from a file is: its name, its day, and where it stands."""

import re
from datetime import date

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.choose.companies.index import CompanyIndex
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.language import shown
from explorer.kit.price_fields import entry_field, named_field
from explorer.kit.question import LongQuestion
from explorer.kit.text import Para

_LONGEST = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


class EditionSheet(LongQuestion):
    """``named`` carries the CompanyIndex with what the person said. ``taken``: names of editions that are
    there.
    """

    named = Signal(object)

    def __init__(self, read: CompanyIndex, file: str, taken: frozenset[str], host: QWidget) -> None:
        name = Words("Which edition is this?")
        super().__init__(shown(name), shown(name), host)
        self._read, self._taken = read, taken
        self.title = self._field(self.tr("Name of the index"))
        self.edition = self._field(self.tr("Edition"))
        self.day = self._field(self.tr("Date of the edition"))
        self.source = self._field(self.tr("Where it was published"))
        self.title.setPlaceholderText(self.tr("As its makers call it"))
        self.day.setPlaceholderText("2026-12-31")
        self.edition.setPlaceholderText(self.tr("December 2026"))
        self.source.setPlaceholderText(self.tr("Address of the page or the file"))
        self._fault = Para("", "secondary", "bad")
        self._fault.hide()
        found = self.tr("{file} holds {count} questions about {makers} companies.")
        told = found.format(file=file, count=read.of, makers=len(read.makers))
        self.content.add(Para(told, "body", "muted"), 4)
        for field in (self.title, self.edition, self.day, self.source):
            self.content.add(named_field(field))
        self.body.add(self._fault)
        self.keep = Button("primary", self.tr("Import"), then=self._keep)
        self.add_buttons(Button("outlined", self.tr("Cancel"), then=self.dismiss), self.keep)

    def ask(self) -> None:
        self.open(self.title)

    def _field(self, name: str) -> Field:
        field = entry_field(name, 0, _LONGEST)
        field.returnPressed.connect(self._keep)
        return field

    @Slot()
    def _keep(self) -> None:
        try:
            index = self._said()
        except KnownError as error:
            self._fault.setText(f"{shown(error.what)} {shown(error.advice)}")
            self._fault.show()
            return
        self.dismiss()
        self.named.emit(index)

    def _said(self) -> CompanyIndex:
        title, edition = self.title.text().strip(), self.edition.text().strip()
        day = self.day.text().strip()
        if not title or not edition:
            raise KnownError(Words("The index and its edition need a name."), Words("Write both."))
        if edition in self._taken:
            what = Words("There is an edition “{edition}” already.", edition=edition)
            raise KnownError(what, Words("Give this one another name, or delete that one first."))
        if not _is_past_day(day):
            what = Words("“{text}” is no date of the past.", text=day[:40])
            raise KnownError(what, Words("Write it as 2026-12-31, or as 2026-12."))
        source = self.source.text().strip()
        return msgspec.structs.replace(self._read, title=title, edition=edition, on=day, source=source)


def _is_past_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        return date.fromisoformat(text if text.count("-") > 1 else f"{text}-01") <= date.today()  # noqa: DTZ011
    except ValueError:
        return False
