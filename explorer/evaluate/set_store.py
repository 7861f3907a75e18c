"""Sets of tests in the database: each test is a row of its own, so that one which changes is written alone.

Tests stand at numbers that leave others out between them: one that comes between two moves no other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import batched, chain, groupby
from typing import Any

import msgspec

from explorer.base.store import INCOMPLETE, Store, let_others
from explorer.evaluate.eval_set import EvalCase, EvalSet, changed_part

_GAP = 1 << 20  # between two tests that were written together
_PUT = "INSERT OR REPLACE INTO eval_cases (eval_set, key, position, record) VALUES"
_PIECE = 400  # rows that are read or written together

type _Write = tuple[str, tuple[object, ...]]


@dataclass(frozen=True)
class StoredSet:
    """``deleted_at``: ISO 8601, UTC, of one in the bin."""

    id: int
    title: str
    document: EvalSet
    changed_at: str
    deleted_at: str = ""


@dataclass(frozen=True)
class ListedSet:
    """A set as it is listed: ``count`` of its tests. ``changed_at``: ISO 8601, UTC."""

    id: int
    title: str
    count: int
    changed_at: str


class SetStore:
    """Blocks."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def listed(self) -> tuple[ListedSet, ...]:
        """Last changed first, those in the bin left out."""
        sql = (
            "SELECT id, title, changed_at,"
            " (SELECT COUNT(*) FROM eval_cases WHERE eval_set = eval_sets.id) AS count"
            " FROM eval_sets WHERE deleted_at = '' ORDER BY changed_at DESC, id DESC"
        )
        return tuple(self._store.read_each("eval_sets", _listed, sql))

    def set(self, number: int) -> StoredSet | None:
        sql = "SELECT * FROM eval_sets WHERE id = ?"
        return next(map(self._whole, self._store.read_each("eval_sets", _set, sql, number)), None)

    def add_set(self, title: str, document: EvalSet) -> StoredSet:
        """It stands in no list until all of it is there."""
        now = now_text()
        columns = "(title, document, created_at, changed_at, deleted_at)"
        number = self._store.write(
            f"INSERT INTO eval_sets {columns} VALUES (?, ?, ?, ?, ?)",  # noqa: S608  own words only
            title, _frame(document), now, now, f"{INCOMPLETE}{now}" if document.cases else "",
        )  # fmt: skip
        self._write_all(_put(number, document.cases, 0, _GAP))
        if document.cases:
            self.restore_set(number)
        return StoredSet(number, title, document, now)

    def change_set(self, number: int, title: str, document: EvalSet, before: EvalSet | None = None) -> str:
        """When it was changed, as it is stored. ``before``: as it was when it was read, or written last; what
        another hand added since then stays.
        """
        now = now_text()
        known = before.cases if before is not None else self._cases(number)
        sql = "UPDATE eval_sets SET title = ?, document = ?, changed_at = ? WHERE id = ?"
        frame = sql, (title, _frame(document), now, number)
        self._write_all(chain((frame,), self._changes(number, known, document.cases)))
        return now

    def retitle_set(self, number: int, title: str) -> None:
        self._store.write(
            "UPDATE eval_sets SET title = ?, changed_at = ? WHERE id = ?", title, now_text(), number
        )

    def delete_set(self, number: int) -> None:
        """Into the bin; ``restore_set`` brings it back."""
        self._store.write("UPDATE eval_sets SET deleted_at = ? WHERE id = ?", now_text(), number)

    def binned(self) -> tuple[ListedSet, ...]:
        """Those in the bin, the last deleted first."""
        sql = (
            "SELECT id, title, changed_at, 0 AS count FROM eval_sets"
            " WHERE deleted_at GLOB '[0-9]*' ORDER BY deleted_at DESC"
        )
        return tuple(self._store.read_each("eval_sets", _listed, sql))

    def empty_bin(self) -> None:
        """For good, with what came of them; then ``Store.write_anew``."""
        self._store.remove_deleted_sets(now_text())

    def restore_set(self, number: int) -> None:
        self._store.write("UPDATE eval_sets SET deleted_at = '' WHERE id = ?", number)

    def _whole(self, stored: StoredSet) -> StoredSet:
        return replace(stored, document=replace(stored.document, cases=self._cases(stored.id)))

    def _cases(self, number: int) -> tuple[EvalCase, ...]:
        """In pieces: others read and write in between."""
        sql = (
            "SELECT id, position, record FROM eval_cases WHERE eval_set = ? AND (position, id) > (?, ?)"
            " ORDER BY position, id LIMIT ?"
        )
        cases, last = list[EvalCase](), (-(1 << 62), 0)
        while rows := self._store.read(sql, number, *last, _PIECE):
            last = int(rows[-1]["position"]), int(rows[-1]["id"])
            cases.extend(self._store.each(rows, "eval_cases", _case))
        return tuple(cases)

    def _changes(
        self, number: int, before: Sequence[EvalCase], cases: Sequence[EvalCase]
    ) -> Iterator[_Write]:
        """Of those that are otherwise; what stands before and behind them stays as it is."""
        same, gone, come = changed_part(before, cases)
        old, new = before[same : same + gone], cases[same : same + come]
        if [case.key for case in old] == [case.key for case in new]:
            sql = "UPDATE eval_cases SET record = ? WHERE eval_set = ? AND key = ?"
            yield from ((sql, (_json(case), number, case.key)) for case in new)
            return
        for key in {case.key for case in old}.difference(case.key for case in new):
            yield "DELETE FROM eval_cases WHERE eval_set = ? AND key = ?", (number, key)
        low = self._position(number, before[same - 1]) if same else None
        high = self._position(number, before[same + gone]) if same + gone < len(before) else None
        step = _GAP if low is None or high is None else (high - low) // (come + 1)
        if step:
            first = low if low is not None else (high or 0) - _GAP * (come + 1)
            yield from _put(number, new, first, step)
        else:
            yield from _put(number, cases, 0, _GAP)

    def _position(self, number: int, case: EvalCase) -> int | None:
        sql = "SELECT position FROM eval_cases WHERE eval_set = ? AND key = ?"
        return next((int(row["position"]) for row in self._store.read(sql, number, case.key)), None)

    def _write_all(self, writes: Iterable[_Write]) -> None:
        for piece in batched(writes, _PIECE, strict=False):
            with self._store.transaction():
                for sql, same in groupby(piece, lambda write: write[0]):
                    self._write_same(sql, [values for _sql, values in same])
            let_others()

    def _write_same(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        """New rows in one statement: each costs more than what it writes."""
        if sql == _PUT:
            marks = ", ".join(["(?, ?, ?, ?)"] * len(rows))
            self._store.write(f"{_PUT} {marks}", *chain.from_iterable(rows))
            return
        for values in rows:
            self._store.write(sql, *values)


def now_text() -> str:
    """ISO 8601, UTC."""
    return datetime.now(UTC).isoformat()


def _put(number: int, cases: Sequence[EvalCase], low: int, step: int) -> Iterator[_Write]:
    """In place of those with their keys; each ``step`` behind the one before it."""
    for place, case in enumerate(cases, 1):
        yield _PUT, (number, case.key, low + place * step, _json(case))


def _set(row: Mapping[str, Any]) -> StoredSet:
    document = msgspec.json.decode(row["document"], type=EvalSet)
    return StoredSet(int(row["id"]), str(row["title"]), document, row["changed_at"], row["deleted_at"])


def _listed(row: Mapping[str, Any]) -> ListedSet:
    return ListedSet(int(row["id"]), str(row["title"]), int(row["count"]), str(row["changed_at"]))


def _case(row: Mapping[str, Any]) -> EvalCase:
    return msgspec.json.decode(row["record"], type=EvalCase)


def _frame(document: EvalSet) -> str:
    """All but its tests."""
    return _json(replace(document, cases=()))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
