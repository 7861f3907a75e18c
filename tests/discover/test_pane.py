"""The room Discover: search, filters, the sheet, and every state in between."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from explorer.discover.pane import DiscoverPane
from explorer.discover.search import Phase
from explorer.domain.places import Place, Room
from explorer.kit.buttons import Button
from explorer.transparency.sheet import EvidencePopup, FindingRow
from tests.discover.conftest import Visits
from tests.hub.server import TestHub
from tests.tour.driver import click

MEADOW = "meadow/Meadow-GGUF"


def words_of(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def open_sheet(pane: DiscoverPane, qtbot: QtBot, repo: str) -> None:
    pane.list.select(repo)
    qtbot.waitUntil(lambda: pane.opened_id == repo)
    QTest.qWait(1)


def test_the_most_downloaded_come_first(pane: DiscoverPane) -> None:
    assert [line.row.id for line in pane.search_state.lines] == [
        MEADOW,
        "titan/Titan-GGUF",
        "quiet/Plain-GGUF",
    ]


def test_typing_searches_after_a_pause_and_the_words_are_kept(pane: DiscoverPane, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.field, "titan")
    qtbot.waitUntil(lambda: len(pane.search_state.lines) == 1)
    assert pane.search_state.lines[0].row.publisher == "titan"


def test_a_filter_says_what_it_left(pane: DiscoverPane, qtbot: QtBot) -> None:
    pane.fits.click()
    assert [line.row.id for line in pane.search_state.lines] == [MEADOW]
    assert "1 of the 3 loaded fit the filters" in words_of(pane)


def test_filters_that_leave_nothing_can_be_cleared_in_place(pane: DiscoverPane, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.field, "titan")
    qtbot.waitUntil(lambda: len(pane.search_state.lines) == 1)
    pane.fits.click()
    clear = next(b for b in pane.findChildren(Button) if b.text() == "Clear the filters")
    click(clear)
    assert len(pane.search_state.lines) == 1


def test_words_that_nothing_has_are_told(pane: DiscoverPane, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.field, "no such model")
    qtbot.waitUntil(lambda: pane.search_state.phase is Phase.CONTENT and not pane.search_state.loaded)
    qtbot.waitUntil(lambda: "No model has these words" in words_of(pane))


def test_the_sheet_shows_facts_with_their_source(pane: DiscoverPane, qtbot: QtBot) -> None:
    open_sheet(pane, qtbot, MEADOW)
    rows = pane.sheet.findChildren(FindingRow)
    license_ = next(r for r in rows if r.accessibleName().startswith("License"))
    assert "Apache 2.0 · open source" in license_.accessibleName()
    assert "“license: apache-2.0” · card, line 2" in license_.accessibleDescription()
    click(license_)
    popup = license_.findChild(EvidencePopup)
    assert popup is not None
    assert "license: apache-2.0" in words_of(popup)
    popup.close()


def test_download_is_the_one_primary_button(pane: DiscoverPane, qtbot: QtBot) -> None:
    open_sheet(pane, qtbot, MEADOW)
    assert pane.sheet.primary is not None
    assert pane.sheet.primary.text().startswith("Download · Balanced")


def test_compare_goes_there_with_the_repo(pane: DiscoverPane, qtbot: QtBot, visits: Visits) -> None:
    open_sheet(pane, qtbot, MEADOW)
    compare = next(b for b in pane.sheet.findChildren(Button) if b.text() == "Compare")
    click(compare)
    assert visits.places == [Place(Room.COMPARE, repo_id=MEADOW)]


def test_a_repo_that_is_gone_is_told_in_place_and_can_be_tried_again(
    pane: DiscoverPane, qtbot: QtBot
) -> None:
    pane.open_repo("nobody/nothing")
    qtbot.waitUntil(lambda: not pane.is_opening)
    qtbot.waitUntil(lambda: "does not exist" in words_of(pane))
    assert [b for b in pane.findChildren(Button) if b.text() == "Try again"]


def test_what_was_seen_is_shown_with_its_date_when_the_hub_is_gone(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    open_sheet(pane, qtbot, MEADOW)
    test_hub.close()
    pane.open_repo(MEADOW)
    qtbot.waitUntil(lambda: pane.opened_id == MEADOW)
    qtbot.waitUntil(lambda: "This is what was seen" in words_of(pane.sheet))
