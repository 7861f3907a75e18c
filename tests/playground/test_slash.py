"""What a slash in the composer opens, and how a prompt with variables is filled in."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from explorer.kit.boxes import STRETCH, column
from explorer.kit.theme import Look
from explorer.rooms.playground.composer.composer_rows import ChatComposer
from explorer.rooms.playground.composer.slash_controller import SlashController
from explorer.rooms.playground.composer.slash_rows import SlashLine

PROMPT = "Rewrite for {{reader}} in {{language}}: 😀"


class Desk:
    """A composer in a window, with a list of two prompts and a deed."""

    def __init__(self, qtbot: QtBot) -> None:
        self.host = QWidget()
        qtbot.addWidget(self.host)
        self.composer = ChatComposer()
        column(self.host).add(STRETCH, self.composer)
        self.slash = SlashController(self.composer, self.host)
        self.used: list[str] = []
        self.sent: list[str] = []
        self.composer.sent.connect(self.sent.append)
        self.slash.sources.append(self.lines)
        self.host.resize(600, 500)
        self.host.show()
        self.composer.focus()
        qtbot.waitUntil(self.composer.field.hasFocus)

    def lines(self) -> Sequence[SlashLine]:
        def insert(text: str) -> SlashLine:
            return SlashLine(text.split(maxsplit=1)[0], text, "quote", lambda: self.slash.insert(text))

        deed = SlashLine("Attach a file", "", "document", lambda: self.used.append("attach"))
        return (
            SlashLine("Prompts"),
            insert("Summarise {{text}} now"),
            insert(PROMPT),
            SlashLine("Here"),
            deed,
        )

    @property
    def text(self) -> str:
        return self.composer.text()

    @property
    def selected(self) -> str:
        return self.composer.field.textCursor().selectedText()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.composer.field, text)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.composer.field, key)


@pytest.fixture
def desk(qtbot: QtBot, look: Look) -> Desk:
    del look
    return Desk(qtbot)


def test_a_slash_lists_what_is_there_and_what_is_typed_behind_it_narrows_the_list(desk: Desk) -> None:
    desk.type("/")
    assert desk.slash.is_open()
    desk.type("rew")
    desk.press(Qt.Key.Key_Return)
    assert not desk.slash.is_open()
    assert desk.text == PROMPT
    assert desk.selected == "{{reader}}"
    assert desk.sent == []


def test_tab_walks_over_the_variables_and_leaves_the_field_behind_the_last(desk: Desk) -> None:
    desk.type("/rew")
    desk.press(Qt.Key.Key_Tab)
    desk.composer.field.insertPlainText("nurses 🩺")
    desk.press(Qt.Key.Key_Tab)
    assert desk.selected == "{{language}}"
    desk.type("German")
    assert desk.text == "Rewrite for nurses 🩺 in German: 😀"
    desk.press(Qt.Key.Key_Tab)
    assert not desk.composer.field.hasFocus()


def test_what_was_written_is_the_text_of_a_prompt_that_asks_for_one(desk: Desk) -> None:
    desk.type("Water boils.")
    QTest.keyClick(desk.composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    desk.type("/sum")
    desk.press(Qt.Key.Key_Return)
    assert desk.text == "Summarise Water boils. now"


def test_escape_leaves_the_slash_and_a_slash_elsewhere_opens_nothing(desk: Desk) -> None:
    desk.type("/")
    desk.press(Qt.Key.Key_Escape)
    assert not desk.slash.is_open()
    desk.type("etc/hosts")
    assert not desk.slash.is_open()
    desk.press(Qt.Key.Key_Return)
    assert desk.sent == ["/etc/hosts"]
    desk.composer.field.clear()
    desk.type("and/")
    assert not desk.slash.is_open()


def test_arrows_move_and_the_button_opens_the_list_without_a_slash(desk: Desk) -> None:
    desk.type("half a thought")
    desk.slash.button.click()
    assert desk.slash.is_open()
    desk.press(Qt.Key.Key_Up, Qt.Key.Key_Return)  # from the first to the last
    assert desk.used == ["attach"]
    assert desk.text == "half a thought"


def test_the_list_closes_with_the_focus(desk: Desk) -> None:
    desk.type("/")
    desk.slash.button.setFocus()
    QApplication.processEvents()
    assert not desk.slash.is_open()
