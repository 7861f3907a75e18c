"""Answers, failures, votes and runs of comparisons in the database, and the sampling that was chosen last.

A run is stored with its steps before it begins and each outcome names its run: whatever ends this process,
what is missing is known afterwards, and a run goes on with its next missing answer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.generation import Sampling
from explorer.domain.words import Words
from explorer.rooms.compare.document.answer_settings import is_point, with_thought_parted
from explorer.rooms.compare.document.document import SCHEMA, ComparisonDocument, decoded
from explorer.rooms.compare.document.results import Failure, Outcome, Result
from explorer.rooms.compare.document.votes import Vote
from explorer.rooms.compare.run.plan import PlanStep

_KEY = "compare.sampling"


def stored_sampling(store: Store) -> Sampling:
    """What was chosen last; the defaults where that was another version's."""
    return store.get_value(_KEY, Sampling, Sampling())


def store_sampling(store: Store, sampling: Sampling) -> None:
    store.set_value(_KEY, sampling)


RunEnd = Literal["", "done", "stopped", "dropped"]


@dataclass(frozen=True)
class StoredRun:
    """A run as it was planned. ``end``: "" while it runs, or if the app ended meanwhile."""

    id: int
    steps: tuple[PlanStep, ...]
    is_parallel: bool
    end: RunEnd = ""


@dataclass(frozen=True)
class ComparisonRecord:
    """A comparison with everything that came of it: what is exported and imported."""

    title: str
    document: ComparisonDocument
    results: tuple[Result, ...] = ()
    failures: tuple[Failure, ...] = ()
    votes: tuple[Vote, ...] = ()
    schema: int = SCHEMA

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """In the order they came."""
        both: list[Outcome] = [*self.results, *self.failures]
        return tuple(sorted(both, key=lambda outcome: outcome.at.isoformat()))


class AnswerStore:
    """Reads and writes the outcomes, votes and runs of comparisons, by their numbers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def outcomes(self, number: int) -> tuple[Outcome, ...]:
        """Every answer and failure of a comparison, oldest first."""
        rows = self._store.read("SELECT * FROM answers WHERE comparison = ? ORDER BY id", number)
        return tuple(self._outcomes(rows))

    def add(self, number: int, outcome: Outcome) -> None:
        """Keep what came of one step of the comparison ``number``, which need not be the open one."""
        is_answer = isinstance(outcome, Result)
        cell = outcome.cell
        self._store.write(
            "INSERT INTO answers (comparison, model, prompt, text, record, created_at, kind, candidate,"
            " prompt_key, point, run, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            number,
            outcome.reference if isinstance(outcome, Result) else outcome.column,
            outcome.prompt if isinstance(outcome, Result) else "",
            outcome.answer.text if isinstance(outcome, Result) else "",
            msgspec.json.encode(outcome).decode(),
            outcome.at.isoformat(),
            "answer" if is_answer else "failure",
            cell.column,
            cell.prompt,
            cell.point,
            outcome.run,
            outcome.file if isinstance(outcome, Result) else "",
        )

    def answered(self) -> dict[int, int]:
        """How many cells of each comparison have an answer, by its number."""
        rows = self._store.read(
            "SELECT comparison, COUNT(*) AS n FROM (SELECT DISTINCT comparison, candidate, prompt_key, point"
            " FROM answers WHERE kind = 'answer') GROUP BY comparison"
        )
        return {int(row["comparison"]): int(row["n"]) for row in rows}

    def taken(self, number: int) -> frozenset[str]:
        """Keys of columns and prompts that answers refer to."""
        rows = self._store.read(
            "SELECT DISTINCT candidate, prompt_key FROM answers WHERE comparison = ?", number
        )
        return frozenset(str(key) for row in rows for key in row.values())

    def results_of_file(self, file: str, most: int = 20) -> tuple[Result, ...]:
        """Answers of this file (local.fit.measurements.model_key) in any comparison, the latest first."""
        rows = self._store.read(
            "SELECT * FROM answers WHERE kind = 'answer' AND file = ? ORDER BY id DESC LIMIT ?", file, most
        )
        return tuple(outcome for outcome in self._outcomes(rows) if isinstance(outcome, Result))

    def latest_results(self, most: int = 60) -> tuple[Result, ...]:
        """The latest answers of all comparisons: how far off estimates were."""
        rows = self._store.read("SELECT * FROM answers WHERE kind = 'answer' ORDER BY id DESC LIMIT ?", most)
        return tuple(outcome for outcome in self._outcomes(rows) if isinstance(outcome, Result))

    def votes(self, number: int) -> tuple[Vote, ...]:
        """Oldest first."""
        sql = "SELECT id, record FROM votes WHERE comparison = ? ORDER BY id"
        return tuple(self._store.read_each("votes", _vote, sql, number))

    def add_vote(self, number: int, vote: Vote) -> None:
        self._store.write(
            "INSERT INTO votes (comparison, record, created_at) VALUES (?, ?, ?)",
            number, msgspec.json.encode(vote).decode(), vote.at.isoformat(),
        )  # fmt: skip

    def begin_run(self, number: int, steps: Sequence[PlanStep], *, is_parallel: bool) -> StoredRun:
        """Note that these steps are about to be asked; an interrupted run before it is given up."""
        with self._store.transaction():
            self._store.write(
                "UPDATE comparison_runs SET ended = 'dropped' WHERE comparison = ? AND ended = ''", number
            )
            run = self._store.write(
                "INSERT INTO comparison_runs (comparison, steps, is_parallel, began_at) VALUES (?, ?, ?, ?)",
                number, msgspec.json.encode(tuple(steps)).decode(), is_parallel, _now(),
            )  # fmt: skip
        return StoredRun(run, tuple(steps), is_parallel)

    def end_run(self, run: int, end: RunEnd) -> None:
        self._store.write("UPDATE comparison_runs SET ended = ? WHERE id = ?", end, run)

    def interrupted(self, number: int) -> StoredRun | None:
        """The run of this comparison that did not come to its end, ``None`` if the last one did."""
        sql = "SELECT * FROM comparison_runs WHERE comparison = ? AND ended = '' ORDER BY id DESC LIMIT 1"
        return next(self._store.read_each("comparison_runs", _run, sql, number), None)

    def missing(self, run: StoredRun) -> tuple[PlanStep, ...]:
        """Its steps that have no outcome yet, in their order."""
        rows = self._store.read("SELECT candidate, prompt_key, point FROM answers WHERE run = ?", run.id)
        done = Counter((row["candidate"], row["prompt_key"], row["point"]) for row in rows)
        missing = []
        for step in run.steps:
            key = (step.column, step.prompt, step.point)
            if done[key]:
                done[key] -= 1
            else:
                missing.append(step)
        return tuple(missing)

    def whole(self, number: int, title: str, document: ComparisonDocument) -> ComparisonRecord:
        outcomes = self.outcomes(number)
        results = tuple(one for one in outcomes if isinstance(one, Result))
        failures = tuple(one for one in outcomes if isinstance(one, Failure))
        return ComparisonRecord(title, document, results, failures, self.votes(number))

    def add_all(self, number: int, whole: ComparisonRecord) -> None:
        """Of a comparison that was exported: runs of another database mean nothing here."""
        for outcome in whole.outcomes:
            self.add(number, replace(outcome, run=0))
        for vote in whole.votes:
            self.add_vote(number, vote)

    def _outcomes(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield _outcome(row)
            except msgspec.ValidationError:
                continue  # written by another version: it stays in the table, its numbers mean nothing here
            except DECODE_ERRORS:
                self._store.leave_out("answers", row["id"])


def read_comparison_record(data: bytes | str) -> ComparisonRecord:
    """A comparison from a file. Raises KnownError for anything that is none, or of a newer version."""
    whole = decoded(data, ComparisonRecord)
    if whole.schema > SCHEMA:
        raise KnownError(
            Words("This comparison was written by a newer version of this app."),
            Words("Install the newer version, then try again."),
        )
    whole.document.check()
    if not all(is_point(outcome.point) for outcome in whole.outcomes):
        raise KnownError(Words("An answer belongs to settings that there are not."))
    return replace(whole, results=tuple(map(_as_now, whole.results)))


def _as_now(result: Result) -> Result:
    """Answers of older versions have their thought in the text."""
    return replace(result, answer=with_thought_parted(result.answer)) if result.think is None else result


def _outcome(row: Mapping[str, Any]) -> Outcome:
    kind: type[Result | Failure] = Result if row["kind"] == "answer" else Failure
    outcome: Outcome = msgspec.json.decode(row["record"], type=kind)
    keys = {"column": row["candidate"], "prompt_key": row["prompt_key"], "point": row["point"]}
    if not is_point(row["point"]) or not all(isinstance(key, str) for key in keys.values()):
        raise ValueError("no cell")
    if isinstance(outcome, Result):
        outcome = _as_now(outcome)
    return replace(outcome, run=int(row["run"]), **keys)


def _vote(row: Mapping[str, Any]) -> Vote:
    return msgspec.json.decode(row["record"], type=Vote)


def _run(row: Mapping[str, Any]) -> StoredRun:
    steps = msgspec.json.decode(row["steps"], type=tuple[PlanStep, ...])
    return StoredRun(int(row["id"]), steps, bool(row["is_parallel"]), row["ended"])


def _now() -> str:
    return datetime.now(UTC).isoformat()
