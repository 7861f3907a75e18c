"""Headers and footers: lines at the edge of a page that its neighbours have too, the page number apart."""

import re
from collections.abc import Iterator, Mapping, Sequence

_EDGE = 3  # lines at the top and at the foot
_LONGEST = 200  # characters of such a line
_NUMBER = re.compile(r"\d{1,6}")
_LINE = re.compile(r"[^\n]+")

type Edge = Mapping[
    tuple[int, int], tuple[str, tuple[int, ...]]
]  # where a line stands: its words, its numbers


def edge_of(text: str) -> Edge:
    lines = [(found.start(), found.end()) for found in _LINE.finditer(text) if found[0].strip()]
    chosen = lines if len(lines) <= 2 * _EDGE else [*lines[:_EDGE], *lines[-_EDGE:]]
    return {(a, b): _words(text[a:b]) for a, b in chosen if b - a <= _LONGEST}


def repeated_lines(
    number: int, edge: Edge, neighbours: Sequence[tuple[int, Edge]]
) -> Iterator[tuple[int, int]]:
    """Those of page ``number`` that two neighbours have, or the only one there is."""
    needed = min(2, len(neighbours))
    for place, line in edge.items():
        found = sum(_is_in(line, other, theirs - number) for theirs, other in neighbours)
        if found >= needed > 0:
            yield place


def _words(line: str) -> tuple[str, tuple[int, ...]]:
    return " ".join(_NUMBER.sub("#", line).split()), tuple(map(int, _NUMBER.findall(line)))


def _is_in(line: tuple[str, tuple[int, ...]], edge: Edge, apart: int) -> bool:
    """Its numbers are the same there, or count the pages between."""
    words, numbers = line
    return any(
        words == theirs and all(b - a in (0, apart) for a, b in zip(numbers, others, strict=True))
        for theirs, others in edge.values()
    )
