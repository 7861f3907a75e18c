"""The stored comparisons, one of which is open. Every change is stored the moment it is made.

An empty comparison is not worth a place in the list of older ones: asking for a new one opens it again.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.model_names import name_of_reference
from explorer.domain.words import Words
from explorer.rooms.compare.document.answer_store import AnswerStore, ComparisonRecord, stored_sampling
from explorer.rooms.compare.document.comparison_list import (
    TITLE,
    Comparison,
    NameOf,
    all_comparisons,
    comparison_of,
    read_comparisons,
)
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn, write_document

_CURRENT = "compare.current"
_BESIDE = _DRAFT, _WAITING = "compare.draft", "compare.waiting"  # each with the number of its comparison
_CHILDREN = ("answers", "comparison_runs", "votes")


@dataclass(frozen=True)
class DeletedComparison:
    """All that was removed with a comparison, so that it can come back."""

    comparison: Comparison
    beside: Mapping[str, str]
    row: Mapping[str, object]
    children: Mapping[str, tuple[Mapping[str, object], ...]]


@dataclass(frozen=True)
class RemovedColumn:
    """A column that was removed, and from where. Numbers are given again, the time of birth is not."""

    created_at: str
    column: DocumentColumn
    at: int


class ComparisonTrash:
    """Takes comparisons out of the database, and puts back what was taken: they, and single columns."""

    def __init__(self, store: Store, name_of: NameOf = name_of_reference) -> None:
        self._store, self._name_of = store, name_of

    def take(self, number: int) -> DeletedComparison:
        """Remove a comparison with all that belongs to it. Raises IndexError if it is unknown."""
        row = self._store.read("SELECT * FROM comparisons WHERE id = ?", number)[0]
        comparison = comparison_of(row, self._name_of)
        children = {name: tuple(self._children(name, number)) for name in _CHILDREN}
        beside = {name: self._store.get_state(f"{name}.{number}") for name in _BESIDE}
        with self._store.transaction():
            for name in beside:
                self._store.set_state(f"{name}.{number}", "")
            self._store.write("DELETE FROM comparisons WHERE id = ?", number)
        return DeletedComparison(comparison, beside, row, children)

    def restore(self, gone: DeletedComparison) -> int:
        """Take a deletion back, once; the number of what was deleted. What is open stays open."""
        there = self._store.read("SELECT id FROM comparisons WHERE created_at = ?", gone.row["created_at"])
        if there:
            return int(there[0]["id"])
        with self._store.transaction():
            number = self._put_back("comparisons", gone.row)  # its old one may be another's by now
            runs = {
                int(str(run["id"])): self._put_back("comparison_runs", {**run, "comparison": number})
                for run in gone.children["comparison_runs"]
            }
            for answer in gone.children["answers"]:
                run = runs.get(int(str(answer["run"])), 0)
                self._put_back("answers", {**answer, "comparison": number, "run": run})
            for vote in gone.children["votes"]:
                self._put_back("votes", {**vote, "comparison": number})
            for name, text in gone.beside.items():
                self._store.set_state(f"{name}.{number}", text)
        return number

    def removed(self, comparison: Comparison, key: str) -> RemovedColumn:
        """What is to be known of a column before it goes."""
        document, sql = comparison.document, "SELECT created_at FROM comparisons WHERE id = ?"
        at = document.keys.index(key)
        return RemovedColumn(self._store.read(sql, comparison.id)[0]["created_at"], document.columns[at], at)

    def put_back(self, removed: RemovedColumn) -> int:
        """Take a removal back, once; the number of the comparison. What is open shows it when it is opened.

        Raises KnownError if the comparison is gone, or full by now.
        """
        rows = self._store.read("SELECT * FROM comparisons WHERE created_at = ?", removed.created_at)
        if not rows:
            raise _gone()
        number, document = int(rows[0]["id"]), comparison_of(rows[0], self._name_of).document
        if removed.column.key not in document.keys:
            before, behind = document.columns[: removed.at], document.columns[removed.at :]
            document = replace(document, columns=(*before, removed.column, *behind))
            document.check()
            self._store.write(
                "UPDATE comparisons SET models = ?, document = ?, changed_at = ? WHERE id = ?",
                _references(document), write_document(document), _now(), number,
            )  # fmt: skip
        return number

    def _children(self, table: str, number: int) -> Sequence[Mapping[str, object]]:
        sql = f"SELECT * FROM {table} WHERE comparison = ? ORDER BY id"  # noqa: S608  names of our own
        return self._store.read(sql, number)

    def _put_back(self, table: str, row: Mapping[str, object]) -> int:
        kept = {name: value for name, value in row.items() if name != "id"}
        names, marks = ", ".join(kept), ", ".join("?" * len(kept))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  names of our own columns
        return self._store.write(sql, *kept.values())


class Comparisons:
    """Opens, changes and lists comparisons; ``answers`` keeps what came of them."""

    def __init__(self, store: Store, name_of: NameOf = name_of_reference) -> None:
        self._store, self._name_of = store, name_of
        self.answers, self.trash = AnswerStore(store), ComparisonTrash(store, name_of)
        self.current = self._last_open() or self._create()

    def change(self, document: ComparisonDocument) -> None:
        """The open comparison is this now. Raises KnownError for what cannot be."""
        document.check()
        if document != self.current.document:
            self._keep(replace(self.current, document=document))
            self.keep_waiting(self.waiting())  # the key of one that is gone may be given again

    def rename(self, title: str, number: int | None = None) -> None:
        """An empty title becomes the default one. ``number``: of another comparison than the open one."""
        given = " ".join(title.split()) or TITLE
        if number is None or number == self.current.id:
            self._keep(replace(self.current, title=given))
        else:
            self._store.write("UPDATE comparisons SET title = ? WHERE id = ?", given, number)

    def create(self, title: str, document: ComparisonDocument) -> Comparison:
        """Keep one more comparison; what is open stays open. Raises KnownError for what cannot be."""
        document.check()
        return self._create(" ".join(title.split()) or TITLE, document)

    def start_new(self) -> Comparison:
        """Open an empty comparison: one that is there already, or a new one."""
        where = "WHERE models = '[]' AND title = ? AND id NOT IN (SELECT comparison FROM answers)"
        empty = (one.id for one in self._read(where, TITLE) if not one.document.prompts)
        return self.open(next(empty, 0) or self._create().id)

    def duplicate(self, title: str, number: int | None = None) -> Comparison:
        """Open a new comparison with the columns, prompts and settings of the open one, without answers.

        ``number``: of another comparison than the open one. Raises KnownError if it is gone.
        """
        original = self.current if number is None else self.find(number)
        if original is None:
            raise _gone()
        document = replace(original.document, blind_seed=_seed())
        return self.open(self._create(" ".join(title.split()) or TITLE, document).id)

    def bring_in(self, whole: ComparisonRecord) -> Comparison:
        """Open a comparison that was exported, with all its answers and votes."""
        with self._store.transaction():
            made = self._create(whole.title or TITLE, whole.document)
            self.answers.add_all(made.id, whole)
        return self.open(made.id)

    def open(self, number: int) -> Comparison:
        """Open a kept comparison. Raises IndexError for an unknown number."""
        self.current = self._read("WHERE id = ?", number)[0]
        self._store.set_state(_CURRENT, str(number))
        return self.current

    def find(self, number: int) -> Comparison | None:
        return next(iter(self._read("WHERE id = ?", number)), None)

    def all(self) -> tuple[Comparison, ...]:
        """See ``all_comparisons``."""
        return all_comparisons(self._store, self._name_of)

    def others(self, most: int = 12) -> tuple[Comparison, ...]:
        """The other ones that have something of their own, last changed first."""
        found = (one for one in self.all() if one.id != self.current.id)
        return tuple(found)[:most]

    def delete(self, other: int | None = None) -> DeletedComparison:
        """Remove the open comparison with all that belongs to it; the one changed last opens instead.

        ``other``: another comparison than the open one, which then stays open. Raises IndexError if it is
        unknown.
        """
        number = self.current.id if other is None else other
        gone = self.trash.take(number)
        if number == self.current.id:
            self.open((self._last_open() or self._create()).id)
        return gone

    def draft(self) -> str:
        """What is typed for the open comparison and not yet asked."""
        return self._store.get_state(f"{_DRAFT}.{self.current.id}")

    def keep_draft(self, text: str) -> None:
        _keep_beside(self._store, _DRAFT, self.current, text)

    def waiting(self) -> tuple[str, ...]:
        """Keys of the prompts of the open comparison that are asked later."""
        keys = self._store.get_state(f"{_WAITING}.{self.current.id}").split()
        return tuple(key for key in keys if self.current.document.prompt(key) is not None)

    def keep_waiting(self, keys: Iterable[str]) -> None:
        _keep_beside(self._store, _WAITING, self.current, " ".join(keys))

    def _read(self, where: str, *values: object) -> list[Comparison]:
        return read_comparisons(self._store, self._name_of, where, *values)

    def _last_open(self) -> Comparison | None:
        number = self._store.get_number(_CURRENT) or 0
        found = self._read("WHERE id = ?", number) or self._read("ORDER BY changed_at DESC")
        return next(iter(found), None)

    def _create(self, title: str = TITLE, document: ComparisonDocument | None = None) -> Comparison:
        now = _now()
        made = document or ComparisonDocument(sampling=stored_sampling(self._store), blind_seed=_seed())
        number = self._store.write(
            "INSERT INTO comparisons (title, models, document, created_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?)",
            title, _references(made), write_document(made), now, now,
        )  # fmt: skip
        return Comparison(number, title, made, now, self._name_of)

    def _keep(self, comparison: Comparison) -> None:
        self.current = replace(comparison, changed_at=_now())
        self._store.write(
            "UPDATE comparisons SET title = ?, models = ?, document = ?, changed_at = ? WHERE id = ?",
            self.current.title, _references(self.current.document), write_document(self.current.document),
            self.current.changed_at, self.current.id,
        )  # fmt: skip


def _references(document: ComparisonDocument) -> str:
    return msgspec.json.encode(document.references).decode()


def _keep_beside(store: Store, name: str, comparison: Comparison, text: str) -> None:
    key = f"{name}.{comparison.id}"
    if text != store.get_state(key):
        store.set_state(key, text)


def _gone() -> KnownError:
    return KnownError(Words("This comparison was deleted."), Words("Choose another one."))


def _seed() -> int:
    return secrets.randbelow(2**31)


def _now() -> str:
    return datetime.now(UTC).isoformat()
