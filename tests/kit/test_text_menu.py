"""Menus of texts and fields are ours wherever they are, and do what they say."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.kit.field import Field
from explorer.kit.message_field import MessageField
from explorer.kit.popup import Popup
from explorer.kit.rich_text.code_block import CodeBlock
from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.kit.rich_text.markdown_page import StreamingView
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label

_EDITS = ["Undo", "Redo", "Cut", "Copy", "Paste", "Delete", "Select all"]
_READS = ["Copy", "Select all"]


@pytest.fixture
def host(qtbot: QtBot) -> Iterator[Popup]:
    """A window that texts can be put into."""
    owner = QWidget()
    qtbot.addWidget(owner)
    built = Popup("host", owner)
    built.resize(500, 400)
    yield built
    owner.close()


def put(host: Popup, text: QWidget) -> QWidget:
    host.body.addWidget(text)
    host.show()
    return text


def asked(text: QWidget, spot: QPoint | None = None) -> QMenu | None:
    """As the system tells a right click: to the widget under the pointer, of an area its viewport."""
    under = text.viewport() if hasattr(text, "viewport") else text
    at = spot or under.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, under.mapToGlobal(at))
    QApplication.sendEvent(under, event)
    opened = QApplication.activePopupWidget()
    return opened if isinstance(opened, QMenu) else None


def words(menu: QMenu) -> list[str]:
    return [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]


def choose(menu: QMenu, word: str) -> None:
    next(action for action in menu.actions() if action.text().split("\t")[0] == word).trigger()
    menu.close()


MAKERS: list[tuple[Callable[[], QWidget], list[str]]] = [
    (Field, _EDITS),
    (QLineEdit, _EDITS),
    (lambda: QPlainTextEdit("x"), _EDITS),
    (MessageField, _EDITS),
    (lambda: StreamingView("Answer"), _READS),
    (lambda: Label("a hash", selectable=True), _READS),
]


@pytest.mark.parametrize(("make", "expected"), MAKERS)
def test_every_text_has_our_menu(host: Popup, make: Callable[[], QWidget], expected: list[str]) -> None:
    menu = asked(put(host, make()))
    assert menu is not None
    assert menu.windowFlags() & Qt.WindowType.FramelessWindowHint  # as style_menu does, and Qt does not
    assert words(menu) == expected
    menu.close()


def test_what_cannot_be_done_is_grey_and_what_can_be_done_works(host: Popup) -> None:
    field = put(host, MessageField())
    assert isinstance(field, MessageField)
    field.setPlainText("half a thought")
    menu = asked(field)
    assert menu is not None
    assert [action.isEnabled() for action in menu.actions() if action.text().startswith(("Cut", "Copy"))] == [
        False,
        False,
    ]
    choose(menu, "Select all")
    menu = asked(field)
    assert menu is not None
    choose(menu, "Cut")
    assert (field.toPlainText(), QGuiApplication.clipboard().text()) == ("", "half a thought")
    menu = asked(field)
    assert menu is not None
    choose(menu, "Undo")
    assert field.toPlainText() == "half a thought"


def test_a_secret_is_not_copied(host: Popup) -> None:
    field = put(host, Field())
    assert isinstance(field, Field)
    field.setEchoMode(Field.EchoMode.Password)
    field.setText("hf_secret")
    field.selectAll()
    menu = asked(field)
    assert menu is not None
    enabled = {action.text().split("\t")[0]: action.isEnabled() for action in menu.actions()}
    assert (enabled["Copy"], enabled["Cut"], enabled["Delete"]) == (False, False, True)
    menu.close()


def test_a_link_can_be_opened_by_the_way_that_tells_where_it_leads(host: Popup, qtbot: QtBot) -> None:
    view = put(host, StreamingView("Answer"))
    assert isinstance(view, StreamingView)
    view.show_html(markdown_html("[here](https://example.org/a)"))
    spot = QPoint(12, 12)
    assert view.anchorAt(spot) == "https://example.org/a"
    menu = asked(view, spot)
    assert menu is not None
    assert words(menu) == ["Open the link", "Copy address", "Copy", "Select all"]
    choose(menu, "Copy address")
    assert QGuiApplication.clipboard().text() == "https://example.org/a"
    menu = asked(view, spot)
    assert menu is not None
    with qtbot.waitSignal(view.anchorClicked):
        choose(menu, "Open the link")


def test_where_there_is_no_text_there_is_no_menu_not_even_of_a_scroll_bar(host: Popup) -> None:
    page = QWidget()
    QVBoxLayout(page).addWidget(Label("words"))
    page.setMinimumHeight(2000)
    area = put(host, Scroll(page, "Page"))
    assert isinstance(area, Scroll)
    assert asked(page) is None
    assert asked(area.verticalScrollBar()) is None


def test_a_block_of_code_has_our_menu(host: Popup) -> None:
    block = put(host, CodeBlock("x = 1"))
    (view,) = block.findChildren(QTextEdit)
    menu = asked(view)
    assert menu is not None
    assert words(menu) == _READS
    menu.close()
