"""Entries of the command palette and how they are listed: grouped by kind, the best match first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from explorer.frame.palette.fuzzy import FoldedText, find, matched_letters
from explorer.kit.actions import Action

MOST = 200  # rows shown: nobody reads more, and each costs a little
_FEW = 5  # of each kind while nothing is typed
_RECENT = 5


class PaletteKind(StrEnum):
    """In the order in which equal groups are listed."""

    RECENT = "recent"
    HERE = "here"  # of the room on the screen
    ACTION = "action"
    ELSEWHERE = "elsewhere"  # of another room: shown only when it is looked for
    MODEL = "model"
    CHAT = "chat"
    COMPARISON = "comparison"
    SETTING = "setting"
    HUB = "hub"  # not on this machine: what was typed, looked for on the Hub


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
    for found in find(query, [entry.folded for entry in entries], MOST):
        entry = entries[found.index]
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
