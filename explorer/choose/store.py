"""Decisions in the database, each one record; what is deleted goes into the bin, as sets of tests do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.choose.decision import Decision
from explorer.choose.need_words import proposed_title
from explorer.domain.words import Words
from explorer.evaluate.set_store import now_text

UNTITLED = Words("A new decision")


@dataclass(frozen=True)
class StoredDecision:
    """``given``: the title that a person gave, "" while nobody did. ``changed_at``: ISO 8601, UTC."""

    id: int
    given: str
    decision: Decision
    changed_at: str

    @property
    def title(self) -> str:
        """As it is shown; one that nobody gave follows the answers, in the language of the window."""
        return self.given or proposed_title(self.decision.need) or UNTITLED


class DecisionStore:
    """Blocks, for little. ``changed``: one has another record, by whose hand ever."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.changed = Listeners[StoredDecision]()

    def listed(self) -> tuple[StoredDecision, ...]:
        """Last changed first, those in the bin left out."""
        sql = "SELECT * FROM decisions WHERE deleted_at = '' ORDER BY changed_at DESC, id DESC"
        return tuple(self._store.read_each("decisions", _stored, sql))

    def binned(self) -> tuple[StoredDecision, ...]:
        """The last deleted first."""
        sql = "SELECT * FROM decisions WHERE deleted_at <> '' ORDER BY deleted_at DESC"
        return tuple(self._store.read_each("decisions", _stored, sql))

    def decision(self, number: int) -> StoredDecision | None:
        """``None`` for one in the bin, too."""
        sql = "SELECT * FROM decisions WHERE id = ? AND deleted_at = ''"
        return next(iter(self._store.read_each("decisions", _stored, sql, number)), None)

    def add(self, title: str, decision: Decision) -> StoredDecision:
        """``title``: "" if nobody gave one."""
        now = now_text()
        sql = "INSERT INTO decisions (title, record, created_at, changed_at) VALUES (?, ?, ?, ?)"
        number = self._store.write(sql, title, _record(decision), now, now)
        return StoredDecision(number, title, decision, now)

    def update(self, number: int, change: Callable[[Decision], Decision]) -> None:
        """As it is kept now: a trial that goes on writes into it, too, and `omx choose` beside the window.
        Nobody else writes between reading and writing.
        """
        if self.write(number, change):
            self._tell(number)

    def write(self, number: int, change: Callable[[Decision], Decision]) -> bool:
        """As ``update`` does, on any thread, and tells nobody. Whether that changed something."""
        with self._store.transaction():
            before = self.decision(number)
            if before is None or (after := change(before.decision)) == before.decision:
                return False
            sql = "UPDATE decisions SET record = ?, changed_at = ? WHERE id = ?"
            self._store.write(sql, _record(after), now_text(), number)
            return True

    def rename(self, number: int, title: str) -> None:
        sql = "UPDATE decisions SET title = ?, changed_at = ? WHERE id = ?"
        self._store.write(sql, title, now_text(), number)
        self._tell(number)

    def under_way(self) -> StoredDecision | None:
        """The one whose trial goes on by itself, the last changed first."""
        return next((one for one in self.listed() if one.decision.trial.is_under_way), None)

    def delete(self, number: int) -> None:
        """Into the bin; ``restore`` brings it back, ``empty_bin`` takes it for good."""
        self._store.write("UPDATE decisions SET deleted_at = ? WHERE id = ?", now_text(), number)

    def restore(self, number: int) -> None:
        self._store.write("UPDATE decisions SET deleted_at = '' WHERE id = ?", number)

    def empty_bin(self) -> None:
        """No word of what lies there is left; then ``Store.write_anew``."""
        self._store.remove_deleted("decisions", now_text())

    def _tell(self, number: int) -> None:
        if (changed := self.decision(number)) is not None:
            self.changed.emit(changed)


def _stored(row: Mapping[str, Any]) -> StoredDecision:
    decision = msgspec.json.decode(row["record"], type=Decision)
    return StoredDecision(row["id"], row["title"], decision, row["changed_at"])


def _record(decision: Decision) -> str:
    return msgspec.json.encode(decision).decode()
