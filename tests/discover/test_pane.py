"""The room Discover: search, filters, the sheet, and every state in between."""

from pathlib import Path

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.domain.places import Place, Room
from explorer.kit.chips import Chip, MenuChip
from explorer.kit.rich_text.images import Picture
from explorer.local.hub_search.filters import Filters
from explorer.rooms.discover.search import SearchPhase
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from tests.discover.conftest import OpenRoom
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.pages.discover import DiscoverPage
from tests.tour.driver import click

MEADOW = "meadow/Meadow-GGUF"
IMAGES = "gate/Images-GGUF"


def test_the_most_downloaded_come_first(page: DiscoverPage) -> None:
    assert page.listed == [
        MEADOW,
        "titan/Titan-GGUF",
        "quiet/Plain-GGUF",
    ]


def test_typing_searches_after_a_pause_and_the_words_are_kept(page: DiscoverPage, qtbot: QtBot) -> None:
    QTest.keyClicks(page.head.field, "titan")
    qtbot.waitUntil(lambda: len(page.state.lines) == 1)
    assert page.state.lines[0].row.publisher == "titan"


def test_a_filter_says_what_it_left(page: DiscoverPage, qtbot: QtBot) -> None:
    page.head.fits.click()
    assert page.listed == [MEADOW]
    assert "1 of the 3 loaded fit. The Hub cannot filter by: fits this machine." in page.words()


def test_the_head_and_the_first_row_stay_while_a_filter_is_set_and_the_list_is_counted(
    page: DiscoverPage, qtbot: QtBot
) -> None:
    head = page.head
    chips = [*head.findChildren(Chip), *head.findChildren(MenuChip)]
    assert len(chips) == 7

    def places() -> list[tuple[int, int, int, int]]:
        seen = (*chips, page.rows)
        return [w.mapTo(page.pane, w.rect().topLeft()).toTuple() + w.size().toTuple() for w in seen]

    before = [place[:3] for place in places()]
    for chip in chips:
        if isinstance(chip, MenuChip):
            chip.set_choice(chip.choices[-1].value)
            chip.picked.emit(chip.choice)
        else:
            chip.click()
        qtbot.waitUntil(lambda: not page.state.is_waiting)
        qtbot.wait(1)
        assert [place[:3] for place in places()] == before


def test_the_line_that_says_how_old_the_list_is_moves_no_row(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub
) -> None:
    top = page.rows.mapTo(page.pane, QPoint(0, 0))
    test_hub.close()
    page.session.search.repeat()
    qtbot.waitUntil(lambda: page.state.seen is not None)
    qtbot.wait(1)
    assert "This is the list as seen on" in page.words()
    assert page.rows.mapTo(page.pane, QPoint(0, 0)) == top


def test_filters_that_leave_nothing_can_be_cleared_in_place(page: DiscoverPage, qtbot: QtBot) -> None:
    QTest.keyClicks(page.head.field, "titan")
    qtbot.waitUntil(lambda: len(page.state.lines) == 1)
    page.head.fits.click()
    clear = page.button("Clear the filters")
    click(clear)
    assert len(page.state.lines) == 1


def test_words_that_nothing_has_are_told(page: DiscoverPage, qtbot: QtBot) -> None:
    QTest.keyClicks(page.head.field, "no such model")
    qtbot.waitUntil(lambda: page.state.phase is SearchPhase.CONTENT and not page.state.loaded)
    qtbot.waitUntil(lambda: "No model has these words" in page.words())


def test_words_that_only_a_filter_keeps_from_a_model_are_not_called_unknown(
    page: DiscoverPage, qtbot: QtBot
) -> None:
    page.session.search.filter(Filters(fits=True, size="40-"))
    assert page.head.fits.isChecked()
    QTest.keyClicks(page.head.field, "meadow")
    qtbot.waitUntil(lambda: "No model with these words passes the filters" in page.words())
    assert "0 of the 0" not in page.words()
    click(page.button("Clear the filters"))
    qtbot.waitUntil(lambda: len(page.state.lines) == 1)


def test_the_sheet_shows_facts_with_their_source(page: DiscoverPage, qtbot: QtBot) -> None:
    page.open(MEADOW)
    rows = page.facts
    license_ = next(r for r in rows if r.accessibleName().startswith("License"))
    assert "Apache 2.0 · open source" in license_.accessibleName()
    assert "“license: apache-2.0” card, line 2" in license_.accessibleDescription()
    click(license_)
    popup = license_.findChild(EvidencePopup)
    assert popup is not None
    assert "license: apache-2.0" in page.words(popup)
    popup.close()


def test_download_is_the_one_primary_button(page: DiscoverPage, qtbot: QtBot) -> None:
    page.open(MEADOW)
    assert page.primary.startswith("Download · Balanced")


def test_it_helps_to_choose(page: DiscoverPage, went: list[Place]) -> None:
    page.pane.head.help.click()
    assert went == [Place(Room.CHOOSE, choosing="start")]


def test_compare_goes_there_with_the_repo(page: DiscoverPage, qtbot: QtBot, went: list[Place]) -> None:
    page.open(MEADOW)
    compare = page.button("Compare")
    click(compare)
    assert went == [Place(Room.COMPARE, repo_id=MEADOW)]


def test_a_repo_that_is_gone_is_told_in_place_and_can_be_tried_again(
    page: DiscoverPage, qtbot: QtBot
) -> None:
    page.session.open("nobody/nothing")
    qtbot.waitUntil(lambda: not page.session.repo.state.is_waiting)
    qtbot.waitUntil(lambda: "does not exist" in page.words())
    assert page.buttons("Try again")


def test_what_was_seen_is_shown_with_its_date_when_the_hub_is_gone(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub
) -> None:
    page.open(MEADOW)
    test_hub.close()
    page.session.open(MEADOW)
    qtbot.waitUntil(lambda: page.opened == MEADOW)
    qtbot.waitUntil(lambda: "This is what was seen" in page.words(page.sheet))


def test_a_room_that_is_built_anew_shows_what_was_left(open_room: OpenRoom, qtbot: QtBot) -> None:
    left = open_room()
    QTest.keyClicks(left.head.field, "gguf")
    qtbot.waitUntil(lambda: left.state.query.text == "gguf" and bool(left.state.lines))
    left.head.fits.click()
    left.open(MEADOW)
    qtbot.waitUntil(lambda: left.sheet.verticalScrollBar().maximum() > 120)
    left.sheet.verticalScrollBar().setValue(120)
    again = open_room()
    qtbot.waitUntil(lambda: again.opened == MEADOW)
    assert again.head.field.text() == "gguf"
    assert again.head.fits.isChecked()
    assert again.listed == [MEADOW]
    qtbot.waitUntil(lambda: again.sheet.verticalScrollBar().value() == 120)
    assert again.rows.currentIndex().row() == again.rows.lines.row_of(MEADOW)


def test_who_searches_again_after_nothing_was_found_keeps_the_keys_in_the_field(
    page: DiscoverPage, qtbot: QtBot
) -> None:
    QTest.keyClicks(page.head.field, "zzzz")
    qtbot.waitUntil(lambda: "No model has these words" in page.words())
    next(action for action in page.pane.commands() if action.shortcut == "Ctrl+F").run()
    page.head.field.clear()
    qtbot.waitUntil(lambda: page.rows.isVisible() and bool(page.state.lines))
    assert page.head.field.hasFocus()


def test_a_narrow_room_shows_one_side_with_a_way_back(page: DiscoverPage, qtbot: QtBot) -> None:
    page.pane.resize(560, 600)
    assert (page.rows.isVisible(), page.sheet.isVisible()) == (True, False)
    page.rows.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.rows, Qt.Key.Key_Return)
    qtbot.waitUntil(page.sheet.isVisible)
    assert not page.rows.isVisible()
    QTest.keyClick(page.sheet, Qt.Key.Key_Escape)
    assert (page.rows.isVisible(), page.sheet.isVisible()) == (True, False)
    page.pane.resize(1200, 600)
    assert (page.rows.isVisible(), page.sheet.isVisible()) == (True, True)


def test_what_is_on_this_disk_changes_the_buttons_and_not_the_place(page: DiscoverPage, qtbot: QtBot) -> None:
    page.open(MEADOW)
    qtbot.waitUntil(lambda: page.is_all_read and page.sheet.verticalScrollBar().maximum() > 90)
    row, bar = page.facts[0], page.sheet.verticalScrollBar()
    bar.setValue(90)
    page.press_primary()
    qtbot.waitUntil(lambda: bool(page.primary) and "Download ·" not in page.primary)
    assert shiboken6.isValid(row)
    assert row.isVisibleTo(page.sheet)
    assert bar.value() == 90


def test_waiting_can_be_stopped_and_what_was_shown_stays(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault("*", "hang", seconds=30)
    page.head.field.setText("other words")
    QTest.keyClick(page.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.buttons("Stop")))
    click(page.buttons("Stop")[0])
    test_hub.faults.clear()
    assert (page.state.phase, len(page.state.lines)) == (SearchPhase.CONTENT, 3)
    assert not page.buttons("Stop")


def test_a_refused_model_is_named_beside_a_refused_search(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault("/api/*", "status", code=403)
    page.head.field.setText("other words")
    QTest.keyClick(page.head.field, Qt.Key.Key_Return)
    page.session.open("harbor-sec/Harbor-Cyber-7B-GGUF")
    qtbot.waitUntil(lambda: page.state.phase is SearchPhase.ERROR and not page.session.repo.state.is_waiting)
    assert page.words().count("refuses to show this (403)") == 2
    assert "Harbor Cyber 7B" in page.words()
    assert "harbor-sec/Harbor-Cyber-7B-GGUF" in page.words()


def test_commands_follow_what_is_open(page: DiscoverPage, qtbot: QtBot) -> None:
    keys = {c.shortcut for c in page.pane.commands() if c.shortcut}
    assert keys == {"Ctrl+F", "F5", "Ctrl+P"}
    page.open(MEADOW)
    texts = [str(command.text) for command in page.pane.commands()]
    assert "Compare" in texts
    assert "Open its page on the Hub" in texts
    assert page.pane.windowTitle() == "Meadow"


def test_an_image_of_the_card_is_fetched_when_it_is_asked_for(
    page: DiscoverPage, qtbot: QtBot, test_hub: TestHub, tmp_path: Path
) -> None:
    image = QImage(8, 4, QImage.Format.Format_RGB32)
    image.fill(0)
    chart = tmp_path / "chart.png"
    image.save(str(chart))
    files: dict[str, bytes | int] = {
        "i.gguf": 300,
        "README.md": b"# Images\n\n![Results](chart.png)\n",
        "chart.png": chart.read_bytes(),
    }
    make_repo(tmp_path / "hub", IMAGES, files)
    page.session.open(IMAGES)
    qtbot.waitUntil(lambda: page.opened == IMAGES)
    assert not [r for r in test_hub.requests if "chart" in r.path]
    show = page.button("Show image")
    assert "127.0.0.1" in show.toolTip()
    click(show)
    qtbot.waitUntil(lambda: bool(page.sheet.findChildren(Picture)))
    assert page.sheet.findChildren(Picture)[0].accessibleName() == "Results"


def test_one_primary_button_shows_at_a_time(page: DiscoverPage, qtbot: QtBot) -> None:
    page.open(MEADOW)
    QTest.keyClicks(page.head.field, "nobody has this")
    QTest.keyClick(page.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.buttons("Show all models")))
    shown = [button for button in page.buttons() if button.property("kind") == "primary"]
    assert shown == [page.sheet.primary]


def test_files_get_the_height_of_the_form_that_the_width_gives_them(page: DiscoverPage, qtbot: QtBot) -> None:
    page.open(MEADOW)
    row = page.files[0]
    page.pane.resize(884, 568)
    qtbot.waitUntil(lambda: row.height() == row.height_at(row.width()))
    page.pane.resize(1844, 1048)
    qtbot.waitUntil(lambda: row.height() == row.height_at(row.width()))
