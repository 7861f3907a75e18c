"""What stands in the cells of the library's table, and what their tooltips add. Knows no widget."""

from collections.abc import Callable
from datetime import datetime

from explorer.domain.enumeration import enumerated
from explorer.domain.fit import Facts
from explorer.domain.local import Intact, LocalModel, Origin
from explorer.domain.units import context_text, count_text, size_text
from explorer.domain.words import Words, joined
from explorer.library.listing import Column, Row
from explorer.local.estimates import Estimates
from explorer.transparency.licenses import Licenses

UNKNOWN = "–"
INTACT_WORDS = (Words("Hash checked"), Words("Not checked"), Words("Not readable"), Words("Damaged"))
ORIGIN_WORDS = {
    Origin.HUB: Words("Hub"),
    Origin.INCLUDED: Words("included"),
    Origin.FOUND: Words("this disk"),
}


class CellWords:
    """Words for a row and a column; the window says them in its language."""

    def __init__(self, licenses: Licenses, estimates: Estimates) -> None:
        self._licenses, self._estimates = licenses, estimates
        self._cells: dict[Column, Callable[[Row], str]] = {
            Column.MODEL: lambda row: row.model.name,
            Column.VERSION: lambda row: row.model.quantization or UNKNOWN,
            Column.SIZE: lambda row: size_text(row.model.size),
            Column.PARAMETERS: _parameters,
            Column.CONTEXT: _context,
            Column.LICENSE: lambda row: licenses.words(row.model.license),
            Column.USED: lambda row: used_words(row.used_at, datetime.now().astimezone()),
            Column.INTACT: intact_words,
            Column.ORIGIN: lambda row: ORIGIN_WORDS[row.model.origin],
        }

    def cell(self, row: Row, column: Column) -> str:
        return self._cells[column](row) if column in self._cells else ""

    def below(self, row: Row, *, with_version: bool) -> str:
        """The second line of a name: who published it; the version where it has no column of its own."""
        publisher = row.model.publisher or Words("publisher not known")
        return joined(" · ", (publisher, row.model.quantization if with_version else ""))

    def tip(self, row: Row, column: Column) -> str:
        """What the cell does not say for want of room."""
        model = row.model
        if column is Column.MODEL:
            return joined("\n", (model.name, model.repo or "", str(model.path)))
        if column is Column.INTACT:
            return joined("\n", (intact_words(row), _intact_tip(model)))
        if column is Column.SIZE:
            fit = self._estimates.fit(model.path, self._estimates.yardstick.context)
            fit = fit or self._estimates.yardstick.fit(
                Facts(model.size, model.parameters, model.context_length)
            )
            return Words("Loaded, it takes {estimate}", estimate=fit.text)
        return self.cell(row, column)

    def sentence(self, row: Row) -> Words:
        """The whole row, as a screen reader says it."""
        said: list[str] = [row.model.name, self.below(row, with_version=False)]
        for column in self._cells:
            cell = self.cell(row, column)
            if column is not Column.MODEL and cell != UNKNOWN:
                said.append(joined(" ", (heading(column), cell)))
        return enumerated((*said, row.model.problem))


def heading(column: Column) -> str:
    return {
        Column.MODEL: Words("Model"),
        Column.VERSION: Words("Version"),
        Column.SIZE: Words("Size"),
        Column.PARAMETERS: Words("Params"),
        Column.CONTEXT: Words("Context"),
        Column.LICENSE: Words("License"),
        Column.USED: Words("Last used"),
        Column.INTACT: Words("Intact?"),
        Column.ORIGIN: Words("From"),
    }.get(column, "")


def explanation(column: Column) -> str:
    """What the heading means, for its tooltip."""
    return {
        Column.VERSION: Words(
            "How strongly the weights were compressed (quantization). Fewer bits: smaller, less exact."
        ),
        Column.PARAMETERS: Words("How many numbers the model has learned"),
        Column.CONTEXT: Words("How many tokens the model can take in at once"),
        Column.INTACT: Words("Whether the file is, bit for bit, what its publisher put out"),
    }.get(column, "")


def used_words(then: datetime | None, now: datetime) -> Words:
    """How long ago, in whole days."""
    if then is None:
        return Words("never")
    days = (now.astimezone().date() - then.astimezone().date()).days
    if days <= 0:
        return Words("now") if (now - then).total_seconds() < 300 else Words("today")
    return _days_ago(days)


def _days_ago(days: int) -> Words:
    if days == 1:
        return Words("yesterday")
    if days < 14:
        return Words("{n} days ago", n=days)
    if days < 60:
        return Words("{n} weeks ago", n=days // 7)
    if days < 730:
        return Words("{n} months ago", n=days // 30)
    return Words("{n} years ago", n=days // 365)


def intact_words(row: Row) -> Words:
    if row.checking is not None:
        return Words("Checking {percent} %", percent=round(row.checking * 100))
    checked, unchecked, unreadable, damaged = INTACT_WORDS
    if row.model.intact is Intact.DAMAGED:
        return damaged
    if row.model.problem:
        return unreadable
    return checked if row.model.intact is Intact.CHECKED else unchecked


def _intact_tip(model: LocalModel) -> str:
    if model.problem:
        return model.problem
    if model.intact is Intact.DAMAGED:
        return Words("The bytes of the file are not what its publisher put out.")
    if model.intact is Intact.CHECKED:
        return Words("SHA-256 matches the published one: {hash}", hash=model.sha256 or "")
    if model.sha256:
        return Words("A hash was published, but the file was not held against it yet.")
    return Words("No hash was published for this file.")


def _parameters(row: Row) -> str:
    return count_text(row.model.parameters) if row.model.parameters else UNKNOWN


def _context(row: Row) -> str:
    return context_text(row.model.context_length) if row.model.context_length else UNKNOWN
