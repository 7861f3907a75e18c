"""The columns of the Library's table: all that the table knows of each stands here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from explorer.domain.local_model import Integrity, OtherApp
from explorer.domain.units import context_text, count_text, size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.rooms.library.table.library_row import (
    INTACT_WORDS,
    ORIGIN_WORDS,
    LibraryRow,
    intact_tip,
    intact_words,
    name_tip,
    origin_tip,
    origin_words,
    used_words,
    who_and_what,
)
from explorer.services import Core

UNKNOWN = "–"
_INTACT_ORDER = {Integrity.DAMAGED: 1, Integrity.UNCHECKED: 2, Integrity.CHECKED: 3}  # 0: missing


class CellLook(Enum):
    """How a cell is painted."""

    MUTED = auto()
    PLAIN = auto()
    NAME = auto()  # with a second line
    PILL = auto()  # in the tone of the license
    VERDICT = auto()  # a mark and a word


def _no_text(_row: LibraryRow, _core: Core) -> str:
    return ""


@dataclass(frozen=True, eq=False)
class LibraryColumn:
    """``width``: pixels at 100 % that a usual value takes, with the gap to the next column; ``narrowest``:
    what will do where few columns are left. ``rank``: what is told first where there is little room; 0 is
    always there. ``sort_key`` is ``None`` for what is not known, which comes last. ``tip`` says what the cell
    does not. ``words``: the widest that stand in it. ``folded``: what the second line of the name says where
    this column has no room.
    """

    id: str  # kept in the database with the order of the rows
    heading: Words | None
    width: int
    rank: int = 0
    explanation: Words | None = None
    text: Callable[[LibraryRow, Core], str] = _no_text
    sort_key: Callable[[LibraryRow], float | str | None] | None = None
    tip: Callable[[LibraryRow, Core], str] | None = None
    folded: Callable[[LibraryRow], str] | None = None
    words: tuple[str, ...] = ()
    narrowest: int | None = None
    is_number: bool = False
    largest_first: bool = False
    look: CellLook = CellLook.MUTED

    def tip_of(self, row: LibraryRow, core: Core) -> str:
        return (self.tip or self.text)(row, core)


def _size_tip(row: LibraryRow, core: Core) -> str:
    if row.model.is_missing:
        return Words("Size of the files that were, or are, here")
    fit = core.estimates.of(row.model)
    return Words("Loaded, it takes {estimate}", estimate=fit.text) if fit is not None else ""


def _wrong(row: LibraryRow) -> str:
    return intact_words(row) if not row.is_sound or row.checking is not None else ""


MODEL = LibraryColumn(
    "model", Words("Model"), width=196, look=CellLook.NAME,
    text=lambda row, _core: row.model.name,
    tip=lambda row, _core: name_tip(row),
    sort_key=lambda row: row.model.name.lower(),
)  # fmt: skip
VERSION = LibraryColumn(
    "version", Words("Version"), width=88, rank=4,
    explanation=Words(
        "How strongly the weights were compressed (quantization). Fewer bits: smaller, less exact."
    ),
    text=lambda row, _core: row.model.quantization or UNKNOWN,
    sort_key=lambda row: row.model.quantization or None,
    folded=lambda row: row.model.quantization,
)  # fmt: skip
SIZE = LibraryColumn(
    "size", Words("Size"), width=82, rank=2, is_number=True, largest_first=True, look=CellLook.PLAIN,
    text=lambda row, _core: size_text(row.model.size),
    tip=_size_tip,
    sort_key=lambda row: row.model.size,
)  # fmt: skip
PARAMETERS = LibraryColumn(
    "parameters", Words("Params"), width=74, rank=6, is_number=True, largest_first=True,
    explanation=Words("How many numbers the model has learned"),
    text=lambda row, _core: count_text(row.model.parameters) if row.model.parameters else UNKNOWN,
    sort_key=lambda row: row.model.parameters,
)  # fmt: skip
CONTEXT = LibraryColumn(
    "context", Words("Context"), width=82, rank=8, is_number=True, largest_first=True,
    explanation=Words("How many tokens the model can take in at once"),
    text=lambda row, _core: context_text(row.model.context_length) if row.model.context_length else UNKNOWN,
    sort_key=lambda row: row.model.context_length,
)  # fmt: skip
LICENSE = LibraryColumn(  # what a model may be used for is told first; at its narrowest without its kind
    "license", Words("License"), width=174, narrowest=142, rank=1, look=CellLook.PILL,
    text=lambda row, core: core.licenses.words(row.model.license),
    sort_key=lambda row: row.model.license.lower() if row.model.license else None,
)  # fmt: skip
USED = LibraryColumn(
    "used", Words("Last used"), width=96, rank=5, largest_first=True,
    text=lambda row, _core: used_words(row.used_at, datetime.now().astimezone()),
    sort_key=lambda row: row.used_at.timestamp() if row.used_at else None,
    words=(Words("{n} months ago", n=22),),
)  # fmt: skip
INTACT = LibraryColumn(
    "intact", Words("Intact?"), width=128, rank=3, look=CellLook.VERDICT,
    explanation=Words("Whether the file is, bit for bit, what its publisher put out"),
    text=lambda row, _core: intact_words(row),
    tip=lambda row, _core: intact_tip(row),
    sort_key=lambda row: 0 if row.model.is_missing else _INTACT_ORDER[row.model.intact],
    folded=_wrong,
    words=INTACT_WORDS,
)  # fmt: skip
ORIGIN = LibraryColumn(
    "origin", Words("From"), width=86, rank=7,
    explanation=Words("How it came to this disk, and whose folder it lies in"),
    text=lambda row, _core: origin_words(row.model),
    tip=lambda row, _core: origin_tip(row.model),
    sort_key=lambda row: str(row.model.app or row.model.origin).lower(),
    words=(*ORIGIN_WORDS.values(), OtherApp.HUGGING_FACE),
)  # fmt: skip
ACTIONS = LibraryColumn("actions", None, width=168)

# From left to right; the first and the last are always there.
COLUMNS = (MODEL, VERSION, SIZE, PARAMETERS, CONTEXT, LICENSE, USED, INTACT, ORIGIN, ACTIONS)


def second_line(row: LibraryRow, hidden: Iterable[LibraryColumn]) -> str:
    """Under a name: what the ``hidden`` columns leave to it, and who published the model.

    What is wrong with a file comes first, then the version, which tells two of one name apart.
    """
    by_rank = sorted(hidden, key=lambda column: column.rank)
    left = (column.folded(row) for column in by_rank if column.folded is not None)
    return joined(" · ", (*left, *who_and_what(row.model)))


def row_sentence(row: LibraryRow, core: Core) -> Words:
    """The whole row, as a screen reader says it."""
    said: list[str] = [row.model.name, second_line(row, ())]
    for column in COLUMNS[1:]:
        cell = column.text(row, core)
        if column.heading is not None and cell != UNKNOWN:
            said.append(joined(" ", (column.heading, cell)))
    return enumerated((*said, row.model.problem))
