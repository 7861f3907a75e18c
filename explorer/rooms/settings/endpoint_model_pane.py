"""What a person says of one model at an endpoint: its price, its context, and which repo of the Hub it is."""

from datetime import date

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.elsewhere import is_old
from explorer.domain.endpoint import EndpointEntry, EndpointPrice
from explorer.domain.errors import KnownError
from explorer.domain.number_text import number_text, read_number
from explorer.domain.words import Words
from explorer.hub.repo_names import check_repo_id
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button
from explorer.kit.clock import near_day
from explorer.kit.field import Field
from explorer.kit.layouts import flowing
from explorer.kit.question import LongQuestion
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.settings.outcome_rows import OutcomeLine

_NUMBER, _SHORT, _LONGEST = 90, 60, 300
_CURRENCY = "USD"
_MOST_CONTEXT, _MOST_PRICE = 100_000_000, 1_000_000


class EndpointModelSheet(LongQuestion):
    """``described`` carries the EndpointEntry as the person left it. ``today``: the day of a price that is
    entered.
    """

    described = Signal(object)

    def __init__(self, entry: EndpointEntry, name: str, today: date, host: QWidget) -> None:
        super().__init__(name, name, host)
        self._entry, self._today = entry, today
        self.context = self._field(self.tr("Context length"), _NUMBER)
        self.read = self._field(self.tr("For what is read"), _NUMBER)
        self.written = self._field(self.tr("For what is written"), _NUMBER)
        self.currency = self._field(self.tr("Currency"), _SHORT)
        self.source = self._field(self.tr("Where the price stands"), 0)
        self.repo = self._field(self.tr("Repo of the Hub"), 0)
        self.said = OutcomeLine()
        self._lay_out()
        self._fill()
        leave = Button("outlined", self.tr("Cancel"), then=self.dismiss)
        self.keep = Button("primary", self.tr("Save"), then=self._keep)
        self.body.addWidget(self.said)  # in sight however far it is scrolled
        self.add_buttons(leave, self.keep)

    def ask(self) -> None:
        self.open(self.repo)

    def _field(self, name: str, width: int) -> Field:
        field = Field()
        field.setAccessibleName(name)
        field.setMaxLength(_LONGEST)
        if width:
            field.setFixedWidth(look_of(self).sizes.px(width))
        field.returnPressed.connect(self._keep)
        field.textEdited.connect(self._forget_fault)
        return field

    def _lay_out(self) -> None:
        self.repo.setPlaceholderText(self.tr("publisher/model"))
        self.source.setPlaceholderText(self.tr("Address of the price list"))
        facts = self.tr(
            "Its facts are then those of this repo, as you say. Whether the server runs these very bytes"
            " cannot be checked."
        )
        prices = self.tr("For a million tokens. What an answer cost is told by these prices alone.")
        numbers = flowing(
            self._named(self.tr("For what is read"), self.read),
            self._named(self.tr("For what is written"), self.written),
            self._named(self.tr("Currency"), self.currency),
        )
        self._age = Para("", "secondary", "muted")
        self.content.add(
            Label(self.tr("Which repo of the Hub is this?"), "strong"),
            self.repo,
            Para(facts, "secondary", "muted"),
            8,
            Label(self.tr("Price"), "strong"),
            Para(prices, "secondary", "muted"),
            numbers,
            self._named(self.tr("Where the price stands"), self.source),
            self._age,
            8,
            Label(self.tr("Context length, in tokens"), "strong"),
            self.context,
        )

    def _named(self, words: str, field: Field) -> QWidget:
        holder = QWidget()
        column(holder, spacing=2).add(Label(words, "secondary", "muted"), row().add(field))
        return holder

    def _fill(self) -> None:
        entry, price = self._entry, self._entry.price
        self.repo.setText(entry.repo)
        self.context.setText(str(entry.context_length or ""))
        self.currency.setText(price.currency if price is not None else _CURRENCY)
        if price is not None:
            self.read.setText(number_text(price.read))
            self.written.setText(number_text(price.written))
            self.source.setText(price.source)
        self._age.setVisible(price is not None and bool(price.on))
        if price is not None and price.on:
            words = self.tr("Entered on {date}.")
            if is_old(price, self._today):
                words = self.tr("Entered on {date}, over 180 days ago: it may have changed.")
            self._age.setText(words.format(date=near_day(price.on)))

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
        length = _number(self.context, _MOST_CONTEXT, whole=True)
        return msgspec.structs.replace(
            self._entry,
            repo=check_repo_id(repo) if repo else "",
            context_length=int(length) if length else None,
            price=self._price(),
        )

    def _price(self) -> EndpointPrice | None:
        """One that is as it was keeps its day."""
        read, written = _number(self.read, _MOST_PRICE), _number(self.written, _MOST_PRICE)
        if read is None and written is None:
            return None
        if read is None or written is None:
            raise KnownError(Words("One of the two prices is missing."), Words("Enter 0 for what is free."))
        currency = self.currency.text().strip().upper() or _CURRENCY
        before, source = self._entry.price, self.source.text().strip()
        on = self._today.isoformat()
        if before is not None and (before.read, before.written, before.currency) == (read, written, currency):
            on = before.on or on
        return EndpointPrice(read, written, currency, source, on)


def _number(field: Field, most: float, *, whole: bool = False) -> float | None:
    """``None`` of an empty field. Raises KnownError."""
    text = field.text().strip()
    if not text:
        return None
    number = read_number(text, whole=whole)
    if number is None or not 0 <= number <= most:
        raise KnownError(Words("“{text}” is no number that can stand here.", text=text[:40]))
    return number
