"""Editions of an index of transparency: what it asks, and for each maker whether it found that disclosed.

The one that comes with this app is the Foundation Model Transparency Index of December 2025 (Stanford CRFM,
CC-BY-4.0). Its marks are its own; what an indicator asks is said in our words, and the groups are our
reading. Editions ask for different things, so no trend can be read from two of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from explorer.base.resources import resource
from explorer.base.store import Store
from explorer.choose.companies.makers import maker_of
from explorer.domain.words import Words, listed

_INCLUDED = "transparency_2025_12.json"


class Indicator(msgspec.Struct, frozen=True, array_like=True):
    """``marks``: a "1" for each maker that disclosed it, else "0", in the order of the makers."""

    text: str
    marks: str


class IndicatorGroup(msgspec.Struct, frozen=True):
    """``title``: "" where the edition has no groups."""

    title: str
    indicators: tuple[Indicator, ...]

    def said(self, maker: int) -> int:
        """How many this maker disclosed."""
        return sum(one.marks[maker] == "1" for one in self.indicators)


class CompanyIndex(msgspec.Struct, frozen=True):
    """``on``: the ISO day, or month, of the edition. ``by``: who made it. ``is_included``: its words are
    ours, and can be translated; those of an imported one stand as they stand in its file.
    """

    title: str
    edition: str
    on: str
    makers: tuple[str, ...]
    groups: tuple[IndicatorGroup, ...]
    by: str = ""
    source: str = ""
    license: str = ""
    is_included: bool = False

    @property
    def of(self) -> int:
        return sum(len(group.indicators) for group in self.groups)

    @property
    def name(self) -> str:
        """ "Foundation Model Transparency Index, December 2025" """
        return f"{self.title}, {self.edition}"

    def said(self, maker: int) -> int:
        return sum(group.said(maker) for group in self.groups)

    def words(self, text: str) -> str:
        """A text of it, so that it can be said in another language where it is ours."""
        return listed(text) if self.is_included and text else text


@dataclass(frozen=True)
class GroupCount:
    title: str
    said: int
    of: int


@dataclass(frozen=True)
class CompanyFacts:
    """What an edition found of one company. ``why``: how the name that was asked for leads to it."""

    company: str
    why: Words
    index: CompanyIndex
    said: int
    groups: tuple[GroupCount, ...]

    @property
    def words(self) -> Words:
        """About the company; to stand beside a model only with these very words."""
        return Words(
            "{company} as a company disclosed {said} of the {of} things that the {index} asks for.",
            company=self.company, said=self.said, of=self.index.of, index=self.index.name,
        )  # fmt: skip


def included_index() -> CompanyIndex:
    data = resource("choose", "companies", _INCLUDED).read_bytes()
    return msgspec.structs.replace(msgspec.json.decode(data, type=CompanyIndex), is_included=True)


def read_indexes(store: Store) -> tuple[CompanyIndex, ...]:
    """The newest edition first, the one that comes with this app among them."""
    kept = store.read_each("company_indexes", _index, "SELECT record FROM company_indexes")
    return tuple(sorted((included_index(), *kept), key=lambda index: index.on, reverse=True))


def keep_index(store: Store, index: CompanyIndex) -> None:
    """In place of one of the same edition."""
    sql = "INSERT OR REPLACE INTO company_indexes (edition, imported_at, record) VALUES (?, ?, ?)"
    record = msgspec.json.encode(index).decode()
    store.write(sql, index.edition, datetime.now(UTC).isoformat(), record)


def drop_index(store: Store, edition: str) -> None:
    """For good; whoever may want it back keeps it again."""
    store.write("DELETE FROM company_indexes WHERE edition = ?", edition)


def company_of(*names: str, indexes: Sequence[CompanyIndex] = ()) -> CompanyFacts | None:
    """By repos, models' names or hosts of providers, the surest first; ``None`` where none of them surely
    names a company that an edition looked at. ``indexes``: the first that has it counts; () for the one that
    comes with this app.
    """
    editions, makers = indexes or (included_index(),), [one for one in map(maker_of, names) if one]
    found = ((edition, one) for edition in editions for one in makers if one.company in edition.makers)
    return next((_facts(edition, one.company, one.why) for edition, one in found), None)


def _facts(index: CompanyIndex, company: str, why: Words) -> CompanyFacts:
    maker = index.makers.index(company)
    groups = tuple(
        GroupCount(index.words(group.title), group.said(maker), len(group.indicators))
        for group in index.groups
    )
    return CompanyFacts(company, why, index, index.said(maker), groups)


def _index(row: Mapping[str, Any]) -> CompanyIndex:
    return msgspec.json.decode(row["record"], type=CompanyIndex)
