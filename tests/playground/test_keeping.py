"""What is typed and what is folded is kept: over other chats, a rebuilt room, a restart and a kill."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter

from explorer.base.store import Store
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.composer.draft_controller import Draft, Drafts
from explorer.rooms.playground.pane import PlaygroundPane
from tests.playground.conftest import SAID, Table


def kept_draft(table: Table, chat: int | None = None) -> str:
    return Drafts(table.store).get(chat).text


def test_typed_text_is_stored_while_it_is_typed(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    QTest.keyClicks(table.field, "Half a thou")
    table.wait(lambda: kept_draft(table) == "Half a thou")


def test_a_draft_survives_a_room_that_is_built_anew(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.field.setPlainText("Half a thought")
    pane.close_room()
    table.open(tiny_models)
    assert table.field.toPlainText() == "Half a thought"


def test_each_chat_has_a_draft_of_its_own(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    (chat,) = Chats(table.store).all()
    table.field.setPlainText("more about one")
    run(pane, "Ctrl+N")
    assert table.field.toPlainText() == ""
    table.field.setPlainText("something new")
    table.page.open_chat(chat.id)
    assert table.field.toPlainText() == "more about one"
    run(pane, "Ctrl+N")
    assert table.field.toPlainText() == "something new"


def test_what_was_sent_is_no_draft_any_more(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    pane.close_room()
    table.open(tiny_models)
    assert table.field.toPlainText() == ""


def test_an_edit_is_kept_and_the_message_begun_before_it_comes_back(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    table.field.setPlainText("begun")
    table.page.edit(table.page.questions()[0])
    table.field.setPlainText("One, edited")
    pane.close_room()
    table.open(tiny_models)
    assert table.field.toPlainText() == "One, edited"
    assert table.page.composer.is_editing()
    QTest.keyClick(table.field, Qt.Key.Key_Escape)
    assert table.field.toPlainText() == "begun"
    assert not table.page.composer.is_editing()


def test_regenerate_leaves_what_is_typed(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    table.field.setPlainText("next question")
    run(pane, "Ctrl+R")
    table.wait(lambda: not pane.is_busy())
    assert (pane.last_answer(), table.field.toPlainText()) == (SAID, "next question")


def test_drafts_of_another_version_are_left_behind(store: Store) -> None:
    store.set_state("playground.drafts", '{"1": ["new form"]}')
    assert Drafts(store).get(1) == Draft()


def test_folded_chats_stay_folded(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    run(pane, "Ctrl+B")
    assert table.page.chats.isHidden()
    pane.close_room()
    table.open(tiny_models)
    assert table.page.chats.isHidden()


def test_without_room_beside_it_the_inspector_lies_over_the_conversation(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    run(pane, "Ctrl+I")
    pane.resize(640, 568)
    layout, inspector = table.page.layout, table.page.layout.side
    assert inspector.parent() is layout
    assert inspector.geometry().right() == layout.rect().right()
    assert inspector.geometry().bottom() < table.page.composer.mapTo(layout, QPoint(0, 0)).y()
    pane.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert inspector.x() == 0
    pane.resize(1204, 768)
    assert isinstance(inspector.parent(), QSplitter)
    assert inspector.isVisible()


def test_chats_are_found_by_title_and_by_what_was_said(store: Store) -> None:
    chats = Chats(store)
    one, two = chats.create("Boiling water", "m"), chats.create("Letters", "m")
    chats.add(two.id, "user", "A refund of 100 % please", TurnRecord())
    assert [hit.chat for hit in chats.search("WATER")] == [one.id]
    assert [hit.chat for hit in chats.search("100 %")] == [two.id]
    assert chats.search("_") == ()


@pytest.mark.parametrize("name", ["Search chats", "Copy the last answer", "Answer again", "New chat"])
def test_every_command_can_be_used_by_keys(name: str, table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    assert next(c for c in pane.commands() if c.text == name).shortcut


def test_escape_stops_an_answer_from_anywhere_in_the_room(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: len(pane.last_answer()) > 20)
    assert pane.unfinished()
    run(pane, "Esc")
    table.wait(lambda: not pane.is_busy())
    assert not pane.unfinished()


def run(pane: PlaygroundPane, shortcut: str) -> None:
    """What the key does."""
    action = next(command for command in pane.commands() if command.shortcut == shortcut)
    assert action.enabled
    action.run()
