"""Columns, rows, order and search of the library's table as plain data; what can be asked of a model."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import itemgetter

from explorer.domain.local_model import Integrity, LocalModel


class LibraryColumn(StrEnum):
    """The columns from left to right."""

    MODEL = "model"
    VERSION = "version"
    SIZE = "size"
    PARAMETERS = "parameters"
    CONTEXT = "context"
    LICENSE = "license"
    USED = "used"
    INTACT = "intact"
    ORIGIN = "origin"
    ACTIONS = "actions"


class ModelVerb(StrEnum):
    """What a person can ask of one row."""

    TRY = "try"
    COMPARE = "compare"
    FACTS = "facts"
    RENAME = "rename"
    CHECK = "check"
    SHOW_FOLDER = "show folder"
    COPY_ID = "copy id"
    COPY_HERE = "copy here"
    TRACE = "trace"
    ASK_HUB = "ask hub"
    SHOW_CHANGES = "show changes"
    FORGET = "forget"
    DELETE = "delete"
    DOWNLOAD_AGAIN = "download again"


@dataclass(frozen=True)
class ModelRequest:
    """A row and what is wanted of it."""

    verb: ModelVerb
    model: LocalModel


@dataclass(frozen=True)
class LibraryRow:
    """One model with when it was last used; ``checking`` is 0 to 1 while its hash is measured.

    ``found_by`` is all in lower case that words are looked for in.
    """

    model: LocalModel
    used_at: datetime | None = None
    checking: float | None = None
    found_by: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it can be tried: readable and not known to be damaged."""
        return self.model.intact is not Integrity.DAMAGED and not self.model.problem


@dataclass(frozen=True)
class LibraryOrder:
    """What the rows are sorted by."""

    column: LibraryColumn = LibraryColumn.MODEL
    descending: bool = False

    def after_click(self, column: LibraryColumn) -> "LibraryOrder":
        """The same column turns round; another starts with its more telling end."""
        if column is self.column:
            return LibraryOrder(column, not self.descending)
        return LibraryOrder(column, column in _LARGEST_FIRST)

    def as_text(self) -> str:
        return f"{self.column}{' descending' if self.descending else ''}"


_LARGEST_FIRST = frozenset(
    {LibraryColumn.SIZE, LibraryColumn.PARAMETERS, LibraryColumn.CONTEXT, LibraryColumn.USED}
)
_INTACT_ORDER = {Integrity.DAMAGED: 1, Integrity.UNCHECKED: 2, Integrity.CHECKED: 3}  # 0: missing


def order_from_text(text: str) -> LibraryOrder:
    """The order that ``as_text`` wrote; by name if it says nothing known."""
    name, _space, direction = text.partition(" ")
    sortable = {str(c): c for c in LibraryColumn if c is not LibraryColumn.ACTIONS}
    return LibraryOrder(sortable[name], direction == "descending") if name in sortable else LibraryOrder()


def rows_of(
    models: Iterable[LocalModel],
    last_used: Mapping[str, str],
    checking: Mapping[str, float],
    said: Callable[[LocalModel], str] = lambda _model: "",
) -> tuple[LibraryRow, ...]:
    """``last_used``: ISO times by model id; ``checking``: 0 to 1 by model id.

    ``said``: what the table says of a model in the language of the window, to be found by as well.
    """
    return tuple(
        LibraryRow(m, _time(last_used.get(m.id)), checking.get(m.id), f"{_haystack(m)} {said(m)}".lower())
        for m in models
    )


def matching_rows(rows: Iterable[LibraryRow], words: str) -> tuple[LibraryRow, ...]:
    """Rows that carry every word somewhere in what is known of them."""
    left = tuple(rows)
    for word in words.lower().split():
        left = tuple([row for row in left if word in row.found_by])  # twice as fast as a generator
    return left


def ordered_rows(rows: Iterable[LibraryRow], order: LibraryOrder) -> tuple[LibraryRow, ...]:
    """Sorted by name first, then by the column; what is not known comes last either way."""
    by_name = sorted(rows, key=lambda r: (r.model.name.lower(), r.model.id))
    keyed = [(_key(row, order.column), row) for row in by_name]
    known = [(key, row) for key, row in keyed if key is not None]
    known.sort(key=itemgetter(0), reverse=order.descending)
    return (*(row for _, row in known), *(row for key, row in keyed if key is None))


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None  # written by something else: as good as never
    return time if time.tzinfo else time.astimezone()


def _haystack(model: LocalModel) -> str:
    parts = (
        model.name, model.publisher, model.id, model.quantization, model.architecture, model.license,
        model.own_name, model.called, model.header_name, model.app, model.repo,
    )  # fmt: skip
    return " ".join(p for p in parts if p)


def _key(row: LibraryRow, column: LibraryColumn) -> float | str | None:
    """What to sort by, ``None`` if it is not known."""
    return _KEYS[column](row)


_KEYS: dict[LibraryColumn, Callable[[LibraryRow], float | str | None]] = {
    LibraryColumn.MODEL: lambda row: row.model.name.lower(),
    LibraryColumn.VERSION: lambda row: row.model.quantization or None,
    LibraryColumn.SIZE: lambda row: row.model.size,
    LibraryColumn.PARAMETERS: lambda row: row.model.parameters,
    LibraryColumn.CONTEXT: lambda row: row.model.context_length,
    LibraryColumn.LICENSE: lambda row: row.model.license.lower() if row.model.license else None,
    LibraryColumn.USED: lambda row: row.used_at.timestamp() if row.used_at else None,
    LibraryColumn.INTACT: lambda row: 0 if row.model.is_missing else _INTACT_ORDER[row.model.intact],
    LibraryColumn.ORIGIN: lambda row: str(row.model.app or row.model.origin).lower(),
    LibraryColumn.ACTIONS: lambda _row: None,
}
