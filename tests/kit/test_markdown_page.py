"""Long texts: code that copies and is coloured, answers that stream, thoughts that fold."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.kit.buttons import Button
from explorer.kit.rich_text import highlight
from explorer.kit.rich_text.code_block import CodeBlock
from explorer.kit.rich_text.highlight import highlighted
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.rich_text.markdown_page import MarkdownArea, MarkdownPage, StreamingView
from explorer.kit.rich_text.markdown_parts import CodePart, ImagesPart, TextPart, markdown_parts
from explorer.kit.rich_text.streaming_parts import StreamParts
from explorer.kit.theme import Look
from explorer.kit.thought_view import ThoughtView

ANSWER = """Water boils **earlier** on a mountain.

1. First
2. Then *that*

```python
def boil(height):
    \"\"\"Degrees,
    roughly.\"\"\"
    return 100 - height / 300  # metres
```

| a | b |
|---|---|
| 1 | 2 |

~~~~
``` not a fence
~~~~
Done with `code`.
"""


def parts_of(page: QWidget) -> list[QWidget]:
    found = page.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [part for part in found if isinstance(part, CodeBlock | StreamingView) and not part.isHidden()]


def colours_of(block: CodeBlock) -> dict[str, str]:
    """Each run of the text with its colour."""
    document = block.findChildren(QTextEdit)[0].document()
    found: dict[str, str] = {}
    cursor = QTextCursor(document)
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
        name = cursor.charFormat().foreground().color().name()
        found[name] = found.get(name, "") + cursor.selectedText()
        cursor.setPosition(cursor.position())
    return found


def test_the_runs_of_a_program_are_its_text() -> None:
    for code in (ANSWER, "x = 'never closed\n", "\r\n\ttabs\n\n", "", "¿ñ 文字 🚀"):
        for language in ("python", "json", "bash", "nonsense", ""):
            assert "".join(text for text, _ in highlighted(code, language)) == code


def test_words_strings_and_comments_are_told_apart() -> None:
    runs = highlighted('def f(): return "x"  # why', "Python")
    assert ("def", "code_word") in runs
    assert ('"x"', "code_string") in runs
    assert ("# why", "code_comment") in runs


def test_a_very_long_program_stays_plain() -> None:
    assert highlighted("x = 1\n" * 40_000, "python") == (("x = 1\n" * 40_000, "text"),)


def test_what_was_cut_off_by_the_clock_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "def once(): pass"
    with monkeypatch.context() as slow:
        slow.setattr(highlight, "_SLOWEST", -1)
        assert highlighted(code, "python") == ((code, "text"),)
    found = highlighted(code, "python")
    assert ("def", "code_word") in found
    assert highlighted(code, "python") is found  # whole, it is kept


def test_long_programs_are_not_kept() -> None:
    code = "x = 1\n" * 4_000
    assert highlighted(code, "python") is not highlighted(code, "python")


def test_code_and_lonely_images_are_parts_of_their_own() -> None:
    text = "a\n\n```py\nx\n```\n![one](http://h/1.png)\n\nwith ![two](http://h/2.png) in it\n"
    parts = markdown_parts(text)
    assert [type(part) for part in parts] == [TextPart, CodePart, ImagesPart, TextPart]
    assert parts[1] == CodePart("x", "py")
    assert isinstance(parts[3], TextPart)
    assert "[image: two]" in parts[3].html
    assert "http://h" not in parts[3].html


def test_links_defined_elsewhere_hold_in_every_part() -> None:
    first = markdown_parts("[a]\n\n```\nx\n```\n\n[a]: https://example.org\n")[0]
    assert isinstance(first, TextPart)
    assert 'href="https://example.org"' in first.html


def lines_of(page: MarkdownPage) -> list[str]:
    return [line.rstrip() for line in page.toPlainText().split("\n")]


def test_the_lines_of_an_answer_stay_lines_and_those_of_a_card_flow(qtbot: QtBot) -> None:
    poem = "The salty sea,\na lone vessel,\n\na **life**\nat sea"
    answer = MarkdownPage("Answer")
    card = MarkdownPage("Card", keeps_lines=False)
    for page in (answer, card):
        qtbot.addWidget(page)
        page.set_markdown(poem)
    lines = ["The salty sea,", "a lone vessel,", "a life", "at sea"]
    assert lines_of(answer) == lines
    assert lines_of(card) == ["The salty sea, a lone vessel,", "a life at sea"]
    answer.set_markdown("")
    for piece in poem:
        answer.append_text(piece)
    assert lines_of(answer) == lines


def test_a_block_of_code_can_be_copied(qtbot: QtBot) -> None:
    block = CodeBlock("x = 1\n\ny = 2", "python")
    qtbot.addWidget(block)
    button = block.findChildren(Button)[0]
    assert button.accessibleName() == "Copy the code"
    button.click()
    assert QGuiApplication.clipboard().text() == "x = 1\n\ny = 2"
    assert button.text() == "Copied"


def test_code_that_is_copied_commands_no_terminal(qtbot: QtBot) -> None:
    block = CodeBlock("ls \x1b[201~\x03\x9b\n\t\x0cx", "bash")
    qtbot.addWidget(block)
    block.findChildren(Button)[0].click()
    assert QGuiApplication.clipboard().text() == "ls [201~\n\t\x0cx"


def test_code_that_streams_stands_there_once(qtbot: QtBot) -> None:
    block = CodeBlock("", "python")
    qtbot.addWidget(block)
    for piece in ("a \x1b", " 🚀 b", " = 1", "\nnext"):
        block.append(piece)
    (view,) = block.findChildren(QTextEdit)
    assert view.toPlainText() == "a U+001B 🚀 b = 1\nnext"


def test_code_takes_the_colours_of_the_theme(look: Look, qtbot: QtBot) -> None:
    block = CodeBlock('"text"  # note', "python")
    qtbot.addWidget(block)
    assert list(colours_of(block)) == [look.theme.text.name()]  # the text does not wait for them
    qtbot.waitUntil(lambda: colours_of(block).get(look.theme.code_comment.name()) == "# note")
    look.set("dark", 100)
    assert colours_of(block)[look.theme.code_comment.name()] == "# note"


def test_long_lines_scroll_inside_the_block_only(qtbot: QtBot) -> None:
    page = MarkdownPage("Answer")
    qtbot.addWidget(page)
    page.resize(300, 400)
    page.set_markdown("```\n" + "x" * 500 + "\n```\n")
    page.show()
    view = page.findChildren(QTextEdit)[0]
    assert view.horizontalScrollBar().maximum() > 0
    assert page.minimumSizeHint().width() < 300


@pytest.mark.parametrize("size", [1, 3, 7, 10_000])
def test_a_streamed_answer_looks_like_the_whole(size: int, qtbot: QtBot) -> None:
    """Whatever the pieces are."""
    streamed, whole = MarkdownPage("Answer"), MarkdownPage("Answer")
    qtbot.addWidget(streamed)
    qtbot.addWidget(whole)
    whole.set_markdown(ANSWER)
    for start in range(0, len(ANSWER), size):
        streamed.append_text(ANSWER[start : start + size])
    assert said(streamed) == said(whole)
    assert [type(part) for part in parts_of(streamed)] == [type(part) for part in parts_of(whole)]


def said(page: MarkdownPage) -> list[str]:
    return [line.strip() for line in page.toPlainText().splitlines() if line.strip()]


def test_what_is_complete_keeps_its_widgets(qtbot: QtBot) -> None:
    page = MarkdownPage("Answer")
    qtbot.addWidget(page)
    for sign in ANSWER:
        page.append_text(sign)
    before = parts_of(page)
    page.set_markdown(ANSWER)
    assert parts_of(page) == before
    assert said(page)[0] == "Water boils earlier on a mountain."


def test_streamed_paragraphs_keep_their_form(qtbot: QtBot) -> None:
    """Qt drops the margins of paragraphs that are inserted one by one."""
    page = MarkdownPage("Answer")
    qtbot.addWidget(page)
    page.append_text("# Title\n\none\n\ntwo\n\n- three")
    document = page.findChildren(StreamingView)[0].document()
    blocks = [document.findBlockByNumber(n) for n in range(document.blockCount())]
    assert [block.text() for block in blocks] == ["Title", "one", "two", "three"]
    assert blocks[0].blockFormat().lineHeight() > blocks[1].blockFormat().lineHeight()
    assert blocks[1].blockFormat().bottomMargin() == blocks[2].blockFormat().bottomMargin() > 0
    assert blocks[3].textList() is not None


def test_a_fence_that_is_still_coming_is_not_shown_as_text() -> None:
    stream = StreamParts()
    assert all("`" not in step.text for step in stream.feed("Look:\n\n``"))
    kinds = [step.kind for step in stream.feed("`py\nx")]
    assert kinds[-2:] == ["code", "code_text"]


def test_an_answer_after_an_answer_begins_anew(qtbot: QtBot) -> None:
    page = MarkdownPage("Answer")
    qtbot.addWidget(page)
    page.set_markdown("old")
    page.append_text("new")
    assert said(page) == ["new"]


def test_a_link_that_is_asked_about_stays_open_as_the_answer_ends(qtbot: QtBot) -> None:
    page = MarkdownPage("Answer")
    qtbot.addWidget(page)
    page.append_text("See [the report](https://example.org/r).")
    view = page.findChild(StreamingView)
    assert view is not None
    view.anchorClicked.emit(QUrl("https://example.org/r"))
    page.set_markdown("```\nx = 1\n```\n\nSee [the report](https://example.org/r).")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    told = page.findChild(LinkPopup)
    assert told is not None
    assert told.isVisible()
    told.close()


def test_a_growing_page_stays_at_its_end_unless_the_person_scrolled(qtbot: QtBot) -> None:
    area = MarkdownArea("Answer")
    qtbot.addWidget(area)
    area.resize(300, 120)
    area.show()
    for number in range(40):
        area.append_text(f"line {number}\n\n")
        QGuiApplication.processEvents()
    assert area.at_end()
    area.verticalScrollBar().setValue(10)
    area.append_text("more\n\n" * 10)
    QGuiApplication.processEvents()
    assert area.verticalScrollBar().value() == 10


def test_thoughts_are_folded_until_asked_for(qtbot: QtBot) -> None:
    thinking = ThoughtView()
    qtbot.addWidget(thinking)
    assert thinking.isHidden()
    thinking.show_thought("pressure", is_done=False)
    thinking.show_thought("pressure falls", is_done=True, seconds=4.2)
    thinking.show()
    assert thinking.header.text() == "Thought for 4 s"
    thinking.show_thought("pressure falls", is_done=True, seconds=0.02)
    assert thinking.header.text() == "Thoughts"  # no time is made up
    assert not thinking.page.isVisible()
    QTest.keyClick(thinking.header, Qt.Key.Key_Space)
    assert thinking.page.isVisible()
    assert "pressure falls" in thinking.page.toPlainText()


def test_no_letter_stands_below_the_bar_of_an_answer(qtbot: QtBot) -> None:
    area = MarkdownArea("Answer")
    qtbot.addWidget(area)
    area.resize(300, 120)
    area.set_markdown("many words " * 200)
    area.show()
    qtbot.waitUntil(area.bar.isVisible)
    page = area.page.rect().translated(area.page.mapTo(area, QPoint(0, 0)))
    assert page.right() < area.bar.geometry().left()


def test_tab_comes_from_a_thought_to_what_copies_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    thinking, after = ThoughtView(), QPushButton("after")
    layout = QVBoxLayout(window)
    layout.addWidget(thinking)
    layout.addWidget(after)
    thinking.show_thought("pressure falls", is_done=True)
    thinking.set_open(True)
    window.show()
    after.setFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab)
    assert window.focusWidget() is thinking.copy
