"""The sheet of a model in the Library: all that can be known from this disk, and what was not checked."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.facts import Verdict
from explorer.domain.local_model import Integrity, LocalModel
from explorer.domain.places import Place, Room
from explorer.domain.repo import Repo, RepoRow
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.local.model_facts.known_model import KnownModel, read_known
from explorer.local.models.origin_record import keep_answers
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.sheet_view.finding_rows import FindingRow
from explorer.transparency.sheet_view.head_rows import ActionButton
from explorer.transparency.sheet_view.sheet_content import SheetContent
from tests.library.conftest import REPO, put_model
from tests.models.tiny import Tiny, write_tiny
from tests.pages.library import LibraryPage
from tests.waiting import found

type Open = Callable[[], LibraryPage]

CARD = """---
license: apache-2.0
base_model: Tester/Parent
base_model_relation: quantized
---
# Tiny

## Training data

It was trained on [letters](https://huggingface.co/datasets/Tester/letters).
"""


def _keep(models: Path, card: str = CARD) -> None:
    """Card and answer beside the file, as a download keeps them."""
    row = RepoRow(id=REPO, downloads=1_200, likes=7, files=("README.md",))
    api = {
        "id": REPO,
        "sha": "c0ffee",
        "downloads": 1_200,
        "likes": 7,
        "siblings": [{"rfilename": "a.py"}, {"rfilename": "README.md"}],
    }
    at = datetime(2026, 3, 12, tzinfo=UTC)
    keep_answers(models / REPO, Repo(row, "c0ffee", "", at, (), (), card=card, api=api))


def _content(room: LibraryPage, qtbot: QtBot, name: str = "Tiny") -> SheetContent:
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, room.model(name)))
    qtbot.waitUntil(lambda: room.pane.opened.known is not None)
    content = room.pane.opened.content()
    assert content is not None
    return content


def _button(room: LibraryPage, words: str) -> ActionButton:
    """The button that says this, once it is on the screen."""

    def seen() -> ActionButton | None:
        buttons = room.pane.body.sheet.findChildren(ActionButton)
        return next((b for b in buttons if b.text() == words and b.isVisible()), None)

    return found(seen, f"the button {words!r}")


def test_a_press_on_facts_opens_the_sheet_and_escape_leads_back(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    put_model(models)
    room = open_room()
    table = room.pane.body.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_F)
    assert room.pane.body.currentWidget() is room.pane.body.sheet
    qtbot.waitUntil(lambda: bool(room.pane.body.sheet.findChildren(FindingRow)))
    QTest.keyClick(room.pane.body.sheet, Qt.Key.Key_Escape)
    assert room.pane.body.currentWidget() is not room.pane.body.sheet
    assert table.hasFocus()


def test_a_model_with_a_kept_card_shows_what_discover_shows(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    put_model(models)
    _keep(models)
    room = open_room()
    content = _content(room, qtbot)
    assert content.dossier is not None
    data = content.dossier.get("pretraining_data")
    assert data is not None
    assert data.verdict is Verdict.OPEN
    assert content.card == CARD
    assert content.inside is not None
    assert content.inside.anatomy.parts, "the whole file is here: its tensors are counted"
    assert content.permission[0].text.startswith("You may use it")
    assert any("program files" in fact.text for fact in content.security)
    assert [stat.answer for stat in content.community] == ["1.2k", "7"]
    assert content.banner is not None
    assert "2026-03-12" in content.banner.text


def test_an_imported_file_without_a_repo_says_what_was_not_checked_and_why(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    write_tiny(models / "stray.gguf", Tiny(name="Stray"))
    room = open_room()
    content = _content(room, qtbot, "Stray")
    assert content.dossier is not None
    silent = [f for f in content.dossier.findings if f.verdict is Verdict.NOT_DISCLOSED]
    assert not silent, "nobody was silent: nobody was asked"
    data = content.dossier.get("pretraining_data")
    assert data is not None
    assert data.verdict is Verdict.NOT_CHECKED
    assert "no card is known" in data.text
    assert content.banner is not None
    assert "header alone" in content.banner.text
    assert _button(room, "Find it on the Hub").isEnabled()
    assert content.withheld


def test_the_lineage_is_walked_in_what_was_seen_before(
    models: Path, store: Store, licenses: Licenses, model_of: Callable[[], LocalModel]
) -> None:
    put_model(models)
    _keep(models)
    known = _read(store, licenses, model_of())
    assert [hop.repo for hop in known.walked.lineage.hops] == ["Tester/Parent"]
    assert "the Hub was not asked" in known.walked.lineage.broken[0]


def test_nothing_is_sent_until_the_hub_is_asked(
    models: Path, store: Store, licenses: Licenses, model_of: Callable[[], LocalModel]
) -> None:
    put_model(models)
    known = _read(store, licenses, model_of(), asks=False)  # the address would refuse a connection
    assert known.trouble is None
    asked = _read(store, licenses, model_of(), asks=True)
    assert asked.trouble is not None


def test_try_and_compare_and_the_hub_are_one_press_away(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models)
    _keep(models)
    room = open_room()
    _content(room, qtbot)
    _button(room, "Try it").click()
    assert room.went[-1] == Place(Room.PLAYGROUND, model=room.model("Tiny"))
    _button(room, "Open in Discover").click()
    assert room.went[-1] == Place(Room.DISCOVER, repo_id=REPO)


def test_a_checked_hash_shows_on_the_open_sheet(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models)
    _keep(models)
    room = open_room()
    _content(room, qtbot)
    room.pane.deeds.do(ModelRequest(ModelVerb.CHECK, room.model("Tiny")))

    def is_verified() -> bool:
        known = room.pane.opened.known
        found = known.dossier.get("integrity") if known is not None else None
        return found is not None and found.verdict in (Verdict.OPEN, Verdict.PARTIAL)

    qtbot.waitUntil(is_verified)


def test_a_missing_file_still_shows_what_was_kept(open_room: Open, models: Path, qtbot: QtBot) -> None:
    path = put_model(models)
    _keep(models)
    path.unlink()
    room = open_room()
    gone = room.catalog.last.missing[0]
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, gone))
    qtbot.waitUntil(lambda: room.pane.opened.known is not None)
    content = room.pane.opened.content()
    assert content is not None
    assert content.card == CARD
    assert content.banner is not None
    assert "not here any more" in content.banner.text
    assert content.primary is not None
    assert content.primary.text == "Download again"


def _read(store: Store, licenses: Licenses, model: LocalModel, *, asks: bool = False) -> KnownModel:
    return read_known(
        model, Hub("http://127.0.0.1:9", lambda: False, ResponseCache(store)), licenses, asks=asks
    )


@pytest.fixture
def model_of(open_room: Open) -> Callable[[], LocalModel]:
    """The one model that lies there."""
    return lambda: open_room().model("Tiny")


def test_a_damaged_file_is_not_said_to_run(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models, intact=Integrity.DAMAGED)
    content = _content(open_room(), qtbot)
    assert content.stats[1].answer == "Not as it is"
    assert content.files[0].fit == "Not known"
    assert content.primary is not None
    assert content.primary.text == "Download again"


def test_the_facts_on_the_screen_can_be_printed_from_the_palette(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    put_model(models)
    room = open_room()
    prints = {c.shortcut: c for c in room.pane.commands()}["Ctrl+P"]
    assert not prints.enabled
    _content(room, qtbot)
    qtbot.waitUntil(lambda: room.pane.body.sheet.sheet.keep is not None)
    assert {c.shortcut: c for c in room.pane.commands()}["Ctrl+P"].enabled
    room.pane.body.sheet.left.emit()
    assert not {c.shortcut: c for c in room.pane.commands()}["Ctrl+P"].enabled
