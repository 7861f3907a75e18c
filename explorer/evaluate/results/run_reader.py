"""Runs of a set or pack as they are listed, and one of them as a board. Blocks; for threads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from explorer.base.store import Store
from explorer.domain.errors import CancelledError
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.results.board import RunBoard
from explorer.evaluate.results.outcome_marks import OutcomeMarks, PlacedMark
from explorer.evaluate.results.pack_board import PackLine, lines_of_run
from explorer.evaluate.results.run_source import PackSource, RunSource, source_of
from explorer.evaluate.results.summary import RunSummary, summary_of
from explorer.evaluate.set_subject import digest_of
from explorer.evaluate.store import EvalRun, EvalStore, RunEnd


@dataclass(frozen=True)
class ListedRun:
    """Without what it ran on. Times: ISO 8601, UTC."""

    id: int
    version: str
    began_at: str
    end: RunEnd
    models: int


@dataclass(frozen=True)
class OpenedRun:
    """A run with all runs of its subject, the latest first. ``lines``: of a pack; ``summary``: of a set.
    ``is_current``: not of another version than the set or pack has by now.
    """

    board: RunBoard
    source: RunSource
    listed: tuple[ListedRun, ...]
    lines: tuple[PackLine, ...] = ()
    summary: RunSummary | None = None
    is_current: bool = True


@dataclass(frozen=True)
class GrownRun:
    """What came since, and the run as it is now."""

    run: EvalRun
    placed: tuple[PlacedMark, ...]
    lines: tuple[PackLine, ...] = ()


class RunReader:
    def __init__(self, store: Store) -> None:
        self._store, self._runs, self._marks = store, EvalStore(store), OutcomeMarks(store)

    def listed(self, subject: str) -> tuple[ListedRun, ...]:
        """The latest first."""
        sql = (
            "SELECT id, version, began_at, ended,"
            " (SELECT COUNT(*) FROM eval_models WHERE run = eval_runs.id) AS models"
            " FROM eval_runs WHERE subject = ? ORDER BY id DESC"
        )
        return tuple(self._store.read_each("eval_runs", _listed, sql, subject))

    def opened(
        self,
        subject: str,
        number: int | None,
        document: EvalSet | None = None,
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> OpenedRun | None:
        """Run ``number``, or the latest one; ``None`` if it never ran. ``document``: the set as it is now.
        Raises CancelledError.
        """
        listed = self.listed(subject)
        known = {one.id for one in listed}
        wanted = number if number in known else next((one.id for one in listed), None)
        run = self._runs.run(wanted) if wanted is not None else None
        if run is None:
            return None
        source = source_of(run)
        board = RunBoard(run, source.rows)
        while placed := self._marks.read(run.id, board.last_id):
            if is_stopped():
                raise CancelledError
            board.put(placed)
        if isinstance(source, PackSource):
            lines, is_current = lines_of_run(self._runs, run, source.pack), run.version == source.pack.version
            return OpenedRun(board, source, listed, lines, is_current=is_current)
        is_current = document is None or digest_of(document) == run.version
        return OpenedRun(board, source, listed, summary=summary_of(board), is_current=is_current)

    def grown(self, opened: OpenedRun, *, newest: bool) -> GrownRun | None:
        """``newest``: ``None`` if another run of its subject is the latest by now."""
        run, last_id = opened.board.run, opened.board.last_id
        latest = self.listed(run.subject)[:1]
        if newest and latest and latest[0].id != run.id:
            return None
        placed: list[PlacedMark] = []
        while more := self._marks.read(run.id, placed[-1].id if placed else last_id):
            placed += more
        now = next((one for one in self.listed(run.subject) if one.id == run.id), None)
        if now is not None and now.end != run.end:
            run = self._runs.run(run.id) or run
        source = opened.source
        lines = lines_of_run(self._runs, run, source.pack) if isinstance(source, PackSource) else ()
        return GrownRun(run, tuple(placed), lines)


def _listed(row: Mapping[str, Any]) -> ListedRun:
    return ListedRun(row["id"], row["version"], row["began_at"], row["ended"], row["models"])
