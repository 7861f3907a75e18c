"""A chat of many answers in the room: its end is there at once, and all of it can be reached."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from explorer.domain.places import Place, Room
from explorer.rooms.playground.chats.settings import ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.pane import PlaygroundPane
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.question_rows import QuestionRow
from tests.playground.conftest import SAID, Table

_MANY = 30
_LINES = 12  # of an answer: some fill a window


def write_chat(table: Table, turns: int = _MANY, *, lines: int = _LINES, kind: str = "chat") -> int:
    chats = Chats(table.store)
    chat = chats.create("Long", "tiny/chat/Tiny-chat-Q8_0.gguf")
    controls = ChatSettingsStore(table.store)
    controls.keep(chat.id, controls.get(None))  # so that the model keeps to its script
    record = TurnRecord(kind="completion") if kind == "completion" else TurnRecord()
    for number in range(turns):
        chats.add(chat.id, "user", f"Question {number}", record)
        chats.add(chat.id, "assistant", "\n\n".join([f"Answer {number}"] * lines), record)
    return chat.id


def answers(table: Table) -> list[str]:
    """The first lines of those that have a row, from top to bottom."""
    return [row.turn.text.split("\n")[0] for row in table.page.rows() if isinstance(row, AnswerRow)]


def open_long(table: Table, tiny_models: Path, chat: int) -> PlaygroundPane:
    pane = table.open(tiny_models)
    pane.show_place(Place(Room.PLAYGROUND, chat_id=chat))
    return pane


def read_through(table: Table) -> list[str]:
    """The first line of every answer that is met from the end to the beginning, from top to bottom."""
    bar, met = table.page.transcript.area.verticalScrollBar(), dict.fromkeys(reversed(answers(table)))
    while bar.value() > 0:
        bar.setValue(bar.value() - bar.pageStep())
        table.wait(table.page.transcript.is_settled)
        met |= dict.fromkeys(reversed(answers(table)))
    return list(reversed(met))


def test_the_end_is_there_at_once_and_all_the_rest_on_the_way_up(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table))
    assert pane.last_answer().startswith(f"Answer {_MANY - 1}")
    assert answers(table)[-1] == f"Answer {_MANY - 1}"
    table.wait(table.page.transcript.is_settled)
    assert len(answers(table)) < _MANY
    assert table.page.transcript.area.at_end()
    assert read_through(table) == [f"Answer {number}" for number in range(_MANY)]


def test_texts_that_a_model_continued_come_with_their_prompts(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table, kind="completion"))
    assert read_through(table) == [f"Answer {number}" for number in range(_MANY)]
    assert pane.findChildren(QuestionRow) == []
    first = table.page.rows()[0]
    assert isinstance(first, AnswerRow)
    first.copy()
    assert QApplication.clipboard().text().startswith("Question 0Answer 0")
    bar = table.page.transcript.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    table.page.transcript.go_to(first.turn.parent)  # found by words of the prompt
    assert bar.value() < bar.pageStep()


def texts(row: AnswerRow) -> list[str]:
    """Of the buttons under it."""
    return [button.text() for button in row.findChildren(QAbstractButton) if button.isVisible()]


def test_a_question_asked_before_all_is_there_is_the_last(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table, lines=1))
    table.send("And now?")
    table.wait(lambda: table.page.transcript.is_settled() and not pane.is_busy())
    assert answers(table)[-2:] == [f"Answer {_MANY - 1}", SAID]
    again = [row for row in pane.findChildren(AnswerRow) if "Regenerate" in texts(row)]
    assert [row.turn.text for row in again] == [SAID]


def test_an_answer_grows_while_something_far_above_is_read(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table, lines=1))
    bar = table.page.transcript.area.verticalScrollBar()
    table.send("And now?")
    bar.setValue(0)
    table.wait(lambda: table.page.transcript.is_settled() and not pane.is_busy())
    assert bar.value() == 0
    assert answers(table)[0] == "Answer 0"
    assert answers(table)[-1] == pane.last_answer() == SAID


def test_tab_leads_through_the_whole_chat_though_few_rows_are_there(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table, turns=8, lines=40))
    pane.activateWindow()
    transcript = table.page.transcript
    transcript.area.verticalScrollBar().setValue(0)
    table.wait(transcript.is_settled)
    assert len(answers(table)) < 8
    transcript.area.setFocus()
    met: dict[int, None] = {}
    while not table.field.hasFocus():
        QTest.keyClick(pane.focusWidget(), Qt.Key.Key_Tab)
        table.wait(transcript.is_settled)
        met |= {row.turn.id: None for row in table.page.rows() if row.isAncestorOf(pane.focusWidget())}
    assert list(met) == [turn.id for turn in table.page.session.turns]


def test_another_chat_and_a_closed_room_end_the_building(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table))
    pane.show_place(Place(Room.PLAYGROUND, chat_id=write_chat(table, turns=1)))
    assert answers(table) == ["Answer 0"]
    pane.show_place(Place(Room.PLAYGROUND, chat_id=write_chat(table)))
    assert not table.page.transcript.is_settled()
    pane.close_room()
    assert table.page.transcript.is_settled()
