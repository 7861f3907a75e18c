"""Discover in all its states."""

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.discover.search import Phase
from explorer.discover.waiting_rows import WaitBar
from explorer.domain.places import Room
from explorer.domain.speed import MachineSpeed
from explorer.transparency.evidence_rows import EvidencePopup
from explorer.transparency.file_rows import FileTable
from explorer.transparency.finding_rows import FindingRow
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import GATED, MEADOW
from tests.tour.driver import click, settle

_LIST = "/api/models"


def _search(stage: Stage, words: str) -> None:
    """Type words and press Enter, whatever comes of it."""
    stage.driver.go(Room.DISCOVER)
    field = stage.driver.app.discover.field
    field.setText("")
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _all(stage: Stage) -> None:
    """Everything, asked anew."""
    _search(stage, "")
    again = next(c for c in stage.driver.app.discover.commands() if c.shortcut == "F5")
    again.run()


def _wait_for(stage: Stage, phase: Phase) -> None:
    discover = stage.driver.app.discover
    stage.driver.wait(lambda: discover.search_state.phase is phase, f"the search: {phase.value}")
    settle()


def measured(stage: Stage) -> None:
    """The speed of this machine is known: the fit says how it will run."""
    yardstick = stage.driver.app.core.machine.yardstick
    stage.undo.callback(setattr, yardstick, "machine", yardstick.machine)
    seen = Path(__file__).parents[1] / "engine" / "machine_seen.json"
    yardstick.machine = msgspec.json.decode(seen.read_bytes(), type=MachineSpeed)
    _all(stage)
    _wait_for(stage, Phase.CONTENT)
    _open(stage, MEADOW)


def _open(stage: Stage, repo: str) -> None:
    stage.driver.go(Room.DISCOVER)
    discover = stage.driver.app.discover
    discover.open_repo(repo)
    stage.driver.wait(lambda: not discover.is_opening, f"the sheet of {repo}")
    settle()


def content(stage: Stage) -> None:
    _all(stage)
    _wait_for(stage, Phase.CONTENT)
    stage.driver.open_row(MEADOW)
    stage.driver.app.discover.sheet.verticalScrollBar().setValue(0)


def card(stage: Stage) -> None:
    content(stage)
    settle(10)  # the page has its height
    bar = stage.driver.app.discover.sheet.verticalScrollBar()
    bar.setValue(bar.maximum())


def middle(stage: Stage) -> None:
    content(stage)
    bar = stage.driver.app.discover.sheet.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)


def gated(stage: Stage) -> None:
    _all(stage)
    _wait_for(stage, Phase.CONTENT)
    stage.driver.open_row(GATED)


def empty(stage: Stage) -> None:
    _search(stage, "no such words")
    _wait_for(stage, Phase.CONTENT)


def evidence(stage: Stage) -> None:
    """The source of the first fact."""
    content(stage)
    click(stage.driver.app.discover.findChildren(FindingRow)[0])
    settle()
    stage.show_own(stage.popup(EvidencePopup))


def files(stage: Stage) -> None:
    """Every file of a model in many parts, the table in view."""
    content(stage)
    sheet = stage.driver.app.discover.sheet
    table = sheet.findChildren(FileTable)[0]
    sheet.ensureWidgetVisible(table, 0, 0)
    settle()


def loading(stage: Stage) -> None:
    """Nothing has come yet."""
    stage.driver.go(Room.DISCOVER)
    stage.driver.app.discover.open_repo(MEADOW)
    settle(10)


def searching(stage: Stage) -> None:
    stage.hub.fault(_LIST, "hang")
    stage.hub.fault("/api/models/fern-research/*", "hang")
    _search(stage, "slowly")
    discover = stage.driver.app.discover
    discover.open_repo("fern-research/Fern-1B-Open-GGUF")
    bars = discover.findChildren(WaitBar)
    # In a narrow room only one side is on the screen.
    stage.driver.wait(lambda: not any(bar.isHidden() for bar in bars), "what is waited for")
    settle(10)


def error(stage: Stage) -> None:
    stage.hub.fault(_LIST, "status", code=403, body='{"error": "Forbidden"}')
    stage.hub.fault("/api/models/harbor-sec/*", "status", code=403, body='{"error": "Forbidden"}')
    _search(stage, "forbidden")
    _wait_for(stage, Phase.ERROR)
    _open(stage, "harbor-sec/Harbor-Cyber-7B-GGUF")


def busy(stage: Stage) -> None:
    """Too many requests: the Hub says how long to wait."""
    stage.hub.fault(_LIST, "rate_limit", retry_after=240)
    _search(stage, "too many")
    _wait_for(stage, Phase.ERROR)


def offline(stage: Stage) -> None:
    content(stage)
    stage.driver.app.core.settings.change(offline=True)
    _search(stage, "never seen")
    _wait_for(stage, Phase.ERROR)
    _open(stage, "never/seen-before")


def offline_kept(stage: Stage) -> None:
    """What was seen before, with its date."""
    content(stage)
    stage.driver.app.core.settings.change(offline=True)
    _all(stage)
    _wait_for(stage, Phase.CONTENT)
    _open(stage, MEADOW)


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("discover-measured", "stocked", measured),
        Scene("discover-content", "stocked", content),
        Scene("discover-sheet", "stocked", middle),
        Scene("discover-card", "stocked", card),
        Scene("discover-gated", "stocked", gated),
        Scene("discover-empty", "new", empty),
        Scene("discover-loading", "starting", loading),
        Scene("discover-searching", "stocked", searching, alone=True),
        Scene("discover-evidence", "stocked", evidence),
        Scene("discover-files", "stocked", files),
        Scene("discover-error", "stocked", error),
        Scene("discover-busy", "stocked", busy),
        Scene("discover-offline", "stocked", offline),
        Scene("discover-offline-kept", "stocked", offline_kept),
    )
