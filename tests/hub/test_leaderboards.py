"""Leaderboards of the Hub: read by us and by the unmodified library, whatever is sent."""

from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from explorer.choose.leaderboards.board import Vouched, board_of_hub, have_mixed_scales
from explorer.domain.errors import AnswerError, GateError, NotFoundError, OfflineError
from explorer.hub.client import Hub
from tests.hub.boards import board_row, write_board
from tests.hub.server import TestHub
from tests.hub.tools import Switch

BOARD = "cais/hle"
SOURCE = {"url": "https://huggingface.co/lab/owl", "name": "Model Card", "isExternal": False}
ROWS = [
    board_row("lab/owl-30b", 41.5, 1, verified=True),
    board_row("lab/owl-7b", 20.9, 2, source=SOURCE, notes="no-tools"),
    board_row("lab/owl-1b", 0.102, 3, pullRequest=7),
    board_row("tuner/owl-tuned", 19, 3, derived=True),
]


def test_the_library_reads_what_we_read(hub: Hub, test_hub: TestHub, root: Path) -> None:
    write_board(root, BOARD, ROWS, downloads=5)
    peer = HfApi(test_hub.endpoint, token=False)
    for only_bases in (True, False):
        theirs = peer.get_dataset_leaderboard(BOARD, base_model_only=None if only_bases else False)
        ours = board_of_hub(BOARD, hub.boards.leaderboard(BOARD, only_bases=only_bases)).entries
        assert [(e.rank, e.model_id, str(e.value), e.notes or "", e.pull_request or 0) for e in theirs] == [
            (e.rank, e.model, e.value, e.notes, e.pull_request) for e in ours
        ]
    assert [d.id for d in peer.list_datasets(benchmark=True)] == [
        b.id for b in hub.boards.benchmarks().listed
    ]


def test_who_vouches_is_told_of_each(hub: Hub, root: Path) -> None:
    write_board(root, BOARD, ROWS)
    board = board_of_hub(BOARD, hub.boards.leaderboard(BOARD))
    assert [entry.vouched for entry in board.entries] == [
        Vouched.VERIFIED,
        Vouched.CLAIMED,
        Vouched.COMMUNITY,
    ]
    assert have_mixed_scales(board.entries)  # 0.102 beside 41.5: nothing is converted
    assert board.entries[1].source == SOURCE["url"]
    assert '"notes": "no-tools"' in board.entries[1].verbatim


def test_offline_shows_what_was_seen_with_its_date(hub: Hub, root: Path, offline: Switch) -> None:
    write_board(root, BOARD, ROWS)
    seen = hub.boards.leaderboard(BOARD)
    hub.boards.benchmarks()
    offline.on = True
    again = hub.boards.leaderboard(BOARD)
    assert (again.rows, again.read_at) == (seen.rows, seen.read_at)
    assert isinstance(again.trouble, OfflineError)
    assert [one.id for one in hub.boards.benchmarks().listed] == [BOARD]
    with pytest.raises(OfflineError):
        hub.boards.leaderboard("never/seen")


def test_faults_are_told_apart(hub: Hub, root: Path) -> None:
    write_board(root, "lab/no-board", None)
    write_board(root, "lab/gated", ROWS, gated="manual")
    with pytest.raises(NotFoundError, match="has no leaderboard"):
        hub.boards.leaderboard("lab/no-board")
    with pytest.raises(NotFoundError, match="does not exist"):
        hub.boards.leaderboard("lab/nothing")
    with pytest.raises(GateError, match="this data set"):
        hub.boards.leaderboard("lab/gated")


@pytest.mark.parametrize("sent", [{"rows": []}, "board", 7])
def test_what_is_no_list_is_an_answer_that_makes_no_sense(hub: Hub, root: Path, sent: Any) -> None:
    write_board(root, BOARD, sent)
    with pytest.raises(AnswerError):
        hub.boards.leaderboard(BOARD)


def test_rows_of_any_shape_never_cost_the_others(hub: Hub, root: Path) -> None:
    broken: list[Any] = [
        None,
        "row",
        [],
        {},
        board_row("", 1, 1),
        board_row("lab/a", None, 1),
        board_row("lab/a", True, 1),
        board_row("lab/a", "nan", 1),
        board_row("lab/a", {"score": 1}, 1),
        board_row("lab/a", 10**400, 1),
    ]
    odd = [
        board_row("a\u202eb/c", "61.2 %", -3, source="here", notes=7, pullRequest="x"),
        board_row("../../etc/passwd", 5, 1e300, source={"url": ["x"]}, filename=None),
        board_row("lab/" + "x" * 5_000, 5, 2, verified="yes"),
    ]
    write_board(root, BOARD, [*broken, *ROWS[:1], *odd])
    board = board_of_hub(BOARD, hub.boards.leaderboard(BOARD))
    assert [entry.model[:12] for entry in board.entries] == [
        "lab/owl-30b",
        "aU+202Eb/c",
        "../../etc/pa",
        "lab/xxxxxxxx",
    ]
    assert [entry.rank for entry in board.entries[1:]] == [0, 0, 2]
    assert board.entries[1].value == "61.2 %"
    assert not board.entries[2].is_on_hub
    assert len(board.entries[3].model) <= 300
    assert all(entry.vouched is not Vouched.VERIFIED for entry in board.entries[1:])
