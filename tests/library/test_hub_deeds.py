"""What the Library asks the Hub: where a file came from, and whether it changed since."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.local_model import CARD_UNREAD, Integrity, Origin
from explorer.domain.places import Place
from explorer.domain.places import Room as Rooms
from explorer.domain.units import size_text
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.local.model_facts.model_sources import kept_answers
from explorer.local.models.app_folders import AppEnvironment
from explorer.local.models.origin_record import (
    FileRecord,
    OriginRecord,
    keep_answers,
    read_record,
    write_record,
)
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.transparency.sheet_view.file_rows import ProjectorRow
from explorer.transparency.sheet_view.finding_rows import FindingRow
from explorer.transparency.sheet_view.lineage_rows import HopButton
from tests.hub.server import TestHub
from tests.library.conftest import note_projector, put_model, sha256_of
from tests.models.elsewhere import in_jan
from tests.models.projector import write_beside
from tests.models.tiny import Tiny, write_tiny
from tests.pages.library import LibraryPage
from tests.waiting import found

type Open = Callable[[], LibraryPage]

REPO = "meadow-ai/Field-GGUF"
FILE = "Field-Q4_K_M.gguf"
CARD = "---\nlicense: apache-2.0\n---\n# Field\nTrained on the meadow corpus.\n"


@pytest.fixture
def hub(tmp_path: Path, endpoint: list[str]) -> Iterator[TestHub]:
    folder = tmp_path / "hub" / REPO
    write_tiny(folder / FILE, Tiny(name="Field"))
    (folder / "README.md").write_text(CARD)
    with TestHub(tmp_path / "hub") as hub:
        endpoint[0] = hub.endpoint
        yield hub
    from huggingface_hub import close_session

    close_session()


def _copy(hub: TestHub, tmp_path: Path) -> Path:
    """The file of the hub under another name, as it may come on a stick."""
    path = tmp_path / "stick" / "Field.gguf"
    path.parent.mkdir()
    path.write_bytes((tmp_path / "hub" / REPO / FILE).read_bytes())
    return path


def test_an_imported_file_gets_the_facts_of_its_repo_by_its_hash(
    hub: TestHub, open_room: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    source = _copy(hub, tmp_path)
    room = open_room()
    room.pane.jobs.import_file(source)
    qtbot.waitUntil(lambda: room.names() == ["Field"])
    room.pane.deeds.do(ModelRequest(ModelVerb.TRACE, room.model("Field")))
    qtbot.waitUntil(lambda: room.model("Field").repo == REPO)
    model = room.model("Field")
    assert (model.intact, model.origin, model.license) == (Integrity.CHECKED, Origin.IMPORTED, "apache-2.0")
    assert kept_answers(model).card == CARD
    assert f"published by {REPO}, bit for bit" in room.told[-1]


def test_a_file_of_another_program_gets_them_too_and_nothing_is_written_there(
    hub: TestHub, open_room: Open, around: AppEnvironment, qtbot: QtBot
) -> None:
    path = in_jan(around.home, "someone/field", Tiny(name="Field"))
    before = sorted(around.home.rglob("*"))
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.TRACE, room.model("Field")))
    qtbot.waitUntil(lambda: room.model("Field").repo == REPO)
    assert room.model("Field").path == path
    assert sorted(around.home.rglob("*")) == before


def test_other_bytes_are_not_matched_by_their_name(
    hub: TestHub, open_room: Open, models: Path, qtbot: QtBot
) -> None:
    write_tiny(models / "hand" / FILE, Tiny(name="Field", seed=99))
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.TRACE, room.model("Field")))
    qtbot.waitUntil(lambda: bool(room.told))
    assert "No repo was found that publishes Field bit for bit" in room.told[0]
    assert room.model("Field").repo is None


def _downloaded(hub: TestHub, open_room: Open, tmp_path: Path, qtbot: QtBot) -> LibraryPage:
    """A room with the file of the hub, traced to it."""
    room = open_room()
    room.pane.jobs.import_file(_copy(hub, tmp_path))
    qtbot.waitUntil(lambda: room.names() == ["Field"])
    room.pane.deeds.do(ModelRequest(ModelVerb.TRACE, room.model("Field")))
    qtbot.waitUntil(lambda: room.model("Field").repo == REPO)
    return room


def test_the_sheet_of_an_included_model_reads_its_card_once_and_by_itself(
    hub: TestHub, open_room: Open, models: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """Until then it says so in one sentence, and shows what the header says."""
    path = write_tiny(models / REPO / FILE, Tiny(name="Field"))
    record = FileRecord(FILE, "", path.stat().st_size, sha256_of(path), datetime.now(UTC), Integrity.CHECKED)
    write_record(path.parent, OriginRecord(REPO, "", Origin.INCLUDED, (record,)))
    answer = hub.fault(f"/api/models/{REPO}*", "hang", seconds=30)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, room.model("Field")))
    sheet = room.pane.body.sheet
    qtbot.waitUntil(lambda: sheet.shows_sheet and bool(sheet.findChildren(FindingRow)))
    content = room.pane.opened.content()
    assert content is not None
    assert content.banner is not None
    assert content.banner.text.startswith(CARD_UNREAD)
    assert not content.withheld
    assert "pretraining_data" not in {row.finding.dimension for row in sheet.findChildren(FindingRow)}
    answer.over.set()
    opened = room.pane.opened
    qtbot.waitUntil(lambda: opened.known is not None and opened.known.card == CARD)
    assert "pretraining_data" in {row.finding.dimension for row in sheet.findChildren(FindingRow)}
    assert opened.known is not None
    assert kept_answers(opened.known.model).card == CARD


def test_nothing_changed_is_said(hub: TestHub, open_room: Open, tmp_path: Path, qtbot: QtBot) -> None:
    room = _downloaded(hub, open_room, tmp_path, qtbot)
    room.pane.deeds.do(ModelRequest(ModelVerb.ASK_HUB, room.model("Field")))
    qtbot.waitUntil(lambda: "Nothing has changed on the Hub." in room.told)
    assert room.model("Field").upstream is None


def test_what_changed_upstream_is_kept_shown_and_leads_to_the_new_file(
    hub: TestHub, open_room: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    room = _downloaded(hub, open_room, tmp_path, qtbot)
    folder = tmp_path / "hub" / REPO
    write_tiny(folder / FILE, Tiny(name="Field", seed=5))
    (folder / "README.md").write_text(CARD.replace("apache-2.0", "other"))
    room.pane.deeds.do(ModelRequest(ModelVerb.ASK_HUB, room.model("Field")))
    qtbot.waitUntil(lambda: room.model("Field").upstream is not None)
    upstream = room.model("Field").upstream
    assert upstream is not None
    assert upstream.files == (FILE,)
    assert f"Changed on the Hub: {REPO}." in room.told[-1]
    hub.close()  # what was seen once is told without a network
    room.pane.deeds.do(ModelRequest(ModelVerb.SHOW_CHANGES, room.model("Field")))
    page = room.pane.body.changes
    assert room.pane.body.currentWidget() is page
    said = [label.text() for label in page.findChildren(type(page.text)) if label.isVisibleTo(page)]
    assert any(text.startswith(f"{FILE} was replaced:") for text in said)
    assert "License: apache-2.0 before, other now." in said
    assert "license: other" in said
    page.repo_wanted.emit(REPO)
    assert room.went[-1] == Place(Rooms.DISCOVER, repo_id=REPO)


def test_what_was_seen_in_discover_is_noticed_without_asking(
    hub: TestHub, open_room: Open, tmp_path: Path, store: Store, qtbot: QtBot
) -> None:
    room = _downloaded(hub, open_room, tmp_path, qtbot)
    write_tiny(tmp_path / "hub" / REPO / FILE, Tiny(name="Field", seed=5))
    Hub(hub.endpoint, lambda: False, ResponseCache(store)).open(REPO)  # as Discover does
    asked = len(hub.requests)
    room.pane.hide()
    room.pane.show()
    qtbot.waitUntil(lambda: room.model("Field").upstream is not None)
    assert len(hub.requests) == asked


def test_a_check_of_all_tells_the_damaged_ones(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models, "Good")
    bad = put_model(models, "Bad", repo="other/Bad-GGUF")
    data = bytearray(bad.read_bytes())
    data[-1] ^= 1
    bad.write_bytes(data)
    room = open_room()
    action = next(a for a in room.pane.overall.actions() if str(a.text) == "Check all hashes")
    action.run()
    assert len(room.pane.cards.cards) == 1
    qtbot.waitUntil(lambda: bool(room.told))
    assert room.told == ["2 models were hashed. Not as published, or not readable: Bad"]
    qtbot.waitUntil(
        lambda: (
            {m.name: m.intact for m in room.catalog.models}
            == {"Good": Integrity.CHECKED, "Bad": Integrity.DAMAGED}
        )
    )


def test_a_check_of_all_can_be_stopped_and_keeps_what_was_found(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    put_model(models, "A")
    endless = put_model(models, "B", repo="other/B-GGUF")
    os.truncate(endless, 200_000_000_000)  # sparse
    room = open_room()
    small_first = sorted(room.catalog.models, key=lambda model: model.size)
    room.pane.jobs.check_all(small_first)
    record = models / "Tester" / "A-GGUF"
    qtbot.waitUntil(lambda: _measured(record) != "", timeout=10_000)
    room.pane.jobs.cancel(room.pane.jobs.running[0].id)
    assert room.pane.cards.cards == ()
    qtbot.waitUntil(lambda: room.model("A").intact is Integrity.CHECKED)


def _measured(folder: Path) -> str:
    record = read_record(folder)
    assert record is not None
    return record.files[0].measured


def test_a_model_that_is_gone_can_be_taken_off_the_list(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models, "Gone").unlink()
    room = open_room()
    (row,) = room.pane.body.rows.rows
    assert row.model.is_missing
    room.pane.deeds.do(ModelRequest(ModelVerb.TRY, row.model))
    assert room.told == ["Gone cannot be loaded: not all of it is on this disk."]
    texts = room.menu(row.model)
    assert texts == ["Download again", "Facts and their sources", "Rename…", "Take it off the list"]
    room.pane.deeds.do(ModelRequest(ModelVerb.DELETE, row.model))
    qtbot.waitUntil(lambda: room.pane.body.rows.rows == ())


@pytest.mark.parametrize("state", ["missing", "damaged"])
def test_a_damaged_or_missing_model_is_downloaded_again_in_one_step(
    hub: TestHub, open_room: Open, models: Path, tmp_path: Path, qtbot: QtBot, state: str
) -> None:
    path = put_model(models, "Field", repo=REPO, intact=Integrity.DAMAGED)
    if state == "missing":
        path.unlink()
    room = open_room()
    row = room.pane.body.rows.rows[0]
    assert not row.is_sound
    room.pane.deeds.do(ModelRequest(ModelVerb.DOWNLOAD_AGAIN, row.model))
    qtbot.waitUntil(lambda: [m.intact for m in room.catalog.models] == [Integrity.CHECKED], timeout=10_000)
    assert room.catalog.last.missing == ()
    assert path.read_bytes() == (tmp_path / "hub" / REPO / FILE).read_bytes()
    assert room.went == []


@pytest.mark.parametrize("was_here", [True, False])
def test_again_it_comes_with_what_came_before(
    open_room: Open, hub: TestHub, models: Path, tmp_path: Path, qtbot: QtBot, was_here: object
) -> None:
    """What lets it see images, unless that was left out."""
    path = put_model(models, "Field", repo=REPO, intact=Integrity.DAMAGED)
    write_beside(tmp_path / "hub" / REPO / FILE)
    if was_here:
        note_projector(write_beside(path))
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.DOWNLOAD_AGAIN, room.pane.body.rows.rows[0].model))
    qtbot.waitUntil(lambda: [m.intact for m in room.catalog.models] == [Integrity.CHECKED], timeout=10_000)
    assert [model.projector is not None for model in room.catalog.models] == [bool(was_here)]


PARTS = ("Grove-Q8_0-00001-of-00002.gguf", "Grove-Q8_0-00002-of-00002.gguf")
GROVE = "meadow-ai/Grove-GGUF"


@pytest.fixture
def grove(hub: TestHub, tmp_path: Path) -> Path:
    """The folder of a repo whose model comes in two files."""
    folder = tmp_path / "hub" / GROVE
    for seed, part in enumerate(PARTS):
        write_tiny(folder / part, Tiny(name="Grove", seed=seed))
    (folder / "README.md").write_text(CARD)
    return folder


def _by_hand(grove: Path, models: Path) -> None:
    """Its files as somebody may have copied them."""
    (models / "hand").mkdir()
    for part in PARTS:
        (models / "hand" / part).write_bytes((grove / part).read_bytes())


def test_a_model_in_several_files_is_matched_by_the_hashes_of_all(
    grove: Path, open_room: Open, models: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    _by_hand(grove, models)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.TRACE, room.model("Grove")))
    qtbot.waitUntil(lambda: room.model("Grove").repo == GROVE)
    model = room.model("Grove")
    assert (model.intact, model.license, model.hub_path) == (Integrity.CHECKED, "apache-2.0", PARTS[0])
    assert kept_answers(model).card == CARD
    write_tiny(grove / PARTS[1], Tiny(name="Grove", seed=9))  # it is the second file that changes upstream
    room.pane.deeds.do(ModelRequest(ModelVerb.ASK_HUB, model))
    qtbot.waitUntil(lambda: room.model("Grove").upstream is not None)
    newer = room.model("Grove").upstream
    assert newer is not None
    assert newer.files == (PARTS[1],)
    room.pane.deeds.do(ModelRequest(ModelVerb.SHOW_CHANGES, room.model("Grove")))
    page = room.pane.body.changes
    said = [label.text() for label in page.findChildren(type(page.text)) if label.isVisibleTo(page)]
    assert any(text.startswith(f"{PARTS[1]} was replaced:") for text in said)


def test_one_other_file_among_several_is_no_match(
    grove: Path, open_room: Open, models: Path, qtbot: QtBot
) -> None:
    _by_hand(grove, models)
    write_tiny(models / "hand" / PARTS[1], Tiny(name="Grove", seed=9))
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.TRACE, room.model("Grove")))
    qtbot.waitUntil(lambda: bool(room.told))
    assert "No repo was found that publishes all 2 files of Grove bit for bit." in room.told[0]
    assert (room.model("Grove").repo, room.model("Grove").intact) == (None, Integrity.UNCHECKED)


def test_a_part_that_is_exchanged_later_takes_the_facts_away(
    grove: Path, open_room: Open, models: Path, qtbot: QtBot
) -> None:
    _by_hand(grove, models)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.TRACE, room.model("Grove")))
    qtbot.waitUntil(lambda: room.model("Grove").repo == GROVE)
    write_tiny(models / "hand" / PARTS[1], Tiny(name="Grove", seed=9))
    room.catalog.rescan()
    qtbot.waitUntil(lambda: room.model("Grove").repo is None)
    assert room.model("Grove").intact is Integrity.UNCHECKED


def _keep(hub: TestHub, models: Path, store: Store) -> None:
    """Card and answer beside the file, as a download keeps them."""
    repo = Hub(hub.endpoint, lambda: False, ResponseCache(store)).open(REPO)
    keep_answers(models / REPO, replace(repo, commit="c0ffee"))


def _with_parents(hub: TestHub, tmp_path: Path, models: Path, store: Store) -> None:
    """Field, kept with a card that names a parent, which has one of its own."""

    def card(base: str) -> str:
        return f"---\nlicense: mit\n{base}---\n# A model\n"

    for repo, base in (("meadow-ai/Field", "base_model: meadow-ai/Soil\n"), ("meadow-ai/Soil", "")):
        folder = tmp_path / "hub" / repo
        folder.mkdir(parents=True)
        (folder / "README.md").write_text(card(base))
    put_model(models, "Field", repo=REPO)
    named = "base_model: meadow-ai/Field\nbase_model_relation: quantized\n"
    (tmp_path / "hub" / REPO / "README.md").write_text(card(named))
    _keep(hub, models, store)


def _cards(room: LibraryPage) -> dict[str, str]:
    """The models of the picture, each with whether it was read."""
    buttons = room.pane.body.sheet.findChildren(HopButton)
    return {button.text(): button.hop.state for button in buttons if button.isVisible()}


def test_the_models_above_come_one_by_one_once_the_hub_is_asked(
    hub: TestHub, open_room: Open, tmp_path: Path, models: Path, store: Store, qtbot: QtBot
) -> None:
    _with_parents(hub, tmp_path, models, store)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, room.model("Field")))
    qtbot.waitUntil(lambda: _cards(room) == {"meadow-ai/Field": "unread"})
    hub.fault("/api/models/meadow-ai/Soil/*", "hang")
    room.pane.opened.ask()
    qtbot.waitUntil(lambda: _cards(room) == {"meadow-ai/Field": "read", "meadow-ai/Soil": "asked"})
    hub.faults.clear()
    qtbot.waitUntil(lambda: _cards(room) == {"meadow-ai/Field": "read", "meadow-ai/Soil": "read"})


def test_a_closed_sheet_asks_the_hub_no_further(
    hub: TestHub, open_room: Open, tmp_path: Path, models: Path, store: Store, qtbot: QtBot
) -> None:
    _with_parents(hub, tmp_path, models, store)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, room.model("Field")))
    qtbot.waitUntil(lambda: room.pane.opened.known is not None)
    hub.fault("/api/models/meadow-ai/Field/*", "hang")
    room.pane.opened.ask()
    qtbot.waitUntil(lambda: any(r.path.startswith("/api/models/meadow-ai/Field/") for r in hub.requests[-1:]))
    room.pane.body.sheet.left.emit()
    hub.faults.clear()
    qtbot.wait(300)
    assert not any("Soil" in r.path for r in hub.requests)


def test_the_facts_of_a_model_here_can_be_saved_and_its_license_read(
    hub: TestHub, open_room: Open, tmp_path: Path, models: Path, store: Store, qtbot: QtBot
) -> None:
    (tmp_path / "hub" / REPO / "LICENSE").write_text("You may do what you like.\n")
    put_model(models, "Field", repo=REPO)
    _keep(hub, models, store)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, room.model("Field")))
    qtbot.waitUntil(lambda: room.pane.opened.known is not None)
    content = room.pane.opened.content()
    assert content is not None
    assert content.tools.tasks is not None
    assert content.license_text is not None
    assert content.license_text.fetch is not None


def test_what_lets_a_model_see_is_offered_and_got(
    open_room: Open, hub: TestHub, models: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    projector = write_beside(tmp_path / "hub" / REPO / FILE, "mmproj-Field-F16.gguf")
    room = open_room()
    repo = room.services.core.hub.open(REPO)
    room.downloads.add(repo, repo.variants[0], sees=False)
    qtbot.waitUntil(lambda: bool(room.catalog.models), timeout=20_000)
    (model,) = room.catalog.models
    words = f"Download vision file ({size_text(projector.stat().st_size)})"
    assert words in room.menu(model)
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, model))
    row = found(lambda: next(iter(room.pane.findChildren(ProjectorRow)), None), "what it lacks")
    assert "is not here" in row.words
    assert row.button is not None
    row.button.click()
    assert row.button.text() == "Coming"
    assert words not in room.menu(model)
    qtbot.waitUntil(lambda: room.catalog.models[0].projector is not None, timeout=20_000)
    qtbot.waitUntil(lambda: "by its header" in _seen(room).words, timeout=20_000)
    assert words not in room.menu(room.catalog.models[0])
    assert room.pane.body.rows.rows[0].model.projector is not None


def _seen(room: LibraryPage) -> ProjectorRow:
    return room.pane.findChildren(ProjectorRow)[-1]
