"""A conversation of many answers: its end is there at once, the rest comes above it, nothing jumps."""

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from explorer.domain.places import Place, Room
from explorer.rooms.playground.chats.settings import ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.pane import PlaygroundPane
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.question_rows import QuestionRow
from explorer.rooms.playground.transcript.transcript_pane import Transcript
from tests.playground.conftest import SAID, Table
from tests.tour.driver import settle

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


def transcript(pane: PlaygroundPane) -> Transcript:
    (found,) = pane.findChildren(Transcript)
    return found


def answers(pane: PlaygroundPane) -> list[str]:
    """Their first lines, from top to bottom."""
    rows = sorted(pane.findChildren(AnswerRow), key=lambda row: top(pane, row))
    return [row.turn.text.split("\n")[0] for row in rows]


def top(pane: PlaygroundPane, row: QWidget) -> int:
    content = transcript(pane).area.widget()
    assert content is not None
    return row.mapTo(content, row.rect().topLeft()).y()


def open_long(table: Table, tiny_models: Path, chat: int) -> PlaygroundPane:
    pane = table.open(tiny_models)
    pane.show_place(Place(Room.PLAYGROUND, chat_id=chat))
    return pane


def test_the_end_is_there_at_once_and_all_the_rest_soon(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table))
    assert pane.last_answer().startswith(f"Answer {_MANY - 1}")
    assert len(answers(pane)) < _MANY
    table.wait(transcript(pane).is_whole)
    assert answers(pane) == [f"Answer {number}" for number in range(_MANY)]
    assert len(pane.findChildren(QuestionRow)) == _MANY
    assert transcript(pane).area.at_end()


def test_texts_that_a_model_continued_come_with_their_prompts(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table, kind="completion"))
    table.wait(transcript(pane).is_whole)
    assert answers(pane) == [f"Answer {number}" for number in range(_MANY)]
    assert pane.findChildren(QuestionRow) == []
    first = min(pane.findChildren(AnswerRow), key=lambda row: top(pane, row))
    first.copy()
    assert QApplication.clipboard().text().startswith("Question 0Answer 0")


def test_what_is_read_stays_in_its_place_while_more_comes_above_it(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table))
    bar = transcript(pane).area.verticalScrollBar()
    table.wait(lambda: bar.maximum() > 400)
    settle()
    bar.setValue(bar.maximum() - 300)
    rows = [row for kind in (AnswerRow, QuestionRow) for row in pane.findChildren(kind)]
    read = min((r for r in rows if top(pane, r) + r.height() > bar.value()), key=lambda r: top(pane, r))
    place = top(pane, read) - bar.value()
    table.wait(transcript(pane).is_whole)
    assert len(answers(pane)) == _MANY
    assert top(pane, read) - bar.value() == place


def texts(row: AnswerRow) -> list[str]:
    """Of the buttons under it."""
    return [button.text() for button in row.findChildren(QAbstractButton) if button.isVisible()]


def test_a_question_asked_before_all_is_there_is_the_last(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table, lines=1))
    table.send("And now?")
    assert len(answers(pane)) < _MANY
    table.wait(lambda: transcript(pane).is_whole() and not pane.is_busy())
    assert answers(pane) == [*(f"Answer {number}" for number in range(_MANY)), SAID]
    again = [row for row in pane.findChildren(AnswerRow) if "Regenerate" in texts(row)]
    assert [row.turn.text for row in again] == [SAID]


def test_another_chat_and_a_closed_room_end_the_building(table: Table, tiny_models: Path) -> None:
    pane = open_long(table, tiny_models, write_chat(table))
    pane.show_place(Place(Room.PLAYGROUND, chat_id=write_chat(table, turns=1)))
    assert transcript(pane).is_whole()
    table.wait(lambda: answers(pane) == ["Answer 0"])
    pane.show_place(Place(Room.PLAYGROUND, chat_id=write_chat(table)))
    assert not transcript(pane).is_whole()
    pane.close_room()
    assert transcript(pane).is_whole()
