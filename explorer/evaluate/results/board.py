"""Items by models: what came of each, how many, and which answer to a filter. Grows while a run goes on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from explorer.domain.model_names import name_of_reference
from explorer.domain.words import Wording, Words, enumerated, joined
from explorer.evaluate.results.cells import CellKind, ResultCell
from explorer.evaluate.results.rates import RateTold, grouped, told_of
from explorer.evaluate.store import EvalRun

BoardFilter = Literal["all", "failed", "failed by all", "differ", "unmeasured"]
BoardOrder = Literal["set", "failed"]  # as the set has them; what most models failed first

_FILTERS: tuple[BoardFilter, ...] = ("failed", "failed by all", "differ", "unmeasured")
_KINDS: tuple[CellKind, ...] = ("pass", "fail", "unmeasured", "plain")


@dataclass(frozen=True)
class BoardRow:
    """An item. ``group``: see ``items.Item``."""

    key: str
    title: str
    group: str = ""


@dataclass(frozen=True)
class PlacedCell:
    """``id``: grows with each outcome that comes, or comes anew."""

    id: int
    model: str
    item: str
    cell: ResultCell


@dataclass(frozen=True)
class JudgeTally:
    """What the ``judge`` model said of a model’s answers, which counts for no rate. ``open``: without a
    verdict; ``alone``: answers of which nobody else said how they are.
    """

    judge: str
    met: int
    missed: int
    open: int
    alone: int

    @property
    def count(self) -> int:
        return self.met + self.missed

    @property
    def counted(self) -> Words:
        return Words("{n} of {count} met", n=self.met, count=self.count)

    @property
    def told(self) -> Words:
        unsaid = Words("{n} without a verdict", n=self.open) if self.open else ""
        return enumerated((self.counted if self.count else "", unsaid))

    @property
    def words(self) -> Words:
        return Words("judge {judge}: {told}", judge=self.judge, told=self.told)


@dataclass(frozen=True)
class Tally:
    """Of one model. ``unmeasured``: ``errors`` among them, where it did not answer; ``error``: why, where it
    never did. ``waiting``: items to come.
    """

    passed: int = 0
    failed: int = 0
    unmeasured: int = 0
    plain: int = 0
    waiting: int = 0
    errors: int = 0
    error: Words | None = None
    groups: tuple[tuple[int, int], ...] = ()  # of ``rates.grouped``
    judge: JudgeTally | None = None

    @property
    def judged(self) -> int:
        return self.passed + self.failed

    @cached_property
    def told(self) -> RateTold:
        return told_of(self.passed, self.judged, self.groups)

    @property
    def rest(self) -> Words:
        """What no rate counts, and no judge model spoke of."""
        unmeasured, judge = self.unmeasured - self.errors, self.judge
        plain = self.plain - (judge.alone if judge is not None else 0)
        return enumerated((
            Words("{n} without an answer", n=self.errors) if self.errors and self.error is None else "",
            Words("{n} not measurable", n=unmeasured) if unmeasured else "",
            Words("{n} not judged", n=plain) if plain else "",
            Words("{n} not asked", n=self.waiting) if self.waiting else "",
        ))  # fmt: skip

    @property
    def words(self) -> Words:
        """ "3 of 5 passed, fewer than 20: no rate; 1 not measurable; judge Gemma: 4 of 5 met"."""
        rate = Words("{counted} passed, {words}", counted=self.told.counted, words=self.told.words)
        judge = self.judge.words if self.judge is not None else ""
        return joined("; ", (rate if self.judged else "", self.error or "", self.rest, judge))


class RunBoard:
    """``put`` takes what came. Rows and columns are numbers into ``rows`` and ``run.models``."""

    def __init__(self, run: EvalRun, rows: Sequence[BoardRow]) -> None:
        self.run, self.rows = run, tuple(rows)
        self.last_id = 0  # of the outcomes that were put
        self._row_of = {row.key: number for number, row in enumerate(self.rows)}
        self._column_of = {model.key: number for number, model in enumerate(run.models)}
        count = len(self.rows)
        self._cells: list[list[ResultCell | None]] = [[None] * count for _ in run.models]
        self._all = (1 << len(run.models)) - 1
        self._masks: dict[CellKind, list[int]] = {kind: [0] * count for kind in _KINDS}
        self._counts: dict[BoardFilter, int] = dict.fromkeys(_FILTERS, 0)
        self._tallies = [dict.fromkeys(_KINDS, 0) for _ in run.models]
        self._errors: list[dict[int, Wording]] = [{} for _ in run.models]  # by rows
        self._judged: list[dict[int, ResultCell]] = [{} for _ in run.models]  # likewise, those for a judge
        self.groups = {row.key: row.group for row in self.rows if row.group}
        self._known: dict[int, Tally] = {}  # until something comes of its model

    def put(self, placed: Iterable[PlacedCell]) -> tuple[int, ...]:
        """The numbers of the rows that changed."""
        changed: dict[int, None] = {}
        for one in placed:
            self.last_id = max(self.last_id, one.id)
            row, column = self._row_of.get(one.item), self._column_of.get(one.model)
            if row is not None and column is not None:
                self._put(row, column, one.cell)
                changed[row] = None
        return tuple(changed)

    def cell(self, row: int, column: int) -> ResultCell | None:
        """``None``: nothing came yet."""
        return self._cells[column][row]

    def tally(self, column: int) -> Tally:
        if column not in self._known:
            self._known[column] = self._tally(column)
        return self._known[column]

    def _tally(self, column: int) -> Tally:
        counted = self._tallies[column]
        waiting = len(self.rows) - sum(counted.values())
        has_answered = counted["pass"] or counted["fail"] or counted["plain"]
        errors = self._errors[column]
        why = None if has_answered else next(iter(errors.values()), None)
        return Tally(
            counted["pass"], counted["fail"], counted["unmeasured"], counted["plain"], waiting, len(errors),
            why.words if why is not None else None,
            grouped(self.passed_by(column), self.groups) if self.groups else (), self._judge(column),
        )  # fmt: skip

    def _judge(self, column: int) -> JudgeTally | None:
        """``None`` also where no judge was named."""
        document, cells = self.run.terms.document, self._judged[column].values()
        if document is None or not document.judge or not cells:
            return None
        said = Counter(cell.judge for cell in cells)
        alone = sum(cell.kind == "plain" for cell in cells)
        return JudgeTally(name_of_reference(document.judge), said["met"], said["missed"], said["open"], alone)

    @property
    def waiting(self) -> int:
        """Answers to come, of all models."""
        return len(self.rows) * len(self._cells) - sum(sum(counted.values()) for counted in self._tallies)

    def count(self, chosen: BoardFilter) -> int:
        return len(self.rows) if chosen == "all" else self._counts[chosen]

    def matching(self, chosen: BoardFilter, order: BoardOrder = "set") -> list[int]:
        """The numbers of the rows that answer to a filter."""
        numbers = [row for row in range(len(self.rows)) if self.answers(row, chosen)]
        if order == "failed":
            fails = self._masks["fail"]
            numbers.sort(key=lambda row: -fails[row].bit_count())
        return numbers

    def answers(self, row: int, chosen: BoardFilter) -> bool:
        return chosen == "all" or self._answered(row)[_FILTERS.index(chosen)]

    def passed_by(self, column: int) -> dict[str, bool]:
        """Whether the model passed, of each item that was judged."""
        cells = self._cells[column]
        judged = ((self.rows[n].key, cell) for n, cell in enumerate(cells) if cell is not None)
        return {key: cell.kind == "pass" for key, cell in judged if cell.kind in ("pass", "fail")}

    def _put(self, row: int, column: int, cell: ResultCell) -> None:
        before, bit = self._cells[column][row], 1 << column
        answered = self._answered(row)
        if before is not None:
            self._masks[before.kind][row] &= ~bit
            self._tallies[column][before.kind] -= 1
        self._known.pop(column, None)
        self._cells[column][row] = cell
        self._masks[cell.kind][row] |= bit
        self._tallies[column][cell.kind] += 1
        for name, was, now in zip(_FILTERS, answered, self._answered(row), strict=True):
            if was is not now:
                self._counts[name] += 1 if now else -1
        self._errors[column].pop(row, None)
        self._judged[column].pop(row, None)
        if cell.error is not None:
            self._errors[column][row] = cell.error
        if cell.judge:
            self._judged[column][row] = cell

    def _answered(self, row: int) -> tuple[bool, bool, bool, bool]:
        """Whether the row answers to each filter, in the order of ``_FILTERS``."""
        passed, failed, unmeasured = (self._masks[kind][row] for kind in _KINDS[:3])
        by_all = not passed and failed != 0 and failed | unmeasured == self._all
        return failed != 0, by_all, passed != 0 and failed != 0, unmeasured != 0
