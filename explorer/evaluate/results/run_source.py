"""What a run ran on, as its results show it: the items in their order, each as it was asked, its checks."""

from functools import cached_property
from typing import Protocol

from explorer.domain.generation import ChatMessage
from explorer.domain.words import Words
from explorer.evaluate.eval_set import EvalCase, EvalSet
from explorer.evaluate.items import Item, ToWrite
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.results.board import BoardRow
from explorer.evaluate.store import EvalRun


class RunSource(Protocol):
    @property
    def rows(self) -> tuple[BoardRow, ...]: ...

    def item(self, key: str, *, is_chat: bool) -> Item | None:
        """As it was asked; ``None`` if it cannot be told any more."""

    def checks(self, key: str) -> tuple[tuple[Words, str], ...]:
        """What was to be, and with what, in the order of the results."""


class SetSource:
    """A set as it was when the run began."""

    def __init__(self, document: EvalSet) -> None:
        self._document = document

    @cached_property
    def rows(self) -> tuple[BoardRow, ...]:
        return tuple(BoardRow(case.key, title_of(case), case.group) for case in self._document.cases)

    def item(self, key: str, *, is_chat: bool) -> Item | None:
        case = self._document.case(key)
        if case is None:
            return None
        turns = [ChatMessage(turn.role, turn.text) for turn in case.turns]
        system = self._document.system if case.system is None else case.system
        messages = (*([ChatMessage("system", system)] if system else []), *turns)
        return Item(key, title_of(case), ToWrite(messages, self._document.sampling), case.group)

    def checks(self, key: str) -> tuple[tuple[Words, str], ...]:
        case = self._document.case(key)
        return tuple((Words(one.type), one.value) for one in case.checks) if case is not None else ()


class PackSource:
    """The items of a pack, by its seed and size."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @cached_property
    def rows(self) -> tuple[BoardRow, ...]:
        items = self._pack.items(is_chat=True)
        return tuple(BoardRow(item.key, item.title, item.group) for item in items)

    def item(self, key: str, *, is_chat: bool) -> Item | None:
        return next((item for item in self._pack.items(is_chat=is_chat) if item.key == key), None)

    def checks(self, _key: str) -> tuple[tuple[Words, str], ...]:
        return ()


def title_of(case: EvalCase) -> str:
    """Its title, else how its question begins."""
    asked = (turn.text for turn in reversed(case.turns) if turn.role == "user")
    return case.title or next(asked, "").strip().split("\n")[0][:80]


def source_of(run: EvalRun) -> RunSource:
    """Of a set, or of a pack that there is still; else without a row."""
    return SetSource(run.terms.document or EvalSet())
