"""Copying answers with a tick for a moment, and nothing moves; what can be done stays in one line."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.words import Words
from explorer.kit import copying
from explorer.kit.action_line import ActionLine
from explorer.kit.buttons import Button
from explorer.kit.copying import CopyButton, CopyIcon


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_TICK_MS", 30)


@pytest.mark.parametrize("words", ["Copy", "Copy all facts as JSON"])
def test_a_tick_says_that_it_was_copied_and_moves_nothing(qtbot: QtBot, quick: None, words: str) -> None:
    room, button, after = (
        QWidget(),
        CopyButton("status", words, lambda: "what it copies"),
        Button("link", "x"),
    )
    qtbot.addWidget(room)
    line = QHBoxLayout(room)
    line.addWidget(button)
    line.addWidget(after)
    line.addStretch()
    room.resize(600, 60)
    room.show()
    before = button.geometry(), after.geometry()
    button.click()
    assert QGuiApplication.clipboard().text() == "what it copies"
    assert (button.text(), button.icon_name) == ("Copied", "check")
    qtbot.wait(1)  # a layout would be done anew now
    assert (button.geometry(), after.geometry()) == before
    assert button.fontMetrics().horizontalAdvance("Copied") < button.width()
    qtbot.waitUntil(lambda: (button.text(), button.icon_name) == (words, "copy"))


def test_an_icon_that_copies_ticks_too(qtbot: QtBot, quick: None) -> None:
    icon = CopyIcon("Copy the hash", lambda: "ab12")
    qtbot.addWidget(icon)
    size = icon.sizeHint()
    icon.click()
    assert QGuiApplication.clipboard().text() == "ab12"
    assert (icon.accessibleName(), icon.sizeHint()) == ("Copied", size)
    qtbot.waitUntil(lambda: icon.accessibleName() == "Copy the hash")


@pytest.mark.parametrize(
    "text", ["\u202bسلام\u202c", "def f():\n\t1\n\x0cdef g():", "folder/\u202enep.gguf", "\x1b[31m"]
)
def test_what_is_copied_is_what_was_written(qtbot: QtBot, text: str) -> None:
    icon = CopyIcon("Copy", lambda: text)
    qtbot.addWidget(icon)
    icon.click()
    assert QGuiApplication.clipboard().text() == text


def test_words_of_ours_are_copied_in_the_language_of_the_window(qtbot: QtBot) -> None:
    copying.to_clipboard(Words("{name} is a folder.", name="\u202ex"))
    assert QGuiApplication.clipboard().text() == "U+202Ex is a folder."


def test_bytes_that_are_no_text_are_copied_as_they_are_shown(qtbot: QtBot) -> None:
    copying.to_clipboard("\udcff.gguf")
    assert QGuiApplication.clipboard().text() == r"\xff.gguf"


@pytest.fixture
def line(qtbot: QtBot) -> ActionLine:
    names = ("Copy", "How sure was it?", "Continue", "Regenerate")
    built = ActionLine(*(Button("status", name, "copy") for name in names))
    qtbot.addWidget(built)
    built.resize(built.sizeHint())
    built.show()
    return built


def shown(line: ActionLine) -> list[str]:
    buttons = [button for button in line.findChildren(Button) if button.isVisible()]
    assert len({button.y() for button in buttons}) == 1
    assert all(button.geometry().right() < line.width() for button in buttons)
    return [button.text() for button in sorted(buttons, key=lambda button: button.x())]


def test_all_stand_in_one_line_where_there_is_room(line: ActionLine) -> None:
    assert shown(line) == ["Copy", "How sure was it?", "Continue", "Regenerate"]
    assert line.more.isHidden()


def test_what_finds_no_room_is_in_the_menu_and_works(line: ActionLine, qtbot: QtBot) -> None:
    height, clicked = line.height(), []
    line.buttons[3].clicked.connect(lambda: clicked.append("again"))
    line.resize(line.width() - 20, height)
    assert shown(line) == ["Copy", "How sure was it?", "Continue"]
    line.more.click()
    menu = line.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Regenerate"]
    menu.actions()[0].trigger()
    menu.close()
    assert clicked == ["again"]
    assert line.sizeHint().height() == height


def test_what_cannot_be_done_leaves_its_place_to_the_others(line: ActionLine) -> None:
    line.resize(line.width() - 20, line.height())
    line.offer(line.buttons[2], False)
    assert shown(line) == ["Copy", "How sure was it?", "Regenerate"]
