"""A file of results (CSV, JSON, lines of JSON) becomes a leaderboard, with what was understood of it.

Whatever stands in it is data: tags of HTML and links are taken off names, formulas stay texts, numbers that
are none are left out, and nothing in it makes a result verified.
"""

import html
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.files import read_small
from explorer.base.helper_process import never
from explorer.choose.leaderboards.board import MOST_ENTRIES, BoardEntry, text_of, verbatim_of
from explorer.choose.leaderboards.import_columns import BoardColumns, columns_of_board
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words, joined
from explorer.evaluate.exchange.line_format import UNREADABLE
from explorer.evaluate.exchange.portable_set import SetReading
from explorer.evaluate.exchange.table_format import named_rows
from explorer.transparency.benchmarks.benchmark_result import stated_value

_TABLES = (".csv", ".tsv", ".tab", ".txt")
_LARGEST = 20_000_000  # bytes
_ADVICE = Words("The first row of a table names its columns: model, benchmark, value.")
_JSON_ADVICE = Words("Each row is an object with named fields: model, benchmark, value.")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()\s]{1,2000}\)")
_OF_HUB = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([\w.-]{1,96}/[\w.-]{1,96})(?![\w./-])")
_NOTES, _STATED = 2_000, 40  # characters
_NO_JSON = (*UNREADABLE, ValueError, RecursionError)
_STEP = 1_000  # rows between two looks whether it was stopped
_MOST_RESULTS = 100_000  # of all rows together
_CELL = 300  # characters of one that are kept as they came

type BoardRow = Mapping[str, Any]


@dataclass(frozen=True)
class ImportedBoard:
    """``told``: how the file was understood, a sentence each; ``left_out``: why, of the first rows that said
    nothing; ``left_out_count``: all of them. ``file``: its name. ``columns``: each taken as a benchmark.
    """

    title: str
    file: str
    entries: tuple[BoardEntry, ...]
    told: tuple[Words, ...] = ()
    left_out: tuple[Words, ...] = ()
    left_out_count: int = 0
    columns: tuple[str, ...] = ()

    def without(self, columns: Collection[str]) -> "ImportedBoard":
        """These are no benchmarks, as the person sees it."""
        return replace(self, entries=tuple(one for one in self.entries if one.benchmark not in columns))


def read_board(path: Path, stopped: Callable[[], bool] = never) -> ImportedBoard:
    """Blocks. Raises KnownError for a file without results, CancelledError if stopped."""
    try:
        data = read_small(path, _LARGEST)
    except OSError as error:
        what = Words("{file} could not be read.", file=path.name)
        raise KnownError(what, Words("Look whether it is there and not too large."), str(error)) from error
    reading = SetReading(stopped)
    names, rows = _table(data, path, reading)
    advice = _ADVICE if path.suffix.lower() in _TABLES else _JSON_ADVICE
    columns = columns_of_board(names, [row for _line, row in rows])
    if not columns.is_usable:
        missing = Words("No column names the models.")
        if "model" in columns.fields:
            missing = Words("No column holds values.")
        what = Words("There are no results in {file} that can be read.", file=path.name)
        raise KnownError(what, joined(" ", (missing, advice)))
    entries = tuple(_entries(rows, columns, path.name, reading))
    if not entries:
        what = Words("There are no results in {file} that can be read.", file=path.name)
        raise KnownError(what, reading.left_out[0] if reading.left_out else advice)
    told = (*reading.told, *columns.sentences())
    return ImportedBoard(
        text_of(path.stem, 120),
        text_of(path.name),
        entries,
        told,
        tuple(reading.left_out),
        reading.left_out_count,
        tuple(map(text_of, columns.wide)),
    )


def _table(data: bytes, path: Path, reading: SetReading) -> tuple[list[str], list[tuple[int, BoardRow]]]:
    """The columns, and all rows with their numbers."""
    if path.suffix.lower() in _TABLES:
        names, found = named_rows(data, path.name, reading, _ADVICE)
        rows: list[tuple[int, BoardRow]] = []
        for line, row in found:
            rows.append((line, row))
            _look(len(rows), path.name, reading)
        return names, rows
    values = _values(data.removeprefix(b"\xef\xbb\xbf"), path.name)
    rows = []
    for number, value in enumerate(values, 1):
        _look(number, path.name, reading)
        if isinstance(value, dict):
            rows.append((number, {str(name): cell for name, cell in value.items()}))
        else:
            reading.leave_out(number, Words("It is no object with named fields."))
    return list(dict.fromkeys(name for _line, row in rows[:_STEP] for name in row)), rows


def _look(count: int, name: str, reading: SetReading) -> None:
    if count > MOST_ENTRIES:
        raise KnownError(
            Words("{file} has more than {count} rows.", file=name, count=f"{MOST_ENTRIES:,}"),
            Words("Keep those that are needed."),
        )
    if not count % _STEP and reading.stopped():
        raise CancelledError


def _values(data: bytes, name: str) -> list[Any]:
    """A list of objects, the longest list in an object, or an object a line."""
    try:
        value = _decoded(data)
    except _NO_JSON as error:
        if data.lstrip().startswith(b"{") and b"\n" in data.strip():
            return [_line(line) for line in data.splitlines() if line.strip()]
        what = Words("{file} is no JSON that can be read.", file=name)
        raise KnownError(what, _JSON_ADVICE, str(error)) from error
    if isinstance(value, dict):
        lists = [one for one in value.values() if isinstance(one, list)]
        value = max(lists, key=len, default=[value])
    return value if isinstance(value, list) else []


def _line(line: bytes) -> Any:
    try:
        return _decoded(line)
    except _NO_JSON:
        return None


def _decoded(data: bytes) -> Any:
    """Also as Python writes it, with NaN: that is no value."""
    if b"NaN" in data or b"Infinity" in data:
        return json.loads(data, parse_constant=lambda _name: None)
    return msgspec.json.decode(data)


def _entries(
    rows: Sequence[tuple[int, BoardRow]], columns: BoardColumns, name: str, reading: SetReading
) -> Iterator[BoardEntry]:
    count = 0
    for line, row in rows:
        model = _model(row.get(columns.fields["model"]))
        if not model:
            reading.leave_out(line, Words("It names no model."))
            continue
        if not line % _STEP and reading.stopped():
            raise CancelledError
        found = list(_values_of(row, columns))
        if not found:
            reading.leave_out(line, Words("It holds no value that is a number."))
        for benchmark, value in found:
            count += 1
            if count > _MOST_RESULTS:
                raise KnownError(
                    Words("{file} has more than {count} results.", file=name, count=f"{_MOST_RESULTS:,}"),
                    Words("Keep the rows and columns that are needed."),
                )
            yield _entry(row, columns, model, benchmark, value)


def _sent(row: BoardRow, columns: BoardColumns, benchmark: str) -> str:
    """A whole row once for each of its columns would be a hundred times the file: what was read of it."""
    if not columns.wide:
        return verbatim_of(row)
    names = (*columns.fields.values(), *(name for name in columns.wide if text_of(name) == benchmark))
    cells = ((name, row[name]) for name in names if name in row)
    return verbatim_of({name: cell[:_CELL] if isinstance(cell, str) else cell for name, cell in cells})


def _values_of(row: BoardRow, columns: BoardColumns) -> Iterator[tuple[str, str]]:
    if "value" in columns.fields:
        if (value := _value(row.get(columns.fields["value"]))) is not None:
            yield _field(row, columns, "benchmark"), value
        return
    for name in columns.wide:
        if (value := _value(row.get(name))) is not None:
            yield text_of(name), value


def _entry(row: BoardRow, columns: BoardColumns, model: str, benchmark: str, value: str) -> BoardEntry:
    rank = _field(row, columns, "rank").rstrip(".")
    notes = [_field(row, columns, "notes", _NOTES), text_of(columns.metric)]
    return BoardEntry(
        model=model,
        value=value,
        rank=int(rank) if rank.isdecimal() and rank.isascii() and len(rank) < 10 else 0,
        unit=_field(row, columns, "unit", _STATED),
        source=_field(row, columns, "source"),
        dated=_field(row, columns, "date", _STATED),
        notes=" · ".join(filter(None, notes)),
        benchmark=benchmark,
        verbatim=_sent(row, columns, benchmark),
    )


def _field(row: BoardRow, columns: BoardColumns, field: str, most: int = 300) -> str:
    name = columns.fields.get(field)
    value = text_of(row.get(name), 5_000) if name is not None else ""
    return _untagged(value)[:most]


def _value(cell: object) -> str | None:
    """As written, without tags; a number as JSON has it."""
    told = stated_value(_untagged(cell) if isinstance(cell, str) else cell)
    return text_of(told) if told is not None else None


def _model(cell: object) -> str:
    """Its name: an id of the Hub where a link leads there, else the words without tags."""
    text = text_of(cell, 5_000)
    linked = _OF_HUB.search(text)
    if linked is not None and (text.startswith(("<", "[")) or text == linked[0]):
        return linked[1]
    return _untagged(text)[:200]


def _untagged(text: str) -> str:
    plain = html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
    return " ".join(_LINK.sub(r"\1", plain).split())
