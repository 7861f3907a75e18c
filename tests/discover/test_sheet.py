"""The sheet in the room: what comes when, the files, the gate, the family, and offline."""

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.settings import SettingsFile
from explorer.domain.places import Place, Room
from explorer.kit.buttons import Button
from explorer.kit.section import SectionHeader
from explorer.rooms.discover.notes_rows import StaleListNote
from explorer.rooms.room_services import RoomServices
from explorer.transparency.sheet_view.anatomy_rows import AnatomyPage
from explorer.transparency.sheet_view.file_rows import FileTable, ProjectorRow
from tests.discover.conftest import CARD, GATED
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.models.encoder import write_encoder
from tests.models.projector import write_beside
from tests.models.tiny import Tiny, write_tiny
from tests.pages.discover import DiscoverPage
from tests.tour.driver import click
from tests.waiting import found

MEADOW, TITAN = "meadow/Meadow-GGUF", "titan/Titan-GGUF"
INFO = f"/api/models/{MEADOW}/revision/main"


def test_the_sheet_is_there_after_one_request_and_the_card_follows(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault(f"/{MEADOW}/resolve/*", "hang")
    before = len(test_hub.requests)
    page.session.open(MEADOW)
    qtbot.waitUntil(lambda: page.sheet.primary is not None)
    assert page.primary == "Download · Balanced, 300 B"
    assert not page.facts
    qtbot.waitUntil(lambda: "The card is being read." in page.words(page.sheet))
    asked = [r.path for r in test_hub.requests[before:]]
    assert asked[0] == INFO
    assert all("resolve" in path for path in asked[1:])
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: bool(page.facts))


def test_what_was_seen_is_shown_while_the_hub_is_asked(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub
) -> None:
    page.open(MEADOW)
    page.open(TITAN)
    test_hub.fault(INFO, "hang")
    page.session.open(MEADOW)
    qtbot.waitUntil(lambda: page.pane.windowTitle() == "Meadow")
    assert page.facts
    assert page.session.repo.state.is_waiting
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: page.opened == MEADOW)


def test_what_is_around_a_model_does_not_move_what_is_read(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault(f"/api/models/{MEADOW}/discussions", "hang")
    page.session.open(MEADOW)
    qtbot.waitUntil(lambda: page.opened == MEADOW)
    row = page.facts[0]
    qtbot.waitUntil(lambda: page.sheet.verticalScrollBar().maximum() > 60)
    page.sheet.verticalScrollBar().setValue(60)
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: page.is_all_read)
    qtbot.waitUntil(lambda: "Discussions" in page.words(page.sheet))
    assert page.facts[0] is row
    assert page.sheet.verticalScrollBar().value() == 60


def test_the_header_on_the_hub_makes_the_estimate(page: DiscoverPage, qtbot: QtBot, tmp_path: Path) -> None:
    make_repo(tmp_path / "hub", "real/Tiny-GGUF", {"README.md": CARD})
    write_tiny(tmp_path / "hub/real/Tiny-GGUF/tiny-Q8_0.gguf", Tiny(text="words"))
    page.open("real/Tiny-GGUF")
    qtbot.waitUntil(lambda: "from its header" in page.words(page.sheet))


def test_of_many_files_the_recommended_one_stands_alone_until_all_are_wanted(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    files: dict[str, bytes | int] = {f"m-{label}.gguf": 300 for label in ("Q2_K", "Q4_K_M", "Q5_K_M", "Q8_0")}
    make_repo(tmp_path / "hub", "many/Files-GGUF", {**files, "mmproj-m-F16.gguf": 90, "imatrix.dat": 9})
    page.open("many/Files-GGUF")
    table = page.sheet.findChildren(FileTable)[0]
    assert [row.isVisibleTo(table) for row in table.rows] == [False, True, False, False]
    click(page.button("Show all 6 files"))
    assert all(row.isVisibleTo(table) for row in table.rows)
    seen = page.words(table)
    assert "Vision file lets it see images + 90 B F16 Include mmproj-m-F16.gguf" in seen
    assert "Calibration data imatrix.dat" in seen
    assert "SHA-256" in seen


def test_a_file_row_tells_its_whole_hash(page: DiscoverPage, qtbot: QtBot) -> None:
    page.open(MEADOW)
    row = page.files[0]
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
def test_a_pasted_address_opens_the_model(page: DiscoverPage, qtbot: QtBot, text: str, file: str) -> None:
    QGuiApplication.clipboard().setText(text)
    page.head.field.setFocus()
    page.head.field.paste()
    qtbot.waitUntil(lambda: page.opened == MEADOW)
    assert page.head.field.text() == MEADOW
    assert ("The file that was asked for." in page.words(page.sheet)) == bool(file)


def test_a_name_that_is_typed_opens_with_enter(page: DiscoverPage, qtbot: QtBot) -> None:
    QTest.keyClicks(page.head.field, TITAN)
    assert not page.session.repo.state.is_waiting
    QTest.keyClick(page.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.opened == TITAN)


def test_words_that_only_look_like_a_name_open_nothing(page: DiscoverPage, qtbot: QtBot) -> None:
    QTest.keyClicks(page.head.field, "titan/Tit")
    QTest.keyClick(page.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.listed == [TITAN])
    assert not page.session.repo.state.is_waiting
    assert page.opened == ""


def test_a_model_that_is_not_listed_can_be_opened_by_name(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    make_repo(tmp_path / "hub", "maker/Base", {"README.md": CARD}, childrenModelCount={"quantized": 0})
    page.head.field.setText("maker/Base")
    qtbot.waitUntil(lambda: bool(page.buttons("Open maker/Base")))
    click(page.button("Open maker/Base"))
    qtbot.waitUntil(lambda: page.opened == "maker/Base")
    assert page.sheet.primary is None
    qtbot.waitUntil(lambda: "There is no GGUF file here" in page.words(page.sheet))


def test_the_family_is_one_click_away(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path, test_hub: TestHub
) -> None:
    root, child = tmp_path / "hub", b"---\nbase_model: maker/Base\nlicense: mit\n---\n"
    make_repo(root, "maker/Base", {"README.md": CARD}, childrenModelCount={"quantized": 2, "adapter": 0})
    make_repo(root, "one/Base-GGUF", {"a-Q4_K_M.gguf": 300, "README.md": child}, downloads=9)
    make_repo(root, "two/Base-GGUF", {"a-Q8_0.gguf": 300, "README.md": child}, downloads=8)
    page.open("one/Base-GGUF")
    assert "Adapters of maker/Base" not in page.links
    before = len(test_hub.requests)
    page.links["Quantizations of maker/Base"].click()
    qtbot.waitUntil(lambda: "Base · two" in page.links)
    assert len(test_hub.requests) == before + 1
    other = page.links["Base · two"]
    assert other.accessibleDescription() == "MIT · open source · 8 downloads a month"
    other.click()
    qtbot.waitUntil(lambda: page.opened == "two/Base-GGUF")
    qtbot.waitUntil(lambda: "maker/Base" in page.above)
    page.links["maker/Base"].click()
    qtbot.waitUntil(lambda: page.opened == "maker/Base" and page.is_all_read)
    click(page.button("Show its quantizations"))
    qtbot.waitUntil(lambda: "Base · one" in page.links)


def test_relatives_are_found_though_their_base_is_gone(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    child = b"---\nbase_model: gone/Base\n---\n"
    for name in ("one", "two"):
        make_repo(tmp_path / "hub", f"{name}/Base-GGUF", {"a-Q4_K_M.gguf": 300, "README.md": child})
    page.open("one/Base-GGUF")
    page.links["Quantizations of gone/Base"].click()
    qtbot.waitUntil(lambda: "Base · two" in page.links)


def test_a_model_that_the_hub_has_blocked_says_so_first(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    make_repo(tmp_path / "hub", "maker/Shut-GGUF", {"s-Q4_K_M.gguf": 300, "README.md": CARD}, disabled=True)
    page.open("maker/Shut-GGUF")
    assert "The Hub has blocked this model" in page.words(page.sheet)


def make_gated(root: Path) -> None:
    card = "---\nlicense: mit\nextra_gated_heading: Say who you are\nextra_gated_prompt: Be kind.\n"
    card += "extra_gated_fields:\n  Name: text\n  Country: country\n---\n# Shut\n"
    make_repo(root, GATED, {"g-Q4_K_M.gguf": 300, "README.md": card.encode()}, gated="auto")


def test_a_gate_says_what_it_asks_and_keeps_its_files(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    make_gated(tmp_path / "hub")
    page.open(GATED)
    assert page.primary == "Open its page"
    gate = found(lambda: page.gate, "the gate")
    qtbot.waitUntil(lambda: "Say who you are" in page.words(gate))
    qtbot.waitUntil(lambda: "It asks for: Name, Country." in page.words(gate))
    get = page.button("Get", page.sheet)
    assert not get.isEnabled()
    assert "First accept the conditions" in get.toolTip()


def test_a_token_is_taken_in_place_and_opens_the_gate(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    make_gated(tmp_path / "hub")
    page.open(GATED)
    gate = found(lambda: page.gate, "the gate")
    for token, said in (
        ("hf_wrong", "does not accept this access token"),
        ("hf_stranger", "asks you to accept conditions first"),
    ):
        QTest.keyClicks(gate.field, token)
        click(gate.store)
        assert gate.field.text() == ""
        qtbot.waitUntil(lambda said=said: said in page.words(gate))  # type: ignore[misc]
    QTest.keyClicks(gate.field, "hf_member")
    QTest.keyClick(gate.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.primary == "Download · Balanced, 300 B")
    qtbot.waitUntil(lambda: "# Shut" not in page.words() and page.opened == GATED)
    assert page.gate is None
    assert "hf_" not in json.dumps([page.words()])


def test_nothing_is_downloaded_while_offline_and_the_button_says_so(
    page: DiscoverPage, qtbot: QtBot, settings: SettingsFile, went: list[Place]
) -> None:
    page.open(MEADOW)
    settings.change(offline=True)
    qtbot.waitUntil(lambda: "Offline mode is on: nothing is downloaded" in page.words(page.sheet))
    page.session.open(MEADOW)
    qtbot.waitUntil(lambda: page.opened == MEADOW)
    download = page.button("Download", page.sheet)
    assert not download.isEnabled()
    assert "Offline mode is on." in download.toolTip()
    qtbot.waitUntil(lambda: "Offline mode is on. This is what was seen on" in page.words(page.sheet))
    assert not page.button("Get", page.sheet).isEnabled()
    click(page.button("Open the settings", page.sheet))
    assert went[-1] == Place(Room.SETTINGS, setting="offline")
    settings.change(offline=False)
    qtbot.waitUntil(lambda: page.opened == MEADOW and page.button("Download", page.sheet).isEnabled())


def test_the_peace_that_the_hub_wants_is_counted_down_and_then_it_is_asked_again(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault("/api/models", "rate_limit", times=1, retry_after=1)
    QTest.keyClicks(page.head.field, "titan")
    QTest.keyClick(page.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "It will be asked again in 0:01" in page.words())
    qtbot.waitUntil(lambda: page.listed == [TITAN])


def test_it_is_counted_down_over_a_list_that_was_seen_before_too(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault("/api/models", "rate_limit", times=1, retry_after=4)  # seen in time
    page.pane.run_command("F5")
    strip = page.pane.findChildren(StaleListNote)[0]
    qtbot.waitUntil(strip.isVisible)
    assert "wants fewer requests. This is the list as seen on" in page.words(strip)
    assert re.search(r"It will be asked again in 0:0[1-4]", page.words(strip))
    qtbot.waitUntil(lambda: not strip.isVisible(), timeout=15_000)
    qtbot.waitUntil(lambda: page.state.seen_at is None)
    assert page.state.lines


def test_more_is_loaded_from_where_the_filters_say_what_they_left(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    for number in range(60):
        make_repo(tmp_path / "hub", f"crowd/Model-{number}-GGUF", {"a.gguf": 10}, downloads=5_000 + number)
    QTest.keyClicks(page.head.field, "gguf")
    qtbot.waitUntil(lambda: page.state.loaded == 50)
    page.head.fits.click()
    qtbot.waitUntil(
        lambda: "0 of the 50 loaded fit. The Hub cannot filter by: fits this machine." in page.words()
    )
    click(page.button("Load more"))
    qtbot.waitUntil(lambda: page.state.loaded == 63)
    qtbot.waitUntil(lambda: "1 of the 63 loaded fit." in page.words())


def test_all_facts_go_into_the_clipboard_with_their_quotes(page: DiscoverPage, qtbot: QtBot) -> None:
    page.open(MEADOW)
    click(page.button("Copy all facts", page.sheet))
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


def test_a_hub_that_hangs_on_the_way_up_leaves_what_came_readable(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub, tmp_path: Path
) -> None:
    _lineage(tmp_path / "hub")
    test_hub.fault("/api/models/old/Root/*", "hang")
    page.session.open("child/Kid-GGUF")
    qtbot.waitUntil(lambda: page.opened == "child/Kid-GGUF")
    qtbot.waitUntil(lambda: page.above == {"child/Mid": "read", "old/Root": "asked"})
    qtbot.waitUntil(lambda: "Asking the Hub for old/Root…" in page.words(page.sheet))
    license_row = next(r for r in page.facts if r.finding.dimension == "license")
    assert "differs from the license of child/Mid" in license_row.accessibleDescription()
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: page.above == {"child/Mid": "read", "old/Root": "read"})
    qtbot.waitUntil(lambda: "Asking the Hub" not in page.words(page.sheet))


def test_nothing_more_is_asked_for_a_sheet_that_went_away(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub, tmp_path: Path
) -> None:
    _lineage(tmp_path / "hub")
    test_hub.fault("/api/models/child/Mid/*", "hang")
    page.session.open("child/Kid-GGUF")
    qtbot.waitUntil(lambda: any("child/Mid" in r.path for r in test_hub.requests))
    page.open(MEADOW)
    test_hub.faults.clear()
    QTest.qWait(300)
    assert not any("old/Root" in r.path for r in test_hub.requests)
    assert page.above == {}


@pytest.mark.parametrize("title", ["Inside the model", "Files"])
def test_what_is_read_keeps_its_place_through_many_sizes(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path, title: str
) -> None:
    make_repo(tmp_path / "hub", "real/Tiny-GGUF", {"README.md": CARD + b"\n\nMore words. " * 200})
    write_tiny(tmp_path / "hub/real/Tiny-GGUF/tiny-Q8_0.gguf", Tiny(text="words"))
    page.pane.resize(1280, 700)
    page.open("real/Tiny-GGUF")
    qtbot.waitUntil(lambda: bool(page.sheet.findChildren(AnatomyPage)))

    def above() -> int:
        heads = (head for head in page.sheet.findChildren(SectionHeader) if head.text() == title)
        return next(heads).mapTo(page.sheet.viewport(), QPoint()).y()

    bar, still = page.sheet.verticalScrollBar(), 0

    def stands() -> bool:
        """Scrolled there, and nothing is laid out anew any more: what is not read yet may still move."""
        nonlocal still
        still = still + 1 if above() == 8 else 0
        bar.setValue(bar.value() + above() - 8)
        return still > 5

    qtbot.waitUntil(stands)
    for width in (960, 1920, 1280, 1000, 1280):
        page.pane.resize(width, 700)
        qtbot.waitUntil(lambda: abs(above() - 8) <= 2)


def test_a_double_click_on_download_stays_in_the_room(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub, went: list[Place]
) -> None:
    """The second click would lead to what the button has become: the downloads in the Library."""
    test_hub.fault(f"/{MEADOW}/resolve/*.gguf", "hang")
    page.open(MEADOW)
    get = page.button("Download")
    QTest.mouseDClick(get, Qt.MouseButton.LeftButton)
    click(get)
    QTest.mouseDClick(get, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: get.text().startswith("Downloading"))
    assert not went
    test_hub.faults.clear()


def test_a_download_that_stands_goes_on_from_the_sheet(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub, tmp_path: Path
) -> None:
    """A button says what it does: one that said "Download failed" did not."""
    make_repo(tmp_path / "hub", "real/Tiny-GGUF", {"README.md": CARD})
    write_tiny(tmp_path / "hub/real/Tiny-GGUF/tiny-Q8_0.gguf", Tiny(text="words"))
    page.open("real/Tiny-GGUF")
    test_hub.fault("/real/Tiny-GGUF/resolve/*", "status", code=403)
    click(page.button("Download"))
    qtbot.waitUntil(lambda: "again" in page.primary)
    test_hub.faults.clear()
    click(page.button("Try the download again"))
    qtbot.waitUntil(lambda: page.primary == "Try it")


def test_what_makes_vectors_leads_to_the_library_once_it_is_here(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path, went: list[Place]
) -> None:
    make_repo(tmp_path / "hub", "real/Encoder-GGUF", {"README.md": CARD})
    write_encoder(tmp_path / "hub/real/Encoder-GGUF/encoder-F32.gguf")
    page.open("real/Encoder-GGUF")
    click(page.button("Download"))
    qtbot.waitUntil(lambda: page.primary == "Show in the Library")
    click(page.button("Show in the Library"))
    assert [place.room for place in went] == [Room.LIBRARY]


def test_what_the_disk_has_no_room_for_is_never_the_primary_button(
    page: DiscoverPage, qtbot: QtBot, machine: Machine, went: list[Place]
) -> None:
    machine.yardstick.disk = 60_000_000  # 50 MB of it stay free
    page.open(MEADOW)
    assert page.primary == "Download · Balanced, 300 B"
    machine.yardstick.disk = 50_000_000
    page.open(MEADOW)
    qtbot.waitUntil(lambda: page.primary == "Choose another models folder")
    assert "No file fits on the disk: the smallest needs" in page.words(page.sheet)
    gets = [one for row in page.files for one in row.findChildren(Button)]
    assert gets
    assert not any(one.isEnabled() for one in gets)
    page.press_primary()
    assert went[-1] == Place(Room.SETTINGS, setting="models-folder")


def test_what_the_memory_has_no_room_for_leads_to_models_that_fit(
    page: DiscoverPage, qtbot: QtBot, machine: Machine
) -> None:
    machine.yardstick.memory_total = 1_000
    page.open(MEADOW)
    qtbot.waitUntil(lambda: page.primary == "Find models that fit")
    page.press_primary()
    assert page.head.fits.isChecked()
    qtbot.waitUntil(lambda: page.state.filters.fits)


def _seeing(tmp_path: Path) -> None:
    """A repo whose model sees images."""
    folder = tmp_path / "hub/real/Tiny-VL-GGUF"
    write_beside(write_tiny(folder / "Tiny-VL-Q8_0.gguf", Tiny(text=None)), "mmproj-Tiny-VL-F16.gguf")
    make_repo(tmp_path / "hub", "real/Tiny-VL-GGUF", {"README.md": CARD})


def _line(page: DiscoverPage) -> ProjectorRow:
    def seen() -> ProjectorRow | None:
        return next((row for row in page.sheet.findChildren(ProjectorRow) if row.isVisible()), None)

    return found(seen, "the row of the vision file")


def test_what_lets_it_see_comes_along_unless_it_is_left_out(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path, services: RoomServices
) -> None:
    _seeing(tmp_path)
    page.open("real/Tiny-VL-GGUF")
    downloads = services.downloads
    line = _line(page)
    seen = page.words(line)
    assert "Vision file lets it see images" in seen
    assert "mmproj-Tiny-VL-F16.gguf" in seen
    assert line.toggle.isChecked()
    line.toggle.click()
    assert _line(page) is line
    assert not line.toggle.isChecked()
    assert page.words(line) == seen
    click(page.button("Get"))
    assert [item.order.projector for item in downloads.items] == [None]
    downloads.cancel(downloads.items[0].id)
    line.toggle.click()
    click(page.button("Get"))
    (item,) = downloads.items
    assert item.order.projector is not None
    qtbot.waitUntil(lambda: downloads.items == (), timeout=20_000)
    qtbot.waitUntil(lambda: "by its header" in _line(page).words)


def test_of_a_model_that_is_here_without_it_the_part_is_got(
    page: DiscoverPage, qtbot: QtBot, tmp_path: Path, services: RoomServices
) -> None:
    _seeing(tmp_path)
    page.open("real/Tiny-VL-GGUF")
    downloads = services.downloads
    _line(page).toggle.click()
    click(page.button("Get"))
    qtbot.waitUntil(lambda: downloads.items == (), timeout=20_000)
    qtbot.waitUntil(lambda: "is not here" in _line(page).words)
    button = _line(page).button
    assert button is not None
    click(button)
    qtbot.waitUntil(lambda: "by its header" in _line(page).words, timeout=20_000)
