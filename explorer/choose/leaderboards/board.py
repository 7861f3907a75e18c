"""A leaderboard as its source says it: of the Hub, or of a file that a person brought in."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.hub.leaderboards import HubBoard
from explorer.hub.repo_names import is_repo_id
from explorer.hub.responses import count, mapping
from explorer.transparency.benchmarks.benchmark_result import stated_value
from explorer.transparency.benchmarks.results import proof_of

MOST_ENTRIES = 20_000  # of one board
_LONGEST, _LONGEST_NOTES, _LONGEST_VERBATIM = 300, 2_000, 4_000  # characters
_DECIMAL_COMMA = re.compile(r"^([+-]?\d+),(\d{1,2}|\d{4,})(?![\d,.])")  # 61,2 is 61.2, and 1,234 a thousand
_SHARE, _PERCENT = 1.0, 2.0  # values up to the one and from the other on are of different scales


class Vouched(StrEnum):
    """Who vouches for a result, the strongest last."""

    ARCHIVE = "archive"  # a file that a person imported
    CLAIMED = "claimed"
    COMMUNITY = "community"
    VERIFIED = "verified"


VOUCHED_WORDS: dict[Vouched, Words] = {
    Vouched.ARCHIVE: Words("your file"),
    Vouched.CLAIMED: Words("author’s claim"),
    Vouched.COMMUNITY: Words("community"),
    Vouched.VERIFIED: Words("verified by the Hub"),
}
VOUCHED_SENTENCES: dict[Vouched, Words] = {
    Vouched.ARCHIVE: Words("It stands in a file that was imported here. Nobody checked it."),
    Vouched.CLAIMED: Words("The model’s own publisher says so, or a paper. Nobody else checked it."),
    Vouched.COMMUNITY: Words("Somebody else says so, not the model’s publisher. The Hub did not check it."),
    Vouched.VERIFIED: Words("The Hub says that this run can be checked and repeated."),
}


class BoardEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row. ``model``: as written, an id of the Hub where it is one; ``rank``: as the source says, 0 where
    it does not; ``value``: as written; ``unit``: "" unless the source states one. ``source``: an address or a
    name; ``dated``: as stated; ``pull_request``: number of the one that only proposes it, 0 for none.
    ``benchmark``: where a file holds several; ``verbatim``: the row as it was sent.
    """

    model: str
    value: str
    rank: int = 0
    vouched: Vouched = Vouched.ARCHIVE
    unit: str = ""
    source: str = ""
    source_name: str = ""
    dated: str = ""
    notes: str = ""
    benchmark: str = ""
    file: str = ""
    pull_request: int = 0
    verbatim: str = ""

    @property
    def number(self) -> float | None:
        """To sort by; the value itself is shown as written."""
        return number_of(self.value)

    @property
    def is_on_hub(self) -> bool:
        """Whether the name can be that of a repo."""
        return "/" in self.model and is_repo_id(self.model)

    @property
    def name(self) -> str:
        return self.model.rpartition("/")[2]

    @property
    def publisher(self) -> str:
        return self.model.rpartition("/")[0]


@dataclass(frozen=True)
class Board:
    """``title``: of the data set or the import. ``read_at``: when the Hub said it, or the file was imported;
    ``trouble``: why it is what was seen before. ``file``: name of the imported one, "" for the Hub;
    ``number``: of the import. ``left_out``: rows that said nothing that could be read.
    """

    title: str
    entries: tuple[BoardEntry, ...]
    read_at: datetime
    trouble: KnownError | None = None
    file: str = ""
    number: int = 0
    left_out: int = 0
    only_bases: bool = True


def have_mixed_scales(entries: Iterable[BoardEntry]) -> bool:
    """Whether some values can only be shares of one, and others only something larger: 0.41 and 76.4."""
    bare = (entry.number for entry in entries if not entry.unit and not entry.value.endswith("%"))
    numbers = [abs(number) for number in bare if number is not None]
    return any(0 < n <= _SHARE for n in numbers) and any(n >= _PERCENT for n in numbers)


def board_of_hub(dataset: str, said: HubBoard, *, only_bases: bool = True) -> Board:
    """Rows of any shape: what names no model, or no value, is left out and counted."""
    read = [entry_of_hub(row) for row in said.rows[:MOST_ENTRIES]]
    entries = tuple(entry for entry in read if entry is not None)
    left_out = len(said.rows) - len(entries)
    return Board(dataset, entries, said.read_at, said.trouble, left_out=left_out, only_bases=only_bases)


def boards_at_hand(hub: Hub) -> Iterator[Board]:
    """Leaderboards that were read before, as they were then; nothing is asked."""
    for dataset, only_bases, said in hub.boards.kept_leaderboards():
        yield board_of_hub(dataset, said, only_bases=only_bases)


def entry_of_hub(row: Mapping[str, Any]) -> BoardEntry | None:
    """One row of a leaderboard of the Hub."""
    model, value = text_of(row.get("modelId")), stated_value(row.get("value"))
    if not model or value is None:
        return None
    source, proposed = mapping(row.get("source")), count(row.get("pullRequest")) or 0
    return BoardEntry(
        model=model,
        value=harmless(value),
        rank=count(row.get("rank")) or 0,
        vouched=_vouched(row, source, model, proposed),
        source=text_of(source.get("url")),
        source_name=text_of(source.get("name")),
        dated=text_of(row.get("date")),
        notes=text_of(row.get("notes"), _LONGEST_NOTES),
        file=text_of(row.get("filename")),
        pull_request=proposed,
        verbatim=verbatim_of(row),
    )


def text_of(value: object, most: int = _LONGEST) -> str:
    """A short text that may be shown, "" for what is neither a text nor a number."""
    is_told = isinstance(value, str | int | float) and not isinstance(value, bool)
    return harmless(" ".join(str(value).split())[:most]) if is_told else ""


def verbatim_of(row: Mapping[str, Any]) -> str:
    """A row as JSON, for who wants to see it as it came."""
    try:
        text = msgspec.json.format(msgspec.json.encode(dict(row)), indent=2).decode()
    except (ValueError, TypeError, RecursionError):  # half a letter, a number without end, a deep nest
        return ""
    return harmless(text)[:_LONGEST_VERBATIM]


def number_of(value: str) -> float | None:
    """What a value begins with, as a number: "61.2 %" is 61.2; ``None`` where that is none."""
    text = value.strip().lstrip("~≈<>≤≥± ")
    text = _DECIMAL_COMMA.sub(r"\1.\2", text).replace(",", "")
    end = len(text) - len(text.lstrip("+-0123456789.eE"))
    try:
        number = float(text[:end])
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _vouched(row: Mapping[str, Any], source: Mapping[str, Any], model: str, proposed: int) -> Vouched:
    if row.get("verified") is True:
        return Vouched.VERIFIED
    if proposed:
        return Vouched.COMMUNITY
    return Vouched(proof_of(source, model))
