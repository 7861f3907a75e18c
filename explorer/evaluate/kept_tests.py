"""Conversations that become tests: kept in the set that was used last, or in a new one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from explorer.base.store import Store
from explorer.evaluate.eval_set import EvalCase, EvalSet, EvalTurn, new_key, written_cases
from explorer.evaluate.store import EvalStore, StoredSet

_LAST = "evaluate.last_set"


@dataclass(frozen=True)
class ListedChat:
    """A conversation that tests can be made of."""

    id: int
    title: str
    changed_at: datetime


@dataclass(frozen=True)
class AskedInChat:
    """A question of a chat with what was said before it, and the system prompt it was asked with."""

    turns: tuple[EvalTurn, ...]
    system: str = ""

    @property
    def question(self) -> str:
        return self.turns[-1].text


@dataclass(frozen=True)
class ChatsToTest:
    """The chats that are kept, the last changed first, and what was asked in one. Both block for a moment."""

    listed: Callable[[], Sequence[ListedChat]] = lambda: ()
    asked: Callable[[int], Sequence[AskedInChat]] = lambda _chat: ()


def case_of(asked: AskedInChat, document: EvalSet) -> EvalCase:
    """For this set: where its system prompt is the same, it follows that."""
    system = None if asked.system == document.system else asked.system
    return EvalCase(new_key(), turns=asked.turns, system=system)


def keep_test(store: Store, asked: AskedInChat, title: str) -> StoredSet:
    """In the set that was used last; one with this title is begun where there is none. Returns the set."""
    kept = EvalStore(store)
    last = store.get_number(_LAST)
    found = kept.set(last) if last is not None else None
    if found is None or found.deleted_at:
        listed = kept.listed()
        found = kept.set(listed[0].id) if listed else None
    if found is None:
        found = kept.add_set(title, EvalSet(system=asked.system))
    document = replace(found.document, cases=(*written_cases(found.document), case_of(asked, found.document)))
    kept.change_set(found.id, found.title, document, found.document)
    note_used(store, found.id)
    return replace(found, document=document)


def note_used(store: Store, number: int) -> None:
    """What is kept next goes into this set."""
    store.set_state(_LAST, str(number))
