"""The sheet in the room: what comes when, the files, the gate, the family, and offline."""

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.settings import SettingsFile
from explorer.domain.places import Place, Room
from explorer.kit.buttons import Button
from explorer.kit.painted_button import PaintedButton
from explorer.kit.section import SectionHeader
from explorer.rooms.discover.notes_rows import RateLimitPage, StaleListNote
from explorer.rooms.discover.pane import DiscoverPane
from explorer.transparency.sheet_view.anatomy_rows import AnatomyPage
from explorer.transparency.sheet_view.file_rows import FileRow, FileTable
from explorer.transparency.sheet_view.finding_rows import FindingRow
from explorer.transparency.sheet_view.gate_rows import GateCard
from explorer.transparency.sheet_view.lineage_rows import HopButton
from tests.discover.conftest import CARD, GATED
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.models.tiny import Tiny, write_tiny
from tests.tour.driver import click
from tests.waiting import found

MEADOW, TITAN = "meadow/Meadow-GGUF", "titan/Titan-GGUF"
INFO = f"/api/models/{MEADOW}/revision/main"


def words_of(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def open_sheet(pane: DiscoverPane, qtbot: QtBot, repo: str, file: str = "") -> None:
    pane.session.open(repo, file)
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == repo)
    qtbot.waitUntil(lambda: pane.session.repo.around.is_done)


def button(pane: QWidget, words: str) -> Button:
    """That begins with these words, once it is there."""

    def seen() -> Button | None:
        buttons = (b for b in pane.findChildren(Button) if b.isVisible())
        return next((b for b in buttons if b.text().startswith(words)), None)

    QTest.qWait(1)
    return found(seen, f"the button {words!r}")


def test_the_sheet_is_there_after_one_request_and_the_card_follows(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault(f"/{MEADOW}/resolve/*", "hang")
    before = len(test_hub.requests)
    pane.session.open(MEADOW)
    qtbot.waitUntil(lambda: pane.sheet.primary is not None)
    assert pane.sheet.primary is not None
    assert pane.sheet.primary.text() == "Download · Balanced, 300 B"
    assert not pane.sheet.findChildren(FindingRow)
    qtbot.waitUntil(lambda: "The card is being read." in words_of(pane.sheet))
    asked = [r.path for r in test_hub.requests[before:]]
    assert asked[0] == INFO
    assert all("resolve" in path for path in asked[1:])
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: bool(pane.sheet.findChildren(FindingRow)))


def test_what_was_seen_is_shown_while_the_hub_is_asked(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    open_sheet(pane, qtbot, MEADOW)
    open_sheet(pane, qtbot, TITAN)
    test_hub.fault(INFO, "hang")
    pane.session.open(MEADOW)
    qtbot.waitUntil(lambda: pane.windowTitle() == "Meadow")
    assert pane.sheet.findChildren(FindingRow)
    assert pane.session.repo.state.is_waiting
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == MEADOW)


def test_what_is_around_a_model_does_not_move_what_is_read(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault(f"/api/models/{MEADOW}/discussions", "hang")
    pane.session.open(MEADOW)
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == MEADOW)
    row = pane.sheet.findChildren(FindingRow)[0]
    qtbot.waitUntil(lambda: pane.sheet.verticalScrollBar().maximum() > 60)
    pane.sheet.verticalScrollBar().setValue(60)
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: pane.session.repo.around.is_done)
    qtbot.waitUntil(lambda: "Discussions" in words_of(pane.sheet))
    assert pane.sheet.findChildren(FindingRow)[0] is row
    assert pane.sheet.verticalScrollBar().value() == 60


def test_the_header_on_the_hub_makes_the_estimate(pane: DiscoverPane, qtbot: QtBot, tmp_path: Path) -> None:
    make_repo(tmp_path / "hub", "real/Tiny-GGUF", {"README.md": CARD})
    write_tiny(tmp_path / "hub/real/Tiny-GGUF/tiny-Q8_0.gguf", Tiny(text="words"))
    open_sheet(pane, qtbot, "real/Tiny-GGUF")
    qtbot.waitUntil(lambda: "from its header" in words_of(pane.sheet))


def test_of_many_files_the_recommended_one_stands_alone_until_all_are_wanted(
    pane: DiscoverPane, qtbot: QtBot, tmp_path: Path
) -> None:
    files: dict[str, bytes | int] = {f"m-{label}.gguf": 300 for label in ("Q2_K", "Q4_K_M", "Q5_K_M", "Q8_0")}
    make_repo(tmp_path / "hub", "many/Files-GGUF", {**files, "mmproj-m-F16.gguf": 90, "imatrix.dat": 9})
    open_sheet(pane, qtbot, "many/Files-GGUF")
    table = pane.sheet.findChildren(FileTable)[0]
    assert [row.isVisibleTo(table) for row in table.rows] == [False, True, False, False]
    click(button(pane, "Show all 6 files"))
    assert all(row.isVisibleTo(table) for row in table.rows)
    seen = words_of(table)
    assert "Vision projector mmproj-m-F16.gguf" in seen
    assert "Calibration data imatrix.dat" in seen
    assert "SHA-256" in seen


def test_a_file_row_tells_its_whole_hash(pane: DiscoverPane, qtbot: QtBot) -> None:
    open_sheet(pane, qtbot, MEADOW)
    row = pane.sheet.findChildren(FileRow)[0]
    assert len(row.toolTip().rsplit(" ", 1)[-1].removesuffix("</qt>")) == 64


@pytest.mark.parametrize(
    ("text", "file"),
    [
        (f"https://huggingface.co/{MEADOW}", ""),
        (f"hf.co/{MEADOW}:Q4_K_M", "Q4_K_M"),
        (f"https://huggingface.co/{MEADOW}/blob/main/m-Q4_K_M.gguf", "m-Q4_K_M.gguf"),
        (f"brew install llama.cpp\n# Start it:\nllama serve \\\n  -hf {MEADOW}:Q4_K_M\n", "Q4_K_M"),
    ],
)
def test_a_pasted_address_opens_the_model(pane: DiscoverPane, qtbot: QtBot, text: str, file: str) -> None:
    QGuiApplication.clipboard().setText(text)
    pane.head.field.setFocus()
    pane.head.field.paste()
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == MEADOW)
    assert pane.head.field.text() == MEADOW
    assert ("The file that was asked for." in words_of(pane.sheet)) == bool(file)


def test_a_name_that_is_typed_opens_with_enter(pane: DiscoverPane, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.head.field, TITAN)
    assert not pane.session.repo.state.is_waiting
    QTest.keyClick(pane.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == TITAN)


def test_words_that_only_look_like_a_name_open_nothing(pane: DiscoverPane, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.head.field, "titan/Tit")
    QTest.keyClick(pane.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [line.row.id for line in pane.session.search.state.lines] == [TITAN])
    assert not pane.session.repo.state.is_waiting
    assert pane.session.repo.opened_id == ""


def test_a_model_that_is_not_listed_can_be_opened_by_name(
    pane: DiscoverPane, qtbot: QtBot, tmp_path: Path
) -> None:
    make_repo(tmp_path / "hub", "maker/Base", {"README.md": CARD}, childrenModelCount={"quantized": 0})
    pane.head.field.setText("maker/Base")
    qtbot.waitUntil(lambda: bool([b for b in pane.findChildren(Button) if b.text() == "Open maker/Base"]))
    click(button(pane, "Open maker/Base"))
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == "maker/Base")
    assert pane.sheet.primary is None
    qtbot.waitUntil(lambda: "There is no GGUF file here" in words_of(pane.sheet))


def test_the_family_is_one_click_away(
    pane: DiscoverPane, qtbot: QtBot, tmp_path: Path, test_hub: TestHub
) -> None:
    root, child = tmp_path / "hub", b"---\nbase_model: maker/Base\nlicense: mit\n---\n"
    make_repo(root, "maker/Base", {"README.md": CARD}, childrenModelCount={"quantized": 2, "adapter": 0})
    make_repo(root, "one/Base-GGUF", {"a-Q4_K_M.gguf": 300, "README.md": child}, downloads=9)
    make_repo(root, "two/Base-GGUF", {"a-Q8_0.gguf": 300, "README.md": child}, downloads=8)
    open_sheet(pane, qtbot, "one/Base-GGUF")
    kinds = [b for b in pane.sheet.findChildren(PaintedButton) if "maker/Base" in b.text()]
    titles = [kind.text() for kind in kinds]
    assert "Quantizations of maker/Base" in titles
    assert "Adapters of maker/Base" not in titles
    before = len(test_hub.requests)
    next(kind for kind in kinds if kind.text().startswith("Quantizations")).click()
    qtbot.waitUntil(lambda: "Base · two" in [b.text() for b in pane.sheet.findChildren(PaintedButton)])
    assert len(test_hub.requests) == before + 1
    other = next(b for b in pane.sheet.findChildren(PaintedButton) if b.text() == "Base · two")
    assert other.accessibleDescription() == "MIT · open source · 8 downloads a month"
    other.click()
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == "two/Base-GGUF")
    hops = pane.sheet.findChildren
    found(lambda: next((b for b in hops(HopButton) if b.text() == "maker/Base"), None), "its base").click()
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == "maker/Base" and pane.session.repo.around.is_done)
    click(button(pane, "Show its quantizations"))
    qtbot.waitUntil(lambda: "Base · one" in [b.text() for b in pane.sheet.findChildren(PaintedButton)])


def test_relatives_are_found_though_their_base_is_gone(
    pane: DiscoverPane, qtbot: QtBot, tmp_path: Path
) -> None:
    child = b"---\nbase_model: gone/Base\n---\n"
    for name in ("one", "two"):
        make_repo(tmp_path / "hub", f"{name}/Base-GGUF", {"a-Q4_K_M.gguf": 300, "README.md": child})
    open_sheet(pane, qtbot, "one/Base-GGUF")
    kind = next(b for b in pane.sheet.findChildren(PaintedButton) if b.text() == "Quantizations of gone/Base")
    kind.click()
    qtbot.waitUntil(lambda: "Base · two" in [b.text() for b in pane.sheet.findChildren(PaintedButton)])


def test_a_model_that_the_hub_has_blocked_says_so_first(
    pane: DiscoverPane, qtbot: QtBot, tmp_path: Path
) -> None:
    make_repo(tmp_path / "hub", "maker/Shut-GGUF", {"s-Q4_K_M.gguf": 300, "README.md": CARD}, disabled=True)
    open_sheet(pane, qtbot, "maker/Shut-GGUF")
    assert "The Hub has blocked this model" in words_of(pane.sheet)


def make_gated(root: Path) -> None:
    card = "---\nlicense: mit\nextra_gated_heading: Say who you are\nextra_gated_prompt: Be kind.\n"
    card += "extra_gated_fields:\n  Name: text\n  Country: country\n---\n# Shut\n"
    make_repo(root, GATED, {"g-Q4_K_M.gguf": 300, "README.md": card.encode()}, gated="auto")


def test_a_gate_says_what_it_asks_and_keeps_its_files(
    pane: DiscoverPane, qtbot: QtBot, tmp_path: Path
) -> None:
    make_gated(tmp_path / "hub")
    open_sheet(pane, qtbot, GATED)
    assert pane.sheet.primary is not None
    assert pane.sheet.primary.text() == "Open its page"
    gate = pane.sheet.findChildren(GateCard)[0]
    qtbot.waitUntil(lambda: "Say who you are" in words_of(gate))
    qtbot.waitUntil(lambda: "It asks for: Name, Country." in words_of(gate))
    get = button(pane.sheet, "Get")
    assert not get.isEnabled()
    assert "First accept the conditions" in get.toolTip()


def test_a_token_is_taken_in_place_and_opens_the_gate(
    pane: DiscoverPane, qtbot: QtBot, tmp_path: Path
) -> None:
    make_gated(tmp_path / "hub")
    open_sheet(pane, qtbot, GATED)
    gate = pane.sheet.findChildren(GateCard)[0]
    for token, said in (
        ("hf_wrong", "does not accept this access token"),
        ("hf_stranger", "asks you to accept conditions first"),
    ):
        QTest.keyClicks(gate.field, token)
        click(gate.store)
        assert gate.field.text() == ""
        qtbot.waitUntil(lambda said=said: said in words_of(gate))  # type: ignore[misc]
    QTest.keyClicks(gate.field, "hf_member")
    QTest.keyClick(gate.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.sheet.primary is not None and pane.sheet.primary.text() != "Open its page")
    assert pane.sheet.primary is not None
    assert pane.sheet.primary.text() == "Download · Balanced, 300 B"
    qtbot.waitUntil(lambda: "# Shut" not in words_of(pane) and pane.session.repo.opened_id == GATED)
    assert not [g for g in pane.sheet.findChildren(GateCard) if g.isVisible()]
    assert "hf_" not in json.dumps([words_of(pane)])


def test_nothing_is_downloaded_while_offline_and_the_button_says_so(
    pane: DiscoverPane, qtbot: QtBot, settings: SettingsFile, went: list[Place]
) -> None:
    open_sheet(pane, qtbot, MEADOW)
    settings.change(offline=True)
    qtbot.waitUntil(lambda: "Offline mode is on: nothing is downloaded" in words_of(pane.sheet))
    pane.session.open(MEADOW)
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == MEADOW)
    assert pane.sheet.primary is not None
    assert not pane.sheet.primary.isEnabled()
    assert "Offline mode is on." in pane.sheet.primary.toolTip()
    qtbot.waitUntil(lambda: "Offline mode is on. This is what was seen on" in words_of(pane.sheet))
    assert not button(pane.sheet, "Get").isEnabled()
    click(button(pane.sheet, "Open the settings"))
    assert went[-1] == Place(Room.SETTINGS, setting="offline")
    settings.change(offline=False)
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == MEADOW and pane.sheet.primary.isEnabled())  # type: ignore[union-attr]


def test_the_peace_that_the_hub_wants_is_counted_down_and_then_it_is_asked_again(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault("/api/models", "rate_limit", times=1, retry_after=1)
    QTest.keyClicks(pane.head.field, "titan")
    QTest.keyClick(pane.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(pane.findChildren(RateLimitPage)))
    qtbot.waitUntil(lambda: "It will be asked again in 0:01" in words_of(pane.findChildren(RateLimitPage)[0]))
    qtbot.waitUntil(lambda: [line.row.id for line in pane.session.search.state.lines] == [TITAN])


def test_it_is_counted_down_over_a_list_that_was_seen_before_too(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault("/api/models", "rate_limit", times=1, retry_after=4)  # seen in time
    pane.run_command("F5")
    strip = pane.findChildren(StaleListNote)[0]
    qtbot.waitUntil(strip.isVisible)
    assert "wants fewer requests. This is the list as seen on" in words_of(strip)
    assert re.search(r"It will be asked again in 0:0[1-4]", words_of(strip))
    qtbot.waitUntil(lambda: not strip.isVisible(), timeout=15_000)
    qtbot.waitUntil(lambda: pane.session.search.state.seen_at is None)
    assert pane.session.search.state.lines


def test_more_is_loaded_from_where_the_filters_say_what_they_left(
    pane: DiscoverPane, qtbot: QtBot, tmp_path: Path
) -> None:
    for number in range(60):
        make_repo(tmp_path / "hub", f"crowd/Model-{number}-GGUF", {"a.gguf": 10}, downloads=5_000 + number)
    QTest.keyClicks(pane.head.field, "gguf")
    qtbot.waitUntil(lambda: pane.session.search.state.loaded == 50)
    pane.head.fits.click()
    qtbot.waitUntil(
        lambda: "0 of the 50 loaded fit. The Hub cannot filter by: fits this machine." in words_of(pane)
    )
    click(button(pane, "Load more"))
    qtbot.waitUntil(lambda: pane.session.search.state.loaded == 63)
    qtbot.waitUntil(lambda: "1 of the 63 loaded fit." in words_of(pane))


def test_all_facts_go_into_the_clipboard_with_their_quotes(pane: DiscoverPane, qtbot: QtBot) -> None:
    open_sheet(pane, qtbot, MEADOW)
    click(button(pane.sheet, "Copy all facts"))
    copied = json.loads(QGuiApplication.clipboard().text())
    assert copied["file"] == MEADOW
    license_ = next(f for f in copied["findings"] if f["dimension"] == "license")
    assert license_["verdict"] == "open"
    assert any("apache-2.0" in evidence["quote"] for evidence in license_["evidence"])


def _lineage(root: Path) -> None:
    """child/Kid-GGUF, made from child/Mid, made from old/Root."""

    def card(base: str, relation: str, license_id: str) -> bytes:
        parent = f"base_model: {base}\nbase_model_relation: {relation}\n" if base else ""
        return f"---\nlicense: {license_id}\n{parent}---\n# A model\n".encode()

    make_repo(root, "child/Kid-GGUF", {"k.gguf": 300, "README.md": card("child/Mid", "quantized", "mit")})
    make_repo(root, "child/Mid", {"README.md": card("old/Root", "finetune", "gemma")})
    make_repo(root, "old/Root", {"README.md": card("", "", "gemma")})


def _cards(pane: DiscoverPane) -> dict[str, str]:
    """The models of the picture, each with whether it was read."""
    return {b.text(): b.hop.state for b in pane.sheet.findChildren(HopButton) if b.isVisible()}


def test_a_hub_that_hangs_on_the_way_up_leaves_what_came_readable(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub, tmp_path: Path
) -> None:
    _lineage(tmp_path / "hub")
    test_hub.fault("/api/models/old/Root/*", "hang")
    pane.session.open("child/Kid-GGUF")
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == "child/Kid-GGUF")
    qtbot.waitUntil(lambda: _cards(pane) == {"child/Mid": "read", "old/Root": "asked"})
    qtbot.waitUntil(lambda: "Asking the Hub for old/Root…" in words_of(pane.sheet))
    license_row = next(r for r in pane.sheet.findChildren(FindingRow) if r.finding.dimension == "license")
    assert "differs from the license of child/Mid" in license_row.accessibleDescription()
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: _cards(pane) == {"child/Mid": "read", "old/Root": "read"})
    qtbot.waitUntil(lambda: "Asking the Hub" not in words_of(pane.sheet))


def test_nothing_more_is_asked_for_a_sheet_that_went_away(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub, tmp_path: Path
) -> None:
    _lineage(tmp_path / "hub")
    test_hub.fault("/api/models/child/Mid/*", "hang")
    pane.session.open("child/Kid-GGUF")
    qtbot.waitUntil(lambda: any("child/Mid" in r.path for r in test_hub.requests))
    open_sheet(pane, qtbot, MEADOW)
    test_hub.faults.clear()
    QTest.qWait(300)
    assert not any("old/Root" in r.path for r in test_hub.requests)
    assert _cards(pane) == {}


@pytest.mark.parametrize("title", ["Inside the model", "Files"])
def test_what_is_read_keeps_its_place_through_many_sizes(
    pane: DiscoverPane, qtbot: QtBot, tmp_path: Path, title: str
) -> None:
    make_repo(tmp_path / "hub", "real/Tiny-GGUF", {"README.md": CARD + b"\n\nMore words. " * 200})
    write_tiny(tmp_path / "hub/real/Tiny-GGUF/tiny-Q8_0.gguf", Tiny(text="words"))
    pane.resize(1280, 700)
    open_sheet(pane, qtbot, "real/Tiny-GGUF")
    qtbot.waitUntil(lambda: bool(pane.sheet.findChildren(AnatomyPage)))
    page = pane.sheet.widget()
    assert page is not None

    def above() -> int:
        heads = (head for head in pane.sheet.findChildren(SectionHeader) if head.text() == title)
        return next(heads).mapTo(pane.sheet.viewport(), QPoint()).y()

    bar, still = pane.sheet.verticalScrollBar(), 0

    def stands() -> bool:
        """Scrolled there, and nothing is laid out anew any more: what is not read yet may still move."""
        nonlocal still
        still = still + 1 if above() == 8 else 0
        bar.setValue(bar.value() + above() - 8)
        return still > 5

    qtbot.waitUntil(stands)
    for width in (960, 1920, 1280, 1000, 1280):
        pane.resize(width, 700)
        qtbot.waitUntil(lambda: abs(above() - 8) <= 2)


def test_a_double_click_on_download_stays_in_the_room(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub, went: list[Place]
) -> None:
    """The second click would lead to what the button has become: the downloads in the Library."""
    test_hub.fault(f"/{MEADOW}/resolve/*", "hang")
    open_sheet(pane, qtbot, MEADOW)
    get = button(pane, "Download")
    QTest.mouseDClick(get, Qt.MouseButton.LeftButton)
    click(get)
    QTest.mouseDClick(get, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: get.text().startswith("Downloading"))
    assert not went
    test_hub.faults.clear()


def test_a_download_that_stands_goes_on_from_the_sheet(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub, tmp_path: Path
) -> None:
    """A button says what it does: one that said "Download failed" did not."""
    make_repo(tmp_path / "hub", "real/Tiny-GGUF", {"README.md": CARD})
    write_tiny(tmp_path / "hub/real/Tiny-GGUF/tiny-Q8_0.gguf", Tiny(text="words"))
    open_sheet(pane, qtbot, "real/Tiny-GGUF")
    test_hub.fault("/real/Tiny-GGUF/resolve/*", "status", code=403)
    click(button(pane, "Download"))
    qtbot.waitUntil(lambda: pane.sheet.primary is not None and "again" in pane.sheet.primary.text())
    test_hub.faults.clear()
    click(button(pane, "Try the download again"))
    qtbot.waitUntil(lambda: pane.sheet.primary is not None and pane.sheet.primary.text() == "Try it")


def test_what_the_disk_has_no_room_for_is_never_the_primary_button(
    pane: DiscoverPane, qtbot: QtBot, machine: Machine, went: list[Place]
) -> None:
    machine.yardstick.disk = 60_000_000  # 50 MB of it stay free
    open_sheet(pane, qtbot, MEADOW)
    assert pane.sheet.primary is not None
    assert pane.sheet.primary.text() == "Download · Balanced, 300 B"
    machine.yardstick.disk = 50_000_000
    open_sheet(pane, qtbot, MEADOW)
    qtbot.waitUntil(lambda: button_text(pane) == "Choose another models folder")
    assert "No file fits on the disk: the smallest needs" in words_of(pane.sheet)
    gets = [one for row in pane.sheet.findChildren(FileRow) for one in row.findChildren(Button)]
    assert gets
    assert not any(one.isEnabled() for one in gets)
    pane.sheet.primary.click()
    assert went[-1] == Place(Room.SETTINGS, setting="models-folder")


def test_what_the_memory_has_no_room_for_leads_to_models_that_fit(
    pane: DiscoverPane, qtbot: QtBot, machine: Machine
) -> None:
    machine.yardstick.memory_total = 1_000
    open_sheet(pane, qtbot, MEADOW)
    qtbot.waitUntil(lambda: button_text(pane) == "Find models that fit")
    assert pane.sheet.primary is not None
    pane.sheet.primary.click()
    assert pane.head.fits.isChecked()
    qtbot.waitUntil(lambda: pane.session.search.state.filters.fits)


def button_text(pane: DiscoverPane) -> str:
    return pane.sheet.primary.text() if pane.sheet.primary is not None else ""
