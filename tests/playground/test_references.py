"""References in an answer to the passages it was given, in the conversation."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from explorer.documents.passages import GivenPassage, PassagePlace
from explorer.rooms.playground.chats.store import Turn, TurnRecord
from explorer.rooms.playground.transcript.question_rows import CitedPassage
from explorer.rooms.playground.transcript.transcript_pane import Transcript

GIVEN = tuple(
    GivenPassage(number, "key", "guide.pdf", PassagePlace(number, 0, 9, "page"), "Every letter")
    for number in (1, 2)
)


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
    plain = other.findChildren(QTextBrowser)[-1]
    assert not plain.anchorAt(plain.cursorRect(plain.document().find("[1]")).center() - QPoint(4, 0))
