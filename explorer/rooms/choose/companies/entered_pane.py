"""What a person enters of a provider's model: its price, its terms in their own words, how much it reads; and
where and when they read it. Nothing is fetched.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.choose.decision import Decision, EnteredTerms
from explorer.domain.elsewhere import is_old
from explorer.domain.endpoint import EndpointPrice
from explorer.domain.errors import KnownError
from explorer.domain.model import endpoint_of, is_endpoint_reference, name_at_endpoint
from explorer.domain.words import Words
from explorer.engine.remote.endpoints import Endpoints
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.growing_field import GrowingField
from explorer.kit.language import shown
from explorer.kit.price_fields import PriceFields, age_line, entry_field, named_field, typed_number
from explorer.kit.question import LongQuestion, host_of
from explorer.kit.text import Label, Para
from explorer.rooms.choose.session import ChooseSession

_NUMBER, _LONGEST, _MOST_TERMS = 110, 300, 4_000  # pixels at 100 %, letters
_MOST_CONTEXT = 100_000_000


@dataclass(frozen=True)
class EnteredNow:
    """As the person left the sheet."""

    terms: EnteredTerms
    price: EndpointPrice | None


class EnteredSheet(LongQuestion):
    """``entered`` carries an EnteredNow. ``has_price``: it stands at an endpoint, which keeps its price."""

    entered = Signal(object)

    def __init__(
        self, title: str, before: EnteredNow, today: date, host: QWidget, *, has_price: bool
    ) -> None:
        super().__init__(title, title, host)
        self._today = today
        terms = before.terms
        self.price = PriceFields(before.price, today) if has_price else None
        self.terms = GrowingField(self.tr("Terms of use, in your own words"), (3, 8))
        self.context = self._field(self.tr("Context length, in tokens"), _NUMBER)
        self.source = self._field(self.tr("Where you read it"), 0)
        self.day = self._field(self.tr("When you read it"), _NUMBER)
        self.terms.setPlaceholderText(self.tr("What happens to what is sent? May answers be used at work?"))
        self.source.setPlaceholderText(self.tr("Address of the terms"))
        self.terms.show_text(terms.terms)
        self.context.setText(str(terms.context_length or ""))
        self.source.setText(terms.source)
        self.day.setText(terms.on or today.isoformat())
        self._fault = Para("", "secondary", "bad")
        self._fault.hide()
        self._lay_out(terms)
        self.body.addWidget(self._fault)  # in sight however far it is scrolled
        self.keep = Button("primary", self.tr("Save"), then=self._keep)
        self.add_buttons(Button("outlined", self.tr("Cancel"), then=self.dismiss), self.keep)

    def ask(self) -> None:
        self.open(self.price.read if self.price is not None else self.terms)

    def _field(self, name: str, width: int) -> Field:
        field = entry_field(name, width, _LONGEST)
        field.returnPressed.connect(self._keep)
        return field

    def _lay_out(self, terms: EnteredTerms) -> None:
        words = self.tr("The app looks up nothing: the report shows this as entered by you.")
        self.content.add(Para(words, "secondary", "muted"), 4)
        if self.price is not None:
            self.price.entered.connect(self._keep)
            self.content.add(self.price, 8)
        self.content.add(Label(self.terms.accessibleName(), "strong"), self.terms)
        for field in (self.context, self.source, self.day):
            self.content.add(4, named_field(field))
        if terms.on:
            self.content.add(age_line(terms.on, old=is_old(terms, self._today)))

    @Slot()
    def _keep(self) -> None:
        try:
            now = EnteredNow(self._terms(), self.price.price() if self.price is not None else None)
        except KnownError as error:
            self._fault.setText(" ".join(filter(None, (shown(error.what), shown(error.advice)))))
            self._fault.show()
            return
        self.dismiss()
        self.entered.emit(now)

    def _terms(self) -> EnteredTerms:
        """Of nothing but a date nothing is kept. Raises KnownError."""
        length, day = typed_number(self.context, _MOST_CONTEXT, whole=True), self.day.text().strip()
        terms, source = self.terms.text().strip()[:_MOST_TERMS], self.source.text().strip()
        if not (terms or length or source):
            return EnteredTerms()
        if day:
            _check_day(day, self._today)
        return EnteredTerms(terms, int(length or 0), source, day)


def ask_entered(session: ChooseSession, candidate: str, asker: QWidget) -> None:
    """About a candidate of the open decision; what is entered is kept there, its price at its endpoint."""
    found = session.stored.decision.candidate(candidate) if session.stored is not None else None
    if session.stored is None or found is None:
        return
    endpoints, reference = session.services.core.endpoints, found.reference or found.id
    terms = session.stored.decision.entered.get(candidate, EnteredTerms())
    before = EnteredNow(terms, price_at(endpoints, reference))
    heading = asker.tr("Price and terms of {model}").format(model=shown(found.full_title))
    today = date.today()  # noqa: DTZ011  the person's day
    has_price = is_endpoint_reference(reference)
    sheet = EnteredSheet(heading, before, today, host_of(asker), has_price=has_price)
    sheet.entered.connect(partial(_keep, session, candidate, reference))
    sheet.ask()


def price_at(endpoints: Endpoints, reference: str) -> EndpointPrice | None:
    """Of a model by its reference; ``None`` for one that stands at no endpoint, or without a price."""
    if not is_endpoint_reference(reference):
        return None
    endpoint = endpoints.find(endpoint_of(reference))
    entry = endpoint.entry(name_at_endpoint(reference)) if endpoint is not None else None
    return entry.price if entry is not None else None


def _keep(session: ChooseSession, candidate: str, reference: str, now: EnteredNow) -> None:
    def changed(decision: Decision) -> Decision:
        kept = {key: terms for key, terms in decision.entered.items() if key != candidate}
        if now.terms != EnteredTerms():
            kept[candidate] = now.terms
        return msgspec.structs.replace(decision, entered=kept)

    endpoints = session.services.core.endpoints
    endpoint = endpoints.find(endpoint_of(reference)) if is_endpoint_reference(reference) else None
    if endpoint is not None:
        name = name_at_endpoint(reference)
        entries = tuple(
            msgspec.structs.replace(entry, price=now.price) if entry.name == name else entry
            for entry in endpoint.entries
        )
        if entries != endpoint.entries:
            endpoints.keep(msgspec.structs.replace(endpoint, entries=entries))
    session.change(changed)


def _check_day(text: str, today: date) -> None:
    """Raises KnownError."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        what = Words("“{text}” is no date.", text=text[:40])
        raise KnownError(what, Words("Write it as 2026-12-31.")) from error
    if day > today:
        raise KnownError(Words("{date} is yet to come.", date=text), Words("Write the day when you read it."))
