"""References in answers: which there are, which were given, and how they are shown and followed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from explorer.kit.rich_text.citations import cited, numbers_in
from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.kit.rich_text.markdown_page import MarkdownPage
from explorer.kit.theme import Look

GIVEN = frozenset({1, 2, 3, 4})


def told(markdown: str) -> list[str]:
    """Where the references of an answer lead, in their order."""
    html = cited(markdown_html(markdown), GIVEN)
    return [part.split('"')[0] for part in html.split('href="#')[1:]]


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("All medicines, with the reason [1].", [1]),
        ("Both say so [1, 3] and [2; 4].", [1, 3, 2, 4]),
        ("All of them [2-4], [1–2].", [2, 3, 4, 1, 2]),
        ("- first [1]\n- second **[2]**\n\n| a |\n|---|\n| b [3] |", [1, 2, 3]),
        ("As said[1][2].", [1, 2]),
        ("A footnote[^2], and 【3】.", [2, 3]),
        ("[ 1 ] and [a1] and [1.5] and [] and [100]", []),
    ],
)
def test_references_lead_to_what_was_given(answer: str, numbers: list[int]) -> None:
    assert told(answer) == [f"given-{number}" for number in numbers]
    assert numbers_in(markdown_html(answer)) == set(numbers)


@pytest.mark.parametrize(
    "answer",
    [
        "`values[1]` and\n\n```\nvalues[2]\n```\n\n    indented[3]",
        "[1](https://example.org) and [the guide [2]](https://example.org)",
        "[1]: https://example.org\n\nSee [1].",
        '<a href="https://example.org">[1]</a> and <code>[2]</code>',
    ],
)
def test_code_and_links_hold_none(answer: str) -> None:
    assert not [one for one in told(answer) if "given" in one]
    assert numbers_in(markdown_html(answer)) == set()


def test_a_number_that_was_not_given_is_marked() -> None:
    assert told("So [7], and [2, 9].") == ["not-given-7", "given-2", "not-given-9"]
    assert told("So [0].") == ["not-given-0"]


def test_what_is_written_otherwise_is_a_reference_only_to_what_was_given() -> None:
    assert told("A footnote[^7] and 【2, 8】.") == []


def test_no_list_of_passages_is_as_long_as_that() -> None:
    assert told("Between [10-50] mg, [4-2].") == []


def test_the_rest_stays_as_it_was() -> None:
    html = markdown_html("A & b < c [1], *d*.")
    linked = '<a href="#given-1" class="given">[1]</a>'
    assert cited(html, GIVEN) == html.replace("[1]", linked)
    assert cited(markdown_html("Nothing."), GIVEN) == markdown_html("Nothing.")


def page(qtbot: QtBot, *pieces: str) -> MarkdownPage:
    """An answer that came in these pieces, whose passages 1 to 4 were given."""
    shown = MarkdownPage("Answer", form="reading")
    qtbot.addWidget(shown)
    shown.show_given(GIVEN)
    for piece in pieces:
        shown.append_text(piece)
    shown.resize(600, 200)
    shown.show()
    return shown


def spot(view: QTextBrowser, words: str) -> QPoint:
    """The middle of these words."""
    cursor = view.document().find(words)
    end = view.cursorRect(cursor).center()
    cursor.setPosition(cursor.selectionStart(), QTextCursor.MoveMode.MoveAnchor)
    return (view.cursorRect(cursor).center() + end) / 2


@pytest.mark.parametrize(
    "pieces", [("With the reason [3].",), ("With the re", "ason [", "3", "]."), ("أهلا [3] مرحبا",)]
)
def test_a_number_stands_on_its_ground_and_leads_to_its_passage(
    qtbot: QtBot, look: Look, pieces: tuple[str, ...]
) -> None:
    shown = page(qtbot, *pieces)
    (view,) = shown.findChildren(QTextBrowser)
    at = spot(view, "[3]")

    def ground() -> str:
        return view.grab().toImage().pixelColor(at - QPoint(7, 0)).name()

    assert ground() == look.theme.soft_accent.name()
    shown.mark_open(3)
    assert ground() == look.theme.accent.name()
    with qtbot.waitSignal(shown.cited) as told:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [3]


def test_what_is_copied_is_what_was_written(qtbot: QtBot) -> None:
    shown = page(qtbot, "With the reason [3].")
    (view,) = shown.findChildren(QTextBrowser)
    view.selectAll()
    assert view.textCursor().selection().toPlainText() == "With the reason [3]."


def test_a_number_that_was_not_given_says_so_and_leads_nowhere(qtbot: QtBot) -> None:
    shown = page(qtbot, "With the reason [7].")
    (view,) = shown.findChildren(QTextBrowser)
    led: list[object] = []
    shown.cited.connect(led.append)
    QTest.mouseMove(view.viewport(), spot(view, "[7]"))
    qtbot.waitUntil(lambda: view.viewport().toolTip() == "The model was given no passage 7")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot(view, "[7]"))
    assert led == []


def test_without_passages_a_number_in_brackets_is_a_text(qtbot: QtBot) -> None:
    shown = page(qtbot, "With the reason [3].")
    shown.show_given(None)
    (view,) = shown.findChildren(QTextBrowser)
    assert not view.anchorAt(spot(view, "[3]"))
