"""What a card says in one place: a sentence, an item or a row, with where it stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from explorer.transparency.card_text.word_index import WordIndex
from explorer.transparency.phrases.phrase import Finder, Phrase, PhraseList

_DIGIT = re.compile(r"[0-9]")
_EAST = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_CELL = 90  # characters of a sentence that stand for it


@dataclass  # not frozen, which would make a thousand of them take 1.5 ms more; nobody changes one
class Passage:
    """A sentence, item or row: plain text, verbatim quote, lines from 1, headings and label above it.

    ``with_above``: of a row that has cells of rows above it, the quote and the first line of all of these.
    """

    text: str
    quote: str
    first_line: int
    last_line: int
    section: tuple[str, ...] = ()
    label: str = ""
    urls: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()  # titles above those of the header that stand over several columns
    is_embedded: bool = False
    is_item: bool = False
    block: int = 0
    number: int = 0  # in the index
    index: WordIndex | None = field(default=None, repr=False, compare=False)
    with_above: tuple[str, int] | None = None

    def find(self, pattern: Finder) -> re.Match[str] | None:
        """The first place in the text that matches."""
        index = self.index
        if index is None:
            return pattern.search(self.text)
        try:  # written out: this is asked tens of thousands of times
            known = index.candidates[pattern]
        except KeyError:
            index.look_up(pattern)
            known = index.candidates[pattern]
        return index.find(pattern, self.number) if known is None or self.number in known else None

    def may_match(self, pattern: Finder) -> bool:
        """False only where the words of the text already say that it cannot."""
        return self.index is None or self.index.may_match(pattern, self.number)

    def likely(self, phrases: PhraseList) -> Iterable[Phrase]:
        """Of many phrases, which the rules ask of many sentences, those that may match."""
        return phrases if self.index is None else self.index.likely(phrases, self.number)

    def is_under(self, pattern: Finder, depth: int = 2) -> bool:
        """Whether one of the nearest headings above matches."""
        if not self.section:
            return False
        if self.index is None:
            return any(pattern.search(title) for title in self.section[-depth:])
        return self.index.is_in_titles(pattern, self.section, depth)

    def is_labelled(self, pattern: Finder) -> bool:
        """Whether the words that it begins with match."""
        return bool(self.label) and self.is_titled(pattern, self.label)

    def is_titled(self, pattern: Finder, title: str) -> bool:
        """Whether a heading or label of this card matches; each is asked once."""
        return self.index.is_in_title(pattern, title) if self.index else bool(pattern.search(title))

    def columns(self, pattern: Finder) -> Sequence[int]:
        """The columns of this row's table whose titles match, as far as the row has cells in them."""
        if self.index is None:
            matching = [n for n, title in enumerate(self.header) if pattern.search(title)]
        else:
            matching = self.index.columns(pattern, self.header)
        return [n for n in matching if n < len(self.cells)] if matching else matching

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

    @cached_property
    def length(self) -> int:
        """In words; two signs of Chinese or Japanese count as one."""
        return len(self.text.split()) + len(_EAST.findall(self.text)) // 2

    @cached_property
    def said(self) -> str:
        """The text without the label it may begin with."""
        return (
            self.text.removeprefix(self.label).lstrip(" :：|*").removeprefix("- ").lstrip("–— ").strip()
            or self.text
        )

    @property
    def short(self) -> str:
        """``said``, cut to what a table cell holds."""
        return self.said if len(self.said) <= _CELL else f"{self.said[: _CELL - 2].rsplit(' ', 1)[0]} …"


@dataclass(frozen=True)
class CardSection:
    """What stands under one heading or behind one label."""

    title: str
    passages: tuple[Passage, ...]
