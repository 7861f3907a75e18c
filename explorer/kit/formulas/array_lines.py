"""The lines between columns and rows of an array, which the libraries lose: taken out of the source, kept
beside it, and drawn with the table.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

from ziamath.nodes.mtable import Mtable

_TABLE = re.compile(r"\\(begin|end)\s*\{(align\*|[pbBvV]?matrix\*?|smallmatrix|array|cases)\}")
_COLUMNS = re.compile(r"\s*\{([lcr| ]+)\}")
_PARTS = re.compile(r"\\begin\s*\{|\\end\s*\{|\\\\|\\hline(?![a-zA-Z])")
_WIDTH = 0.05  # of a line, in em
_APART, _BELOW = "0.7em", "0.35em"  # columns and rows


@dataclass(frozen=True)
class ArrayLines:
    """Left of which columns and above which rows lines stand, the one after the last included."""

    columns: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()


def without_lines(source: str) -> tuple[str, list[ArrayLines]]:
    """The source without them, and those of each table in it, in the order in which they begin.

    Raises ValueError for columns that are described in a way that is not known here.
    """
    found: list[ArrayLines] = []
    done, rest = "", source
    while begin := _TABLE.search(rest):
        done, rest = done + rest[: begin.end()], rest[begin.end() :]
        if begin[1] == "end":
            continue
        columns = ""
        if begin[2] == "array":
            described = _COLUMNS.match(rest)
            if described is None:
                raise ValueError(rest[:20])
            columns, rest = described[1], rest[described.end() :]
            done += "{" + re.sub(r"[| ]", "", columns) + "}"
        rest, rows = _rows(rest)
        found.append(ArrayLines(_bars(columns), rows))
    return done + rest, found


def mark_lines(tree: ET.Element, lines: list[ArrayLines]) -> None:
    """On the tables of the tree. Raises ValueError where they are others than those of the source."""
    tables = [element for element in tree.iter() if element.tag.endswith("mtable")]
    if len(tables) != len(lines):
        raise ValueError(len(tables))
    for table, one in zip(tables, lines, strict=True):
        for name in ("columnlines", "rowlines"):
            table.attrib.pop(name, None)
        table.attrib.setdefault("columnspacing", _APART)
        table.set("rowspacing", _BELOW)
        table.set("bars", " ".join(map(str, one.columns)))
        table.set("rules", " ".join(map(str, one.rows)))


def _bars(columns: str) -> tuple[int, ...]:
    bare = columns.replace(" ", "")
    return tuple(
        sorted({sum(sign != "|" for sign in bare[:at]) for at, sign in enumerate(bare) if sign == "|"})
    )


def _rows(text: str) -> tuple[str, tuple[int, ...]]:
    """What follows a table's beginning, without the lines of this table."""
    depth = row = end = 0
    rows, kept = list[int](), ""
    for part in _PARTS.finditer(text):
        depth += part[0].startswith("\\begin") - part[0].startswith("\\end")
        if depth < 0:
            break
        row += part[0] == "\\\\" and not depth
        if part[0] == "\\hline" and not depth:
            rows.append(row)
            kept, end = kept + text[end : part.start()], part.end()
    return kept + text[end:], tuple(sorted(set(rows)))


class LinedTable(Mtable, tag="mtable"):
    """Takes the place of the library's own table by being there."""

    def _setup(self, **kwargs: Any) -> None:
        """The room of the lines is the table's own."""
        super()._setup(**kwargs)
        bars, rules = self._lines("bars"), self._lines("rules")
        if not bars and not rules:
            return
        half = self.size_px("1em") * _WIDTH / 2
        across, _ = self._edges()
        if rules or 0 in bars:
            shift = half - across[0]
            self.nodexy = [(x + shift, y) for x, y in self.nodexy]
            self.bbox = self.bbox._replace(xmax=self.bbox.xmax + shift)
        across, down = self._edges()
        if rules or len(across) - 1 in bars:
            self.bbox = self.bbox._replace(xmax=max(self.bbox.xmax, across[-1] + half))
        self.bbox = self.bbox._replace(ymin=-down[-1] - half, ymax=half - down[0])

    def draw(self, x: float, y: float, svg: ET.Element) -> tuple[float, float]:
        end = super().draw(x, y, svg)
        width = self.size_px("1em") * _WIDTH
        across, down = self._edges()
        left, right = x + across[0], x + across[-1]
        top, bottom = y + down[0], y + down[-1]
        for column in self._lines("bars"):
            if column < len(across):
                _line(svg, x + across[column] - width / 2, top, width, bottom - top)
        for row in self._lines("rules"):
            if row < len(down):
                _line(svg, left, y + down[row] - width / 2, right - left, width)
        return end

    def _lines(self, name: str) -> list[int]:
        return [int(number) for number in self.element.get(name, "").split()]

    def _edges(self) -> tuple[list[float], list[float]]:
        """Middles between columns and between rows, and the table's own edges."""
        gap = self.size_px("0.4em")
        columns: dict[int, tuple[float, float]] = {}
        rows: list[tuple[float, float]] = []
        number = 0
        for row in self.element:
            spans = []
            for column in range(len(row)):
                (left, base), box = self.nodexy[number], self.nodes[number].bbox
                before = columns.get(column, (left, left))
                columns[column] = min(before[0], left), max(before[1], left + box.xmax)
                spans.append((base - box.ymax, base - box.ymin))
                number += 1
            rows.append((min(top for top, _ in spans), max(bottom for _, bottom in spans)))
        return _middles([columns[key] for key in sorted(columns)], gap), _middles(rows, gap)


def _middles(spans: list[tuple[float, float]], gap: float) -> list[float]:
    between = [(before[1] + after[0]) / 2 for before, after in pairwise(spans)]
    return [spans[0][0] - gap / 2, *between, spans[-1][1] + gap / 2]


def _line(svg: ET.Element, x: float, y: float, width: float, height: float) -> None:
    values = {"x": x, "y": y, "width": width, "height": height}
    ET.SubElement(svg, "rect", {name: f"{value:.1f}" for name, value in values.items()})
