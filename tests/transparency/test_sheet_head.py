"""The head of the sheet stays in sight, its tabs follow what is read and lead there."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.facts import Evidence, SourceKind, Verdict
from explorer.kit.actions import Action
from explorer.kit.facts import FactRow
from explorer.kit.section import Section
from explorer.kit.text import Para
from explorer.kit.theme import Look
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.licensing.permission import permission
from explorer.transparency.sheet_view.sheet import Sheet
from explorer.transparency.sheet_view.sheet_content import SheetContent, Stat, Tag
from tests.transparency.cards import dossier, table
from tests.transparency.test_chain_rows import sheet

__all__ = ["sheet"]
CARD = "---\nlicense: gemma\n---\n# Wren\n\nTrained on **books**.\n" + "Words of the card.\n\n" * 60


def content(**more: object) -> SheetContent:
    read = dossier(CARD)
    made = SheetContent(
        title="Wren 1B",
        subtitle="meadow",
        stats=(Stat("May I use it at work?", "Yes", "Gemma"),),
        dossier=read,
        permission=permission(read, table()),
        community=(Stat("Likes", "12", ""),),
        card=CARD,
        pills=(Tag("Runs well", "good"), Tag("Gemma · conditions", "caution")),
        primary=Action("Download · Balanced, 1.1 GB", lambda: None, "download"),
        secondary=Action("Compare", lambda: None, "plus"),
        subject="a/wren",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def opened(sheet: Sheet, shown: SheetContent, width: int = 700, height: int = 500) -> None:
    sheet.resize(width, height)
    sheet.show_content(shown)
    before = -1
    while (now := sheet.verticalScrollBar().maximum()) != before or (shown.dossier and now < height):
        before = now
        QTest.qWait(20)


def turn_wheel(over: QWidget) -> None:
    window = over.window()
    QTest.wheelEvent(
        window.windowHandle(), over.mapTo(window, over.rect().center()).toPointF(), QPoint(0, -120)
    )


def current(sheet: Sheet) -> str:
    return sheet.head.tabs.words[sheet.head.tabs.current]


def heading(sheet: Sheet, title: str) -> Section:
    return next(s for s in sheet.findChildren(Section) if s.header.text() == title)


def above(sheet: Sheet, section: Section) -> int:
    return section.mapTo(sheet.viewport(), QPoint()).y()


@pytest.mark.parametrize(("width", "height"), [(1000, 700), (500, 420), (340, 420)])
def test_name_and_button_stay_in_sight_while_the_page_scrolls(sheet: Sheet, width: int, height: int) -> None:
    opened(sheet, content(), width, height)
    sheet.verticalScrollBar().setValue(sheet.verticalScrollBar().maximum())
    assert sheet.primary is not None
    spot = sheet.primary.mapTo(sheet, QPoint())
    assert 0 <= spot.y() < sheet.head.height()
    assert spot.x() + sheet.primary.width() <= width
    assert sheet.viewport().y() == sheet.head.height()  # the page ends where the head begins
    assert sheet.head.height() < height / 2.4


def test_the_wheel_over_the_head_turns_the_page(sheet: Sheet) -> None:
    opened(sheet, content())
    for spot in (sheet.head, sheet.head.tabs.bar):
        before = sheet.verticalScrollBar().value()
        turn_wheel(spot)
        assert sheet.verticalScrollBar().value() > before


def test_there_is_a_tab_for_each_part_that_there_is_and_no_other(sheet: Sheet) -> None:
    opened(sheet, content())
    parts = ["At a glance", "Origin", "Training data", "How it was built", "Community", "Card"]
    assert [*sheet.head.tabs.words] == parts
    opened(sheet, content(community=()))
    assert "Community" not in sheet.head.tabs.words
    opened(sheet, content(dossier=None, permission=(), card=None, community=(), subject="a/other"))
    assert [*sheet.head.tabs.words] == ["At a glance"]


def test_a_click_on_a_tab_leads_to_its_part(sheet: Sheet) -> None:
    opened(sheet, content())
    bar = sheet.head.tabs.bar
    spot = bar.tabRect(sheet.head.tabs.words.index("Training data")).center()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=spot)
    assert current(sheet) == "Training data"
    assert 0 <= above(sheet, heading(sheet, "Training data")) < 40
    sheet.verticalScrollBar().setValue(0)
    assert current(sheet) == "At a glance"
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=spot)
    sheet.verticalScrollBar().setValue(sheet.verticalScrollBar().value() + 30)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=spot)  # to its beginning again
    assert 0 <= above(sheet, heading(sheet, "Training data")) < 40


def test_the_tabs_follow_the_page(sheet: Sheet) -> None:
    opened(sheet, content())
    met = []
    end = sheet.verticalScrollBar().maximum()
    for value in (*range(0, end, 20), end):
        sheet.verticalScrollBar().setValue(value)
        met.append(current(sheet))
    assert tuple(dict.fromkeys(met)) == sheet.head.tabs.words


def test_a_tab_unfolds_what_it_leads_to(sheet: Sheet) -> None:
    place = Evidence(SourceKind.CARD, "Results", "| Test | 50 |", "a/wren")
    results = tuple(BenchmarkResult(f"Test {number}", "50", place) for number in range(3))
    opened(sheet, content(results=results))
    section = heading(sheet, "Results of tests")
    assert not section.is_open()
    sheet.head.tabs.bar.setCurrentIndex(sheet.head.tabs.words.index("Evaluation"))
    QTest.qWait(20)
    assert section.is_open()
    assert 0 <= above(sheet, section) < 40


def test_the_arrow_keys_go_through_the_tabs_which_stay_in_sight(sheet: Sheet, qtbot: QtBot) -> None:
    opened(sheet, content(), width=360)
    tabs = sheet.head.tabs
    tabs.bar.setFocus(Qt.FocusReason.TabFocusReason)
    for word in tabs.words[1:]:
        QTest.keyClick(tabs.bar, Qt.Key.Key_Right)
        assert current(sheet) == word
        spot = tabs.bar.mapTo(tabs, tabs.bar.tabRect(tabs.current).center())
        assert 0 < spot.x() < tabs.width()
    assert sheet.verticalScrollBar().value() > 0


def test_a_long_name_gives_way_to_the_button(sheet: Sheet) -> None:
    opened(sheet, content(title="A name that goes on and on, merged and merged again, uncensored, v2"), 420)
    assert sheet.primary is not None
    assert sheet.primary.mapTo(sheet, QPoint()).x() + sheet.primary.width() <= 420


def test_what_one_may_do_stands_under_one_heading_and_no_fact_twice(sheet: Sheet) -> None:
    opened(sheet, content())
    assert [s.header.text() for s in sheet.findChildren(Section)].count("What you may do") == 1
    section = heading(sheet, "What you may do")
    rows = {row.accessibleName(): row.accessibleDescription() for row in section.findChildren(FactRow)}
    assert rows["License: Gemma · conditions"].startswith("“license: gemma”")
    answer = "Use it commercially: You may use it, also at work, under the conditions of Gemma."
    assert rows[answer] == "by its license"
    said = [para.text() for para in section.findChildren(Para)]
    assert "Its prohibited uses are forbidden; you pass this on." in said
    assert not any("You may use it" in text or "Some uses are forbidden" in text for text in said)
    assert len(said) == len({*said})


def test_a_fact_is_said_in_the_ink_of_text_and_a_quote_on_its_ground(look: Look, qtbot: QtBot) -> None:
    row = FactRow("License", Verdict.CLOSED, "No", "card, line 3", quote="“no use”")
    qtbot.addWidget(row)
    row.resize(700, row.heightForWidth(700))
    row.show()
    picture = row.grab().toImage()
    seen = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert look.theme.quote.name() in seen
    words = range(170, 330)  # behind the mark, before the source
    inks = {picture.pixelColor(x, y).name() for x in words for y in range(picture.height())}
    assert look.theme.bad.name() not in inks
    assert row.accessibleDescription() == "“no use” card, line 3"
