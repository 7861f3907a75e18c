"""Discover in all its states."""

from pathlib import Path

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.domain.places import Room
from explorer.domain.speed import MachineSpeed
from explorer.kit.section import SectionHeader
from explorer.local.hub_search.filters import Filters
from explorer.rooms.discover.notes_rows import WaitBar
from explorer.rooms.discover.search import SearchPhase
from explorer.transparency.sheet_view.anatomy_rows import AnatomyPage
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.family_rows import FamilyView
from explorer.transparency.sheet_view.file_rows import FileTable, ProjectorRow
from explorer.transparency.sheet_view.finding_rows import FindingRow
from explorer.transparency.sheet_view.findings_part_rows import CountsHead
from explorer.transparency.sheet_view.gate_rows import GateCard
from explorer.transparency.sheet_view.head_rows import ActionButton
from explorer.transparency.sheet_view.lineage_rows import HopStrip
from explorer.transparency.sheet_view.permission_rows import LicenseTextView
from explorer.transparency.sheet_view.source_rows import SourceView
from tests.pages.discover import DiscoverPage
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import GATED, MEADOW
from tests.tour.driver import click, settle
from tests.tour.repos import GEMMA

_LIST = "/api/models"


def _search(stage: Stage, words: str) -> None:
    """Type words and press Enter, whatever comes of it."""
    stage.driver.go(Room.DISCOVER)
    field = stage.driver.app.discover.head.field
    field.setText("")
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _all(stage: Stage) -> None:
    """Everything, asked anew."""
    _search(stage, "")
    again = next(c for c in stage.driver.app.discover.commands() if c.shortcut == "F5")
    again.run()


def _wait_for(stage: Stage, phase: SearchPhase) -> None:
    discover = stage.driver.app.discover
    stage.driver.wait(lambda: discover.session.search.state.phase is phase, f"the search: {phase.value}")
    settle()


def measured(stage: Stage) -> None:
    """The speed of this machine is known: the fit says how it will run."""
    yardstick = stage.driver.app.core.machine.yardstick
    stage.undo.callback(setattr, yardstick, "machine", yardstick.machine)
    seen = Path(__file__).parents[1] / "engine" / "machine_seen.json"
    yardstick.machine = msgspec.json.decode(seen.read_bytes(), type=MachineSpeed)
    _all(stage)
    _wait_for(stage, SearchPhase.CONTENT)
    open_repo(stage, MEADOW)


def _on(stage: Stage, *, memory: int, disk: int) -> None:
    """On another machine, in bytes: the sheet of a model that it is too small for."""
    yardstick = stage.driver.app.core.machine.yardstick
    for name, value in (("memory_total", memory), ("disk", disk)):
        stage.undo.callback(setattr, yardstick, name, getattr(yardstick, name))
        setattr(yardstick, name, value)
    _all(stage)
    _wait_for(stage, SearchPhase.CONTENT)
    open_repo(stage, MEADOW)
    stage.driver.app.discover.sheet.verticalScrollBar().setValue(0)


def no_room_on_disk(stage: Stage) -> None:
    _on(stage, memory=64_000_000_000, disk=300_000_000)


def no_room_in_memory(stage: Stage) -> None:
    _on(stage, memory=1_000_000_000, disk=64_000_000_000)


def open_repo(stage: Stage, repo: str) -> None:
    stage.driver.go(Room.DISCOVER)
    discover = stage.driver.app.discover
    discover.session.open(repo)
    stage.driver.wait(lambda: not discover.session.repo.state.is_waiting, f"the sheet of {repo}")
    stage.driver.wait(
        lambda: discover.session.repo.around.is_done or not DiscoverPage(discover).opened,
        f"what is around {repo}",
    )
    settle()


def _filtered(stage: Stage, filters: Filters, words: str = "") -> None:
    """A search with filters, which are taken back after the scene."""
    stage.driver.go(Room.DISCOVER)
    search = stage.driver.app.discover.session.search
    stage.undo.callback(search.filter, Filters())
    _search(stage, words)
    search.filter(filters)
    _wait_for(stage, SearchPhase.CONTENT)
    discover = stage.driver.app.discover
    stage.driver.wait(lambda: not discover.session.search.state.is_waiting, "the filtered list")
    settle()


def content(stage: Stage) -> None:
    _all(stage)
    _wait_for(stage, SearchPhase.CONTENT)
    stage.driver.open_row(MEADOW)
    stage.driver.app.discover.sheet.verticalScrollBar().setValue(0)


def card(stage: Stage) -> None:
    content(stage)
    settle(10)  # the page has its height
    bar = stage.driver.app.discover.sheet.verticalScrollBar()
    bar.setValue(bar.maximum())


def middle(stage: Stage) -> None:
    content(stage)
    settle(10)  # the page has its height
    sheet = stage.driver.app.discover.sheet
    page = sheet.widget()
    assert page is not None
    sheet.scroll_to(sheet.findChildren(HopStrip)[0].mapTo(page, QPoint()).y() - 48)


def gated(stage: Stage) -> None:
    _all(stage)
    _wait_for(stage, SearchPhase.CONTENT)
    stage.driver.open_row(GATED)


def empty(stage: Stage) -> None:
    _search(stage, "no such words")
    _wait_for(stage, SearchPhase.CONTENT)


def evidence(stage: Stage) -> None:
    """The source of the first fact."""
    content(stage)
    discover = stage.driver.app.discover
    click(stage.found(lambda: discover.findChildren(FindingRow), "a fact"))
    stage.show_own(stage.popup(EvidencePopup))


def files(stage: Stage) -> None:
    """The files of a model from the top of their table, and what follows them."""
    content(stage)
    sheet = stage.driver.app.discover.sheet
    page = sheet.widget()
    assert page is not None
    table = stage.found(lambda: sheet.findChildren(FileTable), "the files")
    sheet.scroll_to(table.mapTo(page, QPoint()).y() - 60)
    settle()


def every_file(stage: Stage) -> None:
    """Many files of one model, all of them shown, and those that are no model."""
    open_repo(stage, "northwind/Northwind-24B-Instruct-GGUF")
    sheet = stage.driver.app.discover.sheet
    table = stage.found(lambda: sheet.findChildren(FileTable), "the files")
    table.unfold()
    settle(10)
    sheet.ensureWidgetVisible(table, 0, 0)
    settle()


def sees(stage: Stage) -> None:
    """What lets it see images comes along, or is left out."""
    open_repo(stage, "northwind/Northwind-24B-Instruct-GGUF")
    sheet = stage.driver.app.discover.sheet
    page = sheet.widget()
    assert page is not None
    row = stage.found(lambda: sheet.findChildren(ProjectorRow), "what sees images")
    sheet.scroll_to(row.mapTo(page, QPoint()).y() - 90)
    settle()


def family(stage: Stage) -> None:
    """What was made from the same base, one kind of it opened."""
    open_repo(stage, MEADOW)
    discover = stage.driver.app.discover
    kind = stage.found(lambda: discover.sheet.findChildren(FamilyView), "the family")
    for header in kind.findChildren(SectionHeader)[:2]:
        header.click()
    stage.driver.wait(
        lambda: sum(k.rows is not None for k in discover.session.repo.around.kin) == 2, "the family"
    )
    settle(10)
    discover.sheet.show_family()
    settle()


def base_model(stage: Stage) -> None:
    """A model without a file that could run here."""
    open_repo(stage, "meadow-ai/Meadow-1.7B-Instruct")


def inside_offered(stage: Stage) -> None:
    """What the first bytes of a file say; its tensors can be counted."""
    open_repo(stage, GEMMA)
    _show_inside(stage)


def inside_counted(stage: Stage) -> None:
    """The tensors of a file that is still on the Hub."""
    open_repo(stage, GEMMA)
    page = stage.driver.app.discover.sheet.findChildren(AnatomyPage)[0]
    buttons = page.findChildren(ActionButton)
    if buttons:
        click(buttons[0])
        discover = stage.driver.app.discover
        stage.driver.wait(lambda: discover.session.repo.around.whole is not None, "the tensors")
        settle(10)
    _show_inside(stage)


def _show_inside(stage: Stage) -> None:
    sheet = stage.driver.app.discover.sheet
    page = sheet.widget()
    assert page is not None
    settle(10)
    sheet.scroll_to(sheet.findChildren(AnatomyPage)[0].mapTo(page, QPoint()).y() - 48)
    settle()


def _show_counts(stage: Stage) -> None:
    """What it discloses, at the top."""
    sheet = stage.driver.app.discover.sheet
    page = sheet.widget()
    assert page is not None
    settle(10)
    sheet.scroll_to(sheet.findChildren(CountsHead)[0].mapTo(page, QPoint()).y() - 12)
    settle()


def conflict(stage: Stage) -> None:
    """A license that is freer than the one of the model above."""
    open_repo(stage, "cedar-labs/Fables-1.7B-GGUF")
    _show_counts(stage)


def card_problems(stage: Stage) -> None:
    """A card whose metadata are not written as they should be, with its results in a picture."""
    open_repo(stage, "quiet-org/Hasty-2B-GGUF")
    _show_counts(stage)


def license_offered(stage: Stage) -> None:
    """A license that nobody knows: its text can be had."""
    open_repo(stage, "cedar-labs/Cedar-4B-GGUF")


def license_text(stage: Stage) -> None:
    """The text of such a license, as its repo has it."""
    license_offered(stage)
    sheet = stage.driver.app.discover.sheet
    view = sheet.findChildren(LicenseTextView)[0]
    if view.fetch is not None:
        click(view.fetch)
        stage.driver.wait(lambda: bool(sheet.findChildren(SourceView)), "the text of the license")
    settle(10)
    sheet.ensureWidgetVisible(sheet.findChildren(SourceView)[0], 0, 60)
    settle()


def terms(stage: Stage) -> None:
    """What a gate asks, and a token that is refused."""
    open_repo(stage, GATED)
    gate = stage.driver.app.discover.sheet.findChildren(GateCard)[0]
    gate.findChildren(SectionHeader)[0].click()
    QTest.keyClicks(gate.field, "hf_wrong")
    click(gate.store)
    stage.driver.wait(lambda: bool(gate.trouble), "what is wrong with the token")
    settle(10)
    stage.driver.app.discover.sheet.verticalScrollBar().setValue(0)


def reading(stage: Stage) -> None:
    """The repo is there, its card on its way."""
    stage.hub.fault("/fern-research/Meadow-1.7B-Instruct-GGUF/*", "hang")
    stage.driver.go(Room.DISCOVER)
    discover = stage.driver.app.discover
    discover.session.open("fern-research/Meadow-1.7B-Instruct-GGUF")
    stage.driver.wait(lambda: discover.windowTitle().startswith("Meadow"), "the sheet")
    settle(10)


def used(stage: Stage) -> None:
    """A use: each row says by which sign it is listed."""
    _filtered(stage, Filters(use="healthcare"))
    open_repo(stage, MEADOW)


def filtered(stage: Stage) -> None:
    """What the Hub cannot filter by, and what that left."""
    _filtered(stage, Filters(fits=True, license_kind="commercial", data_named=True, size="-2"))


def nothing_left(stage: Stage) -> None:
    _filtered(stage, Filters(data_named=True), "titan")


def named(stage: Stage) -> None:
    """A name that is not in the list, but may be opened."""
    _search(stage, "nobody-here/Nothing-1B")
    discover = stage.driver.app.discover
    stage.driver.wait(lambda: not discover.session.search.state.is_waiting, "the list")
    settle()


def loading(stage: Stage) -> None:
    """Nothing has come yet: neither the folder's models nor the Hub's answers."""
    searching(stage)


def looking(stage: Stage) -> None:
    """The sheet is there before it is known what of it is kept."""
    open_repo(stage, MEADOW)


def searching(stage: Stage) -> None:
    stage.hub.fault(_LIST, "hang")
    stage.hub.fault("/api/models/fern-research/*", "hang")
    _search(stage, "slowly")
    discover = stage.driver.app.discover
    discover.session.open("fern-research/Fern-1B-Open-GGUF")
    bars = discover.findChildren(WaitBar)
    # In a narrow room only one side is on the screen.
    stage.driver.wait(lambda: not any(bar.isHidden() for bar in bars), "what is waited for")
    settle(10)


def error(stage: Stage) -> None:
    stage.hub.fault(_LIST, "status", code=403, body='{"error": "Forbidden"}')
    stage.hub.fault("/api/models/harbor-sec/*", "status", code=403, body='{"error": "Forbidden"}')
    _search(stage, "forbidden")
    _wait_for(stage, SearchPhase.ERROR)
    open_repo(stage, "harbor-sec/Harbor-Cyber-7B-GGUF")


def busy(stage: Stage) -> None:
    """Too many requests: the Hub says how long to wait."""
    open_repo(stage, MEADOW)
    stage.hub.fault(_LIST, "rate_limit", retry_after=240)
    _search(stage, "too many")
    _wait_for(stage, SearchPhase.ERROR)


def busy_kept(stage: Stage) -> None:
    """The same over a list that was seen before."""
    content(stage)
    open_repo(stage, MEADOW)
    stage.hub.fault(_LIST, "rate_limit", retry_after=240)
    discover = stage.driver.app.discover
    discover.run_command("F5")
    stage.driver.wait(lambda: discover.session.search.state.seen is not None, "the list as it was seen")
    settle()


def offline(stage: Stage) -> None:
    content(stage)
    stage.driver.app.core.settings.change(offline=True)
    _search(stage, "never seen")
    _wait_for(stage, SearchPhase.ERROR)
    open_repo(stage, "never/seen-before")


def offline_kept(stage: Stage) -> None:
    """What was seen before, with its date."""
    content(stage)
    stage.driver.app.core.settings.change(offline=True)
    _all(stage)
    _wait_for(stage, SearchPhase.CONTENT)
    open_repo(stage, MEADOW)


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("discover-measured", "stocked", measured),
        Scene("discover-no-room-on-disk", "stocked", no_room_on_disk),
        Scene("discover-no-room-in-memory", "stocked", no_room_in_memory),
        Scene("discover-content", "stocked", content),
        Scene("discover-sheet", "stocked", middle),
        Scene("discover-card", "stocked", card),
        Scene("discover-gated", "stocked", gated),
        Scene("discover-empty", "new", empty),
        Scene("discover-loading", "starting", loading, alone=True),
        Scene("discover-looking", "starting", looking),
        Scene("discover-searching", "stocked", searching, alone=True),
        Scene("discover-evidence", "stocked", evidence),
        Scene("discover-files", "stocked", files),
        Scene("discover-every-file", "stocked", every_file),
        Scene("discover-sees", "stocked", sees),
        Scene("discover-family", "stocked", family),
        Scene("discover-base-model", "stocked", base_model),
        Scene("discover-inside", "stocked", inside_offered, alone=True),
        Scene("discover-inside-counted", "stocked", inside_counted),
        Scene("discover-conflict", "stocked", conflict),
        Scene("discover-problems", "stocked", card_problems),
        Scene("discover-license", "stocked", license_offered, alone=True),
        Scene("discover-license-text", "stocked", license_text),
        Scene("discover-terms", "stocked", terms),
        Scene("discover-reading", "stocked", reading, alone=True),
        Scene("discover-used", "stocked", used),
        Scene("discover-filtered", "stocked", filtered),
        Scene("discover-nothing-left", "stocked", nothing_left),
        Scene("discover-named", "stocked", named),
        Scene("discover-error", "stocked", error),
        Scene("discover-busy", "stocked", busy, alone=True),  # nothing is asked for minutes
        Scene("discover-busy-kept", "stocked", busy_kept, alone=True),
        Scene("discover-offline", "stocked", offline),
        Scene("discover-offline-kept", "stocked", offline_kept),
    )
