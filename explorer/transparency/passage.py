"""What a card says in one place: a sentence, an item or a row, with where it stands."""

import re
from dataclasses import dataclass
from functools import cached_property

_DIGIT = re.compile(r"[0-9]")
_CELL = 90  # characters of a sentence that stand for it


@dataclass(frozen=True)
class Passage:
    """A sentence, item or row: plain text, verbatim quote, lines from 1, headings and label above it."""

    text: str
    quote: str
    first_line: int
    last_line: int
    section: tuple[str, ...] = ()
    label: str = ""
    urls: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    is_embedded: bool = False
    is_item: bool = False
    block: int = 0

    @property
    def heading(self) -> str:
        return self.section[-1] if self.section else ""

    @cached_property
    def lower(self) -> str:
        return self.text.lower()

    @cached_property
    def has_digit(self) -> bool:
        """Most sentences state no number; looking for one is not worth a pattern."""
        return bool(_DIGIT.search(self.text))

    def mentions(self, parts: tuple[str, ...]) -> bool:
        """Whether any of these parts of words, in lower case, occurs: far cheaper than a pattern."""
        lower = self.lower
        return any(part in lower for part in parts)

    @property
    def said(self) -> str:
        """The text without the label it may begin with."""
        return self.text.removeprefix(self.label).lstrip(" :|*").strip() or self.text

    @property
    def short(self) -> str:
        """``said``, cut to what a table cell holds."""
        return self.said if len(self.said) <= _CELL else f"{self.said[: _CELL - 2].rsplit(' ', 1)[0]} …"


@dataclass(frozen=True)
class Part:
    """What stands under one heading or behind one label."""

    title: str
    passages: tuple[Passage, ...]
