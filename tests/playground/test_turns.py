"""Turns of a chat are edited, deleted, and given again by another model."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.domain.places import Place, Room
from explorer.evaluate.store import EvalStore
from explorer.kit.actions import Action
from explorer.rooms.playground.chats.session import messages_for
from explorer.rooms.playground.chats.store import Chats, Turn
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from tests.evaluate.room.making import last_set
from tests.pages.playground import by_line
from tests.playground.conftest import SAID, Table


def said(table: Table) -> list[str]:
    return [turn.text for turn in table.page.session.turns]


def shown(table: Table) -> list[str]:
    return [row.turn.text for row in table.page.rows()]


def menu_of(table: Table, turn: Turn) -> dict[str, Action]:
    return {one.text: one for one in table.page.transcript.rows.actions_of(turn) if one is not None}


def begin(table: Table, tiny_models: Path) -> list[Turn]:
    """Two questions and their answers."""
    table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    table.ask("Two")
    return list(table.page.session.turns)


def test_an_edited_answer_stands_beside_what_was_said_and_the_model_reads_it(
    table: Table, tiny_models: Path
) -> None:
    turns = begin(table, tiny_models)
    table.field.setPlainText("half a thought")
    menu_of(table, turns[1])["Edit the answer"].run()
    assert table.field.toPlainText() == SAID
    table.send("No, it is blue.")
    assert said(table) == shown(table) == ["One", "No, it is blue."]  # what followed stays with the other
    assert table.field.toPlainText() == "half a thought"
    (row,) = (row for row in table.page.rows() if isinstance(row, AnswerRow))
    assert "edited by you" in by_line(row.by)
    assert table.page.session.turns[1].siblings == (turns[1].id, table.page.session.turns[1].id)
    assert not table.pane.is_busy()
    table.ask("Three")
    chats = Chats(table.store)
    assert "No, it is blue." in chats.sent.of(table.page.session.turns[-1].id)


def test_an_edit_of_an_answer_can_be_left(table: Table, tiny_models: Path) -> None:
    turns = begin(table, tiny_models)
    menu_of(table, turns[3])["Edit the answer"].run()
    QTest.keyClick(table.field, Qt.Key.Key_Escape)
    assert table.field.toPlainText() == ""
    menu_of(table, turns[3])["Edit the answer"].run()
    table.send(SAID)  # as it was: nothing new
    assert [turn.id for turn in table.page.session.turns] == [turn.id for turn in turns]


def test_a_turn_is_deleted_until_undo(table: Table, tiny_models: Path) -> None:
    turns = begin(table, tiny_models)
    menu_of(table, turns[0])["Delete"].run()
    menu_of(table, turns[1])["Delete"].run()
    assert said(table) == shown(table) == ["Two", SAID]
    undo = table.messages.all[-1].action
    assert undo is not None
    undo.run()
    table.pane.show_place(table.places[-1])
    assert said(table) == [SAID, "Two", SAID]
    table.wait(lambda: shown(table) == [SAID, "Two", SAID])


def test_a_question_whose_answer_was_deleted_is_answered_anew_and_the_system_prompt_stands_before_it(
    table: Table, tiny_models: Path
) -> None:
    turns = begin(table, tiny_models)
    table.page.set(system_prompt="Be brief.")
    menu_of(table, turns[0])["Delete"].run()  # the first that is left is an answer
    menu_of(table, turns[3])["Delete"].run()
    assert "Answer it" not in menu_of(table, turns[1])
    menu_of(table, turns[2])["Answer it"].run()
    table.wait(lambda: not table.pane.is_busy())
    assert said(table) == [SAID, "Two", SAID]
    sent = messages_for(table.page.session.turns[:-1], "Be brief.")
    assert [message.role for message in sent] == ["system", "user"]


def test_any_answer_is_given_again_also_by_another_model_which_answers_only_this_once(
    table: Table, tiny_models: Path
) -> None:
    turns = begin(table, tiny_models)
    menu_of(table, turns[1])["Regenerate"].run()
    table.wait(lambda: not table.pane.is_busy())
    assert said(table) == ["One", SAID]
    assert len(table.page.session.turns[1].siblings) == 2
    others = menu_of(table, table.page.session.turns[1])["With another model"].entries
    names = [one.text for one in others if one is not None]
    assert len(names) == 1  # neither the chosen one nor the base model, which sees no conversation
    assert names[0].startswith("Endless")
    assert others[0] is not None
    others[0].run()
    table.wait(lambda: bool(table.pane.last_answer()))
    table.page.stop()
    table.wait(lambda: not table.pane.is_busy())
    answer = table.page.session.turns[1]
    assert (answer.record.model_name, len(answer.siblings)) == ("Endless", 3)
    table.wait(lambda: table.page.chosen.model is not None and table.page.chosen.model.name == "Tiny chat")
    assert table.page.session.chat is not None
    table.wait(lambda: Chats(table.store).all()[0].model == turns[1].record.model)


def chosen_again(table: Table) -> bool:
    return table.page.chosen.model is not None and table.page.chosen.model.name == "Tiny chat"


def ask_endless(table: Table, turn: Turn) -> None:
    (other,) = menu_of(table, turn)["With another model"].entries
    assert other is not None
    other.run()


def test_after_another_model_answered_what_waits_is_for_the_own_one(table: Table, tiny_models: Path) -> None:
    turns = begin(table, tiny_models)
    table.page.set(max_tokens=8192)  # it is still answering when it is stopped
    ask_endless(table, turns[3])
    table.wait(lambda: bool(table.pane.last_answer()))
    table.send("Three")
    table.page.stop()
    table.wait(lambda: said(table)[-2:] == ["Three", SAID] and not table.pane.is_busy())
    assert table.page.session.turns[-1].record.model_name == "Tiny chat"


def test_the_own_model_comes_back_in_a_chat_that_was_left_and_where_nothing_is_asked(
    table: Table, tiny_models: Path
) -> None:
    turns = begin(table, tiny_models)
    table.page.set(form="json_schema", schema="{ not json")
    ask_endless(table, turns[3])
    assert not table.pane.is_busy()
    assert chosen_again(table)
    table.page.set(form="text")
    ask_endless(table, turns[3])
    table.wait(lambda: bool(table.pane.last_answer()))
    table.page.new_chat()
    table.page.stop()
    table.wait(lambda: not table.pane.is_busy())
    (chat,) = Chats(table.store).all()
    assert chat.model == turns[1].record.model
    table.page.open_chat(chat.id)
    assert chosen_again(table)


def test_a_turn_is_deleted_beside_one_that_is_edited(table: Table, tiny_models: Path) -> None:
    turns = begin(table, tiny_models)
    table.field.setPlainText("half a thought")
    menu_of(table, turns[2])["Edit and send again"].run()
    menu_of(table, turns[0])["Delete"].run()
    assert (table.field.toPlainText(), table.page.composer.is_editing()) == ("half a thought", False)


def test_a_message_is_kept_as_a_test_in_one_click(table: Table, tiny_models: Path) -> None:
    turns = begin(table, tiny_models)
    menu_of(table, turns[3])["Keep as a test"].run()
    kept = last_set(EvalStore(table.store))
    (case,) = kept.document.cases
    assert kept.title == "From chats"
    assert [turn.text for turn in case.turns] == ["One", SAID, "Two"]
    menu_of(table, turns[0])["Keep as a test"].run()
    kept = last_set(EvalStore(table.store))
    assert [turn.text for turn in kept.document.cases[1].turns] == ["One"]
    action = table.messages.all[-1].action
    assert action is not None
    action.run()
    assert table.places[-1] == Place(Room.EVALUATE, eval_set_id=kept.id, eval_case=kept.document.cases[1].key)
