"""What is being read keeps its place on the sheet."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.transparency.sheet_view.finding_rows import FindingRow
from explorer.transparency.sheet_view.sheet import Sheet
from explorer.transparency.sheet_view.sheet_content import Banner
from tests.transparency.test_chain_rows import CONFLICT, sheet, shown
from tests.transparency.test_sheet_head import content, heading, opened
from tests.transparency.test_walk import Shelf

__all__ = ["sheet"]
HEIGHT = 400


def above(sheet: Sheet, row: FindingRow) -> int:
    """Pixels from the top of the window to the row."""
    return row.mapTo(sheet.viewport(), QPoint()).y()


@pytest.mark.parametrize(("hidden", "widest"), [(0, 1000), (9, 1000), (9, 2600)])
@pytest.mark.parametrize("number", [2, 15])
def test_the_row_at_the_top_stays_there_when_the_window_is_made_narrow_and_wide(
    sheet: Sheet, qtbot: QtBot, number: int, widest: int, hidden: int
) -> None:
    """``hidden``: pixels of the row that are scrolled away."""
    shown(sheet, Shelf(CONFLICT))
    sheet.resize(widest, HEIGHT)
    qtbot.waitUntil(lambda: sheet.verticalScrollBar().maximum() > HEIGHT // 2)
    row = sheet.findChildren(FindingRow)[number]
    page = sheet.widget()
    assert page is not None
    sheet.scroll_to(row.mapTo(page, QPoint()).y() + hidden)
    assert above(sheet, row) == -hidden
    for width in (480, 760, widest):
        sheet.resize(width, HEIGHT)
        QTest.qWait(30)
        assert abs(above(sheet, row) + hidden) <= 2, width


def test_what_comes_late_above_moves_nothing_that_is_read(sheet: Sheet, qtbot: QtBot) -> None:
    """The words over the facts are longer now; the place is kept however late they are laid out."""
    opened(sheet, content())
    row = heading(sheet, "How it was built").header
    page = sheet.widget()
    assert page is not None
    sheet.scroll_to(row.mapTo(page, QPoint()).y() - 40)
    assert row.mapTo(sheet.viewport(), QPoint()).y() == 40
    longest = sheet.verticalScrollBar().maximum()
    sheet.show_content(content(banner=Banner("Its card is of last year. " * 30)))
    qtbot.waitUntil(lambda: sheet.verticalScrollBar().maximum() > longest)
    qtbot.waitUntil(lambda: abs(row.mapTo(sheet.viewport(), QPoint()).y() - 40) <= 2)


def test_the_beginning_of_a_page_stays_its_beginning(sheet: Sheet) -> None:
    shown(sheet, Shelf(CONFLICT))
    sheet.resize(1000, HEIGHT)
    sheet.resize(480, HEIGHT)
    QTest.qWait(30)
    assert sheet.verticalScrollBar().value() == 0
