"""How large a model is by its name, and which rows of a table are about a model of that size."""

import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrases_of

cards = phrases_of("cards")
_NAMED_SIZE = re.compile(r"(?<![\d.A-Za-z])\d{1,4}(?:\.\d{1,2})?[bBmM](?![A-Za-z0-9])")
_MILLIONS = {"m": 1, "b": 1000}
_ROUNDED = 1.25  # how many times larger 2.5 billion may be than "2b"
_CUT = 1.11  # how many times larger 7.7 billion, which round to 8, than "7b"

# "tiny", "Owl-large-v2": a size in words at the end of a name.
_SIZE_WORD = re.compile(
    r"(?:.*-)?(?P<size>nano|tiny|mini|small|base|medium|large|huge|giant|xx?l)(?:-(?:en|v\d+|turbo))*"
)
_VERSION = re.compile(r"(?<![a-z0-9])(?:v(?!1\b)\d+|turbo)(?![a-z0-9])")  # the first is often not counted
_NO_NAME = re.compile(r"[^a-z0-9]+")

type _Table = tuple[tuple[str, ...], tuple[str, ...], frozenset[int]]


@lru_cache(maxsize=4096)  # titles and names come again in every row
def sizes_in(text: str) -> tuple[str, ...]:
    """The sizes that a name or a cell tells, "7b" or "1.4b" or "70m" in lower case."""
    return tuple(m[0].lower() for m in _NAMED_SIZE.finditer(text))


def size_distance(one: str, other: str) -> float:
    """How many times larger one size is than the other, 1 for the same."""
    first, second = sorted(float(size[:-1]) * _MILLIONS[size[-1]] for size in (one, other))
    return second / first if first else math.inf


def is_same_size(named: str, counted: str) -> bool:
    """Whether a model called "7b" may be one of "6.74b": the digits of the name, rounded or cut, and near.

    Both as ``sizes_in`` has them.
    """
    step = _MILLIONS[named[-1]] / 10 ** len(named[:-1].partition(".")[2])
    own, other = (float(size[:-1]) * _MILLIONS[size[-1]] / step for size in (named, counted))
    away = size_distance(named, counted)
    return (round(own) == round(other) and away <= _ROUNDED) or (round(own) == int(other) and away <= _CUT)


def nearest(named: str, counted: Iterable[str]) -> str:
    """Of several sizes the one that a model of this name has, "" where it has none of them."""
    same = (size for size in counted if is_same_size(named, size))
    return min(same, key=lambda size: size_distance(named, size), default="")


def is_of_other_word(name: str, cell: str) -> bool:
    """Whether a cell such as "tiny" or "Owl-large" names another size than a model's name does.

    A size in digits leaves it open what the words stand for.
    """
    called, own = (_NO_NAME.sub("-", text.lower()).strip("-") for text in (cell[:60], name))
    word = _SIZE_WORD.fullmatch(called)
    if not word:
        return False
    parts = own.split("-")
    if word["size"] in parts:
        return set(_VERSION.findall(called)) != set(_VERSION.findall(own))
    return any(map(_SIZE_WORD.fullmatch, parts)) or (not word.start("size") and not sizes_in(name))


class RowsOfSize:
    """The rows of a card's tables, for a model of one size; "" for one whose name tells none."""

    def __init__(self, own: str, rows: Sequence[Passage]) -> None:
        self._own = own
        self._rows = rows
        self._nearest: dict[_Table, str] = {}

    def is_other(self, row: Passage, besides: frozenset[int]) -> bool:
        """Whether a row tells sizes, and another row's or none is this model's; ``besides``: columns that
        tell none."""
        said = self._said(row, besides)
        if not said or self._own in said:
            return False
        own = nearest(self._own, said)
        return not own or size_distance(self._own, own) > size_distance(
            self._own, self._of_table(row, besides)
        )

    def own_cell(self, row: Passage) -> str:
        """The cell below a title of this size, else the first value."""
        for title, cell in list(zip(row.header, row.cells, strict=False))[1:]:
            if self._own and self._own in sizes_in(title):
                return cell
        return row.cells[1] if len(row.cells) > 1 else ""

    def _of_table(self, row: Passage, besides: frozenset[int]) -> str:
        """The size that is nearest in the table of a row."""
        table = (row.section, row.header, besides)
        if table not in self._nearest:
            rows = [row, *self._tables.get((row.section, row.header), ())]
            said = dict.fromkeys(size for one in rows for size in self._said(one, besides))
            self._nearest[table] = nearest(self._own, said)
        return self._nearest[table]

    @cached_property
    def _tables(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], list[Passage]]:
        tables: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Passage]] = {}
        for row in self._rows:
            tables.setdefault((row.section, row.header), []).append(row)
        return tables

    def _said(self, row: Passage, besides: frozenset[int]) -> list[str]:
        columns = {*range(min(2, len(row.cells))), *row.columns(cards.size_title)} - besides
        return [size for n in columns for size in sizes_in(row.cells[n])]
