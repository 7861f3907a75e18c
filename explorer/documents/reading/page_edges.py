"""Headers and footers: lines at the edge of a page that its neighbours have too, the page number apart."""

import re
from collections.abc import Iterator, Mapping, Sequence

from explorer.documents.passages import ReadPage

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
    page: ReadPage, edge: Edge, neighbours: Sequence[tuple[int, Edge]]
) -> Iterator[tuple[int, int]]:
    """Those that two neighbours have, or the only one there is; one is enough for a line with the page's own
    number, and none for that number alone.
    """
    own = {page.number, int(page.name) if page.name.isdecimal() else page.number}
    for place, line in edge.items():
        words, numbers = line
        found = sum(_is_in(line, other, theirs - page.number) for theirs, other in neighbours)
        needed = 1 if own.intersection(numbers) else min(2, len(neighbours))
        if found >= needed > 0 or (not words.strip("# -–—|") and own.intersection(numbers)):
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
