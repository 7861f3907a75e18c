"""Help me choose → Leaderboards, in all its states."""

from pathlib import Path
from typing import Any

from explorer.choose.leaderboards.import_file import read_board
from explorer.choose.leaderboards.import_store import BoardStore
from explorer.domain.places import Place, Room
from explorer.rooms.choose.leaderboards.board_head_pane import DoubtsPopup
from explorer.rooms.choose.leaderboards.board_table_rows import BoardSpot
from explorer.rooms.choose.leaderboards.boards_pane import LeaderboardsPage
from explorer.rooms.choose.leaderboards.entry_popup_rows import EntryPopup
from tests.hub.boards import board_row, write_board
from tests.scenes.stage import Scene, Stage
from tests.tour.driver import click, settle

HLE, GPQA, NONE = "cais/hle", "Idavidrein/gpqa", "example-data/open-web-text-2"
_CARD = {"url": "https://huggingface.co/meadow-ai/Meadow-1.7B-Instruct", "name": "Model Card"}
_LOGS = {"url": "https://logs.example/run-7", "name": "Eval logs"}
_LONG = "a-publisher-with-a-long-name/An-Exceptionally-Long-Model-Name-" + "Instruct-Merged-DPO-" * 3 + "v2.1"
_ROWS: list[dict[str, Any]] = [
    board_row("harbor-labs/Harbor-Large", 41.5, 1, verified=True, source=_LOGS, notes="no-tools"),
    board_row("meadow-ai/Meadow-1.7B-Instruct", 38.2, 2, source=_CARD, notes="5-shot, chain of thought"),
    board_row("cedar-labs/Cedar-4B", 37.9, 3, source=_LOGS),
    board_row(_LONG, 30, 4, source={"url": "https://huggingface.co/x/y", "name": "A name that goes on " * 4}),
    board_row("google/gemma-3-270m", 0.2137, 5, pullRequest=12),
    board_row("HuggingFaceTB/SmolLM2-135M-Instruct", 12.75, 6),
]
ARCHIVE = """rank,model,benchmark,value,date,source,notes
1,meadow-ai/Meadow-1.7B-Instruct,Letters,61.2 %,2024-05-01,https://old.example/board,5-shot
2,Harbor Large,Letters,58 %,2024-05-01,https://old.example/board,
3,SmolLM2 135M,Letters,nothing,2024-05-01,,
1,Cedar 4B,Sums,0.412,2024-05-02,,
"""


def _page(stage: Stage, subject: str = HLE) -> LeaderboardsPage:
    """The page with one of these open, and all that is asked for answered."""
    root = stage.hub.repos.root
    write_board(root, HLE, _ROWS, downloads=33_200)
    write_board(root, GPQA, [], downloads=100_000)
    stage.driver.app.go(Place(Room.CHOOSE, benchmark=subject))
    page: LeaderboardsPage = stage.found(
        lambda: stage.window.findChildren(LeaderboardsPage), "the page of leaderboards"
    )
    page.session.open(subject)
    stage.driver.wait(lambda: not page.session.state.is_loading, "the leaderboard")
    settle()
    return page


def content(stage: Stage) -> None:
    page = _page(stage)
    page.session.read()
    wanted = [entry for entry in page.view.table.seen() if entry.is_on_hub]
    stage.driver.wait(lambda: len(page.finder.known) >= len(wanted), "which of them run here")
    settle()


def result(stage: Stage) -> None:
    page = _page(stage)
    entry = page.view.table.rows.rows[1]
    page.view.chosen.emit(BoardSpot(entry, page.view.table.mapToGlobal(page.view.table.rect().center())))
    stage.show_own(stage.popup(EntryPopup))


def doubts(stage: Stage) -> None:
    click(_page(stage).view.head.doubts)
    stage.show_own(stage.popup(DoubtsPopup))


def many(stage: Stage) -> None:
    page = _page(stage)
    rows = [board_row(f"many/Model-{n}", round(90 - n / 60, 2), n + 1) for n in range(5_000)]
    write_board(stage.hub.repos.root, HLE, rows)
    page.session.read()
    stage.driver.wait(lambda: len(page.view.table.rows.rows) == 5_000, "five thousand rows")
    settle()


def empty(stage: Stage) -> None:
    _page(stage, GPQA)


def missing(stage: Stage) -> None:
    _page(stage, NONE)


def loading(stage: Stage) -> None:
    page = _page(stage)
    stage.hub.fault("/api/datasets/*/leaderboard", "hang")
    page.session.show_all(only_bases=not page.session.state.only_bases)
    stage.undo.callback(page.session.show_all, only_bases=True)
    settle()


def offline(stage: Stage) -> None:
    """As it was seen before."""
    page = _page(stage)
    stage.driver.app.core.settings.change(offline=True)
    page.session.read()
    stage.driver.wait(page.view.stale.isVisible, "what was seen before")
    settle()


def never_seen(stage: Stage) -> None:
    stage.driver.app.core.settings.change(offline=True)
    _page(stage, "example-data/never-seen")


def _archive(stage: Stage) -> Path:
    path = stage.home / "results-of-2024.csv"
    path.write_text(ARCHIVE, encoding="utf-8")
    return path


def imported(stage: Stage) -> None:
    store = BoardStore(stage.driver.app.core.store)
    kept = store.add("Results of 2024", read_board(_archive(stage)))
    page = _page(stage)
    page.session.note_imports()
    page.session.open(f"import:{kept.id}")
    stage.undo.callback(page.session.open, HLE)
    stage.undo.callback(page.session.note_imports)
    stage.undo.callback(store.remove, kept.id)
    stage.driver.wait(lambda: page.session.state.board is not None, "the import")
    settle()


def importing(stage: Stage) -> None:
    page = _page(stage)
    page.files.bring_in(_archive(stage))
    stage.driver.wait(lambda: page.files.question is not None, "the preview")
    assert page.files.question is not None
    stage.undo.callback(page.files.question.dismiss)
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("choose-leaderboards", "stocked", content),
        Scene("choose-leaderboards-result", "stocked", result),
        Scene("choose-leaderboards-doubts", "stocked", doubts),
        Scene("choose-leaderboards-many", "stocked", many),
        Scene("choose-leaderboards-empty", "stocked", empty),
        Scene("choose-leaderboards-missing", "stocked", missing),
        Scene("choose-leaderboards-loading", "stocked", loading),
        Scene("choose-leaderboards-offline", "stocked", offline),
        Scene("choose-leaderboards-never-seen", "stocked", never_seen),
        Scene("choose-leaderboards-imported", "stocked", imported),
        Scene("choose-leaderboards-importing", "stocked", importing),
    )
