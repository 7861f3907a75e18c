"""What the readers of DOCX and ODT have in common: paragraphs written bit by bit, and rows of tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from explorer.documents.reading.limits import LONGEST_QUOTE
from explorer.documents.reading.parts import TextBlock

_TINY_POINTS = 1.0


@dataclass
class OpenParagraph:
    """One that is being read. ``hidden``: what of it is not seen, by rule."""

    style: str = ""
    level: int = 0
    is_item: bool = False
    is_hidden: bool = False
    is_shaded: bool = False
    notes: list[str] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    _pieces: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        self._pieces.append(text)

    def note_unseen(self, why: str, text: str) -> None:
        if len(before := self.hidden.get(why, "")) < LONGEST_QUOTE:
            self.hidden[why] = (before + text)[:LONGEST_QUOTE]

    @property
    def text(self) -> str:
        return "".join(self._pieces).strip()

    @property
    def block(self) -> TextBlock:
        is_item = self.is_item and not self.level  # headings are numbered too
        text = f"- {self.text}" if is_item and self.text else self.text
        return TextBlock(text, self.level, "item" if is_item else "", tuple(self.hidden.items()))


@dataclass
class TableRows:
    """Rows as lines, a tab between cells; a table within a cell becomes words of that cell."""

    _rows: list[list[str]] = field(default_factory=list)
    _cells: list[list[str]] = field(default_factory=list)

    @property
    def in_cell(self) -> bool:
        return bool(self._cells)

    def blocks(self, paragraph: OpenParagraph, notes: Sequence[str]) -> Iterator[TextBlock]:
        """Of one that has come to its end: its words go into the cell that it stands in; notes follow it."""
        if not self.in_cell:
            if paragraph.text or paragraph.hidden:
                yield paragraph.block
        else:
            self.add(paragraph.text)
            if paragraph.hidden:
                yield TextBlock("", hidden=tuple(paragraph.hidden.items()))
        yield from (TextBlock(f"* {note}") for note in notes if note)

    def add(self, text: str) -> None:
        if text:
            self._cells[-1].append(" ".join(text.split()))

    def begin_row(self) -> None:
        self._rows.append([])

    def begin_cell(self) -> None:
        self._cells.append([])

    def end_cell(self, times: int = 1) -> None:
        if self._cells and self._rows:
            self._rows[-1] += [" ".join(self._cells.pop())] * times

    def end_row(self) -> str:
        """The line, "" where the row is part of a cell, or has no words."""
        line = "\t".join(self._rows.pop()).rstrip("\t") if self._rows else ""
        if self._cells:
            self.add(line)
            return ""
        return line if line.strip() else ""


def is_tiny(points: float) -> bool:
    return 0 < points <= _TINY_POINTS
