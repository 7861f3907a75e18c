"""Settings → Privacy: what goes to each endpoint, and what of documents may, until that is taken back."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointModel, KeyPlace
from explorer.frame.activity.network_pane import NetworkPage
from explorer.kit.actions import Action
from explorer.kit.text import Para
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.consent_rows import ConsentLine
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.pane import SettingsPane
from tests.pages.playground import part
from tests.settings.conftest import Open

ENTRY = EndpointEntry("far-9b", is_chosen=True)
LAB = Endpoint("lab", "Lab server", "https://llm.lab.example/v1", KeyPlace.KEYRING, entries=(ENTRY,))
STAYS = "never leave this machine"


def said(pane: SettingsPane) -> str:
    QApplication.processEvents()
    group = pane.groups[SettingsSection.PRIVACY]
    return " ".join(label.text() for label in group.findChildren(QLabel) if label.isVisibleTo(group))


def test_what_goes_to_an_endpoint_is_said_as_long_as_models_of_it_are_chosen(
    open_pane: Open, services: RoomServices
) -> None:
    pane = open_pane()
    assert STAYS in said(pane)
    services.core.endpoints.keep(LAB)
    assert "Lab server: llm.lab.example" in said(pane)
    assert "system prompt and images; and its key" in said(pane)
    assert STAYS not in said(pane)
    near = replace(LAB, address="http://127.0.0.1:8080/v1")
    services.core.endpoints.keep(near)
    assert "Lab server, another program on this machine: 127.0.0.1" in said(pane)
    assert STAYS not in said(pane)
    assert "to no other machine. What another program on this machine sends on" in said(pane)
    services.core.endpoints.remove("lab")
    assert "Lab server" not in said(pane)


def test_documents_that_may_be_sent_are_listed_and_taken_back(
    open_pane: Open, services: RoomServices
) -> None:
    consents, pane = services.core.consents, open_pane()
    services.core.endpoints.keep(LAB)
    consents.agree(EndpointModel(LAB, ENTRY), {"leases": "Leases", "one": "", "two": ""})
    assert "Documents that may be sent" in said(pane)
    collection, files = [one for one in pane.findChildren(ConsentLine) if not one.isHidden()]
    assert "Passages of “Leases” to Lab server (llm.lab.example)" in words(collection)
    assert "Passages of 2 files of chats to Lab server" in words(files)
    part(files, QAbstractButton).click()
    assert [one.name for one in consents.kept] == ["Leases"]
    services.core.endpoints.remove("lab")
    assert consents.kept == ()


def words(line: ConsentLine) -> str:
    return " ".join(para.text() for para in line.findChildren(Para))


@pytest.mark.parametrize("address", ["https://llm.lab.example/v1", "http://127.0.0.1:1/v1"])
def test_the_activity_panel_says_what_stays(services: RoomServices, address: str) -> None:
    core = services.core
    page = NetworkPage(core.settings, core.hub.reach, lambda _then: None, Action("", str), core.endpoints)
    core.endpoints.keep(replace(LAB, address=address))
    told = " ".join(para.text() for para in page.findChildren(Para))
    is_away = "llm" in address
    assert ("What you ask a model at Lab server goes to llm.lab.example." in told) is is_away
    assert ("Passages of documents are sent only where you agreed to it." in told) is is_away
    assert ("What another program on this machine sends on" in told) is not is_away
    assert STAYS not in told
