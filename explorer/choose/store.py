"""Decisions in the database, each one record; what is deleted goes into the bin, as sets of tests do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.choose.decision import Decision
from explorer.evaluate.set_store import now_text


@dataclass(frozen=True)
class StoredDecision:
    """``changed_at``: ISO 8601, UTC."""

    id: int
    title: str
    decision: Decision
    changed_at: str


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
        now = now_text()
        sql = "INSERT INTO decisions (title, record, created_at, changed_at) VALUES (?, ?, ?, ?)"
        number = self._store.write(sql, title, _record(decision), now, now)
        return StoredDecision(number, title, decision, now)

    def change(self, number: int, title: str, decision: Decision) -> StoredDecision:
        changed = self._write(number, title, decision)
        self.changed.emit(changed)
        return changed

    def _write(self, number: int, title: str, decision: Decision) -> StoredDecision:
        now = now_text()
        sql = "UPDATE decisions SET title = ?, record = ?, changed_at = ? WHERE id = ?"
        self._store.write(sql, title, _record(decision), now, number)
        return StoredDecision(number, title, decision, now)

    def update(self, number: int, change: Callable[[Decision], Decision]) -> None:
        """As it is kept now: a trial that goes on writes into it, too."""
        if (changed := self.write(number, change)) is not None:
            self.changed.emit(changed)

    def write(self, number: int, change: Callable[[Decision], Decision]) -> StoredDecision | None:
        """As ``update`` does, on any thread; tells nobody. ``None`` if that changed nothing."""
        with self._store.transaction():
            before = self.decision(number)
            if before is None or (after := change(before.decision)) == before.decision:
                return None
            return self._write(number, before.title, after)

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


def _stored(row: Mapping[str, Any]) -> StoredDecision:
    decision = msgspec.json.decode(row["record"], type=Decision)
    return StoredDecision(row["id"], row["title"], decision, row["changed_at"])


def _record(decision: Decision) -> str:
    return msgspec.json.encode(decision).decode()
