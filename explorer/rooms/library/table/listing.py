"""Rows of the library's table, their order and the search in them, as plain data."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from explorer.domain.local_model import LocalModel
from explorer.kit.language import shown
from explorer.rooms.library.table.columns import COLUMNS, MODEL, LibraryColumn
from explorer.rooms.library.table.library_row import LibraryRow, state_words


@dataclass(frozen=True)
class LibraryOrder:
    """What the rows are sorted by."""

    column: LibraryColumn = MODEL
    descending: bool = False

    def after_click(self, column: LibraryColumn) -> "LibraryOrder":
        """The same column turns round; another starts with its more telling end; some sort nothing."""
        if column.sort_key is None:
            return self
        if column is self.column:
            return LibraryOrder(column, not self.descending)
        return LibraryOrder(column, column.largest_first)

    def as_text(self) -> str:
        return f"{self.column.id}{' descending' if self.descending else ''}"


def order_from_text(text: str) -> LibraryOrder:
    """The order that ``as_text`` wrote; by name if it says nothing known."""
    name, _space, direction = text.partition(" ")
    sortable = {column.id: column for column in COLUMNS if column.sort_key is not None}
    return LibraryOrder(sortable[name], direction == "descending") if name in sortable else LibraryOrder()


def rows_of(
    models: Iterable[LocalModel],
    last_used: Mapping[str, str],
    checking: Mapping[str, float],
    listed: Container[str] = (),
) -> tuple[LibraryRow, ...]:
    """``last_used``: ISO times by model id; ``checking``: 0 to 1 by model id.

    ``listed``: paths of files that a person put on the list.
    """
    return tuple(
        LibraryRow(
            m,
            _time(last_used.get(m.id)),
            checking.get(m.id),
            _haystack(m).lower(),
            str(m.path) in listed,
        )
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
    key_of = order.column.sort_key or (lambda _row: None)
    keyed = [(key_of(row), row) for row in by_name]
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
    """What it can be found by: its names, its state and its origin, as the table says them."""
    parts = (
        model.name, model.publisher, model.id, model.quantization, model.architecture, model.license,
        model.own_name, model.called, model.header_name, model.app, model.repo,
        *map(shown, state_words(model)),
    )  # fmt: skip
    return " ".join(p for p in parts if p)
