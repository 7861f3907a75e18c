"""Comparisons as they are kept: title, models and every answer, stored the moment it is there.

A comparison that a kill interrupts opens again with all answers it had. An empty one is not worth a
place in the list of older ones: asking for a new comparison takes it up again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from explorer.base.store import Store
from explorer.compare.run import Result
from explorer.domain.enumeration import enumerated
from explorer.domain.words import Words

TITLE = "New comparison"
_CURRENT, _DRAFT = "compare.current", "compare.draft"


@dataclass(frozen=True)
class Comparison:
    """One comparison; ``models`` are references: local ids or repo ids, in the order of the columns."""

    id: int
    title: str
    models: tuple[str, ...]

    @property
    def heading(self) -> str:
        """The title; the one that is given at first can be translated."""
        return Words("New comparison") if self.title == TITLE else self.title

    @property
    def label(self) -> str:
        """The title; of one without a title of its own, its models."""
        if self.title != TITLE or not self.models:
            return self.heading
        return enumerated(name_of(reference) for reference in self.models)


@dataclass(frozen=True)
class Round:
    """One prompt and what the columns answered to it, by reference."""

    prompt: str
    results: dict[str, Result]


@dataclass(frozen=True)
class Deleted:
    """All that was removed with a comparison, so that it can come back."""

    comparison: Comparison
    draft: str
    row: Mapping[str, object]
    answers: tuple[Mapping[str, object], ...]


class Comparisons:
    """The kept comparisons, one of which is open."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.current = self._last_open() or self._create()

    def rename(self, title: str) -> None:
        """An empty title becomes the default one."""
        self._change(title=" ".join(title.split()) or TITLE)

    def delete(self) -> Deleted:
        """Remove the open comparison with its answers; the one changed last opens in its place."""
        number = self.current.id
        rows = self._store.read("SELECT * FROM comparisons WHERE id = ?", number)
        answers = self._store.read("SELECT * FROM answers WHERE comparison = ? ORDER BY id", number)
        gone = Deleted(self.current, self.draft(), rows[0], tuple(answers))
        self.keep_draft("")
        self._store.write("DELETE FROM comparisons WHERE id = ?", number)
        self.open((self._last_open() or self._create()).id)
        return gone

    def restore(self, gone: Deleted) -> int:
        """Take a deletion back, once; the number of what was deleted. What is open stays open."""
        there = self._store.read("SELECT id FROM comparisons WHERE created_at = ?", gone.row["created_at"])
        if there:
            return int(there[0]["id"])
        with self._store.transaction():
            number = self._put_back("comparisons", gone.row)  # its old one may be another's by now
            for answer in gone.answers:
                self._put_back("answers", {**answer, "comparison": number})
            self._store.set_state(f"{_DRAFT}.{number}", gone.draft)
        return number

    def draft(self) -> str:
        """What is typed for the open comparison and not yet asked."""
        return self._store.get_state(f"{_DRAFT}.{self.current.id}")

    def keep_draft(self, text: str) -> None:
        if text != self.draft():
            self._store.set_state(f"{_DRAFT}.{self.current.id}", text)

    def _put_back(self, table: str, row: Mapping[str, object]) -> int:
        kept = {name: value for name, value in row.items() if name != "id"}
        names, marks = ", ".join(kept), ", ".join("?" * len(kept))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  names of our own columns
        return self._store.write(sql, *kept.values())

    def set_models(self, references: Sequence[str]) -> None:
        self._change(models=tuple(references))

    def start_new(self) -> Comparison:
        """Open an empty comparison: one that is there already, or a new one."""
        return self.open(self._empty() or self._create().id)

    def open(self, number: int) -> Comparison:
        """Open a kept comparison. Raises IndexError for an unknown number."""
        row = self._store.read("SELECT id, title, models FROM comparisons WHERE id = ?", number)[0]
        self.current = _from_row(row)
        self._store.set_state(_CURRENT, str(number))
        return self.current

    def others(self, most: int = 12) -> tuple[Comparison, ...]:
        """The other ones that have a model or a title of their own, last changed first."""
        rows = self._store.read(
            "SELECT id, title, models FROM comparisons WHERE id != ? AND (models != '[]' OR title != ?)"
            " ORDER BY changed_at DESC, id DESC LIMIT ?",
            self.current.id,
            TITLE,
            most,
        )
        return tuple(_from_row(row) for row in rows)

    def add_result(self, number: int, result: Result) -> None:
        """Keep an answer of the comparison ``number``, which need not be the open one any more."""
        self._store.write(
            "INSERT INTO answers (comparison, model, prompt, text, record, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            number,
            result.reference,
            result.prompt,
            result.answer.text,
            msgspec.json.encode(result).decode(),
            result.at.isoformat(),
        )

    def results(self) -> tuple[Result, ...]:
        """Every answer of the open comparison, oldest first."""
        rows = self._store.read(
            "SELECT record FROM answers WHERE comparison = ? ORDER BY id", self.current.id
        )
        return tuple(result for row in rows if (result := _result(row["record"])) is not None)

    def _last_open(self) -> Comparison | None:
        number = self._store.get_state(_CURRENT)
        rows = self._store.read(
            "SELECT id, title, models FROM comparisons ORDER BY id = ? DESC, changed_at DESC LIMIT 1",
            int(number) if number.isdecimal() else 0,
        )
        return _from_row(rows[0]) if rows else None

    def _empty(self) -> int | None:
        rows = self._store.read(
            "SELECT id FROM comparisons WHERE models = '[]' AND title = ?"
            " AND id NOT IN (SELECT comparison FROM answers) LIMIT 1",
            TITLE,
        )
        return int(rows[0]["id"]) if rows else None

    def _create(self) -> Comparison:
        now = datetime.now(UTC).isoformat()
        number = self._store.write(
            "INSERT INTO comparisons (title, models, created_at, changed_at) VALUES (?, '[]', ?, ?)",
            TITLE,
            now,
            now,
        )
        return Comparison(number, TITLE, ())

    def _change(self, *, title: str | None = None, models: tuple[str, ...] | None = None) -> None:
        now = self.current
        self.current = Comparison(
            now.id, now.title if title is None else title, now.models if models is None else models
        )
        self._store.write(
            "UPDATE comparisons SET title = ?, models = ?, changed_at = ? WHERE id = ?",
            self.current.title,
            msgspec.json.encode(self.current.models).decode(),
            datetime.now(UTC).isoformat(),
            now.id,
        )


def name_of(reference: str) -> str:
    """A model's name as far as its reference tells it."""
    name = reference.replace("\\", "/").rsplit("/", 1)[-1]
    return name.removesuffix(".gguf").removesuffix("-GGUF")


def rounds_of(results: Sequence[Result]) -> tuple[Round, ...]:
    """Answers in the order they came, gathered by prompt: the same prompt again opens a new round."""
    rounds: list[Round] = []
    for result in results:
        last = rounds[-1] if rounds else None
        if last is None or last.prompt != result.prompt or result.reference in last.results:
            last = Round(result.prompt, {})
            rounds.append(last)
        last.results[result.reference] = result
    return tuple(rounds)


def _from_row(row: dict[str, object]) -> Comparison:
    models = msgspec.json.decode(str(row["models"]), type=tuple[str, ...])
    return Comparison(int(str(row["id"])), str(row["title"]), models)


def _result(record: str) -> Result | None:
    try:
        return msgspec.json.decode(record, type=Result)
    except msgspec.DecodeError:
        return None  # written by another version: the text stays in the table, its numbers mean nothing here
