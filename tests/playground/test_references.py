"""References in an answer to the passages it was given, in the conversation."""

from dataclasses import replace
from typing import get_args

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from explorer.documents.passages import GivenPassage, PassagePlace
from explorer.documents.reading.read_messages import ReadFault
from explorer.domain.errors import KnownError
from explorer.rooms.playground.chats.store import Turn, TurnRecord
from explorer.rooms.playground.documents.captions import fault_caption
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.question_rows import CitedPassage
from explorer.rooms.playground.transcript.transcript_pane import Transcript

GIVEN = tuple(
    GivenPassage(number, "key", "guide.pdf", PassagePlace(number, 0, 9, "page"), "Every letter")
    for number in (1, 2)
)


def link_at(row: QWidget, words: str) -> str:
    view = row.findChildren(QTextBrowser)[-1]
    return view.document().find(words).charFormat().anchorHref()


def test_a_reference_tells_of_which_answer_it_is(qtbot: QtBot) -> None:
    turns = (
        Turn(1, 1, "user", "What must it say?", TurnRecord(), 0, (1,)),
        Turn(2, 1, "assistant", "The reason [2], the dose [5].", TurnRecord(), 1, (2,)),
        Turn(3, 1, "user", "And else?", TurnRecord(), 2, (3,)),
        Turn(4, 1, "assistant", "Nothing [1].", TurnRecord(), 3, (4,)),
    )
    transcript = Transcript(lambda _id: None)
    qtbot.addWidget(transcript)
    transcript.rows.given_of = {2: GIVEN}.get
    transcript.resize(800, 600)
    transcript.show()
    transcript.show_turns(turns)
    first, other = (transcript.rows.of(turn) for turn in (2, 4))
    assert first is not None
    assert other is not None
    view = first.findChildren(QTextBrowser)[-1]
    at = view.cursorRect(view.document().find("[2]")).center() - QPoint(4, 0)
    with qtbot.waitSignal(transcript.rows.cited) as told:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [CitedPassage(2, 2)]
    assert link_at(other, "[1]") == ""


def test_what_an_earlier_answer_was_given_is_known_while_an_answer_streams(qtbot: QtBot) -> None:
    transcript = Transcript(lambda _id: None)
    qtbot.addWidget(transcript)
    transcript.rows.given_of = {4: GIVEN[1:]}.get
    transcript.rows.given_before = lambda answer: frozenset({1}) if answer == 4 else frozenset()
    answer = Turn(4, 1, "assistant", "", TurnRecord(), 0, (4,))
    transcript.resize(800, 600)
    transcript.show()
    transcript.show_turns([answer])
    row = transcript.rows.of(4)
    assert isinstance(row, AnswerRow)
    row.begin("")
    row.grow(replace(answer, text="The reason [2], the name [1], the dose [5].\n\n"))
    assert [link_at(row, one) for one in ("[2]", "[1]", "[5]")] == ["#given-2", "#given-1", "#not-given-5"]


def test_every_reason_why_a_file_is_not_read_is_said_in_a_few_words() -> None:
    for fault in get_args(ReadFault):
        assert fault_caption(KnownError("A long sentence."), fault) != "A long sentence.", fault
