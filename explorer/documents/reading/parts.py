"""A document that knows no pages becomes parts: each begins at a heading where it can."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from explorer.documents.passages import Flag, Heading, ReadPage
from explorer.documents.reading.limits import MOST_FLAGS
from explorer.documents.reading.unseen_signs import without_unseen

_LONG = 8_000  # characters, after which a part ends with a block
_ENOUGH = 2_000  # after which it ends before a chapter or a section
_LONGEST_BLOCK = 20_000
_TITLE = 200  # characters of a heading that are kept as such


@dataclass
class TextBlock:
    """A paragraph, a heading of ``level`` 1 and on, or a line of a list or table, which is close to another
    of its kind. ``hidden``: what stands there and is not seen, by rule.
    """

    text: str
    level: int = 0
    line: Literal["", "item", "row"] = ""
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass
class PartBuilder:
    """Takes blocks and gives parts. ``name``: of the first one, until there is a heading."""

    name: str = ""
    number: int = 0
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _headings: list[Heading] = field(default_factory=list)
    _flags: list[Flag] = field(default_factory=list)
    _next_name: str = ""
    _line: str = ""

    def begin(self, name: str) -> None:
        """A chapter of this name, after ``end``."""
        self.name, self._next_name = name, ""

    def add(self, block: TextBlock) -> Iterator[ReadPage]:
        text, flags = without_unseen(block.text)
        text = text.strip("\n")
        if 1 <= block.level <= 2 and self._length >= _ENOUGH:
            yield from self.end()
        for piece in _cut(text):
            self._write(piece, block, flags)
            flags = ()
            if self._length >= _LONG:
                yield from self.end()
        if not text:
            self._write("", block, flags)

    def end(self) -> Iterator[ReadPage]:
        """The last part, or one before a chapter; the next begins anew."""
        text, headings, flags = "".join(self._pieces), self._headings, self._flags
        name = headings[0].text if headings and not headings[0].start else self._next_name or self.name
        if headings:
            self._next_name = headings[-1].text
        self._pieces, self._length, self._headings, self._flags = [], 0, [], []
        if text.strip() or flags:
            self.number += 1
            yield ReadPage(self.number, text, "part", name, tuple(headings), tuple(flags[:MOST_FLAGS]))

    def _write(self, text: str, block: TextBlock, flags: Sequence[Flag]) -> None:
        if text and self._pieces:
            self._append("\n" if block.line and block.line == self._line else "\n\n")
        start = self._length
        if block.level and text:
            self._headings.append(Heading(start, block.level, " ".join(text.split())[:_TITLE]))
        self._flags += [replace(flag, start=flag.start + start) for flag in flags]
        self._flags += [Flag("unseen", why, quote, start) for why, quote in block.hidden if quote.strip()]
        block.hidden = ()
        if text:
            self._append(text)
            self._line = block.line

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def _cut(text: str) -> Iterator[str]:
    """A block without end, in pieces that end with a line or word where they can."""
    start = 0
    while start < len(text):
        end = start + _LONGEST_BLOCK
        if end < len(text):
            least = start + _LONGEST_BLOCK // 2
            end = max(text.rfind("\n", least, end), text.rfind(" ", least, end)) + 1 or end
        if piece := text[start:end].rstrip():
            yield piece
        start = end
