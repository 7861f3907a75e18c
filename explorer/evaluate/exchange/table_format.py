"""Sets as tables: CSV with any usual separator, in any usual encoding."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from explorer.documents.reading.plain import decoded_by
from explorer.documents.reading.read_messages import NotReadError
from explorer.domain.csv_cell import own_cell, safe_cell
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.evaluate.eval_set import EvalCase, EvalSet
from explorer.evaluate.exchange.assertions import text_of_check
from explorer.evaluate.exchange.messages import messages_text
from explorer.evaluate.exchange.portable_set import SetReading
from explorer.evaluate.exchange.row_reader import RowReader, columns_of
from explorer.evaluate.set_subject import values_of

_LONGEST_CELL = 1_000_000  # characters
_MOST_COLUMNS = 1_000
_SEPARATORS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_STATED = re.compile(r"\Asep=.\r?\n")  # of Excel, which a header without quotes tells as well
_ENCODINGS = {"cp1252": "Windows-1252", "gb18030": "GB 18030"}
_LOOKED_AT = 65_536  # characters


def table_cases(data: bytes, name: str, reading: SetReading) -> tuple[EvalCase, ...]:
    """Of a CSV file whose first row names its columns. Raises KnownError."""
    advice = Words("The first row of a table names its columns: prompt, expected.")
    names, rows = named_rows(data, name, reading, advice)
    reader = RowReader(columns_of(names), reading)
    for line, row in rows:
        reader.add(line, row)
    return reader.cases()


def named_rows(
    data: bytes, name: str, reading: SetReading, advice: Words
) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The names of the columns, and each row with its line and its cells by them. Raises KnownError, also
    while they are read. ``advice``: for a file that is empty.
    """
    rows = _rows(_text(data, name, reading), name, reading)
    first = next(rows, None)
    header = [cell.strip() for cell in first[1]] if first is not None else []
    if not any(header):
        raise KnownError(Words("{file} is empty.", file=name), advice)
    if len(header) > _MOST_COLUMNS:
        raise KnownError(
            Words("{file} has more than {count} columns.", file=name, count=f"{_MOST_COLUMNS:,}"),
            Words("Keep those that are needed."),
        )
    names = _named(header)
    return names, _whole_rows(rows, names, reading)


def _whole_rows(
    rows: Iterator[tuple[int, list[str]]], names: Sequence[str], reading: SetReading
) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            said = {"cells": len(cells), "columns": len(names)}
            why = Words(
                "It has {cells} cells for {columns} columns. Put texts with separators in quotes.",
                **said,
            )
            reading.leave_out(line, why)
            continue
        yield line, dict(zip(names, map(own_cell, cells), strict=False))


def table_text(document: EvalSet) -> Iterator[str]:
    """A line for each test, promptfoo's columns beside those of the prompt; no cell is a formula."""
    cases = document.cases
    names = list(dict.fromkeys(name for case in cases for name in values_of(document, case)))
    most = max((len(case.checks) for case in cases), default=0)
    header = ["__description", "prompt", "system", *names, *(f"__expected{n + 1}" for n in range(most)),
              "__metadata:group", "__metadata:key"]  # fmt: skip
    yield _line([str(safe_cell(one)) for one in header])
    for case in cases:
        values = values_of(document, case)
        system = document.system if case.system is None else case.system
        checks = [text_of_check(check) for check in case.checks]
        cells = [case.title, messages_text(case.turns), system, *(values.get(name, "") for name in names),
                 *checks, *([""] * (most - len(checks))), case.group, case.key]  # fmt: skip
        yield _line([str(safe_cell(cell)) for cell in cells])


def _text(data: bytes, name: str, reading: SetReading) -> str:
    try:
        text, likely = decoded_by(data)
    except NotReadError as error:
        raise KnownError(
            Words("{file} is no text that can be read.", file=name),
            Words("Save the table as CSV in UTF-8, then try again."),
        ) from error
    if likely:
        said = Words(
            "It is not in UTF-8, and was read as {encoding}. If letters are wrong, save it in UTF-8.",
            encoding=_ENCODINGS[likely],
        )
        reading.told.append(said)
    if not text.isascii() and "\ufffd" in text:
        reading.told.append(Words("Some letters could not be read: save the table in UTF-8."))
    return _STATED.sub("", text.replace("\x00", ""))


def _rows(text: str, name: str, reading: SetReading) -> Iterator[tuple[int, list[str]]]:
    """Each with the line it begins in."""
    csv.field_size_limit(_LONGEST_CELL)
    rows, begins = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)), [1]
    try:
        for row in rows:
            yield begins[-1], row
            begins.append(rows.line_num + 1)
    except csv.Error as error:
        raise KnownError(
            Words("{file} cannot be read from line {line} on.", file=name, line=f"{begins[-1]:,}"),
            Words("Look for a quotation mark that is not closed there, or a very long cell."),
            str(error),
        ) from error
    if len(begins) > 1 and begins[-1] - begins[-2] > 1 and text.count('"') % 2:  # the last row took the rest
        line = f"{begins[-2]:,}"
        reading.told.append(Words("A quotation mark in line {line} may not be closed.", line=line))


def _separator(text: str) -> str:
    """What stands most often between the names of the columns: cells below may have many lines."""
    outside = _QUOTED.sub("", text[:_LOOKED_AT]).split("\n", 1)[0]
    return max(_SEPARATORS, key=outside.count)


def _named(header: Sequence[str]) -> list[str]:
    """Each column with a name that no other has."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = own_cell(cell) or f"column {number}"
        names.append(name if name not in names else f"{name} {number}")
    return names


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue()
