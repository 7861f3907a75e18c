"""The room with a model that lies in no file: what it cannot tell is left out, all else is as always."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from explorer.domain.places import Place, Room
from explorer.domain.sampling import StatedSampling
from explorer.engine.state import BackendState
from explorer.kit.section import Section
from explorer.rooms.playground.chats.store import Chats, Turn, TurnRecord
from explorer.rooms.playground.header_rows import ChatHeader
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from tests.backends.scripted import (
    AWAY,
    BROKEN,
    SAYS,
    UNTOLD,
    ScriptedBackend,
    ScriptedModel,
    ScriptedProvider,
)
from tests.pages.playground import by_line
from tests.playground.conftest import Table
from tests.playground.test_keeping import run
from tests.playground.test_pane import button, words
from tests.playground.test_picker import listed, opened

FAR = ScriptedModel()


@pytest.fixture
def far(table: Table, tmp_path: Path) -> ScriptedBackend:
    """Of the only model there is; the room is open."""
    provider = ScriptedProvider(FAR)
    table.providers, table.others = (provider,), (FAR,)
    table.open(tmp_path)
    return provider.scripted()


def turns(table: Table) -> tuple[Turn, ...]:
    chats = Chats(table.store)
    return chats.turns(chats.all()[0].id)


def rows(table: Table) -> list[AnswerRow]:
    QApplication.processEvents()
    return table.pane.findChildren(AnswerRow)


def status(table: Table) -> str:
    header = table.pane.findChild(ChatHeader)
    assert isinstance(header, ChatHeader)
    return header.status.text()


def test_it_is_found_in_the_list_beside_the_files_and_asked(table: Table, tiny_models: Path) -> None:
    provider = ScriptedProvider(FAR)
    table.providers, table.others = (provider,), (FAR,)
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    picker = opened(pane)
    assert set(listed(picker)) == {"Tiny chat", "Endless", "Tiny base", "Faraway 9B"}
    QTest.keyClicks(picker.field, "faraway labs")
    assert listed(picker) == ["Faraway 9B"]
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert table.ask("Hi there") == SAYS
    again = opened(pane).list
    assert again.line is not None
    assert again.line.model == FAR  # the one that is chosen is under the keys
    assert (again.line.details, again.line.is_loaded) == ("at Test server", False)


def test_one_whose_endpoint_was_just_taken_out_is_not_chosen_and_another_can_be(
    table: Table, tiny_models: Path
) -> None:
    provider = ScriptedProvider(FAR)
    table.providers, table.others = (provider,), (FAR,)
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    provider.take_out()
    pane.show_place(Place(Room.PLAYGROUND, model=FAR))
    told = [one.text() for one in pane.findChildren(QAbstractButton) if one.isVisible()]
    assert "Faraway" not in "\n".join((words(pane), *told))
    table.choose("Tiny chat")
    assert table.ask("Hi there")


def test_how_sure_one_was_cannot_be_asked_once_its_endpoint_was_taken_out(
    table: Table, tmp_path: Path
) -> None:
    provider = ScriptedProvider(FAR)
    table.providers, table.others = (provider,), (FAR,)
    chats = Chats(table.store)
    chat = chats.create("Old", FAR.id)
    chats.add(chat.id, "user", "Hi", TurnRecord())
    chats.add(chat.id, "assistant", "Hello", TurnRecord(model=FAR.id, sent="<s>Hi"))
    table.store.set_state("playground.chat", str(chat.id))
    pane = table.open(tmp_path)
    provider.take_out()
    button(pane, "How sure was it?").click()
    assert "The model that wrote this is no longer on this machine as it was." in words(pane)


def test_it_is_opened_from_a_place_and_the_chat_is_kept_with_its_reference(
    table: Table, far: ScriptedBackend
) -> None:
    table.pane.show_place(Place(Room.PLAYGROUND, model=FAR))
    assert table.field.hasFocus() or not table.pane.isActiveWindow()
    assert table.ask("Hi there") == SAYS
    question, answer = turns(table)
    assert Chats(table.store).all()[0].model == FAR.id == "endpoint://Test server/Faraway 9B"
    assert (question.text, answer.text, answer.record.end) == ("Hi there", SAYS, "end")
    assert (answer.record.model, answer.record.model_name) == (FAR.id, FAR.name)
    assert (Chats(table.store).sent.of(answer.id), answer.record.sha256) == ("", "")
    assert far.asked


def test_an_answer_comes_word_by_word_is_stopped_asked_again_and_edited(
    table: Table, far: ScriptedBackend
) -> None:
    far.is_held = True
    table.send("Hi there")
    table.wait(lambda: table.pane.last_answer().strip() == "Far")
    assert far.state.value == "generating"
    QTest.keyClick(table.field, Qt.Key.Key_Escape)
    table.wait(lambda: not table.pane.is_busy())
    assert [turn.record.end for turn in turns(table)[1:]] == ["stopped"]
    far.is_held = False
    run(table.pane, "Ctrl+R")
    table.wait(lambda: not table.pane.is_busy() and table.pane.last_answer() == SAYS)
    assert "2 of 2" in words(table.pane)
    button(table.pane, "Edit and send again; what follows is kept as a branch").click()
    assert table.ask("Hello") == SAYS
    assert turns(table)[0].text == "Hello"


def test_a_stopped_answer_is_continued(table: Table, far: ScriptedBackend) -> None:
    far.is_held = True
    table.send("Hi there")
    table.wait(lambda: table.pane.last_answer().strip() == "Far")
    QTest.keyClick(table.field, Qt.Key.Key_Escape)
    table.wait(lambda: not table.pane.is_busy())
    far.is_held, far.says = False, "away."
    run(table.pane, "Ctrl+G")
    table.wait(lambda: not table.pane.is_busy())
    assert table.pane.last_answer() == "Far away."


def test_one_that_cannot_go_on_with_an_answer_says_so_and_the_answer_stays(
    table: Table, tmp_path: Path
) -> None:
    model = ScriptedModel(capabilities=frozenset())
    provider = ScriptedProvider(model)
    table.providers, table.others = (provider,), (model,)
    table.open(tmp_path)
    provider.scripted().breaks = BROKEN
    provider.scripted().breaks_after = 2
    table.ask("Hi there")
    run(table.pane, "Ctrl+G")
    assert "Faraway 9B cannot go on with an answer" in words(table.pane)
    assert table.pane.last_answer().strip() == "Far away"
    assert len(provider.scripted().asked) == 1


def test_what_was_written_before_it_broke_off_is_kept_and_asked_again(
    table: Table, far: ScriptedBackend
) -> None:
    far.breaks, far.breaks_after = BROKEN, 2
    table.ask("Hi there")
    answer = turns(table)[1]
    assert (answer.text.strip(), answer.record.end) == ("Far away", "failed")
    assert answer.record.problem == str(BROKEN)
    assert BROKEN.what in words(table.pane)
    run(table.pane, "Ctrl+R")
    table.wait(lambda: not table.pane.is_busy())
    assert table.pane.last_answer() == SAYS
    assert BROKEN.what not in words(table.pane)


def test_one_that_cannot_be_reached_says_so_and_is_tried_again(table: Table, far: ScriptedBackend) -> None:
    far.refuses = AWAY
    table.ask("Hi there")
    assert AWAY.what in words(table.pane)
    far.refuses = None
    button(table.pane, "Regenerate").click()
    table.wait(lambda: not table.pane.is_busy())
    assert table.pane.last_answer() == SAYS


def test_after_a_restart_the_chat_is_open_with_the_same_model(
    table: Table, far: ScriptedBackend, tmp_path: Path
) -> None:
    table.ask("Hi there")
    first = table.pane
    first.close_room()
    first.hide()
    pane = table.open(tmp_path)
    assert pane.last_answer() == SAYS
    assert table.ask("And now?") == SAYS
    assert len(turns(table)) == 4
    assert [by_line(row.by) for row in rows(table)] == ["Faraway 9B"] * 2


def test_a_chat_whose_endpoint_is_gone_still_names_its_model(
    table: Table, far: ScriptedBackend, tmp_path: Path
) -> None:
    table.ask("Hi there")
    table.pane.close_room()
    table.pane.hide()
    table.others = ()
    pane = table.open(tmp_path)
    assert pane.last_answer() == SAYS
    assert [by_line(row.by) for row in rows(table)] == ["Faraway 9B"]


def test_each_endpoint_model_is_asked_as_its_own_makers_state(table: Table, tmp_path: Path) -> None:
    warm, silent = ScriptedModel("Warm 9B"), ScriptedModel("Silent 9B")
    provider = ScriptedProvider(warm, silent)
    provider.scripted(warm).states = StatedSampling("header", {"top_k": 7})
    table.store.set_state("playground.controls", "{}")
    table.providers, table.others = (provider,), (warm, silent)
    table.open(tmp_path)
    for model in (warm, silent):
        table.page.pick(model)
        table.ask("Hi there")
    table.page.pick(warm)
    table.ask("Hi there")  # its engine has said it long before
    records = [turn.record for turn in turns(table)[1::2]]
    assert [record.model for record in records] == [warm.id, silent.id, warm.id]
    assert [record.stated for record in records[1:]] == [(), ("top_k",)]
    assert table.page.session.stated == provider.scripted(warm).states


def test_one_that_failed_is_not_loaded_whatever_it_says_of_its_model(
    table: Table, far: ScriptedBackend
) -> None:
    table.ask("Hi there")
    assert table.page.chosen.loaded is not None
    far.refuses = AWAY
    far.prepare(far.options)
    table.wait(lambda: far.state is BackendState.FAILED)
    assert far.model is not None
    assert table.page.chosen.loaded is None


def test_only_what_it_can_do_is_offered(table: Table, far: ScriptedBackend) -> None:
    """No memory to give back, no file to load otherwise, no template, no adapters, no count of tokens."""
    assert status(table) == "answers at Test server (far.example)"
    table.ask("Hi there")
    assert status(table) == "answers at Test server (far.example)"
    assert "Regenerate" in [b.text() for b in table.pane.findChildren(QAbstractButton) if b.isVisible()]
    assert not [b for b in table.pane.findChildren(QAbstractButton) if b.isVisible() and "oad" in b.text()]
    titles = {section.header.text() for section in table.pane.findChildren(Section) if section.isVisible()}
    assert titles.isdisjoint({"How it is loaded", "Adapters", "Chat template", "About this model"})
    assert "tokens of context" not in words(table.pane)


def test_how_sure_it_was_is_not_known_and_it_says_why(table: Table, far: ScriptedBackend) -> None:
    table.ask("Hi there")
    run(table.pane, "Ctrl+T")
    said = words(table.pane)
    assert UNTOLD.words in said
