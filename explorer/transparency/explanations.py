"""What each question of the rubric means: the page behind "What does this mean?"."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from explorer.domain.words import Words, listed


@dataclass(frozen=True)
class Explanation:
    """``open``, ``partial``, ``closed``: what it takes, "" where that verdict cannot be.

    ``sources``: where it is looked for; ``anchors``: criteria of others that it maps to, by our reading.
    """

    id: str
    means: Words
    matters: Words
    open: Words
    partial: Words
    closed: Words
    sources: tuple[Words, ...]
    anchors: tuple[str, ...]


SOURCE_NAMES = {
    "Y": Words("the card’s metadata"),
    "A": Words("the Hub’s answer"),
    "G": Words("the GGUF header"),
    "F": Words("files of the repo"),
    "H": Words("headings and labels of the card"),
    "T": Words("the card’s text"),
    "D": Words("the cards of data sets"),
    "L": Words("what this app knows of licenses"),
}


class Explanations:
    """Read when first asked for."""

    def __init__(self, read: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
        self._read = read

    @cached_property
    def _by_id(self) -> dict[str, Explanation]:
        return {row["id"]: _explanation(row) for row in self._read()}

    def of(self, dimension: str) -> Explanation | None:
        return self._by_id.get(dimension)


def load_explanations(path: Path) -> Explanations:
    """The page in a file. One that is missing or broken is a bug in the package and raises as it is."""

    def read() -> Iterable[Mapping[str, Any]]:
        import yaml  # noqa: PLC0415  not before somebody asks

        rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["dimensions"]
        return rows

    return Explanations(read)


def _explanation(row: Mapping[str, Any]) -> Explanation:
    return Explanation(
        id=row["id"],
        means=listed(row["means"]),
        matters=listed(row["matters"]),
        open=listed(row["open"]),
        partial=listed(row["partial"]),
        closed=listed(row["closed"]),
        sources=tuple(SOURCE_NAMES[code] for code in row["sources"]),
        anchors=tuple(row["anchors"]),
    )
