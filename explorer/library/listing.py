"""What the table of local models shows and in which order, as plain data: the view only draws it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from explorer.domain.local import Intact, LocalModel


class Column(StrEnum):
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


class Verb(StrEnum):
    """What a person can ask of one row."""

    TRY = "try"
    COMPARE = "compare"
    CHECK = "check"
    SHOW_FOLDER = "show folder"
    COPY_ID = "copy id"
    DELETE = "delete"
    DOWNLOAD_AGAIN = "download again"


@dataclass(frozen=True)
class Asked:
    """A row and what is wanted of it."""

    verb: Verb
    model: LocalModel


@dataclass(frozen=True)
class Row:
    """One model with when it was last used; ``checking`` is 0 to 1 while its hash is measured."""

    model: LocalModel
    used_at: datetime | None = None
    checking: float | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it can be tried: readable and not known to be damaged."""
        return self.model.intact is not Intact.DAMAGED and not self.model.problem


@dataclass(frozen=True)
class Order:
    """What the rows are sorted by."""

    column: Column = Column.MODEL
    descending: bool = False

    def after_click(self, column: Column) -> "Order":
        """The same column turns round; another starts with its more telling end."""
        if column is self.column:
            return Order(column, not self.descending)
        return Order(column, column in _LARGEST_FIRST)

    def as_text(self) -> str:
        return f"{self.column}{' descending' if self.descending else ''}"


_LARGEST_FIRST = frozenset({Column.SIZE, Column.PARAMETERS, Column.CONTEXT, Column.USED})
_INTACT_ORDER = {Intact.DAMAGED: 0, Intact.UNCHECKED: 1, Intact.CHECKED: 2}


def order_from(text: str) -> Order:
    """The order that ``as_text`` wrote; by name if it says nothing known."""
    name, _space, direction = text.partition(" ")
    sortable = {str(c): c for c in Column if c is not Column.ACTIONS}
    return Order(sortable[name], direction == "descending") if name in sortable else Order()


def rows_of(
    models: Iterable[LocalModel],
    last_used: Mapping[str, str],
    checking: Mapping[str, float],
) -> tuple[Row, ...]:
    """``last_used``: ISO times by model id; ``checking``: 0 to 1 by model id."""
    return tuple(Row(m, _time(last_used.get(m.id)), checking.get(m.id)) for m in models)


def matching(rows: Iterable[Row], words: str) -> tuple[Row, ...]:
    """Rows that carry every word somewhere in what is known of them."""
    wanted = words.lower().split()
    return tuple(row for row in rows if all(word in _haystack(row.model) for word in wanted))


def ordered(rows: Iterable[Row], order: Order) -> tuple[Row, ...]:
    """Sorted by name first, then by the column; what is not known comes last either way."""
    by_name = sorted(rows, key=lambda r: (r.model.name.lower(), r.model.id))
    known = [r for r in by_name if _key(r, order.column) is not None]
    unknown = [r for r in by_name if _key(r, order.column) is None]
    known.sort(key=lambda r: _key(r, order.column) or (), reverse=order.descending)
    return (*known, *unknown)


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None  # written by something else: as good as never
    return time if time.tzinfo else time.astimezone()


def _haystack(model: LocalModel) -> str:
    parts = (model.name, model.publisher, model.id, model.quantization, model.architecture, model.license)
    return " ".join(p for p in parts if p).lower()


def _key(row: Row, column: Column) -> tuple[float | str, ...] | None:
    """What to sort by, ``None`` if it is not known."""
    model = row.model
    values: dict[Column, float | str | None] = {
        Column.MODEL: model.name.lower(),
        Column.VERSION: model.quantization or None,
        Column.SIZE: model.size,
        Column.PARAMETERS: model.parameters,
        Column.CONTEXT: model.context_length,
        Column.LICENSE: model.license.lower() if model.license else None,
        Column.USED: row.used_at.timestamp() if row.used_at else None,
        Column.INTACT: _INTACT_ORDER[model.intact],
        Column.ORIGIN: str(model.origin),
    }
    value = values.get(column)
    return None if value is None else (value,)
