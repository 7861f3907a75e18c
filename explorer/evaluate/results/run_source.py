"""What a run ran on, as its results show it: the items in their order, each as it was asked, its checks."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from explorer.domain.words import Words
from explorer.evaluate.checks.kinds import summary_of
from explorer.evaluate.checks.kinds import title_of as check_title
from explorer.evaluate.eval_set import EvalSet, title_of
from explorer.evaluate.items import Item, Judged, Outcome
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.packs.registry import pack_of
from explorer.evaluate.results.board import BoardRow
from explorer.evaluate.set_subject import SetSubject, filled_checks, item_of
from explorer.evaluate.store import EvalRun, StoredSet


@dataclass(frozen=True)
class CheckName:
    """What was to be, and with what."""

    title: Words
    value: str = ""


class RunSource(Protocol):
    @property
    def rows(self) -> tuple[BoardRow, ...]: ...

    def item(self, key: str, *, is_chat: bool) -> Item | None:
        """As it was asked; ``None`` if it cannot be told any more."""

    def checks(self, key: str) -> tuple[CheckName, ...]:
        """In the order of the results."""

    def judged(self, outcome: Outcome) -> Judged:
        """With the person's own verdict in it, where that counts."""


class SetSource:
    """A set as it was when the run began."""

    def __init__(self, document: EvalSet) -> None:
        self._document = document
        self._cases = {case.key: case for case in document.cases}

    @cached_property
    def rows(self) -> tuple[BoardRow, ...]:
        return tuple(BoardRow(case.key, title_of(case), case.group) for case in self._document.cases)

    def item(self, key: str, *, is_chat: bool) -> Item | None:
        case = self._cases.get(key)
        return item_of(self._document, case, is_chat=is_chat) if case is not None else None

    def checks(self, key: str) -> tuple[CheckName, ...]:
        case = self._cases.get(key)
        checks = filled_checks(self._document, case) if case is not None else ()
        return tuple(CheckName(check_title(one), summary_of(one)) for one in checks)

    def judged(self, outcome: Outcome) -> Judged:
        return self._subject.settled(outcome)

    @cached_property
    def _subject(self) -> SetSubject:
        return SetSubject(StoredSet(0, "", self._document, ""))


class PackSource:
    """The items of a pack, by its seed and size."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._items: dict[bool, dict[str, Item]] = {}

    @cached_property
    def rows(self) -> tuple[BoardRow, ...]:
        items = self.pack.items(is_chat=True)
        return tuple(BoardRow(item.key, item.title, item.group) for item in items)

    def item(self, key: str, *, is_chat: bool) -> Item | None:
        if is_chat not in self._items:
            self._items[is_chat] = {item.key: item for item in self.pack.items(is_chat=is_chat)}
        return self._items[is_chat].get(key)

    def checks(self, _key: str) -> tuple[CheckName, ...]:
        return ()

    def judged(self, outcome: Outcome) -> Judged:
        return outcome.judged


def source_of(run: EvalRun) -> RunSource:
    """Of a set, or of a pack. Of a pack that is no more there are no rows."""
    if run.terms.document is not None:
        return SetSource(run.terms.document)
    pack = pack_of(run.subject, run.terms.seed, is_quick=run.terms.is_quick)
    return PackSource(pack) if pack is not None else SetSource(EvalSet())
