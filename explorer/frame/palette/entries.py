"""Entries of the command palette and how they are listed: grouped by kind, the best match first.

The letters of each typed word must stand in the text in their order. Better, in this order: the text begins
so; a word of it does; it stands somewhere inside; its words begin with these letters; they are strewn, the
closer the better. Case, accents and punctuation do not count. Ten thousand texts take a few milliseconds,
because every step over all of them is one search inside a compiled function.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from heapq import nsmallest

from explorer.domain.words import Words
from explorer.kit.actions import Action

_SPACES = re.compile(r"[\W_]")
_NOTE = 2_000  # how much worse a match in the note alone is than one in the name
_STREWN = 1_000  # worse than every closer kind of match; the length of the span is added
_WORST_SPAN = 24  # letters strewn wider than this are no match but chance


@dataclass(frozen=True)
class FoldedText:
    """A text ready to be searched: lower case, no accents, a space before and in place of punctuation."""

    text: str
    at: tuple[int, ...] | None  # the index in the original of each folded letter; None: the same
    main: int  # folded letters of the name; what follows is its note, where a match counts less

    @classmethod
    def of(cls, text: str, note: str = "") -> "FoldedText":
        named = cls._of(text)
        if not note:
            return named
        both = cls._of(f"{text} {note}")
        return cls(both.text, both.at, named.main)

    @classmethod
    def _of(cls, text: str) -> "FoldedText":
        if text.isascii():
            return cls(" " + _SPACES.sub(" ", text.lower()), None, len(text))
        letters, at = [], []
        for index, letter in enumerate(text):
            for part in unicodedata.normalize("NFKD", letter.casefold()):
                if not unicodedata.combining(part):
                    letters.append(part)
                    at.append(index)
        return cls(" " + _SPACES.sub(" ", "".join(letters)), tuple(at), len(letters))


def find(query: str, texts: Sequence[FoldedText], most: int) -> list[int]:
    """Where the ``most`` best matches stand, best first; equal ones in the order of ``texts``."""
    terms = [_Term.of(word) for word in FoldedText.of(query).text.split()]
    if not terms:
        return []
    costs = [0] * len(texts)
    alive: Iterable[int] = range(len(texts))
    for term in terms:
        left = []
        for index in alive:
            cost = term.cost(texts[index])
            if cost >= 0:
                costs[index] += cost
                left.append(index)
        alive = left
    best = nsmallest(most, ((costs[i], len(texts[i].text), i) for i in alive))
    return [index for _cost, _length, index in best]


def matched_letters(query: str, text: FoldedText) -> tuple[int, ...]:
    """Which letters of the original text were matched, to be shown in bold."""
    found: set[int] = set()
    for word in FoldedText.of(query).text.split():
        found.update(_Term.of(word).places(text.text))
    own = sorted(place - 1 for place in found)  # without the space in front
    return tuple(own if text.at is None else sorted({text.at[place] for place in own}))


@dataclass(frozen=True)
class _Term:
    """One typed word and its two patterns."""

    word: str
    starts: "re.Pattern[str]"
    strewn: "re.Pattern[str]"

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, word: str) -> "_Term":
        # Atomic: what was found is not tried elsewhere, so that a miss costs one walk through the text.
        letters = [f"({re.escape(letter)})" for letter in word[:_WORST_SPAN]]
        starts = "".join(f"(?>.*? {letter})" for letter in letters)
        strewn = "".join(f"(?>.*?{letter})" for letter in letters)
        return cls(word, re.compile(starts), re.compile(strewn))

    def cost(self, folded: FoldedText) -> int:
        """0 is best, -1 is no match."""
        text = folded.text
        at = text.find(" " + self.word)
        if at >= 0:
            return (0 if at == 0 else 100 + min(at, 99)) + (_NOTE if at >= folded.main else 0)
        at = text.find(self.word)
        if at >= 0:
            return 300 + min(at, 99) + (_NOTE if at > folded.main else 0)
        if not 1 < len(self.word) <= _WORST_SPAN:
            return -1
        match = self.strewn.match(text)
        if match is None:
            return -1
        if self.starts.match(text) is not None:
            return 500
        span = match.end() - match.start(1)
        return _STREWN + span if span <= _WORST_SPAN else -1

    def places(self, text: str) -> range | list[int]:
        at = text.find(" " + self.word)
        at = at + 1 if at >= 0 else text.find(self.word)
        if at >= 0:
            return range(at, at + len(self.word))
        if len(self.word) > _WORST_SPAN:
            return []
        match = self.starts.match(text) or self.strewn.match(text)
        return [match.start(group + 1) for group in range(len(self.word))] if match else []


MOST = 200  # rows shown: nobody reads more, and each costs a little
_FEW = 5  # of each kind while nothing is typed
_RECENT = 5


class PaletteKind(Words, Enum):
    """What heads a group, in the order in which equal groups are listed."""

    RECENT = Words("Recent")
    HERE = Words("In this room")
    ACTION = Words("Actions")
    ELSEWHERE = Words("In other rooms")  # shown only when it is looked for
    MODEL = Words("Models on this machine")
    CHAT = Words("Chats")
    COMPARISON = Words("Comparisons")
    DECISION = Words("Decisions")
    EVALUATION = Words("Test sets and packs")
    SETTING = Words("Settings")
    HUB = Words("On the Hub")  # not on this machine: what was typed, looked for on the Hub

    __str__ = str.__str__


@dataclass(frozen=True)
class PaletteEntry:
    """One thing to find. ``key`` names it for the list of recent ones.

    ``note`` and ``more`` are searched as well; ``more`` is never shown. ``second`` is what Ctrl+Enter does.
    """

    kind: PaletteKind
    key: str
    action: Action
    note: str = ""
    second: Action | None = None
    more: str = ""
    folded: FoldedText = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", FoldedText.of(self.action.text, f"{self.note} {self.more}"))


@dataclass(frozen=True)
class PaletteLine:
    """A row: an entry with the letters to be shown in bold, or the heading of a group."""

    kind: PaletteKind
    entry: PaletteEntry | None = None
    bold: tuple[int, ...] = ()


def palette_lines(query: str, entries: Sequence[PaletteEntry], recent: Sequence[str]) -> list[PaletteLine]:
    """Headings and rows for what is typed; with nothing typed, the recent ones and a few of each kind."""
    if not query.strip():
        return _unasked(entries, recent)
    groups: dict[PaletteKind, list[PaletteLine]] = {}
    for index in find(query, [entry.folded for entry in entries], MOST):
        entry = entries[index]
        if entry.action.enabled:
            bold = matched_letters(query, entry.folded)
            groups.setdefault(entry.kind, []).append(PaletteLine(entry.kind, entry, bold))
    return _listed(groups)  # the group that holds the best match comes first


def _unasked(entries: Sequence[PaletteEntry], recent: Sequence[str]) -> list[PaletteLine]:
    by_key: Mapping[str, PaletteEntry] = {entry.key: entry for entry in entries if entry.action.enabled}
    again = [by_key[key] for key in recent if key in by_key][:_RECENT]
    groups: dict[PaletteKind, list[PaletteLine]] = {}
    if again:
        groups[PaletteKind.RECENT] = [PaletteLine(entry.kind, entry) for entry in again]
    shown = {entry.key for entry in again}
    for kind in (
        PaletteKind.HERE,
        PaletteKind.ACTION,
        PaletteKind.MODEL,
        PaletteKind.CHAT,
        PaletteKind.COMPARISON,
        PaletteKind.DECISION,
        PaletteKind.EVALUATION,
        PaletteKind.SETTING,
    ):
        rest = [e for e in by_key.values() if e.kind is kind and e.key not in shown]
        most = len(rest) if kind in (PaletteKind.HERE, PaletteKind.ACTION) else _FEW
        if rest:
            groups[kind] = [PaletteLine(kind, entry) for entry in rest[:most]]
    return _listed(groups)


def _listed(groups: Mapping[PaletteKind, Sequence[PaletteLine]]) -> list[PaletteLine]:
    return [line for kind, rows in groups.items() for line in (PaletteLine(kind), *rows)]


def recent_with(key: str, recent: Sequence[str]) -> list[str]:
    """The recent keys after this one was used: it first, each once."""
    return [key, *(other for other in recent if other != key)][: 2 * _RECENT]
