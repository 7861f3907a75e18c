"""Texts of the library's table: cells, tooltips and headings of the columns. Knows no widget."""

from collections.abc import Callable
from datetime import datetime

from explorer.domain.local_model import Integrity, LocalModel, Origin
from explorer.domain.units import context_text, count_text, size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.local.fit.estimates import Estimates
from explorer.rooms.library.table.listing import LibraryColumn, LibraryRow
from explorer.transparency.licensing.licenses import Licenses

UNKNOWN = "–"
INTACT_WORDS = (
    Words("Hash checked"),
    Words("Not checked"),
    Words("Not readable"),
    Words("Damaged"),
    Words("Missing"),
    Words("Incomplete"),
)
ORIGIN_WORDS = {
    Origin.HUB: Words("Hub"),
    Origin.INCLUDED: Words("included"),
    Origin.IMPORTED: Words("imported"),
    Origin.FOUND: Words("this disk"),
    Origin.IN_PLACE: Words("in place"),
}


class CellWords:
    """Words for a row and a column; the window says them in its language."""

    def __init__(self, licenses: Licenses, estimates: Estimates) -> None:
        self._licenses, self._estimates = licenses, estimates
        self._cells: dict[LibraryColumn, Callable[[LibraryRow], str]] = {
            LibraryColumn.MODEL: lambda row: row.model.name,
            LibraryColumn.VERSION: lambda row: row.model.quantization or UNKNOWN,
            LibraryColumn.SIZE: lambda row: size_text(row.model.size),
            LibraryColumn.PARAMETERS: _parameters,
            LibraryColumn.CONTEXT: _context,
            LibraryColumn.LICENSE: lambda row: licenses.words(row.model.license),
            LibraryColumn.USED: lambda row: used_words(row.used_at, datetime.now().astimezone()),
            LibraryColumn.INTACT: intact_words,
            LibraryColumn.ORIGIN: lambda row: origin_words(row.model),
        }

    def cell(self, row: LibraryRow, column: LibraryColumn) -> str:
        return self._cells[column](row) if column in self._cells else ""

    def below(self, row: LibraryRow, *, with_version: bool, with_state: bool = False) -> str:
        """The second line of a name: who published it, and what is particular about it.

        What is wrong with a file stands here where it has no column of its own, and the version, which tells
        two of one name apart and so is not what is cut.
        """
        model = row.model
        publisher = model.publisher or model.called or Words("publisher not known")
        changed = Words("changed on the Hub") if model.upstream is not None else ""
        is_told = with_state and (not row.is_sound or row.checking is not None)
        wrong = intact_words(row) if is_told else ""
        version = model.quantization if with_version else ""
        apart = model.apart if model.apart != model.publisher else ""
        return joined(" · ", (wrong, version, publisher, apart, changed, _copies(model)))

    def tip(self, row: LibraryRow, column: LibraryColumn) -> str:
        """What the cell does not say for want of room."""
        model = row.model
        if column is LibraryColumn.MODEL:
            own = Words("Its own name: {name}", name=model.own_name) if model.alias else ""
            return joined("\n", (model.name, own, model.repo or _hint(model), str(model.path), *_more(model)))
        if column is LibraryColumn.ORIGIN:
            return origin_tip(model)
        if column is LibraryColumn.INTACT:
            return joined("\n", (intact_words(row), _intact_tip(model)))
        if column is LibraryColumn.SIZE:
            if model.is_missing:
                return Words("Size of the files that were, or are, here")
            fit = self._estimates.of(model)
            return Words("Loaded, it takes {estimate}", estimate=fit.text) if fit is not None else ""
        return self.cell(row, column)

    def sentence(self, row: LibraryRow) -> Words:
        """The whole row, as a screen reader says it."""
        said: list[str] = [row.model.name, self.below(row, with_version=False)]
        for column in self._cells:
            cell = self.cell(row, column)
            if column is not LibraryColumn.MODEL and cell != UNKNOWN:
                said.append(joined(" ", (column_heading(column), cell)))
        return enumerated((*said, row.model.problem))


def column_heading(column: LibraryColumn) -> str:
    return {
        LibraryColumn.MODEL: Words("Model"),
        LibraryColumn.VERSION: Words("Version"),
        LibraryColumn.SIZE: Words("Size"),
        LibraryColumn.PARAMETERS: Words("Params"),
        LibraryColumn.CONTEXT: Words("Context"),
        LibraryColumn.LICENSE: Words("License"),
        LibraryColumn.USED: Words("Last used"),
        LibraryColumn.INTACT: Words("Intact?"),
        LibraryColumn.ORIGIN: Words("From"),
    }.get(column, "")


def column_explanation(column: LibraryColumn) -> str:
    """What the heading means, for its tooltip."""
    return {
        LibraryColumn.VERSION: Words(
            "How strongly the weights were compressed (quantization). Fewer bits: smaller, less exact."
        ),
        LibraryColumn.PARAMETERS: Words("How many numbers the model has learned"),
        LibraryColumn.CONTEXT: Words("How many tokens the model can take in at once"),
        LibraryColumn.INTACT: Words("Whether the file is, bit for bit, what its publisher put out"),
        LibraryColumn.ORIGIN: Words("How it came to this disk, and whose folder it lies in"),
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


def intact_words(row: LibraryRow) -> Words:
    if row.checking is not None:
        return Words("Checking {percent} %", percent=round(row.checking * 100))
    checked, unchecked, unreadable, damaged, missing, incomplete = INTACT_WORDS
    if row.model.is_missing:
        return incomplete if row.model.parts_here else missing
    if row.model.intact is Integrity.DAMAGED:
        return damaged
    if row.model.problem:
        return unreadable
    return checked if row.model.intact is Integrity.CHECKED else unchecked


def _intact_tip(model: LocalModel) -> str:
    if model.problem:
        return model.problem
    if model.intact is Integrity.DAMAGED:
        return Words("The bytes of the file are not what its publisher put out.")
    if model.intact is Integrity.CHECKED:
        return Words("SHA-256 matches the published one: {hash}", hash=model.sha256 or "")
    if model.sha256:
        return Words("A hash was published, but the file was not held against it yet.")
    if model.measured_sha256:
        return Words(
            "Its SHA-256 is {hash}. Nobody is known to have published it.", hash=model.measured_sha256
        )
    return Words("No hash was published for this file.")


def state_words(model: LocalModel) -> tuple[str, ...]:
    """What a model can be found by besides its names."""
    changed = (Words("changed on the Hub"),) if model.upstream is not None else ()
    return (intact_words(LibraryRow(model)), origin_words(model), *changed)


def origin_words(model: LocalModel) -> str:
    """Whose folder it lies in counts for more than how it came there."""
    return model.app.value if model.app is not None else ORIGIN_WORDS[model.origin]


def origin_tip(model: LocalModel) -> str:
    if model.app is not None:
        called = Words("It is called {name} there.", name=model.called) if model.called else ""
        text = Words("It belongs to {app}, and is used where it lies.", app=model.app.value)
        return joined("\n", (text, called, str(model.path)))
    if model.origin is Origin.IN_PLACE:
        return joined("\n", (Words("It is used where it lies."), str(model.path)))
    if model.origin is Origin.FOUND:
        return Words("It lies in the models folder, and this app did not put it there.")
    return ORIGIN_WORDS[model.origin]


def _copies(model: LocalModel) -> str:
    """Files of the same hash are one row."""
    if not model.copies:
        return ""
    return Words("{n} copies", n=len(model.copies) + 1)


def _hint(model: LocalModel) -> str:
    """What is only a guess is said as one."""
    if not model.hints:
        return ""
    return Words("It may come from {repo}: its header or its folder says so.", repo=model.hints[0])


def _more(model: LocalModel) -> list[str]:
    """Where else the same bytes lie, and what is known of the repo since."""
    copies: list[str] = [Words("The same file: {path}", path=str(copy.path)) for copy in model.copies]
    return [*copies, _upstream_tip(model)]


def _upstream_tip(model: LocalModel) -> str:
    if model.upstream is None:
        return ""
    date = model.upstream.read_at.astimezone().date().isoformat()
    if model.upstream.files:
        return Words("The Hub had another file on {date}.", date=date)
    return Words("On {date} the Hub had a newer state of this repo; this file was the same.", date=date)


def _parameters(row: LibraryRow) -> str:
    return count_text(row.model.parameters) if row.model.parameters else UNKNOWN


def _context(row: LibraryRow) -> str:
    return context_text(row.model.context_length) if row.model.context_length else UNKNOWN
