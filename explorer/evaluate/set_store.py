"""Sets of tests in the database: each test is a row of its own, so that one which changes is written alone.

Tests stand at numbers that leave others out between them: one that comes between two moves no other.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import batched, chain, groupby, islice
from typing import Any

import msgspec

from explorer.base.store import INCOMPLETE, Store, let_others
from explorer.evaluate.eval_set import EvalCase, EvalSet

_GAP = 1 << 20  # between two tests that were written together
_INSERT = "INSERT INTO eval_cases (eval_set, key, position, record) VALUES"
_PIECE = 400  # rows that are written together: others read and write in between

type _CaseKey = tuple[str, int]  # of a test, and which of those that have it, should it come twice
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


@dataclass(frozen=True)
class _Row:
    id: int
    position: int


class SetStore:
    """Blocks."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sets(self) -> tuple[StoredSet, ...]:
        """Last changed first, those in the bin left out."""
        sql = "SELECT * FROM eval_sets WHERE deleted_at = '' ORDER BY changed_at DESC, id DESC"
        return tuple(map(self._whole, self._store.read_each("eval_sets", _set, sql)))

    def listed(self) -> tuple[ListedSet, ...]:
        """As ``sets``, without what is in them."""
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
        places = enumerate(document.cases, 1)
        self._write_all([_insert(number, case, place * _GAP) for place, case in places])
        if document.cases:
            self.restore_set(number)
        return StoredSet(number, title, document, now)

    def change_set(self, number: int, title: str, document: EvalSet, before: EvalSet | None = None) -> str:
        """When it was changed, as it is stored. ``before``: as it was when it was read, or written last; what
        another hand added since then stays.
        """
        now = now_text()
        known = before.cases if before is not None else self._cases(number)
        is_same = len(known) == len(document.cases) and all(
            old is new or old.key == new.key for old, new in zip(known, document.cases, strict=True)
        )
        writes = (self._changed if is_same else self._moved)(number, known, document.cases)
        sql = "UPDATE eval_sets SET title = ?, document = ?, changed_at = ? WHERE id = ?"
        self._write_all([(sql, (title, _frame(document), now, number)), *writes])
        return now

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
        sql = "SELECT id, record FROM eval_cases WHERE eval_set = ? ORDER BY position, id"
        return tuple(self._store.read_each("eval_cases", _case, sql, number))

    def _changed(
        self, number: int, before: Sequence[EvalCase], cases: Sequence[EvalCase]
    ) -> Iterator[_Write]:
        """None came, went or moved."""
        sql = "SELECT id, position FROM eval_cases WHERE eval_set = ? AND key = ? ORDER BY position, id"
        for place, (old, new) in enumerate(zip(before, cases, strict=True)):
            if old is new or old == new:
                continue
            which = sum(one.key == new.key for one in islice(cases, place))
            rows = self._store.read(sql, number, new.key)
            if which < len(rows):
                yield _update(_Row(int(rows[which]["id"]), int(rows[which]["position"])), new)

    def _moved(self, number: int, before: Sequence[EvalCase], cases: Sequence[EvalCase]) -> Iterator[_Write]:
        rows, keys = self._rows(number), _keys(cases)
        known = dict(zip(_keys(before), before, strict=True))
        for key in known.keys() - set(keys):
            if (row := rows.pop(key, None)) is not None:
                yield "DELETE FROM eval_cases WHERE id = ?", (row.id,)
        wanted = _positions([rows[key].position if key in rows else None for key in keys])
        for key, case, position in zip(keys, cases, wanted, strict=True):
            row = rows.get(key)
            if row is None:
                yield _insert(number, case, position)
            elif row.position != position or known.get(key) != case:
                yield _update(row, case, position)

    def _write_all(self, writes: Iterable[_Write]) -> None:
        for piece in batched(writes, _PIECE, strict=False):
            with self._store.transaction():
                for sql, same in groupby(piece, lambda write: write[0]):
                    self._write_same(sql, [values for _sql, values in same])
            let_others()

    def _write_same(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        """New rows in one statement: each costs more than what it writes."""
        if sql == _INSERT:
            marks = ", ".join(["(?, ?, ?, ?)"] * len(rows))
            self._store.write(f"{_INSERT} {marks}", *chain.from_iterable(rows))
            return
        for values in rows:
            self._store.write(sql, *values)

    def _rows(self, number: int) -> dict[_CaseKey, _Row]:
        sql = "SELECT id, key, position FROM eval_cases WHERE eval_set = ? ORDER BY position, id"
        read = self._store.read(sql, number)
        keys = _numbered(str(row["key"]) for row in read)
        return {key: _Row(int(row["id"]), int(row["position"])) for key, row in zip(keys, read, strict=True)}


def now_text() -> str:
    """ISO 8601, UTC."""
    return datetime.now(UTC).isoformat()


def _insert(number: int, case: EvalCase, position: int) -> _Write:
    return _INSERT, (number, case.key, position, _json(case))


def _update(row: _Row, case: EvalCase, position: int | None = None) -> _Write:
    """``position``: if it moves."""
    sql = "UPDATE eval_cases SET record = ?, position = ? WHERE id = ?"
    return sql, (_json(case), row.position if position is None else position, row.id)


def _positions(known: Sequence[int | None]) -> list[int]:
    """Where each stands, so that as many as can be stay where they are; ``None``: it is new."""
    fixed = _longest_rise(known)
    following = _following(known, fixed)
    placed: list[int] = []
    for n, position in enumerate(known):
        if n in fixed and position is not None:
            placed.append(position)
            continue
        high = known[following[n]] if following[n] < len(known) else None
        low, count = placed[-1] if placed else None, following[n] - n
        step = _step(low, high, count)
        if step == 0:
            return [place * _GAP for place in range(1, len(known) + 1)]
        before = low if low is not None else (high or 0) - step * (count + 1)
        placed.append(before + step)
    return placed


def _following(known: Sequence[int | None], fixed: frozenset[int]) -> list[int]:
    """For each place the next that stays; beyond the end where none does."""
    found, last = [0] * len(known), len(known)
    for n in reversed(range(len(known))):
        found[n] = last
        last = n if n in fixed else last
    return found


def _step(low: int | None, high: int | None, count: int) -> int:
    """Between two of ``count`` tests that come between these positions; 0 where there is no room."""
    if low is None or high is None:
        return _GAP
    return (high - low) // (count + 1)


def _longest_rise(known: Sequence[int | None]) -> frozenset[int]:
    """Places of the longest part of the positions that rises."""
    ends: list[int] = []  # the least position that a rise of each length ends with
    at: list[int] = []  # the place of that
    before: dict[int, int] = {}
    for place, position in enumerate(known):
        if position is None:
            continue
        length = bisect_left(ends, position)
        if length:
            before[place] = at[length - 1]
        ends[length : length + 1], at[length : length + 1] = [position], [place]
    rise = [at[-1]] if at else []
    while rise and rise[-1] in before:
        rise.append(before[rise[-1]])
    return frozenset(rise)


def _keys(cases: Sequence[EvalCase]) -> list[_CaseKey]:
    return list(_numbered(case.key for case in cases))


def _numbered(keys: Iterator[str]) -> Iterator[_CaseKey]:
    seen = Counter[str]()
    for key in keys:
        yield key, seen[key]
        seen[key] += 1


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
