"""A run and all that came of it: the one reading that screens, reports, files and ``omx`` tell results from.

Cells are in memory; what was sent and answered is read when it is asked for. Reading blocks; for threads.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from explorer.domain.errors import CancelledError
from explorer.domain.words import Words
from explorer.evaluate.checks.kinds import summary_of as check_summary
from explorer.evaluate.checks.kinds import title_of as check_title
from explorer.evaluate.eval_set import title_of
from explorer.evaluate.items import Item, Outcome
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.packs.registry import pack_of
from explorer.evaluate.results.board import BoardRow, PlacedCell, RunBoard
from explorer.evaluate.results.cells import OwnVerdict, ResultCell, cell_of
from explorer.evaluate.results.conditions import costs_of
from explorer.evaluate.results.detail_content import CheckName, ItemTold
from explorer.evaluate.results.pack_board import PackLine, lines_of_run
from explorer.evaluate.results.summary import RunSummary, summary_of
from explorer.evaluate.set_subject import SetSubject, says_something
from explorer.evaluate.store import EvalRun, EvalStore, StoredSet

ANOTHER_VERSION = Words("This is of another version of the pack: what its answers mean is not known here.")
_PIECE = 5000  # cells that are read at a time


@dataclass(frozen=True)
class CameSince:
    """What came since results were read, and the run as it is now."""

    run: EvalRun
    placed: tuple[PlacedCell, ...]
    lines: tuple[PackLine, ...]
    costs: Mapping[str, Words]


class RunResults:
    """``board``: items by models. ``pack``: as it is now; ``None`` of a set, and of a run of another version.
    ``lines``: what may be said of each model, of a pack; ``summary``: in words, of anything else. ``costs``:
    of models with a price, by their keys.
    """

    def __init__(self, store: EvalStore, run: EvalRun) -> None:
        self._store = store
        document, seed, is_quick = run.terms.document, run.terms.seed, run.terms.is_quick
        self.pack: Pack | None = pack_of(run.subject, seed, is_quick=is_quick, version=run.version)
        self._set = SetSubject(StoredSet(0, run.title, document, "")) if document is not None else None
        self._items: dict[bool, Mapping[str, Item]] = {}  # of a pack, as chats and others are asked
        self._alike: dict[str, ResultCell] = {}  # most say the same few things
        self.board = RunBoard(run, tuple(self._rows(run)))
        self.lines: tuple[PackLine, ...] = ()
        self.summary: RunSummary | None = None
        self.costs: Mapping[str, Words] = {}

    @property
    def run(self) -> EvalRun:
        return self.board.run

    @property
    def title(self) -> str:
        return self.pack.words if self.pack is not None else self.run.title

    @property
    def is_set(self) -> bool:
        return self._set is not None

    def read(self, is_stopped: Callable[[], bool] = lambda: False) -> "RunResults":
        """All there is, and what it says. Raises CancelledError."""
        while placed := self._read_cells(self.board.last_id):
            if is_stopped():
                raise CancelledError
            self.board.put(placed)
        self.lines = self._read_lines()
        self.summary, self.costs = self.summarize(), self._read_costs()
        return self

    def read_more(self) -> CameSince:
        """What came since; then ``take`` it, where the results are shown."""
        placed: list[PlacedCell] = []
        while more := self._read_cells(placed[-1].id if placed else self.board.last_id):
            placed += more
        run, lines = self._store.run(self.run.id) or self.run, self._read_lines()
        return CameSince(run, tuple(placed), lines, self._read_costs())

    def take(self, came: CameSince) -> tuple[int, ...]:
        """The numbers of the rows that changed."""
        self.board.run, self.lines, self.costs = came.run, came.lines, came.costs
        return self.board.put(came.placed)

    def _read_costs(self) -> Mapping[str, Words]:
        has_price = any(one.elsewhere and one.elsewhere.price for one in self.run.models)
        return costs_of(self.run, self._store.tokens(self.run.id)) if has_price else {}

    def waiting(self, column: int) -> int:
        """Items to come of one model: one that takes no conversation may be asked fewer."""
        model, board = self.run.models[column], self.board
        if self.pack is None or model.is_chat:
            return board.tally(column).waiting
        came = {row.key for number, row in enumerate(board.rows) if board.cell(number, column) is not None}
        return sum(key not in came for key in self._pack_items(False))

    def summarize(self) -> RunSummary | None:
        """As it is now; ``None`` of a pack, whose rates are never merged into one."""
        if self.pack is not None:
            return None
        if not self.is_set:
            return RunSummary("unmeasured", ANOTHER_VERSION)
        return summary_of(self.board)

    def outcome(self, row: int, column: int) -> Outcome | None:
        return self._store.outcome(self.run.id, self.run.models[column].key, self.board.rows[row].key)

    def outcomes(self) -> Iterator[tuple[int, int, Outcome]]:
        """Every one with its row and column, model by model."""
        for column in range(len(self.run.models)):
            for row in range(len(self.board.rows)):
                if (
                    self.board.cell(row, column) is not None
                    and (one := self.outcome(row, column)) is not None
                ):
                    yield row, column, one

    def told(self, row: int, column: int) -> ItemTold:
        """All of one answer."""
        board, model = self.board, self.run.models[column]
        item = board.rows[row]
        return ItemTold(
            row + 1, len(board.rows), item.title, model, self.item(row, is_chat=model.is_chat),
            self.checks(row), self.outcome(row, column), is_of_set=self.is_set,
        )  # fmt: skip

    def item(self, row: int, *, is_chat: bool) -> Item | None:
        """As it was asked; ``None`` if that cannot be told any more."""
        key = self.board.rows[row].key
        if self._set is not None:
            return self._set.item(key, is_chat=is_chat)
        return self._pack_items(is_chat).get(key)

    def checks(self, row: int) -> tuple[CheckName, ...]:
        """In the order of the results; () of a pack."""
        checks = self._set.checks(self.board.rows[row].key) if self._set is not None else ()
        return tuple(CheckName(check_title(one), check_summary(one)) for one in checks)

    def note_own(self, row: int, column: int, own: OwnVerdict) -> None:
        """The person's own verdict, and what it makes of the outcome."""
        settled = self._set.settled if self._set is not None else lambda outcome: outcome.judged

        def change(outcome: Outcome) -> Outcome:
            changed = replace(outcome, own=own)
            return replace(changed, judged=settled(changed))

        if (known := self.outcome(row, column)) is not None:
            for one in self._store.change_outcomes(self.run.id, [(known, change)]):
                self.board.put([PlacedCell(0, one.model, one.item, cell_of(one))])

    def _rows(self, run: EvalRun) -> Iterator[BoardRow]:
        if run.terms.document is not None:
            cases = filter(says_something, run.terms.document.cases)
            yield from (BoardRow(case.key, title_of(case), case.group) for case in cases)
        elif self.pack is not None:
            yield from (BoardRow(one.key, one.title, one.group) for one in self.pack.items(is_chat=True))
        else:  # its keys are all that is known
            yield from (BoardRow(key, key) for key in self._store.items(run.id))

    def _pack_items(self, is_chat: bool) -> Mapping[str, Item]:  # noqa: FBT001  a key
        if is_chat not in self._items:
            items = self.pack.items(is_chat=is_chat) if self.pack is not None else ()
            self._items[is_chat] = {item.key: item for item in items}
        return self._items[is_chat]

    def _read_lines(self) -> tuple[PackLine, ...]:
        return lines_of_run(self._store, self.run, self.pack) if self.pack is not None else ()

    def _read_cells(self, after: int) -> tuple[PlacedCell, ...]:
        return tuple(self._store.cells(self.run.id, after, _PIECE, self._placed))

    def _placed(self, row: Mapping[str, Any]) -> PlacedCell:
        cell = self._alike.get(row["cell"])
        if cell is None:
            self._alike[row["cell"]] = cell = msgspec.json.decode(row["cell"], type=ResultCell)
        return PlacedCell(row["id"], row["model"], row["item"], cell)
