"""A model at an endpoint in the room: where what is asked goes is seen, and documents go nowhere unasked."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from explorer.documents.consents import DocumentConsents
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointModel, EndpointPrice
from explorer.domain.model import Whereabouts
from explorer.kit.text import Elided
from explorer.kit.where_mark import WhereMark
from explorer.rooms.playground.chats.exchange.chat_page import chat_page
from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore
from explorer.rooms.playground.chats.store import Chats
from tests.backends.scripted import SAYS, ScriptedBackend, ScriptedModel, ScriptedProvider
from tests.playground.conftest import Table
from tests.playground.test_documents import GUIDE, chips, choose_collection, paste_file
from tests.playground.test_pane import button, words

FAR = ScriptedModel()
MARK = "leaves this machine"


@pytest.fixture
def far(table: Table, tmp_path: Path) -> ScriptedBackend:
    """Of the only model there is; the room is open."""
    provider = ScriptedProvider(FAR)
    table.providers, table.others = (provider,), (FAR,)
    table.open(tmp_path / "models")
    return provider.scripted()


def marks(table: Table) -> list[str]:
    return [mark.text() for mark in table.pane.findChildren(WhereMark) if mark.isVisible()]


def goes(table: Table) -> list[str]:
    """What is said beside the field."""
    lines = [line for line in table.pane.findChildren(Elided) if line.isVisible()]
    return [line.text() for line in lines if line.text().startswith("Goes to")]


def sent(backend: ScriptedBackend) -> str:
    """All that left."""
    asked = (one if isinstance(one, str) else "\n".join(m.text for m in one) for one in backend.asked)
    return "\n".join(asked)


def attach(table: Table, tmp_path: Path, name: str = "guide.txt", text: str = GUIDE) -> None:
    (tmp_path / name).write_text(text)
    paste_file(table, tmp_path / name)
    table.wait(lambda: any("tokens" in chip.shown.words for chip in chips(table)))


def ask(table: Table, until: str) -> None:
    table.send("What must a letter say?")
    table.wait(lambda: until in words(table.pane))


def test_where_prompts_go_stands_over_the_chat_beside_the_field_and_at_each_answer(
    table: Table, far: ScriptedBackend
) -> None:
    assert marks(table) == [MARK]
    assert goes(table) == ["Goes to far.example"]
    table.ask("Hi there")
    assert marks(table) == [MARK] * 2
    assert all(
        "far.example" in one.toolTip() for one in table.pane.findChildren(WhereMark) if one.isVisible()
    )


def test_the_mark_of_an_answer_stays_when_its_endpoint_is_gone(
    table: Table, far: ScriptedBackend, tmp_path: Path
) -> None:
    table.ask("Hi there")
    table.pane.close_room()
    table.pane.hide()
    table.others = ()
    table.open(tmp_path / "models")
    assert marks(table) == [MARK]
    (chat,) = Chats(table.store).all()
    record = Chats(table.store).turns(chat.id)[1].record
    assert record.elsewhere is not None
    assert (record.elsewhere.place, record.elsewhere.where) == ("Test server (far.example)", Whereabouts.AWAY)
    portable = ExchangeStore(table.store).read(chat.id)
    assert portable is not None
    caption = chat_page(portable).turns[1].caption
    assert f"At Test server (far.example), asked over the network on {record.elsewhere.on}." in caption
    assert "hash of its file cannot be checked" in caption


def test_another_program_on_this_machine_has_a_mark_of_its_own(table: Table, tmp_path: Path) -> None:
    beside = replace(FAR, where=Whereabouts.BESIDE, host="127.0.0.1")
    table.providers, table.others = (ScriptedProvider(beside),), (beside,)
    table.open(tmp_path / "models")
    table.ask("Hi there")
    assert marks(table) == ["another program on this machine"] * 2
    assert goes(table) == []


def test_nothing_of_a_file_is_sent_before_the_person_agrees_and_then_it_is_asked_no_more(
    table: Table, far: ScriptedBackend, tmp_path: Path
) -> None:
    attach(table, tmp_path)
    ask(table, "Send passages of “guide.txt” to far.example?")
    assert far.asked == []
    button(table.pane, "Send to far.example").click()
    table.wait(lambda: not table.pane.is_busy())
    assert GUIDE in sent(far)
    assert table.ask("And what else?") == SAYS
    attach(table, tmp_path, "other.txt", "Another text.")
    ask(table, "Send passages of “other.txt” to far.example?")
    assert "Another text." not in sent(far)


def test_it_can_be_asked_without_the_files(table: Table, far: ScriptedBackend, tmp_path: Path) -> None:
    attach(table, tmp_path)
    ask(table, "Send passages of")
    button(table.pane, "Ask without them").click()
    table.wait(lambda: not table.pane.is_busy() and table.pane.last_answer() == SAYS)
    assert GUIDE not in sent(far)
    assert "they stayed on this machine" in words(table.pane)
    ask(table, "Send passages of")  # the next question too
    assert GUIDE not in sent(far)


def test_what_was_agreed_in_a_temporary_chat_is_gone_with_it(
    table: Table, far: ScriptedBackend, tmp_path: Path
) -> None:
    table.page.command("New temporary chat").run()
    attach(table, tmp_path)
    ask(table, "it is gone with the temporary chat")
    assert "Settings, Privacy" not in words(table.pane)
    button(table.pane, "Send to far.example").click()
    table.wait(lambda: not table.pane.is_busy())
    assert GUIDE in sent(far)
    assert table.ask("And what else?") == SAYS
    assert DocumentConsents(table.store).kept == ()
    table.page.command("New chat").run()
    button(table.pane, "Leave it").click()
    attach(table, tmp_path)
    ask(table, "Send passages of “guide.txt” to far.example?")
    assert "Settings, Privacy takes it back" in words(table.pane)


def test_who_leaves_the_question_has_sent_nothing(table: Table, far: ScriptedBackend, tmp_path: Path) -> None:
    attach(table, tmp_path)
    ask(table, "Send passages of")
    button(table.pane, "Cancel").click()
    table.wait(lambda: not table.pane.is_busy())
    assert far.asked == []
    assert "Send passages of" not in words(table.pane)


def test_a_collection_is_asked_about_once_for_all_chats_until_it_is_taken_back(
    table: Table, far: ScriptedBackend, tmp_path: Path
) -> None:
    from explorer.documents.index.writing import FileStamp
    from explorer.documents.passages import ReadPage

    index = table.core.documents
    letters = index.create("Letters").key
    index.put(tmp_path / "guide.txt", letters, (ReadPage(1, GUIDE),), "1", "text", FileStamp(1, 0))
    choose_collection(table, "Letters")
    ask(table, "Send passages of “Letters” to far.example?")
    button(table.pane, "Send to far.example").click()
    table.wait(lambda: not table.pane.is_busy())
    assert GUIDE in sent(far)
    consents = DocumentConsents(table.store)
    (kept,) = consents.kept
    assert (kept.name, kept.source, kept.host) == ("Letters", "Test server", "far.example")
    assert table.ask("What must a letter say now?") == SAYS
    consents.withdraw((kept,))
    ask(table, "Answers of this chat were given passages of them")
    assert "Ask without them" not in words(table.pane)


def test_what_an_answer_here_was_given_is_not_sent_with_the_conversation(
    table: Table, tiny_models: Path, tmp_path: Path
) -> None:
    provider = ScriptedProvider(FAR)
    table.providers, table.others = (provider,), (FAR,)
    table.open(tiny_models)
    table.use("Tiny chat")
    attach(table, tmp_path)
    table.ask("What must a letter say?")
    table.page.pick(FAR)
    ask(table, "Send passages of")
    assert provider.scripted().asked == []


def test_a_cost_is_told_by_the_price_that_was_entered_and_by_no_other(table: Table, tmp_path: Path) -> None:
    price = EndpointPrice(read=1.0, written=5.0, on="2026-11-01")
    endpoint = Endpoint("lab", "Lab server", "https://llm.lab.example/v1")
    model = EndpointModel(endpoint, EndpointEntry("m", is_chosen=True, price=price))
    provider = ScriptedProvider(model)
    provider.scripted(model).usage = (100, 60)
    table.providers, table.others = (provider,), (model,)
    table.open(tmp_path / "models")
    table.ask("Hi there")
    assert "about $0.0004" in words(table.pane)
    free = AskedElsewhere("Lab server", "llm.lab.example", "2026-12-01")
    assert free.cost(None) == ""


def test_offline_a_chat_says_why_its_model_is_not_asked_and_offers_one_that_is_here(
    table: Table, tiny_models: Path
) -> None:
    provider = ScriptedProvider(FAR)
    table.providers, table.others = (provider,), (FAR,)
    table.open(tiny_models)
    table.page.pick(FAR)
    table.ask("Hi there")
    table.catalog.offer((replace(FAR, why_not_usable="offline mode is on"),))
    table.wait(lambda: "Faraway 9B at Test server cannot be used: offline mode is on." in words(table.pane))
    assert marks(table) == [MARK] * 2
    table.send("Again")
    assert len(provider.scripted().asked) == 1
    way = next(one for one in table.pane.findChildren(QAbstractButton) if one.text().startswith("Go on with"))
    way.click()
    table.wait(lambda: "cannot be used" not in words(table.pane))
    assert table.ask("Again")
    assert marks(table) == [MARK]  # of the first answer, for ever
