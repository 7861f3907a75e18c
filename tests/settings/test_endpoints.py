"""Settings → Endpoints: adding one, its key, its models, its test; what is said where none can be asked."""

import json
from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.endpoint import EndpointAbility, KeyPlace
from explorer.domain.errors import KnownError
from explorer.engine.remote.presets import PRESETS
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.add_endpoint_pane import AddEndpointSheet
from explorer.rooms.settings.endpoint_card_pane import EndpointCard
from explorer.rooms.settings.endpoint_model_pane import EndpointModelSheet
from explorer.rooms.settings.endpoints_pane import EndpointsGroup
from explorer.rooms.settings.pane import SettingsPane
from tests.engine.remote.replying_server import ReplyingServer, listed, replying
from tests.engine.remote.test_probe import everything
from tests.keys import MemoryKeys
from tests.pages.settings import asked
from tests.settings.conftest import Open
from tests.settings.endpoint_data import LAB_NAME, beside, lab, provider

KEY = "sk-0123456789abcdef4f2a"
Wait = Callable[[Callable[[], bool]], None]


def group_of(pane: SettingsPane) -> EndpointsGroup:
    return pane.group(EndpointsGroup)


def only_card(pane: SettingsPane) -> EndpointCard:
    (card,) = group_of(pane).panel.cards.values()
    return card


def opened_sheet(pane: SettingsPane) -> AddEndpointSheet:
    group_of(pane).add_button.click()
    sheet = group_of(pane).panel.sheet
    assert sheet is not None
    return sheet


def keys_of(services: RoomServices) -> MemoryKeys:
    keys = services.core.endpoints.keys
    assert isinstance(keys, MemoryKeys)
    return keys


def seen(pane: SettingsPane) -> str:
    labels = [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels + [field.text() for field in pane.findChildren(QLineEdit)])


def add(qtbot: QtBot, pane: SettingsPane, server: ReplyingServer, key: str = "") -> EndpointCard:
    """Adds it as a person would, and waits until it has been asked."""
    sheet = opened_sheet(pane)
    sheet.name.setText("Lab")
    sheet.address.setText(server.address)
    if key:
        sheet.key.choose(KeyPlace.KEYRING)
        sheet.key.secret.setText(key)
    sheet.add.click()
    qtbot.waitUntil(lambda: bool(group_of(pane).panel.cards))
    card = only_card(pane)
    qtbot.waitUntil(lambda: card.endpoint.probe is not None and card.probe.test.icon_name == "refresh")
    return card


def test_none_is_contacted_before_it_is_added_and_a_lone_model_is_chosen(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices
) -> None:
    with replying(everything()) as server:
        sheet = opened_sheet(pane)
        for preset in PRESETS:
            sheet.choose(preset)
        sheet.address.setText(server.address)
        assert server.asked == []
        sheet.dismiss()
        card = add(qtbot, pane, server)
    assert card.endpoint.probe is not None
    assert card.endpoint.probe.has(EndpointAbility.CHAT)
    (model,) = services.core.endpoints.models
    assert model.entry.name == "big-1"
    assert "another program on this machine" in seen(pane)


def test_a_key_goes_to_the_keyring_and_is_seen_nowhere(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices, store: Store
) -> None:
    with replying(everything()) as server:
        card = add(qtbot, pane, server, KEY)
    assert list(keys_of(services).kept.values()) == [KEY]
    assert (card.endpoint.key, card.endpoint.key_end) == (KeyPlace.KEYRING, "4f2a")
    assert KEY not in seen(pane)
    rows = store.read("SELECT * FROM endpoints")
    assert KEY not in json.dumps([dict(row) for row in rows], default=str)


def test_a_key_is_replaced_and_removed_after_a_question(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices
) -> None:
    services.core.endpoints.keep(lab())
    card = only_card(pane)
    card.key.replace.click()
    assert card.key.choice.secret.text() == "", "it is never shown again"
    card.key.choice.secret.setText("sk-another-key-0000beef")
    card.key.keep.click()
    qtbot.waitUntil(lambda: card.endpoint.key_end == "beef")
    assert list(keys_of(services).kept.values()) == ["sk-another-key-0000beef"]
    card.key.remove.click()
    asked(pane).agree.click()
    qtbot.waitUntil(lambda: card.endpoint.key is KeyPlace.NONE)
    assert keys_of(services).kept == {}


def test_without_a_keyring_it_is_said_what_to_do_and_nothing_is_added(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys_of(services).refuses = KnownError("There is no keyring.", "Name a variable.")
    with replying(everything()) as server:
        sheet = opened_sheet(pane)
        sheet.address.setText(server.address)
        sheet.key.choose(KeyPlace.KEYRING)
        sheet.key.secret.setText(KEY)
        sheet.add.click()
        qtbot.waitUntil(lambda: "Name a variable" in sheet.said.text)
        assert services.core.endpoints.all == ()
        assert server.asked == []
        monkeypatch.setenv("LAB_KEY", KEY)
        sheet.key.choose(KeyPlace.ENVIRONMENT, "LAB_KEY")
        sheet.add.click()
        qtbot.waitUntil(lambda: bool(server.asked) and only_card(pane).endpoint.probe is not None)
    assert server.asked[0][2]["Authorization"] == f"Bearer {KEY}"
    assert only_card(pane).endpoint.variable == "LAB_KEY"


def test_what_is_no_address_is_told_and_an_open_one_cautioned(pane: SettingsPane) -> None:
    sheet = opened_sheet(pane)
    sheet.address.setText("not an address")
    sheet.add.click()
    assert "not an address" in sheet.said.text
    sheet.address.clear()
    QTest.keyClicks(sheet.address, "http://gpu.example:8000/v1")
    assert "not encrypted" in sheet.said.text
    assert "gpu.example" in sheet.goes.text()
    sheet.address.clear()
    QTest.keyClicks(sheet.address, "http://127.0.0.1:8000/v1")
    assert sheet.said.text == ""
    assert not sheet.leaves.isVisible()
    sheet.choose(next(one for one in PRESETS if one.name == "OpenAI"))
    assert sheet.leaves.isVisible()
    assert "api.openai.com" in sheet.goes.text()


def test_of_several_models_a_person_chooses_and_then_tests(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices
) -> None:
    script = {**everything(), "models": lambda _body: listed("small", "big", context_length=2048)}
    with replying(script) as server:
        card = add(qtbot, pane, server)
        assert server.routes == ["models"]
        assert not services.core.endpoints.models
        card.models.more.click()
        assert card.models.list is not None
        QTest.keyClicks(card.models.list.field, "big")
        QTest.keyClick(card.models.list.field, Qt.Key.Key_Return)
        assert [model.entry.name for model in services.core.endpoints.models] == ["big"]
        card.models.list.dismiss()
        card.probe.test.click()
        qtbot.waitUntil(lambda: card.endpoint.can(EndpointAbility.CHAT))
    assert card.endpoint.probe is not None
    assert card.endpoint.probe.model == "big"
    card.probe.more.click()
    qtbot.waitUntil(lambda: "kiwi-7" in seen(pane))  # what it answered


def test_a_model_is_added_by_its_name(pane: SettingsPane, services: RoomServices) -> None:
    services.core.endpoints.keep(msgspec.structs.replace(beside(), entries=()))
    card = only_card(pane)
    card.models.more.click()
    assert card.models.list is not None
    QTest.keyClicks(card.models.list.field, "my/own-model")
    QTest.keyClick(card.models.list.field, Qt.Key.Key_Return)
    assert [model.entry.name for model in services.core.endpoints.models] == ["my/own-model"]


def test_four_hundred_models_are_searched(pane: SettingsPane, services: RoomServices) -> None:
    services.core.endpoints.keep(provider())
    card = only_card(pane)
    card.models.more.click()
    listed_models = card.models.list
    assert listed_models is not None
    assert len(listed_models.lines) == 400
    QTest.keyClicks(listed_models.field, "qwen3 8b")
    titles = [line.title for line in listed_models.lines if not line.is_new]
    assert "Qwen3 8B" in titles
    assert all("8B" in title for title in titles)


def test_a_price_is_dated_and_a_repo_checked(pane: SettingsPane, services: RoomServices) -> None:
    services.core.endpoints.keep(lab())
    only_card(pane).models.described.emit("phi-4")
    (sheet,) = pane.findChildren(EndpointModelSheet)
    sheet.repo.setText("not a repo!")
    sheet.keep.click()
    assert "not the name of a repo" in sheet.said.text
    sheet.repo.setText("microsoft/phi-4")
    sheet.price.read.setText("0,07")
    sheet.keep.click()
    assert "missing" in sheet.said.text
    sheet.price.written.setText("0.14")
    sheet.keep.click()
    entry = services.core.endpoints.all[0].entry("phi-4")
    assert entry is not None
    assert entry.repo == "microsoft/phi-4"
    assert entry.price is not None
    assert (entry.price.read, entry.price.written, entry.price.day is not None) == (0.07, 0.14, True)


def test_a_fault_is_told_with_its_details(qtbot: QtBot, pane: SettingsPane, services: RoomServices) -> None:
    services.core.endpoints.keep(beside())  # nothing listens there
    card = only_card(pane)
    before = card.endpoint.probe
    card.probe.test.click()
    qtbot.waitUntil(lambda: card.probe.said.kind == "bad" and bool(card.probe.said.text))
    assert "Nothing answers" in card.probe.said.text
    assert card.endpoint.probe == before, "what was known stays"


def test_offline_nothing_can_be_asked(
    pane: SettingsPane, services: RoomServices, settings: SettingsFile
) -> None:
    services.core.endpoints.keep(lab())
    settings.change(offline=True)
    card = only_card(pane)
    assert not card.probe.test.isEnabled()
    assert "Offline mode" in card.probe.said.text
    settings.change(offline=False)
    assert card.probe.test.isEnabled()
    assert card.probe.said.text == ""


def moved(card: EndpointCard, address: str) -> None:
    """As typed, then left."""
    card.address.field.setText(address)
    card.address.field.textEdited.emit(address)
    card.address.field.editingFinished.emit()


def test_a_key_goes_to_another_server_only_if_the_person_says_so(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices
) -> None:
    services.core.endpoints.keep(lab())
    keys_of(services).keep("endpoint lab-server", KEY)
    card = only_card(pane)
    before = card.endpoint
    for half_typed in ("llm.lab.exa", "http://llm.lab.example/v1"):
        moved(card, half_typed)
        assert card.endpoint == before, "nothing moves before that"
    assert "llm.lab.example from now on, without encryption" in card.address.said.text
    card.address.leave.click()
    assert card.address.field.text() == before.address
    assert (card.address.said.text, card.address.keep.isVisible()) == ("", False)
    moved(card, "other.example/v1/")
    card.address.keep.click()
    assert (card.endpoint.address, card.endpoint.probe) == ("https://other.example/v1", None)
    assert card.endpoint.key_end == "4f2a"
    moved(card, "third.example")
    card.address.bare.click()
    qtbot.waitUntil(lambda: card.endpoint.address == "https://third.example/v1")
    assert card.endpoint.key is KeyPlace.NONE
    assert keys_of(services).kept == {}


def test_without_a_key_another_address_forgets_what_was_tested(
    pane: SettingsPane, services: RoomServices
) -> None:
    services.core.endpoints.keep(beside())
    card = only_card(pane)
    moved(card, "other.example/v1/")
    assert (card.endpoint.address, card.endpoint.probe) == ("https://other.example/v1", None)


def test_it_is_renamed_and_removed_with_its_key(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices
) -> None:
    services.core.endpoints.keep(lab())
    keys_of(services).keep("endpoint lab-server", KEY)
    card = only_card(pane)
    card.title.renamed.emit("  The   lab ")
    assert services.core.endpoints.all[0].name == "The lab"
    card.title.more.click()
    remove = next(one for one in card.menu_entries() if one is not None and one.danger)
    remove.call()
    asked(pane).agree.click()
    qtbot.waitUntil(lambda: "No endpoint yet" in seen(pane))
    assert services.core.endpoints.all == ()
    assert keys_of(services).kept == {}


def test_a_search_finds_endpoints_by_their_names(open_pane: Open, services: RoomServices) -> None:
    services.core.endpoints.keep(lab())
    pane = open_pane()
    group = group_of(pane)
    for words, is_found in ((LAB_NAME, True), ("vLLM", True), ("zzz", False)):
        assert group.filter(words) is is_found
