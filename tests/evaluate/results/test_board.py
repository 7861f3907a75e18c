"""The board: counts and filters are those of the cells, in whatever order outcomes come."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.words import Wording
from explorer.evaluate.results.board import BoardFilter, BoardRow, PlacedCell, RunBoard
from explorer.evaluate.results.cells import ResultCell
from explorer.evaluate.store import EvalRun, RunTerms
from tests.evaluate.results.making import run_model

_MODELS, _ITEMS = ("a", "b", "c"), tuple(str(n) for n in range(5))
_CELLS = {
    "pass": ResultCell("pass", Wording("pass")),
    "fail": ResultCell("fail", Wording("not JSON")),
    "unmeasured": ResultCell("unmeasured", Wording("too long")),
    "plain": ResultCell("plain", Wording("no check")),
}
_NOW = datetime(2026, 12, 1, tzinfo=UTC).isoformat()
_CAME = st.lists(
    st.tuples(st.sampled_from(_MODELS), st.sampled_from(_ITEMS), st.sampled_from(list(_CELLS))), max_size=40
)


def board_of(came: list[tuple[str, str, str]]) -> RunBoard:
    models = tuple(run_model(name) for name in _MODELS)
    run = EvalRun(1, "set:1", "", "Letters", RunTerms(), models, _NOW)
    board = RunBoard(run, [BoardRow(key, f"Item {key}") for key in _ITEMS])
    board.put(PlacedCell(n, model, item, _CELLS[kind]) for n, (model, item, kind) in enumerate(came, 1))
    return board


@given(_CAME)
def test_counts_are_those_of_the_cells_and_the_last_outcome_of_each_counts(
    came: list[tuple[str, str, str]],
) -> None:
    board, last = board_of(came), {(model, item): kind for model, item, kind in came}
    for column, model in enumerate(_MODELS):
        kinds = [last.get((model, item)) for item in _ITEMS]
        tally = board.tally(column)
        told = tally.passed, tally.failed, tally.unmeasured, tally.plain, tally.waiting
        assert told == tuple(kinds.count(kind) for kind in (*_CELLS, None))
        passed = {
            item: last[model, item] == "pass"
            for item in _ITEMS
            if last.get((model, item)) in ("pass", "fail")
        }
        assert board.passed_by(column) == passed
    assert board.waiting == len(_MODELS) * len(_ITEMS) - len(last)


@given(_CAME)
def test_filters_count_what_they_show(came: list[tuple[str, str, str]]) -> None:
    board, last = board_of(came), {(model, item): kind for model, item, kind in came}
    rows = [{last.get((model, item)) for model in _MODELS} for item in _ITEMS]
    wanted: dict[BoardFilter, list[int]] = {
        "all": list(range(len(_ITEMS))),
        "failed": [n for n, kinds in enumerate(rows) if "fail" in kinds],
        "failed by all": [
            n for n, kinds in enumerate(rows) if "fail" in kinds and kinds <= {"fail", "unmeasured"}
        ],
        "differ": [n for n, kinds in enumerate(rows) if {"pass", "fail"} <= kinds],
        "unmeasured": [n for n, kinds in enumerate(rows) if "unmeasured" in kinds],
    }
    for name, numbers in wanted.items():
        assert board.matching(name) == numbers
        assert board.count(name) == len(numbers)
        assert sorted(board.matching(name, "failed")) == numbers
