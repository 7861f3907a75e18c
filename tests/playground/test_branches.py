"""A conversation said in more than one way: nothing is lost, and each way is a click away."""

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from explorer.domain.generation import Sampling
from explorer.kit.stepper import Stepper
from explorer.rooms.playground.chats.session import messages_for
from explorer.rooms.playground.chats.store import Chats, HandedMessages, TurnRecord
from explorer.rooms.playground.transcript.question_rows import QuestionRow
from explorer.rooms.playground.transcript.transcript_pane import Transcript
from tests.playground.conftest import SAID, Table
from tests.playground.test_pane import button


def shown(table: Table) -> list[str]:
    """The turns on the screen, from the top."""
    QApplication.processEvents()
    return [row.turn.text for row in table.page.rows()]


def stored(table: Table) -> list[str]:
    chats = Chats(table.store)
    return [turn.text for turn in chats.turns(chats.all()[0].id)]


def places(widget: QWidget) -> list[str]:
    QApplication.processEvents()
    return [s.accessibleName() for s in widget.findChildren(Stepper) if s.isVisible()]


def branched(table: Table) -> None:
    """Two ways to ask first; the first way went on for two questions, the second was answered twice."""
    table.use("Tiny chat")
    table.ask("One")
    table.ask("Two")
    button(table.pane, "Edit and send again; what follows is kept as a branch").click()
    table.ask("Uno")
    button(table.pane, "Regenerate").click()
    table.wait(lambda: not table.pane.is_busy())


def test_siblings_are_switched_in_place(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    branched(table)
    assert places(pane) == ["2 of 2", "2 of 2"]
    button(pane, "The earlier version of this message").click()
    assert shown(table) == stored(table) == ["One", SAID, "Two", SAID]
    assert places(pane) == ["1 of 2"]
    button(pane, "The later version of this message").click()
    assert shown(table) == stored(table) == ["Uno", SAID]
    button(pane, "The answer before this one").click()
    assert places(pane) == ["2 of 2", "1 of 2"]
    assert not button(pane, "The answer before this one").isEnabled()


def test_the_branch_that_was_shown_is_shown_after_a_restart(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    branched(table)
    button(pane, "The earlier version of this message").click()
    pane.close_room()
    pane = table.open(tiny_models)
    assert shown(table) == ["One", SAID, "Two", SAID]
    assert places(pane) == ["1 of 2"]


def test_what_is_asked_next_goes_on_from_the_branch_that_is_shown(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    branched(table)
    button(pane, "The earlier version of this message").click()
    table.ask("Three")
    chats = Chats(table.store)
    turns = chats.turns(chats.all()[0].id)
    assert [turn.text for turn in turns] == ["One", SAID, "Two", SAID, "Three", SAID]
    assert turns[-1].record.handed == HandedMessages.of(messages_for(turns[:-1]))


def test_the_focus_stays_where_the_next_branch_can_be_shown(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    branched(table)
    pane.activateWindow()
    way = button(pane, "The earlier version of this message")
    way.setFocus()
    way.click()
    focus = pane.focusWidget()
    assert focus is button(pane, "The later version of this message")


def test_the_arrows_of_a_message_stay_under_the_pointer(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    branched(table)

    def arrow(name: str) -> QPoint:
        QApplication.processEvents()
        return button(pane, name).mapTo(pane, QPoint(0, 0))

    earlier, later = "The earlier version of this message", "The later version of this message"
    before = arrow(earlier), arrow(later)
    button(pane, earlier).click()
    assert (arrow(earlier), arrow(later)) == before


def test_switching_far_up_leaves_what_is_read_in_place(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    chats = Chats(table.store)
    chat = chats.create("Long", table.use("Tiny chat").id)
    turns = []
    for number in range(12):
        turns.append(chats.add(chat.id, "user", f"Question {number}", TurnRecord()))
        chats.add(chat.id, "assistant", SAID * 4, TurnRecord())
    chats.add(chat.id, "user", "Otherwise", TurnRecord(), turns[6].parent)
    chats.show(turns[6].id)
    table.page.open_chat(chat.id)
    (transcript,) = pane.findChildren(Transcript)
    transcript.go_to(turns[6].id)
    table.wait(transcript.is_settled)
    row = next(r for r in pane.findChildren(QuestionRow) if r.turn.id == turns[6].id)
    bar = transcript.area.verticalScrollBar()
    bar.setValue(table.page.top(row) - 60)
    button(row, "The later version of this message").click()
    QApplication.processEvents()
    switched = next(r for r in pane.findChildren(QuestionRow) if r.isVisible() and r.turn.text == "Otherwise")
    assert 0 <= table.page.top(switched) - bar.value() < transcript.area.height()
    assert len(shown(table)) == 13


def test_an_answer_without_a_word_makes_room_for_the_next(table: Table, tiny_models: Path) -> None:
    """What failed before it said anything is nothing worth keeping."""
    pane = table.open(tiny_models)
    model = table.use("Tiny chat")
    chats = Chats(table.store)
    chat = chats.create("t", model.id)
    chats.add(chat.id, "user", "Hi", TurnRecord())
    failed = TurnRecord(end="failed", model=model.id, sampling=Sampling(temperature=0))
    chats.add(chat.id, "assistant", "", failed)
    table.page.open_chat(chat.id)
    button(pane, "Regenerate").click()
    table.wait(lambda: not pane.is_busy())
    turns = chats.turns(chat.id)
    assert [turn.text for turn in turns] == ["Hi", SAID]
    assert len(turns[-1].siblings) == 1


def test_branches_wait_while_an_answer_is_written(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    branched(table)
    table.choose("Endless")
    table.page.set(max_tokens=8192)
    table.send("And?")
    table.wait(lambda: pane.is_busy() and len(pane.last_answer()) > 10)
    assert not button(pane, "The earlier version of this message").isEnabled()
    table.page.stop()
    table.wait(lambda: not pane.is_busy())
    assert button(pane, "The earlier version of this message").isEnabled()


def test_a_base_model_answers_a_text_again_beside_the_first_answer(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny base")
    table.ask("Once upon")
    button(pane, "Regenerate").click()
    table.wait(lambda: not pane.is_busy())
    chats = Chats(table.store)
    turns = chats.turns(chats.all()[0].id)
    assert [len(turn.siblings) for turn in turns] == [1, 2]
    assert turns[-1].record.kind == "completion"
    button(pane, "The answer before this one").click()
    assert places(pane) == ["1 of 2"]
