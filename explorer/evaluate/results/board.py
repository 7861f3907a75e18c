"""Items by models: what came of each, how many, and which answer to a filter. Grows while a run goes on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from explorer.domain.words import Words
from explorer.evaluate.results.outcome_marks import OutcomeMark, OwnVerdict, PlacedMark
from explorer.evaluate.results.rates import RateTold, grouped, told_of
from explorer.evaluate.store import EvalRun

CellKind = Literal["pass", "fail", "unmeasured", "plain"]  # "plain": an answer that no check judges
BoardFilter = Literal["all", "failed", "failed by all", "differ", "unmeasured"]
BoardOrder = Literal["set", "failed"]  # as the set has them; what most models failed first

_FILTERS: tuple[BoardFilter, ...] = ("failed", "failed by all", "differ", "unmeasured")
_MASKED: tuple[CellKind, ...] = ("pass", "fail", "unmeasured")
_KINDS: tuple[CellKind, ...] = ("pass", "fail", "unmeasured", "plain")
_OWN: Mapping[OwnVerdict, tuple[CellKind, Words]] = {
    "good": ("pass", Words("good")),
    "bad": ("fail", Words("bad")),
}


@dataclass(frozen=True)
class BoardRow:
    """An item. ``group``: see ``items.Item``."""

    key: str
    title: str
    group: str = ""


@dataclass(frozen=True)
class BoardCell:
    """``words``: two or three. ``is_error``: the model did not answer, which says nothing of the item."""

    kind: CellKind
    words: Words
    own: OwnVerdict = ""
    is_error: bool = False


@dataclass(frozen=True)
class Tally:
    """Of one model. ``error``: why it did not answer, where it never did; ``waiting``: items to come."""

    passed: int = 0
    failed: int = 0
    unmeasured: int = 0
    plain: int = 0
    waiting: int = 0
    error: Words | None = None
    groups: tuple[tuple[int, int], ...] = ()  # of ``rates.grouped``

    @property
    def judged(self) -> int:
        return self.passed + self.failed

    @cached_property
    def told(self) -> RateTold:
        return told_of(self.passed, self.judged, self.groups)


def cell_of(mark: OutcomeMark) -> BoardCell:
    """Where no check says, the person's own verdict does; else it stands beside if it is another one."""
    if mark.error is not None:
        return BoardCell("unmeasured", mark.short.words or Words("no answer"), mark.own, is_error=True)
    if mark.verdict == "unknown" and mark.is_measurable and mark.own:
        kind, words = _OWN[mark.own]
        return BoardCell(kind, words)
    unknown: CellKind = "plain" if mark.is_measurable else "unmeasured"
    kinds: dict[str, CellKind] = {"pass": "pass", "fail": "fail", "unknown": unknown}
    is_agreed = (mark.verdict, mark.own) in (("pass", "good"), ("fail", "bad"))
    return BoardCell(kinds[mark.verdict], mark.short.words, "" if is_agreed else mark.own)


class RunBoard:
    """``put`` takes what came. Rows and columns are numbers into ``rows`` and ``run.models``."""

    def __init__(self, run: EvalRun, rows: Sequence[BoardRow]) -> None:
        self.run, self.rows = run, tuple(rows)
        self.last_id = 0  # of the outcomes that were put
        self._row_of = {row.key: number for number, row in enumerate(self.rows)}
        self._column_of = {model.key: number for number, model in enumerate(run.models)}
        count = len(self.rows)
        self._cells: list[list[BoardCell | None]] = [[None] * count for _ in run.models]
        self._alike: dict[int, tuple[OutcomeMark, BoardCell]] = {}  # most say the same few things
        self._all = (1 << len(run.models)) - 1
        self._masks: dict[CellKind, list[int]] = {kind: [0] * count for kind in _KINDS}
        self._counts: dict[BoardFilter, int] = dict.fromkeys(_FILTERS, 0)
        self._tallies = [dict.fromkeys(_KINDS, 0) for _ in run.models]
        self._errors: dict[int, Words] = {}  # the last of each model
        self.groups = {row.key: row.group for row in self.rows if row.group}
        self._known: dict[int, Tally] = {}  # until something comes of its model

    def put(self, placed: Iterable[PlacedMark]) -> tuple[int, ...]:
        """The numbers of the rows that changed."""
        changed: dict[int, None] = {}
        for one in placed:
            self.last_id = max(self.last_id, one.id)
            row, column = self._row_of.get(one.item), self._column_of.get(one.model)
            if row is not None and column is not None:
                self._put(row, column, one.mark)
                changed[row] = None
        return tuple(changed)

    def put_own(self, row: int, column: int, mark: OutcomeMark) -> None:
        self._put(row, column, mark)

    def cell(self, row: int, column: int) -> BoardCell | None:
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
        return Tally(
            counted["pass"],
            counted["fail"],
            counted["unmeasured"],
            counted["plain"],
            waiting,
            None if has_answered else self._errors.get(column),
            grouped(self.passed_by(column), self.groups) if self.groups else (),
        )

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

    def _put(self, row: int, column: int, mark: OutcomeMark) -> None:
        kept = self._alike.get(id(mark))
        if kept is None:
            self._alike[id(mark)] = kept = (mark, cell_of(mark))
        cell, before, bit = kept[1], self._cells[column][row], 1 << column
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
        if mark.error is not None:
            self._errors[column] = mark.error.words

    def _answered(self, row: int) -> tuple[bool, bool, bool, bool]:
        """Whether the row answers to each filter, in the order of ``_FILTERS``."""
        passed, failed, unmeasured = (self._masks[kind][row] for kind in _MASKED)
        by_all = not passed and failed != 0 and failed | unmeasured == self._all
        return failed != 0, by_all, passed != 0 and failed != 0, unmeasured != 0
