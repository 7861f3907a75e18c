"""Rows of Markdown and HTML tables, with their header and cells that span rows repeated."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from explorer.transparency.markup import plain

_DELIMITER = re.compile(r"^\s{0,8}\|?[\s:|-]{2,2000}$")
_PIPE = re.compile(r"(?<!\\)\|")
_PART = re.compile(r"<(?P<end>/?)(?P<tag>table|tr|td|th)\b(?P<rest>[^<>]{0,500})>", re.IGNORECASE)
_ROWSPAN = re.compile(r"rowspan\s{0,3}=\s{0,3}[\"']?(\d{1,3})", re.IGNORECASE)
_MAX_COLUMNS = 60


class _Span(NamedTuple):
    """A cell that stands in rows below its own: in how many more, and where its row begins."""

    left: int
    text: str
    start: int


@dataclass(frozen=True)
class HtmlRow:
    """One row: where it stands in the text, and what its cells say.

    ``told_from``: where the first row begins that has a cell which spans this one; ``start`` where none does.
    """

    start: int
    end: int
    cells: tuple[str, ...]
    told_from: int


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


def html_rows(text: str, start: int, end: int) -> Iterator[HtmlRow]:
    """The rows of the HTML tables between two offsets."""
    spans: dict[int, _Span] = {}
    row_start, cell_start, rest = -1, -1, ""
    cells: list[str] = []
    above: dict[int, _Span] = {}  # what stands in this row already
    for part in _PART.finditer(text, start, end):
        tag, is_end = part["tag"].lower(), bool(part["end"])
        if cell_start >= 0 and (tag in {"tr", "table"} or is_end or tag in {"td", "th"}):
            _add_cell(cells, spans, plain(text[cell_start : part.start()]), rest, row_start)
            cell_start = -1
        if tag == "tr" and row_start >= 0:
            _fill_spans(cells, spans)
            told_from = min([row_start, *(span.start for column, span in above.items() if column)])
            yield HtmlRow(row_start, part.end() if is_end else part.start(), tuple(cells), told_from)
            row_start = -1
        if tag == "tr" and not is_end:
            row_start, cells, above = part.start(), [], dict(spans)
        elif tag in {"td", "th"} and not is_end:
            cell_start, rest = part.end(), part["rest"]


def _add_cell(cells: list[str], spans: dict[int, _Span], text: str, rest: str, start: int) -> None:
    _fill_spans(cells, spans)
    if len(cells) >= _MAX_COLUMNS:
        return
    found = _ROWSPAN.search(rest)
    rows = int(found[1]) if found else 1
    if rows > 1:
        spans[len(cells)] = _Span(rows - 1, html.unescape(text), start)
    cells.append(html.unescape(text))


def _fill_spans(cells: list[str], spans: dict[int, _Span]) -> None:
    while len(cells) in spans and len(cells) < _MAX_COLUMNS:
        span = spans.pop(len(cells))
        if span.left > 1:
            spans[len(cells)] = _Span(span.left - 1, span.text, span.start)
        cells.append(span.text)
