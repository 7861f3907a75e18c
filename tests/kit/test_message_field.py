"""The field of a message, and what keeps a text that comes without end quick."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.kit.message_field import MessageField
from explorer.kit.rich_text.streaming_parts import ParagraphCut
from explorer.kit.theme import Look


def test_the_caret_of_an_empty_field_stands_where_reading_begins(qtbot: QtBot, look: Look) -> None:
    field = MessageField()
    qtbot.addWidget(field)
    field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    field.resize(400, 40)
    field.show()
    assert field.cursorRect().left() > 200
    field.setPlainText("left to right")
    assert field.document().firstBlock().textDirection() == Qt.LayoutDirection.LeftToRight
    field.clear()
    assert field.cursorRect().left() > 200


def test_a_paragraph_without_end_is_broken_and_nothing_is_lost() -> None:
    words = [f"word{number} " for number in range(2000)]
    cut = ParagraphCut("\n")
    shown = "".join(cut.feed(word) for word in words)
    assert shown.replace("\n", " ").split() == "".join(words).split()
    assert max(len(line) for line in shown.split("\n")) < 1300


def test_text_without_spaces_is_broken_too() -> None:
    cut = ParagraphCut("\n")
    shown = "".join(cut.feed("词汇") for _ in range(3000))
    assert shown.replace("\n", "") == "词汇" * 3000
    assert max(len(line) for line in shown.split("\n")) < 1700


def test_short_lines_stay_as_they_are() -> None:
    cut = ParagraphCut()
    text = "One line.\nAnother one.\n" * 200
    assert "".join(cut.feed(text[at : at + 7]) for at in range(0, len(text), 7)) == text
