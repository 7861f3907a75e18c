"""A new edition out of a CSV: a row for each indicator, a column for each maker, 1 for disclosed, else 0."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from explorer.base.files import read_small
from explorer.choose.companies.index import CompanyIndex, Indicator, IndicatorGroup
from explorer.domain.errors import KnownError
from explorer.domain.harmless import storable
from explorer.domain.words import Words

_LARGEST = 2_000_000  # bytes
_MOST_MAKERS, _MOST_INDICATORS, _LONGEST = 60, 1_000, 300
_MARKS = {"1": "1", "0": "0", "1.0": "1", "0.0": "0"}
_ADVICE = Words(
    "Choose a CSV with a row for each indicator and a column for each company, 1 or 0 in each cell."
)


def read_index_file(path: Path) -> CompanyIndex:
    """Without name and date of its edition, which the file does not say. Blocks. Raises KnownError."""
    rows = _rows(path)
    if len(rows) < 2:
        raise KnownError(Words("{file} has no rows of indicators.", file=path.name), _ADVICE)
    head, *body = rows
    first = _first_mark(body, len(head))
    makers = tuple(head[first:])
    if not first or not makers or len(makers) > _MOST_MAKERS or len(set(makers)) < len(makers):
        raise KnownError(Words("{file} names no companies in its first row.", file=path.name), _ADVICE)
    kept = _indicators(body, first, makers)
    if not kept or len(kept) > _MOST_INDICATORS:
        what = Words("{file} has {count} indicators.", file=path.name, count=len(kept))
        raise KnownError(what, Words("Between 1 and {most} can be read.", most=_MOST_INDICATORS))
    return CompanyIndex("", "", "", makers, _groups(kept))


def _groups(kept: Sequence[tuple[str, Indicator]]) -> tuple[IndicatorGroup, ...]:
    """By their names; what numbers the rows, or is another name for each, makes no groups."""
    found: dict[str, list[Indicator]] = {}
    is_a_name_each = len(kept) > 1 and len({title for title, _one in kept}) == len(kept)
    for title, one in kept:
        found.setdefault("" if is_a_name_each else title, []).append(one)
    return tuple(IndicatorGroup(title, tuple(ones)) for title, ones in found.items())


def _rows(path: Path) -> list[list[str]]:
    """Cells of one length, rows without a word left out."""
    try:
        text = read_small(path, _LARGEST).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(Words("{file} could not be read.", file=path.name), _ADVICE, str(error)) from error
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        found = [
            [storable(cell).strip()[:_LONGEST] for cell in row]
            for row in csv.reader(StringIO(text), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise KnownError(Words("{file} could not be read.", file=path.name), _ADVICE, str(error)) from error
    rows = [row for row in found if any(row)]
    width = len(rows[0]) if rows else 0
    while width and not rows[0][width - 1]:  # commas behind the last column
        width -= 1
    return [(row + [""] * width)[:width] for row in rows]


def _first_mark(body: Sequence[Sequence[str]], width: int) -> int:
    """The first column that holds marks; before it stand the names, and groups before these. 0 for none."""
    marked = (at for at in range(width) if 2 * sum(row[at] in _MARKS for row in body) >= len(body))
    return next(marked, 0)


def _indicators(
    body: Sequence[Sequence[str]], first: int, makers: Sequence[str]
) -> list[tuple[str, Indicator]]:
    """Each with its group, "" for none; a row of sums is left out."""
    kept: list[tuple[str, Indicator]] = []
    for number, row in enumerate(body, 2):
        name, cells = row[first - 1], row[first:]
        wrong = next((maker for maker, cell in zip(makers, cells, strict=True) if cell not in _MARKS), None)
        if wrong is None and name:
            marks = "".join(_MARKS[cell] for cell in cells)
            kept.append((row[0] if first > 1 else "", Indicator(name, marks)))
        elif wrong is None:
            raise KnownError(Words("Row {row} names no indicator.", row=number), _ADVICE)
        elif not _are_sums(cells, kept):
            raise KnownError(
                Words("Row {row} has no 1 or 0 for {company}.", row=number, company=wrong), _ADVICE
            )
    return kept


def _are_sums(cells: Sequence[str], kept: Sequence[tuple[str, Indicator]]) -> bool:
    sums = [sum(one.marks[at] == "1" for _group, one in kept) for at in range(len(cells))]
    return [cell.removesuffix(".0") for cell in cells] == [str(number) for number in sums]
