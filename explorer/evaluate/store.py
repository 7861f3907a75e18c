"""Sets of tests, runs, and what came of each item, in the database.

A run is stored with what it runs on before it begins, and each outcome when it comes: whatever ends this
process, the run goes on with the next item.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import batched
from typing import Any, Literal

import msgspec

from explorer.base.machine_record import UNKNOWN_MACHINE, MachineRecord
from explorer.base.store import let_others
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.items import Outcome
from explorer.evaluate.set_store import ListedSet, SetStore, StoredSet, now_text

__all__ = [
    "EvalRun", "EvalStore", "LastRun", "ListedSet", "RunEnd", "RunModel", "RunTerms", "StoredSet",
    "UnfinishedRun",
]  # fmt: skip

_USUAL = LoadOptions()
_PIECE = 200  # outcomes that are kept together

RunEnd = Literal["", "done", "stopped", "dropped"]


@dataclass(frozen=True)
class LastRun:
    """When the last run of a set or pack began, ISO 8601, UTC; and of how many models."""

    began_at: str
    models: int


@dataclass(frozen=True)
class RunModel:
    """A model of a run, and the conditions of what it replied. ``key``: unique in the run. ``title``: without
    its quantization.

    ``file``: ``local.fit.measurements.model_key``, "" of one elsewhere. ``template_sha256``: of the chat
    template that was used, "" for none. ``loaded``: once it was.
    """

    key: str
    reference: str
    title: str
    quantization: str = ""
    file: str = ""
    sha256: str = ""
    template_sha256: str = ""
    is_chat: bool = True
    options: LoadOptions = _USUAL
    loaded: LoadedModel | None = None
    at_once: int = 1  # answers that were written together


@dataclass(frozen=True)
class RunTerms:
    """On what a run runs: ``document`` of a set as it was then; the seed and size of a pack; where."""

    document: EvalSet | None = None
    seed: int = 1
    is_quick: bool = False
    machine: MachineRecord = UNKNOWN_MACHINE


@dataclass(frozen=True)
class EvalRun:
    """``end``: "" while it runs, or if the app ended meanwhile. Times: ISO 8601, UTC."""

    id: int
    subject: str
    version: str
    title: str
    terms: RunTerms
    models: tuple[RunModel, ...]
    began_at: str
    ended_at: str = ""
    end: RunEnd = ""


@dataclass(frozen=True)
class UnfinishedRun:
    """One that can be gone on with: stopped, or cut off with the app. ``done`` of ``total`` items."""

    id: int
    subject: str
    title: str
    was_stopped: bool
    done: int
    total: int


class EvalStore(SetStore):
    """Reads and writes them all. Blocks."""

    def last_runs(self) -> dict[str, LastRun]:
        """Of each set or pack that was run, by ``EvalRun.subject``."""
        sql = (
            "SELECT subject, began_at, (SELECT COUNT(*) FROM eval_models WHERE run = eval_runs.id) AS models"
            " FROM eval_runs WHERE id IN (SELECT MAX(id) FROM eval_runs GROUP BY subject)"
        )
        read = self._store.read(sql)
        return {str(row["subject"]): LastRun(str(row["began_at"]), int(row["models"])) for row in read}

    def begin_run(
        self,
        subject: str,
        version: str,
        title: str,
        terms: RunTerms,
        models: Sequence[RunModel],
        total: int = 0,
    ) -> EvalRun:
        """Kept before anything is asked. ``total`` items of all models together."""
        now = now_text()
        with self._store.transaction():
            number = self._store.write(
                "INSERT INTO eval_runs (subject, version, title, terms, total, began_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                subject, version, title, _json(terms), total, now,
            )  # fmt: skip
            for position, model in enumerate(models):
                self._store.write(
                    "INSERT INTO eval_models (run, key, position, reference, file, sha256, record)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    number, model.key, position, model.reference, model.file, model.sha256, _json(model),
                )  # fmt: skip
        return EvalRun(number, subject, version, title, terms, tuple(models), now)

    def note_model(self, run: int, model: RunModel) -> None:
        """More is known of it now."""
        sql = "UPDATE eval_models SET sha256 = ?, record = ? WHERE run = ? AND key = ?"
        self._store.write(sql, model.sha256, _json(model), run, model.key)

    def end_run(self, run: int, end: RunEnd) -> None:
        self._store.write("UPDATE eval_runs SET ended = ?, ended_at = ? WHERE id = ?", end, now_text(), run)

    def runs(self, subject: str) -> tuple[EvalRun, ...]:
        """Of a set or pack, the latest first."""
        return self._runs("WHERE subject = ? ORDER BY id DESC", subject)

    def runs_of_file(self, file: str) -> tuple[EvalRun, ...]:
        """Those in which this file was asked, the latest first."""
        where = "WHERE id IN (SELECT run FROM eval_models WHERE file = ?) ORDER BY id DESC"
        return self._runs(where, file)

    def run(self, number: int) -> EvalRun | None:
        return next(iter(self._runs("WHERE id = ?", number)), None)

    def unfinished(self) -> tuple[UnfinishedRun, ...]:
        """What runs now among them, the latest first. One that was stopped gives way to a later one."""
        sql = (
            "SELECT id, subject, title, ended, total,"
            " (SELECT COUNT(*) FROM eval_outcomes WHERE run = eval_runs.id) AS done FROM eval_runs"
            " WHERE ended = '' OR (ended = 'stopped'"
            " AND id IN (SELECT MAX(id) FROM eval_runs GROUP BY subject)) ORDER BY id DESC"
        )
        return tuple(self._store.read_each("eval_runs", _unfinished, sql))

    def add_outcome(self, run: int, outcome: Outcome) -> None:
        """Replaces what came of this item before."""
        self._store.write(
            "INSERT OR REPLACE INTO eval_outcomes (run, model, item, verdict, record) VALUES (?, ?, ?, ?, ?)",
            run, outcome.model, outcome.item, outcome.judged.verdict, _json(outcome),
        )  # fmt: skip

    def add_outcomes(self, run: int, outcomes: Iterable[Outcome]) -> None:
        """Many of them, in pieces: others read and write in between."""
        for piece in batched(outcomes, _PIECE, strict=False):
            with self._store.transaction():
                for outcome in piece:
                    self.add_outcome(run, outcome)
            let_others()

    def done_items(self, run: int) -> Mapping[str, Collection[str]]:
        """Keys of the items that something came of, by the models' keys."""
        found: dict[str, dict[str, None]] = {}
        for row in self._store.read("SELECT model, item FROM eval_outcomes WHERE run = ?", run):
            found.setdefault(row["model"], {})[row["item"]] = None
        return found

    def usual_answer(self, subject: str) -> float:
        """Tokens of an answer to it on average, in the latest runs; 0 where none was counted."""
        sql = (
            "SELECT record FROM eval_outcomes WHERE run IN"
            " (SELECT id FROM eval_runs WHERE subject = ? ORDER BY id DESC LIMIT 3)"
            " ORDER BY id DESC LIMIT 200"
        )
        read = self._store.read_each("eval_outcomes", _outcome, sql, subject)
        counts = [one.reply.timing.answer_tokens for one in read if one.reply.timing is not None]
        known = [count for count in counts if count]
        return sum(known) / len(known) if known else 0.0

    def outcomes(self, run: int) -> tuple[Outcome, ...]:
        """In the order they came."""
        sql = "SELECT id, record FROM eval_outcomes WHERE run = ? ORDER BY id"
        return tuple(self._store.read_each("eval_outcomes", _outcome, sql, run))

    def _runs(self, where: str, *values: object) -> tuple[EvalRun, ...]:
        sql = f"SELECT * FROM eval_runs {where}"  # noqa: S608  own words only
        read = self._store.read_each("eval_runs", _run, sql, *values)
        return tuple(replace(one, models=self._models(one.id)) for one in read)

    def last_models(self, subject: str) -> tuple[RunModel, ...]:
        """Those that it was run on last."""
        sql = "SELECT MAX(id) AS id FROM eval_runs WHERE subject = ?"
        return self._models(self._store.read(sql, subject)[0]["id"] or 0)

    def _models(self, run: int) -> tuple[RunModel, ...]:
        sql = "SELECT rowid AS id, record FROM eval_models WHERE run = ? ORDER BY position"
        return tuple(self._store.read_each("eval_models", partial(_record, RunModel), sql, run))


def _run(row: Mapping[str, Any]) -> EvalRun:
    terms = msgspec.json.decode(row["terms"], type=RunTerms)
    names = ("subject", "version", "title")
    known = {name: str(row[name]) for name in names}
    ended = row["ended"]
    return EvalRun(int(row["id"]), **known, terms=terms, models=(), began_at=row["began_at"],
                   ended_at=row["ended_at"], end=ended)  # fmt: skip


def _unfinished(row: Mapping[str, Any]) -> UnfinishedRun:
    numbers = int(row["done"]), int(row["total"])
    return UnfinishedRun(
        int(row["id"]), str(row["subject"]), str(row["title"]), row["ended"] == "stopped", *numbers
    )


def _record[T](kind: type[T], row: Mapping[str, Any]) -> T:
    return msgspec.json.decode(row["record"], type=kind)


def _outcome(row: Mapping[str, Any]) -> Outcome:
    return _record(Outcome, row)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
