"""What a person says of one model at an endpoint: its price, its context, and which repo of the Hub it is."""

from datetime import date

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.endpoint import EndpointEntry
from explorer.domain.errors import KnownError
from explorer.hub.repo_names import check_repo_id
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.price_fields import PriceFields, entry_field, typed_number
from explorer.kit.question import LongQuestion
from explorer.kit.text import Label, Para
from explorer.rooms.settings.outcome_rows import OutcomeLine

_NUMBER, _LONGEST = 90, 300
_MOST_CONTEXT = 100_000_000


class EndpointModelSheet(LongQuestion):
    """``described`` carries the EndpointEntry as the person left it. ``today``: the day of a price that is
    entered.
    """

    described = Signal(object)

    def __init__(self, entry: EndpointEntry, name: str, today: date, host: QWidget) -> None:
        super().__init__(name, name, host)
        self._entry = entry
        self.context = self._field(self.tr("Context length"), _NUMBER)
        self.price = PriceFields(entry.price, today)
        self.repo = self._field(self.tr("Repo of the Hub"), 0)
        self.said = OutcomeLine()
        self.price.entered.connect(self._keep)
        self.price.edited.connect(self._forget_fault)
        self._lay_out()
        self.repo.setText(entry.repo)
        self.context.setText(str(entry.context_length or ""))
        leave = Button("outlined", self.tr("Cancel"), then=self.dismiss)
        self.keep = Button("primary", self.tr("Save"), then=self._keep)
        self.body.addWidget(self.said)  # in sight however far it is scrolled
        self.add_buttons(leave, self.keep)

    def ask(self) -> None:
        self.open(self.repo)

    def _field(self, name: str, width: int) -> Field:
        field = entry_field(name, width, _LONGEST)
        field.returnPressed.connect(self._keep)
        field.textEdited.connect(self._forget_fault)
        return field

    def _lay_out(self) -> None:
        self.repo.setPlaceholderText(self.tr("publisher/model"))
        facts = self.tr(
            "Its facts are then those of this repo, as you say. Whether the server runs these very bytes"
            " cannot be checked."
        )
        self.content.add(
            Label(self.tr("Which repo of the Hub is this?"), "strong"),
            self.repo,
            Para(facts, "secondary", "muted"),
            8,
            self.price,
            8,
            Label(self.tr("Context length, in tokens"), "strong"),
            self.context,
        )

    @Slot()
    def _forget_fault(self) -> None:
        self.said.clear()

    @Slot()
    def _keep(self) -> None:
        try:
            entry = self._described()
        except KnownError as error:
            self.said.tell(error)
            return
        self.dismiss()
        self.described.emit(entry)

    def _described(self) -> EndpointEntry:
        """Raises KnownError."""
        repo = self.repo.text().strip()
        length = typed_number(self.context, _MOST_CONTEXT, whole=True)
        return msgspec.structs.replace(
            self._entry,
            repo=check_repo_id(repo) if repo else "",
            context_length=int(length) if length else None,
            price=self.price.price(),
        )
