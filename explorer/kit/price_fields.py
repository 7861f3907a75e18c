"""What a model costs at an endpoint, as a person enters it: for a million tokens, with where it was read."""

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.elsewhere import is_old
from explorer.domain.endpoint import EndpointPrice
from explorer.domain.errors import KnownError
from explorer.domain.number_text import number_text, read_number
from explorer.domain.words import Words
from explorer.kit.boxes import at_start, at_top, column, row, stretched
from explorer.kit.clock import near_day
from explorer.kit.field import Field
from explorer.kit.language import tr
from explorer.kit.layouts import flowing
from explorer.kit.text import IconLabel, Label, Para
from explorer.kit.theme import look_of

_NUMBER, _SHORT, _LONGEST = 90, 60, 300  # pixels at 100 %, letters
_CURRENCY = "USD"
_MOST = 1_000_000


class PriceFields(QWidget):
    """``edited`` with each letter, ``entered`` by Enter. ``today``: the day of a price that is entered."""

    edited, entered = Signal(), Signal()

    def __init__(self, before: EndpointPrice | None, today: date) -> None:
        super().__init__()
        self._before, self._today = before, today
        self.read = self._field(self.tr("Per million tokens sent"), _NUMBER)
        self.written = self._field(self.tr("Per million tokens received"), _NUMBER)
        self.currency = self._field(self.tr("Currency"), _SHORT)
        self.source = self._field(self.tr("Web address of the prices"), 0)
        self.source.setPlaceholderText(self.tr("Address of the price list"))
        words = self.tr("The app reckons costs from these.")
        numbers = flowing(*(named_field(one) for one in (self.read, self.written, self.currency)))
        lines = column(self, spacing=6).add(
            Label(self.tr("Price"), "strong"),
            Para(words, "secondary", "muted"),
            numbers,
            named_field(self.source),
        )
        if before is not None and before.on:
            lines.add(age_line(before.on, old=is_old(before, today)))
        self._fill()

    def price(self) -> EndpointPrice | None:
        """One that is as it was keeps its day. Raises KnownError."""
        read, written = typed_number(self.read, _MOST), typed_number(self.written, _MOST)
        if read is None and written is None:
            return None
        if read is None or written is None:
            raise KnownError(Words("One of the two prices is missing."), Words("Enter 0 for what is free."))
        currency = self.currency.text().strip().upper() or _CURRENCY
        before, source = self._before, self.source.text().strip()
        on = self._today.isoformat()
        if before is not None and (before.read, before.written, before.currency) == (read, written, currency):
            on = before.on or on
        return EndpointPrice(read, written, currency, source, on)

    def _field(self, name: str, width: int) -> Field:
        field = entry_field(name, width, _LONGEST)
        field.returnPressed.connect(self.entered)
        field.textEdited.connect(self._tell)
        return field

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()

    def _fill(self) -> None:
        price = self._before
        self.currency.setText(price.currency if price is not None else _CURRENCY)
        if price is None:
            return
        self.read.setText(number_text(price.read))
        self.written.setText(number_text(price.written))
        self.source.setText(price.source)


def entry_field(name: str, width: int, longest: int) -> Field:
    """``width`` in pixels at 100 %, 0 for all there is."""
    field = Field()
    field.setAccessibleName(name)
    field.setMaxLength(longest)
    if width:
        field.setFixedWidth(look_of(field).sizes.px(width))
    return field


def named_field(field: Field) -> QWidget:
    """Under its name."""
    holder = QWidget()
    name = Label(field.accessibleName(), "secondary", "muted")
    is_fixed = field.minimumWidth() == field.maximumWidth()
    column(holder, spacing=2).add(name, at_start(field) if is_fixed else field)
    return holder


def typed_number(field: Field, most: float, *, whole: bool = False) -> float | None:
    """``None`` of an empty field. Raises KnownError."""
    text = field.text().strip()
    if not text:
        return None
    number = read_number(text, whole=whole)
    if number is None or not 0 <= number <= most:
        raise KnownError(Words("“{text}” is no number that can stand here.", text=text[:40]))
    return number


def age_line(on: str, *, old: bool) -> QWidget:
    """``on``: the ISO day when something was entered."""
    if not old:
        return Para(tr("Entered on {date}.").format(date=near_day(on)), "secondary", "muted")
    holder = QWidget()
    words = tr("Entered on {date}, over 180 days ago: it may have changed.").format(date=near_day(on))
    row(holder, spacing=8).add(at_top(IconLabel("warning", "caution")), stretched(Para(words, "secondary")))
    return holder
