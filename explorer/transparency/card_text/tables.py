"""Rows of Markdown and HTML tables, with their header; cells that span rows and columns are repeated."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

from explorer.transparency.card_text.markup import plain

_DELIMITER = re.compile(r"^\s{0,8}\|?[\s:|-]{2,2000}$")
_PIPE = re.compile(r"(?<!\\)\|")
_PART = re.compile(r"<(?P<end>/?)(?P<tag>table|tr|td|th)\b(?P<rest>[^<>]{0,500})>", re.IGNORECASE)
_SPAN = re.compile(r"\b(?P<way>col|row)span\s{0,3}=\s{0,3}[\"']?(?P<count>\d{1,9})", re.IGNORECASE)
_MAX_COLUMNS = 60
_MAX_ROWS = 100  # that one cell reaches down
_MAX_TITLE_ROWS = 3
_LONGEST_REPEATED = 200  # characters of a cell that come again in its other columns and rows


@dataclass(frozen=True)
class HtmlRow:
    """One row: where it stands in the text, and what its cells say.

    ``cells``: one a column, so that a cell over several comes again in each; in ``said`` it stands once.
    ``header``: the titles of the columns, ``groups`` those above them that stand over several columns, "" for
    none; both are empty in the first row. ``is_titles``: all cells are marked as titles; ``is_spanning``: one
    of them stands over several columns; ``is_reached``: one above reaches into the row. ``told_from``: where
    the first row begins that has a cell which reaches into this one; ``start`` where none does.
    """

    start: int
    end: int
    cells: tuple[str, ...]
    said: str
    is_titles: bool
    is_spanning: bool
    is_reached: bool
    told_from: int
    header: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class _Cell(NamedTuple):
    """A cell as it is written."""

    text: str
    columns: int
    rows: int
    is_title: bool


class _Above(NamedTuple):
    """What a cell of an earlier row says in one column, in how many rows still, and where its row begins."""

    text: str
    rows: int
    start: int
    is_said: bool


def is_row(line: str) -> bool:
    """Whether a line looks like a row of a Markdown table."""
    return "|" in line and (line.lstrip().startswith("|") or len(_PIPE.findall(line[:4000])) >= 2)


def is_delimiter(line: str) -> bool:
    return "-" in line and "|" in line and bool(_DELIMITER.match(line))


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of a Markdown row, markup taken off."""
    inner = line.strip()[:8000].removeprefix("|")
    parts = _PIPE.split(inner.removesuffix("|"))
    return tuple(plain(p) for p in parts[:_MAX_COLUMNS])


def html_table(text: str, start: int, end: int) -> Iterator[HtmlRow]:
    """The rows of the HTML tables between two offsets, below the titles of their columns."""
    header: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    titles: HtmlRow | None = None
    for count, row in enumerate(_rows(text, start, end)):
        if titles and count < _MAX_TITLE_ROWS and _goes_on(titles, row):
            header, groups = _below(header, groups, row.cells)
            titles = row
            continue
        yield replace(row, header=header, groups=groups)
        titles = None if header else row
        header = header or row.cells


def _goes_on(titles: HtmlRow, row: HtmlRow) -> bool:
    """Whether the row below titles over several columns names each of them."""
    if not 0 < len(titles.cells) < len(row.cells) and not titles.is_spanning:
        return False
    is_named = row.is_titles and not any(map(_is_number, row.cells))
    if titles.is_spanning and (row.is_reached or is_named):
        return True
    return not any(sign.isdigit() for cell in row.cells for sign in cell)


def _is_number(cell: str) -> bool:
    return any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))


def _below(
    above: tuple[str, ...], groups: tuple[str, ...], low: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles with a row of them below, and what then stands above each column."""
    if len(above) < len(low):  # nobody said over which columns each of them stands
        return low, ()
    columns = list(zip_longest(above, groups, low, fillvalue=""))
    higher = (
        f"{group} {title}".strip() if name and name != title else group for title, group, name in columns
    )
    return tuple(name or title for title, _, name in columns), tuple(higher)


def _rows(text: str, start: int, end: int) -> Iterator[HtmlRow]:
    above: dict[int, _Above] = {}
    row_start, cell_start, rest, kind = -1, -1, "", ""
    cells: list[_Cell] = []
    for part in _PART.finditer(text, start, end):
        tag, is_end = part["tag"].lower(), bool(part["end"])
        if cell_start >= 0:
            if len(cells) < _MAX_COLUMNS:
                cells.append(_cell(plain(text[cell_start : part.start()]), rest, kind))
            cell_start = -1
        if tag == "tr" and row_start >= 0:
            yield _laid(cells, above, row_start, part.end() if is_end else part.start())
            row_start = -1
        if tag == "tr" and not is_end:
            row_start, cells = part.start(), []
        elif tag in {"td", "th"} and not is_end:
            cell_start, rest, kind = part.end(), part["rest"], tag


def _cell(text: str, rest: str, tag: str) -> _Cell:
    spans = {found["way"].lower(): int(found["count"]) for found in _SPAN.finditer(rest)}
    columns, rows = min(spans.get("col", 1), _MAX_COLUMNS), min(spans.get("row", 1), _MAX_ROWS)
    return _Cell(html.unescape(text), max(columns, 1), max(rows, 1), tag == "th")


def _laid(written: list[_Cell], above: dict[int, _Above], start: int, end: int) -> HtmlRow:
    """A row with what reaches into it. A cell alone over all columns is a title between rows."""
    is_reached = bool(above)
    told_from = min([start, *(cell.start for column, cell in above.items() if column)])
    is_alone = len(written) == 1 and not is_reached
    cells: list[str] = []
    said: list[str] = []
    for cell in written:
        _fill(cells, said, above)
        for n in range(min(1 if is_alone else cell.columns, _MAX_COLUMNS - len(cells))):
            text = cell.text[:_LONGEST_REPEATED] if n else cell.text
            above.pop(len(cells), None)
            if cell.rows > 1:
                above[len(cells)] = _Above(text[:_LONGEST_REPEATED], cell.rows - 1, start, is_said=not n)
            cells.append(text)
            said += [text] if not n else []
    _fill(cells, said, above)
    is_titles = bool(written) and all(cell.is_title for cell in written)
    is_spanning = not is_alone and any(cell.columns > 1 for cell in written)
    return HtmlRow(start, end, tuple(cells), " | ".join(said), is_titles, is_spanning, is_reached, told_from)


def _fill(cells: list[str], said: list[str], above: dict[int, _Above]) -> None:
    while len(cells) in above and len(cells) < _MAX_COLUMNS:
        cell = above.pop(len(cells))
        if cell.rows > 1:
            above[len(cells)] = cell._replace(rows=cell.rows - 1)
        cells.append(cell.text)
        said += [cell.text] if cell.is_said else []
