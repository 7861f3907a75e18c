"""A temporary chat in the window: it says what it is, can be kept, and leaves nothing behind."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.base.paths import Paths
from explorer.kit.question import DangerQuestion
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.composer.temporary_rows import TemporaryLine
from explorer.rooms.playground.documents.given_controller import GivenController
from explorer.rooms.playground.documents.preparation import (
    AnswerAsking,
    AnswerPreparation,
    PreparationWays,
)
from tests.pages.playground import part
from tests.playground.conftest import SAID, Table
from tests.playground.test_pane import button
from tests.playground.test_turns import menu_of

WORD = "Quuxolotl"


def begin(table: Table, tiny_models: Path) -> None:
    """After a chat that is kept, a temporary one with an answer."""
    table.store.set_state("playground.controls", "{}")
    table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Kept")
    table.page.command("New temporary chat").run()
    table.page.set(system_prompt=f"{WORD} prompt")
    table.page.ask_greedily()
    assert table.ask(f"{WORD} question") == SAID


def is_temporary(table: Table) -> bool:
    return table.page.session.is_temporary


def files_with(home: Path, word: str) -> list[Path]:
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if word.encode() in path.read_bytes()]


def test_after_a_whole_temporary_chat_no_byte_of_the_home_has_a_word_of_it(
    table: Table, tiny_models: Path, paths: Paths
) -> None:
    begin(table, tiny_models)
    menu_of(table, table.page.session.turns[-1])["Edit the answer"].run()
    table.send(f"{WORD} edited")
    menu_of(table, table.page.session.turns[0])["Delete"].run()
    undo = table.messages.all[-1].action
    assert undo is not None
    undo.run()
    assert [turn.text for turn in table.page.session.turns] == [f"{WORD} question", f"{WORD} edited"]
    table.page.pane.run_command("Ctrl+R")
    table.wait(lambda: not table.pane.is_busy())
    QApplication.clipboard().setText(f"{WORD} " * 2000)
    table.field.paste()  # it becomes a file
    table.field.setPlainText(f"{WORD} half a thought")
    table.page.new_chat()
    question = part(table.pane, DangerQuestion)  # it is asked once
    question.keep.click()
    assert is_temporary(table)
    table.page.new_chat()
    table.pane.findChildren(DangerQuestion)[-1].agree.click()
    assert not is_temporary(table)
    assert table.field.toPlainText() == ""
    table.page.open_chat(Chats(table.store).all()[0].id)
    assert [chat.title for chat in Chats(table.store).all()] == ["Kept"]
    table.pane.close_room()
    assert files_with(paths.root, WORD) == []
    assert files_with(paths.root, "Kept") != []  # as it would be found


def test_it_is_kept_where_the_person_wants_it_and_asks_nothing_then(
    table: Table, tiny_models: Path, paths: Paths
) -> None:
    begin(table, tiny_models)
    table.field.setPlainText("half a thought")
    button(table.pane, "Keep this chat").click()
    assert not is_temporary(table)
    assert Chats(table.store).all()[0].title == f"{WORD} question"
    assert [turn.text for turn in table.page.session.turns] == [f"{WORD} question", SAID]
    assert table.page.session.controls.system_prompt == f"{WORD} prompt"
    assert table.field.toPlainText() == "half a thought"
    assert part(table.pane, TemporaryLine).isHidden()
    table.page.new_chat()
    assert table.pane.findChildren(DangerQuestion) == []
    assert not paths.documents.exists(), "it had no documents"


def lengthen(table: Table) -> None:
    """By more than is copied at once."""
    session = table.page.session
    chat = session.chat
    assert chat is not None
    for number in range(60):
        last = session.chats.add(chat.id, "user", f"{number}", TurnRecord())
    session.show(last.id)


def test_while_a_long_one_is_kept_it_stays_as_it_is_and_what_is_typed_waits(
    table: Table, tiny_models: Path
) -> None:
    begin(table, tiny_models)
    lengthen(table)
    table.field.setPlainText("And this?")
    menu_of(table, table.page.session.turns[0])["Edit and send again"].run()
    before = [turn.text for turn in table.page.session.turns]
    button(table.pane, "Keep this chat").click()
    QTest.keyClick(table.field, Qt.Key.Key_Return)
    button(table.pane, "Keeping…").click()
    assert "being kept" in table.pane.unfinished()[0]
    assert not menu_of(table, table.page.session.turns[0])["Delete"].enabled
    table.page.set(system_prompt="Another prompt")
    assert is_temporary(table)
    table.wait(lambda: not is_temporary(table))
    assert [turn.text for turn in table.page.session.turns] == before
    assert table.page.session.controls.system_prompt == "Another prompt"
    assert table.field.toPlainText() == "And this?"
    assert [chat.title for chat in Chats(table.store).all()] == [f"{WORD} question", "Kept"]
    assert table.ask("And this?") == SAID
    assert [turn.text for turn in table.page.session.turns][-2:] == ["And this?", SAID]


def test_one_that_is_kept_while_the_room_closes_is_kept_whole(table: Table, tiny_models: Path) -> None:
    begin(table, tiny_models)
    lengthen(table)
    button(table.pane, "Keep this chat").click()
    table.pane.close_room()
    chats = Chats(table.store)
    assert chats.binned() == ()
    assert len(chats.turns(chats.all()[0].id)) == 62


def test_whoever_leaves_a_long_one_while_it_is_kept_is_not_asked(table: Table, tiny_models: Path) -> None:
    begin(table, tiny_models)
    lengthen(table)
    button(table.pane, "Keep this chat").click()
    table.page.new_chat()
    table.wait(lambda: table.page.session.chat is None)
    assert table.pane.findChildren(DangerQuestion) == []
    assert len(Chats(table.store).all()) == 2


def test_an_answer_in_a_chat_that_is_kept_goes_on_beside_a_temporary_one(
    table: Table, tiny_models: Path
) -> None:
    table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: bool(table.pane.last_answer()))
    table.send("And then?")
    (chat,) = Chats(table.store).all()
    table.page.command("New temporary chat").run()
    QTest.keyClick(table.field, Qt.Key.Key_Escape)
    table.wait(lambda: len(Chats(table.store).turns(chat.id)) == 4)
    assert Chats(table.store).turns(chat.id)[2].text == "And then?"
    button(table.pane, "Stop").click()
    table.wait(lambda: not table.pane.is_busy())
    assert Chats(table.store).turns(chat.id)[3].record.end == "stopped"


def test_a_temporary_chat_is_left_in_the_middle_of_its_answer(
    table: Table, tiny_models: Path, paths: Paths
) -> None:
    table.open(tiny_models)
    table.use("Endless")
    table.page.command("New temporary chat").run()
    table.page.set(max_tokens=8192, when_full="drop_oldest")
    table.send(f"{WORD} question")
    table.wait(lambda: bool(table.pane.last_answer()))
    table.send(f"{WORD} waits")
    table.wait(lambda: not button(table.pane, "Keep this chat").isEnabled())
    table.page.new_chat()
    part(table.pane, DangerQuestion).agree.click()
    table.wait(lambda: not table.pane.is_busy())
    assert not is_temporary(table)
    assert (table.page.session.turns, table.field.toPlainText(), Chats(table.store).all()) == ((), "", ())
    table.page.command("New temporary chat").run()  # nothing of the one before is in the next
    assert (table.page.session.turns, table.field.toPlainText()) == ((), "")
    table.pane.close_room()
    assert files_with(paths.root, WORD) == []


def test_an_answer_that_documents_are_looked_through_for_is_kept_while_a_temporary_chat_is_open(
    table: Table, tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[AnswerPreparation] = []

    def begin(_self: object, asking: AnswerAsking, ways: PreparationWays) -> AnswerPreparation:
        return AnswerPreparation(asking, ways, held.append)

    monkeypatch.setattr(GivenController, "begin", begin)
    table.open(tiny_models)
    table.use("Tiny chat")
    table.send("Kept")
    (chat,) = Chats(table.store).all()
    table.page.command("New temporary chat").run()
    held[0].go(())
    table.wait(lambda: not table.pane.is_busy())
    assert [turn.text for turn in Chats(table.store).turns(chat.id)] == ["Kept", SAID]


def test_what_was_deleted_comes_back_while_an_answer_runs(table: Table, tiny_models: Path) -> None:
    begin(table, tiny_models)
    menu_of(table, table.page.session.turns[0])["Delete"].run()
    undo = table.messages.all[-1].action
    assert undo is not None
    table.choose("Endless")
    table.page.set(max_tokens=8192)
    table.send(f"{WORD} again")
    table.wait(lambda: bool(table.pane.last_answer()))
    undo.run()
    before = len(table.pane.last_answer())
    table.wait(lambda: len(table.pane.last_answer()) > before)
    table.page.stop()
    table.wait(lambda: not table.pane.is_busy())
    assert [turn.role for turn in table.page.session.turns] == ["user", "assistant"] * 2
    assert table.page.session.turns[-1].record.end == "stopped"
