"""Tables: CSV and its kin, each row a line with tabs between its cells."""

import csv
import io
from collections.abc import Iterator, Sequence

from explorer.documents.passages import Flag, ReadPage
from explorer.documents.reading.limits import MOST_FLAGS
from explorer.documents.reading.plain import decoded
from explorer.documents.reading.read_messages import NotReadError
from explorer.documents.reading.source import SourceFile
from explorer.documents.reading.unseen_signs import without_unseen

_LONG = 8_000  # characters of a part
_LONGEST_CELL = 1_000_000
_SEPARATORS = "\t;,|"
_LOOKED_AT = 50  # lines, to tell what separates the cells


def read_table(source: SourceFile) -> Iterator[ReadPage]:
    """Parts of rows, named by their numbers: "#2–201". The first row names the columns, if it can."""
    csv.field_size_limit(_LONGEST_CELL)
    text, flags = without_unseen(decoded(source.file.read()))
    rows = csv.reader(io.StringIO(text), delimiter=_separator(text))
    part = _Part("", list(flags))
    try:
        for number, row in enumerate(rows, 1):
            line = "\t".join(" ".join(cell.split()) for cell in row).rstrip("\t")
            if number == 1 and _names_columns(row):
                part.columns = line
            if line.strip():
                yield from part.add(number, line)
    except csv.Error as error:
        raise NotReadError("broken", str(error)) from error
    yield from part.end()


class _Part:
    """Rows that are gathered. What is flagged goes with the first ones, for cells have no place."""

    def __init__(self, columns: str, flags: list[Flag]) -> None:
        self.columns = columns
        self._flags = flags
        self._number = self._first = self._last = self._length = 0
        self._lines: list[str] = []

    def add(self, number: int, line: str) -> Iterator[ReadPage]:
        if self._length + len(line) > _LONG and self._lines:
            yield from self.end()
        self._first = self._first if self._lines else number
        self._last = number
        self._lines.append(line)
        self._length += len(line) + 1

    def end(self) -> Iterator[ReadPage]:
        if not self._lines:
            return
        self._number += 1
        name, text = f"#{self._first}–{self._last}", "\n".join(self._lines)
        flags = tuple(Flag(flag.kind, flag.why, flag.quote) for flag in self._flags[:MOST_FLAGS])
        columns = self.columns if self._first > 1 else ""
        self._lines, self._length, self._flags = [], 0, []
        yield ReadPage(self._number, text, "part", name, flags=flags, columns=columns)


def _separator(text: str) -> str:
    """The one that stands as often in most of the first lines."""
    lines = [line for line in text[:65_536].split("\n")[:_LOOKED_AT] if line.strip()]

    def alike(sign: str) -> tuple[int, int]:
        counts = [_outside_quotes(line).count(sign) for line in lines]
        most = max(counts, key=counts.count, default=0)
        return (counts.count(most), most) if most else (0, 0)

    return max(_SEPARATORS, key=alike)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _names_columns(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row]
    return len(cells) > 1 and all(cells) and not any(cell[0].isdigit() or cell[0] in "-+." for cell in cells)
