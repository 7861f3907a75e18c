"""Sets of tests, runs, and what came of each item, in the database.

A run is stored with what it runs on before it begins, and each outcome when it comes: whatever ends this
process, the run goes on with the next item.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import batched
from typing import Any, Literal

import msgspec

from explorer.base.machine_record import UNKNOWN_MACHINE, MachineRecord
from explorer.base.store import let_others
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.errors import NotFoundError
from explorer.domain.generation import AnswerTiming, LoadedModel, LoadOptions
from explorer.domain.words import Words
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.items import Outcome
from explorer.evaluate.results.cells import cell_of
from explorer.evaluate.set_store import ListedSet, SetStore, StoredSet, now_text

__all__ = [
    "BinnedRun", "EvalRun", "EvalStore", "JudgeModel", "LastRun", "ListedRun", "ListedSet", "RunEnd",
    "RunModel", "RunTerms", "StoredSet", "UnfinishedRun",
]  # fmt: skip

_USUAL = LoadOptions()
_PIECE = 200  # outcomes that are kept, or read, together
_MANY = 5000  # of which only a word is read

# Those in the bin, by themselves or with their set, are as if they were not
_BINNED_SETS = "(SELECT 'set:' || id FROM eval_sets WHERE deleted_at <> '')"
_KEPT = f"(SELECT * FROM eval_runs WHERE deleted_at = '' AND subject NOT IN {_BINNED_SETS}) AS eval_runs"  # noqa: S608  own words only

RunEnd = Literal["", "done", "failed", "stopped", "dropped"]  # "failed": to its end, but some gave no answer


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
    elsewhere: AskedElsewhere | None = None  # where it was asked, unless here
    unsent: tuple[str, ...] = ()  # paths of settings that its server does not take

    @property
    def full_title(self) -> str:
        """With its quantization, which tells two files of one model apart."""
        return " · ".join(filter(None, (self.title, self.quantization)))


@dataclass(frozen=True)
class JudgeModel:
    """A model that was asked about answers: how alike texts are, or as a judge. ``model``: as of
    ``RunModel``; ``prompt``: how a judge was asked. ``read`` and ``written``: tokens, in all.
    """

    kind: Literal["embedding", "judge"]
    model: RunModel
    prompt: str = ""
    read: int = 0
    written: int = 0

    @property
    def key(self) -> tuple[str, ...]:
        """Another judge has another one, as has the same at another host."""
        model = self.model
        host = model.elsewhere.host if model.elsewhere is not None else ""
        return self.kind, model.sha256 or model.file or model.reference, host, self.prompt


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
    judges: tuple[JudgeModel, ...] = ()


@dataclass(frozen=True)
class BinnedRun:
    """A run in the bin. Times: ISO 8601, UTC."""

    id: int
    subject: str
    title: str
    began_at: str


@dataclass(frozen=True)
class ListedRun:
    """Without what it ran on. Times: ISO 8601, UTC."""

    id: int
    version: str
    began_at: str
    end: RunEnd


@dataclass(frozen=True)
class UnfinishedRun:
    """One that can be gone on with: stopped, or cut off with the app, or to its end but for what ``failed``.
    ``done`` of ``total`` items have an answer.
    """

    id: int
    subject: str
    title: str
    was_stopped: bool
    done: int
    total: int
    failed: int = 0


class EvalStore(SetStore):
    """Reads and writes them all. Blocks."""

    def last_runs(self) -> dict[str, LastRun]:
        """Of each set or pack that was run, by ``EvalRun.subject``."""
        sql = (  # own words only
            "SELECT subject, began_at, (SELECT COUNT(*) FROM eval_models WHERE run = eval_runs.id)"  # noqa: S608
            f" AS models FROM eval_runs WHERE id IN (SELECT MAX(id) FROM {_KEPT} GROUP BY subject)"
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
            self._add_models(number, models, 0)
        return EvalRun(number, subject, version, title, terms, tuple(models), now)

    def join_run(self, run: EvalRun, models: Sequence[RunModel], more: int) -> EvalRun:
        """Further models are asked the same, ``more`` items in all. It has not ended now."""
        with self._store.transaction():
            sql = "UPDATE eval_runs SET total = total + ?, ended = '', ended_at = '' WHERE id = ?"
            self._store.write(sql, more, run.id)
            self._add_models(run.id, models, len(run.models))
        return replace(run, models=(*run.models, *models), ended_at="", end="")

    def _add_models(self, run: int, models: Sequence[RunModel], first: int) -> None:
        for position, model in enumerate(models, first):
            self._store.write(
                "INSERT INTO eval_models (run, key, position, reference, file, sha256, record)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                run, model.key, position, model.reference, model.file, model.sha256, _json(model),
            )  # fmt: skip

    def note_model(self, run: int, model: RunModel) -> None:
        """More is known of it now."""
        sql = "UPDATE eval_models SET sha256 = ?, record = ? WHERE run = ? AND key = ?"
        self._store.write(sql, model.sha256, _json(model), run, model.key)

    def end_run(self, run: int, end: RunEnd) -> None:
        """What is "done" is kept as "failed" where some items gave no answer."""
        sql = (
            "UPDATE eval_runs SET ended_at = ?, ended = CASE WHEN ? = 'done' AND EXISTS (SELECT 1 FROM"
            " eval_outcomes WHERE run = eval_runs.id AND failed = 1) THEN 'failed' ELSE ? END WHERE id = ?"
        )
        self._store.write(sql, now_text(), end, end, run)

    def drop_run(self, run: int) -> None:
        """It is not to be gone on with; what is there stays."""
        ended = "CASE ended WHEN 'failed' THEN 'done' ELSE 'dropped' END"
        self._store.write(f"UPDATE eval_runs SET ended = {ended} WHERE id = ?", run)  # noqa: S608  own words

    def note_judges(self, run: int, judges: Sequence[JudgeModel]) -> None:
        """Others were asked about its answers; tokens are added to those of before."""
        with self._store.transaction():
            for row in self._store.read("SELECT judges FROM eval_runs WHERE id = ?", run):
                known = msgspec.json.decode(row["judges"], type=tuple[JudgeModel, ...])
                both = {one.key: one for one in known}
                for one in judges:
                    before = both.get(one.key, JudgeModel(one.kind, one.model))
                    read, written = before.read + one.read, before.written + one.written
                    both[one.key] = replace(one, read=read, written=written)
                sql = "UPDATE eval_runs SET judges = ? WHERE id = ?"
                self._store.write(sql, _json(tuple(both.values())), run)

    def delete_run(self, run: int) -> None:
        """Into the bin; ``restore_run`` brings it back, ``empty_bin`` takes it for good."""
        self._store.write("UPDATE eval_runs SET deleted_at = ? WHERE id = ?", now_text(), run)

    def restore_run(self, run: int) -> None:
        self._store.write("UPDATE eval_runs SET deleted_at = '' WHERE id = ?", run)

    def binned_runs(self) -> tuple[BinnedRun, ...]:
        """Those in the bin by themselves, and not with their set, the last deleted first."""
        sql = (
            "SELECT id, subject, title, began_at FROM eval_runs WHERE deleted_at <> ''"  # noqa: S608  own words
            f" AND subject NOT IN {_BINNED_SETS} ORDER BY deleted_at DESC"
        )
        return tuple(self._store.read_each("eval_runs", _binned_run, sql))

    def runs(self, subject: str) -> tuple[EvalRun, ...]:
        """Of a set or pack, the latest first."""
        return self._runs("WHERE subject = ? ORDER BY id DESC", subject)

    def listed_runs(self, subject: str) -> tuple[ListedRun, ...]:
        """As ``runs``, without what they ran on."""
        sql = f"SELECT id, version, began_at, ended FROM {_KEPT} WHERE subject = ? ORDER BY id DESC"  # noqa: S608
        return tuple(self._store.read_each("eval_runs", _listed_run, sql, subject))

    def ended_with_file(self, file: str) -> tuple[tuple[int, str], ...]:
        """Numbers and subjects of runs that came to their end and asked this file, the latest first."""
        sql = (
            f"SELECT id, subject FROM {_KEPT} WHERE ended IN ('done', 'failed')"  # noqa: S608  own words
            " AND id IN (SELECT run FROM eval_models WHERE file = ?) ORDER BY id DESC"
        )
        return tuple((int(row["id"]), str(row["subject"])) for row in self._store.read(sql, file))

    def last_run(self, subject: str) -> EvalRun | None:
        return next(iter(self._runs("WHERE subject = ? ORDER BY id DESC LIMIT 1", subject)), None)

    def run(self, number: int) -> EvalRun | None:
        return next(iter(self._runs("WHERE id = ?", number)), None)

    def unfinished(self) -> tuple[UnfinishedRun, ...]:
        """What runs now among them, the latest first. One that was stopped, or has failures, gives way to a
        later one; those of which nothing is missing are left out.
        """
        from explorer.evaluate.checks.kinds import KINDS  # noqa: PLC0415  who only keeps tests does without

        later = (kind.type for kind in KINDS if kind.said_by in ("embedding", "judge"))
        is_judged = " OR ".join(f'instr(terms, \'"type":"{kind}"\')' for kind in later)
        counted = "(SELECT COUNT(*) FROM eval_outcomes WHERE run = eval_runs.id"
        sql = (
            f"SELECT id, subject, title, ended, total, {counted}) AS came,"  # noqa: S608  own words
            f" {counted} AND failed = 1) AS failed FROM {_KEPT}"
            " WHERE (ended = '' OR (ended IN ('stopped', 'failed')"
            f" AND id IN (SELECT MAX(id) FROM {_KEPT} GROUP BY subject)))"
            f" AND (came < total OR failed OR {is_judged}) ORDER BY id DESC"
        )
        return tuple(self._store.read_each("eval_runs", _unfinished, sql))

    def add_outcome(self, run: int, outcome: Outcome) -> None:
        """Replaces what came of this item before. Raises NotFoundError where the run is gone."""
        values = (_json(cell_of(outcome)), int(outcome.reply.error is not None), _json(outcome))
        sql = (
            "INSERT OR REPLACE INTO eval_outcomes (run, model, item, cell, failed, record)"
            " VALUES (?, ?, ?, ?, ?, ?)"
        )
        try:
            self._store.write(sql, run, outcome.model, outcome.item, *values)
        except sqlite3.IntegrityError as error:
            raise NotFoundError(Words("This run was deleted for good."), Words("Run it anew.")) from error

    def add_outcomes(self, run: int, outcomes: Iterable[Outcome]) -> None:
        """Many of them, in pieces: others read and write in between."""
        for piece in batched(outcomes, _PIECE, strict=False):
            with self._store.transaction():
                for outcome in piece:
                    self.add_outcome(run, outcome)
            let_others()

    def change_outcomes(
        self, run: int, changes: Iterable[tuple[Outcome, Callable[[Outcome], Outcome]]]
    ) -> tuple[Outcome, ...]:
        """Each as it is by now, changed: a person may have said something of it since it was read. What is
        gone stays so.
        """
        changed: list[Outcome] = []
        for piece in batched(changes, _PIECE, strict=False):
            with self._store.transaction():
                for known, change in piece:
                    now = self.outcome(run, known.model, known.item)
                    if now is not None:
                        changed.append(change(now))
                        self.add_outcome(run, changed[-1])
            let_others()
        return tuple(changed)

    def outcome(self, run: int, model: str, item: str) -> Outcome | None:
        """What came of one item, all of it."""
        sql = "SELECT id, record FROM eval_outcomes WHERE run = ? AND model = ? AND item = ?"
        return next(self._store.read_each("eval_outcomes", _outcome, sql, run, model, item), None)

    def done_items(self, run: int) -> Mapping[str, Collection[str]]:
        """Keys of the items that an answer came of, by the models' keys."""
        found: dict[str, dict[str, None]] = {}
        sql = "SELECT model, item FROM eval_outcomes WHERE run = ? AND failed = 0"
        for row in self._store.read(sql, run):
            found.setdefault(row["model"], {})[row["item"]] = None
        return found

    def tokens(self, run: int) -> dict[str, AnswerTiming]:
        """Read and written for all that each model replied, by its key; no times."""
        sql = """SELECT model, SUM(json_extract(record, '$.reply.timing.prompt_tokens')) AS read,
            SUM(json_extract(record, '$.reply.timing.answer_tokens')) AS written
            FROM eval_outcomes WHERE run = ? GROUP BY model"""
        rows = self._store.read(sql, run)
        return {row["model"]: AnswerTiming(row["read"] or 0, row["written"] or 0, 0.0, 0.0) for row in rows}

    def usual_answer(self, subject: str) -> float:
        """Tokens of an answer to it on average, in the latest runs; 0 where none was counted."""
        sql = (
            "SELECT id, record FROM eval_outcomes WHERE run IN"  # noqa: S608  own words only
            f" (SELECT id FROM {_KEPT} WHERE subject = ? ORDER BY id DESC LIMIT 3)"
            " ORDER BY id DESC LIMIT 200"
        )
        read = self._store.read_each("eval_outcomes", _outcome, sql, subject)
        counts = [one.reply.timing.answer_tokens for one in read if one.reply.timing is not None]
        known = [count for count in counts if count]
        return sum(known) / len(known) if known else 0.0

    def passed(self, run: int, model: str) -> dict[str, bool]:
        """Whether the model passed, of each item that was judged."""
        sql = (
            "SELECT item, CASE WHEN json_valid(cell) THEN json_extract(cell, '$.kind') END AS kind"
            " FROM eval_outcomes WHERE run = ? AND model = ? AND item > ? ORDER BY item LIMIT ?"
        )
        found, last = dict[str, bool](), ""
        while (rows := self._store.read(sql, run, model, last, _MANY)) and rows[-1]["item"] != last:
            last = rows[-1]["item"]
            found |= {row["item"]: row["kind"] == "pass" for row in rows if row["kind"] in ("pass", "fail")}
        return found

    def cells[T](
        self, run: int, after: int, most: int, make: Callable[[Mapping[str, Any]], T]
    ) -> Iterator[T]:
        """What ``make`` makes of each outcome's id, model, item and ``cell``, of those after the one with
        this id, in the order they came.
        """
        sql = "SELECT id, model, item, cell FROM eval_outcomes WHERE run = ? AND id > ? ORDER BY id LIMIT ?"
        return self._store.read_each("eval_outcomes", make, sql, run, after, most)

    def items(self, run: int) -> tuple[str, ...]:
        """Keys of the items that something came of, in the order of that."""
        sql = "SELECT item FROM eval_outcomes WHERE run = ? GROUP BY item ORDER BY MIN(id)"
        return tuple(str(row["item"]) for row in self._store.read(sql, run))

    def outcomes(self, run: int, model: str = "") -> Iterator[Outcome]:
        """Of one model, or of all, in the order they came; a piece in memory at a time."""
        sql = "SELECT id FROM eval_outcomes WHERE run = ? AND ? IN (model, '') ORDER BY id"
        for piece in batched([row["id"] for row in self._store.read(sql, run, model)], _PIECE, strict=False):
            marks = ", ".join("?" * len(piece))
            sql = f"SELECT id, record FROM eval_outcomes WHERE id IN ({marks}) ORDER BY id"  # noqa: S608  own words
            yield from self._store.read_each("eval_outcomes", _outcome, sql, *piece)

    def _runs(self, where: str, *values: object) -> tuple[EvalRun, ...]:
        sql = f"SELECT * FROM {_KEPT} {where}"  # noqa: S608  own words only
        read = self._store.read_each("eval_runs", _run, sql, *values)
        return tuple(replace(one, models=self._models(one.id)) for one in read)

    def _models(self, run: int) -> tuple[RunModel, ...]:
        sql = "SELECT rowid AS id, record FROM eval_models WHERE run = ? ORDER BY position"
        return tuple(self._store.read_each("eval_models", partial(_record, RunModel), sql, run))


def _run(row: Mapping[str, Any]) -> EvalRun:
    terms = msgspec.json.decode(row["terms"], type=RunTerms)
    names = ("subject", "version", "title")
    known = {name: str(row[name]) for name in names}
    ended = row["ended"]
    return EvalRun(int(row["id"]), **known, terms=terms, models=(), began_at=row["began_at"],
                   ended_at=row["ended_at"], end=ended,
                   judges=msgspec.json.decode(row["judges"], type=tuple[JudgeModel, ...]))  # fmt: skip


def _binned_run(row: Mapping[str, Any]) -> BinnedRun:
    return BinnedRun(int(row["id"]), row["subject"], row["title"], row["began_at"])


def _listed_run(row: Mapping[str, Any]) -> ListedRun:
    return ListedRun(int(row["id"]), row["version"], row["began_at"], row["ended"])


def _unfinished(row: Mapping[str, Any]) -> UnfinishedRun:
    failed = int(row["failed"])
    numbers = int(row["came"]) - failed, int(row["total"]), failed
    return UnfinishedRun(int(row["id"]), str(row["subject"]), str(row["title"]), row["ended"] != "", *numbers)


def _record[T](kind: type[T], row: Mapping[str, Any]) -> T:
    return msgspec.json.decode(row["record"], type=kind)


def _outcome(row: Mapping[str, Any]) -> Outcome:
    return _record(Outcome, row)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
