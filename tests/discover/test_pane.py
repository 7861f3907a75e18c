"""The room Discover: search, filters, the sheet, and every state in between."""

from pathlib import Path

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.places import Place, Room
from explorer.kit.buttons import Button
from explorer.kit.chips import Chip, MenuChip
from explorer.kit.rich_text.images import Picture
from explorer.local.hub_search.filters import Filters
from explorer.rooms.discover.pane import DiscoverPane
from explorer.rooms.discover.search import SearchPhase
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.file_rows import FileRow
from explorer.transparency.sheet_view.finding_rows import FindingRow
from tests.discover.conftest import OpenRoom
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.tour.driver import click
from tests.waiting import found

MEADOW = "meadow/Meadow-GGUF"
IMAGES = "gate/Images-GGUF"


def words_of(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def open_sheet(pane: DiscoverPane, qtbot: QtBot, repo: str) -> None:
    pane.list.select(repo)
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == repo)
    QTest.qWait(1)


def test_the_most_downloaded_come_first(pane: DiscoverPane) -> None:
    assert [line.row.id for line in pane.session.search.state.lines] == [
        MEADOW,
        "titan/Titan-GGUF",
        "quiet/Plain-GGUF",
    ]


def test_typing_searches_after_a_pause_and_the_words_are_kept(pane: DiscoverPane, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.head.field, "titan")
    qtbot.waitUntil(lambda: len(pane.session.search.state.lines) == 1)
    assert pane.session.search.state.lines[0].row.publisher == "titan"


def test_a_filter_says_what_it_left(pane: DiscoverPane, qtbot: QtBot) -> None:
    pane.head.fits.click()
    assert [line.row.id for line in pane.session.search.state.lines] == [MEADOW]
    assert "1 of the 3 loaded fit. The Hub cannot filter by: fits this machine." in words_of(pane)


def test_the_head_and_the_first_row_stay_while_a_filter_is_set_and_the_list_is_counted(
    pane: DiscoverPane, qtbot: QtBot
) -> None:
    head = pane.head
    chips = [*head.findChildren(Chip), *head.findChildren(MenuChip)]
    assert len(chips) == 7

    def places() -> list[tuple[int, int, int, int]]:
        return [w.mapTo(pane, w.rect().topLeft()).toTuple() + w.size().toTuple() for w in (*chips, pane.list)]

    before = [place[:3] for place in places()]
    for chip in chips:
        if isinstance(chip, MenuChip):
            chip.set_choice(chip.choices[-1].value)
            chip.picked.emit(chip.choice)
        else:
            chip.click()
        qtbot.waitUntil(lambda: not pane.session.search.state.is_waiting)
        qtbot.wait(1)
        assert [place[:3] for place in places()] == before


def test_the_line_that_says_how_old_the_list_is_moves_no_row(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    top = pane.list.mapTo(pane, QPoint(0, 0))
    test_hub.close()
    pane.session.search.repeat()
    qtbot.waitUntil(lambda: pane.session.search.state.seen is not None)
    qtbot.wait(1)
    assert "This is the list as seen on" in words_of(pane)
    assert pane.list.mapTo(pane, QPoint(0, 0)) == top


def test_filters_that_leave_nothing_can_be_cleared_in_place(pane: DiscoverPane, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.head.field, "titan")
    qtbot.waitUntil(lambda: len(pane.session.search.state.lines) == 1)
    pane.head.fits.click()
    clear = next(b for b in pane.findChildren(Button) if b.text() == "Clear the filters")
    click(clear)
    assert len(pane.session.search.state.lines) == 1


def test_words_that_nothing_has_are_told(pane: DiscoverPane, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.head.field, "no such model")
    qtbot.waitUntil(
        lambda: (
            pane.session.search.state.phase is SearchPhase.CONTENT and not pane.session.search.state.loaded
        )
    )
    qtbot.waitUntil(lambda: "No model has these words" in words_of(pane))


def test_words_that_only_a_filter_keeps_from_a_model_are_not_called_unknown(
    pane: DiscoverPane, qtbot: QtBot
) -> None:
    pane.session.search.filter(Filters(fits=True, size="40-"))
    assert pane.head.fits.isChecked()
    QTest.keyClicks(pane.head.field, "meadow")
    qtbot.waitUntil(lambda: "No model with these words passes the filters" in words_of(pane))
    assert "0 of the 0" not in words_of(pane)
    click(next(b for b in pane.findChildren(Button) if b.text() == "Clear the filters"))
    qtbot.waitUntil(lambda: len(pane.session.search.state.lines) == 1)


def test_the_sheet_shows_facts_with_their_source(pane: DiscoverPane, qtbot: QtBot) -> None:
    open_sheet(pane, qtbot, MEADOW)
    rows = pane.sheet.findChildren(FindingRow)
    license_ = next(r for r in rows if r.accessibleName().startswith("License"))
    assert "Apache 2.0 · open source" in license_.accessibleName()
    assert "“license: apache-2.0” card, line 2" in license_.accessibleDescription()
    click(license_)
    popup = license_.findChild(EvidencePopup)
    assert popup is not None
    assert "license: apache-2.0" in words_of(popup)
    popup.close()


def test_download_is_the_one_primary_button(pane: DiscoverPane, qtbot: QtBot) -> None:
    open_sheet(pane, qtbot, MEADOW)
    assert pane.sheet.primary is not None
    assert pane.sheet.primary.text().startswith("Download · Balanced")


def test_compare_goes_there_with_the_repo(pane: DiscoverPane, qtbot: QtBot, went: list[Place]) -> None:
    open_sheet(pane, qtbot, MEADOW)
    compare = next(b for b in pane.sheet.findChildren(Button) if b.text() == "Compare")
    click(compare)
    assert went == [Place(Room.COMPARE, repo_id=MEADOW)]


def test_a_repo_that_is_gone_is_told_in_place_and_can_be_tried_again(
    pane: DiscoverPane, qtbot: QtBot
) -> None:
    pane.session.open("nobody/nothing")
    qtbot.waitUntil(lambda: not pane.session.repo.state.is_waiting)
    qtbot.waitUntil(lambda: "does not exist" in words_of(pane))
    assert [b for b in pane.findChildren(Button) if b.text() == "Try again"]


def test_what_was_seen_is_shown_with_its_date_when_the_hub_is_gone(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    open_sheet(pane, qtbot, MEADOW)
    test_hub.close()
    pane.session.open(MEADOW)
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == MEADOW)
    qtbot.waitUntil(lambda: "This is what was seen" in words_of(pane.sheet))


def test_a_room_that_is_built_anew_shows_what_was_left(open_room: OpenRoom, qtbot: QtBot) -> None:
    left = open_room()
    QTest.keyClicks(left.head.field, "gguf")
    qtbot.waitUntil(
        lambda: left.session.search.state.query.text == "gguf" and bool(left.session.search.state.lines)
    )
    left.head.fits.click()
    open_sheet(left, qtbot, MEADOW)
    qtbot.waitUntil(lambda: left.sheet.verticalScrollBar().maximum() > 120)
    left.sheet.verticalScrollBar().setValue(120)
    again = open_room()
    qtbot.waitUntil(lambda: again.session.repo.opened_id == MEADOW)
    assert again.head.field.text() == "gguf"
    assert again.head.fits.isChecked()
    assert [line.row.id for line in again.session.search.state.lines] == [MEADOW]
    qtbot.waitUntil(lambda: again.sheet.verticalScrollBar().value() == 120)
    assert again.list.currentIndex().row() == again.list.lines.row_of(MEADOW)


def test_who_searches_again_after_nothing_was_found_keeps_the_keys_in_the_field(
    pane: DiscoverPane, qtbot: QtBot
) -> None:
    QTest.keyClicks(pane.head.field, "zzzz")
    qtbot.waitUntil(lambda: "No model has these words" in words_of(pane))
    next(action for action in pane.commands() if action.shortcut == "Ctrl+F").run()
    pane.head.field.clear()
    qtbot.waitUntil(lambda: pane.list.isVisible() and bool(pane.session.search.state.lines))
    assert pane.head.field.hasFocus()


def test_a_narrow_room_shows_one_side_with_a_way_back(pane: DiscoverPane, qtbot: QtBot) -> None:
    pane.resize(560, 600)
    assert (pane.list.isVisible(), pane.sheet.isVisible()) == (True, False)
    pane.list.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(pane.list, Qt.Key.Key_Return)
    qtbot.waitUntil(pane.sheet.isVisible)
    assert not pane.list.isVisible()
    QTest.keyClick(pane.sheet, Qt.Key.Key_Escape)
    assert (pane.list.isVisible(), pane.sheet.isVisible()) == (True, False)
    pane.resize(1200, 600)
    assert (pane.list.isVisible(), pane.sheet.isVisible()) == (True, True)


def test_what_is_on_this_disk_changes_the_buttons_and_not_the_place(pane: DiscoverPane, qtbot: QtBot) -> None:
    open_sheet(pane, qtbot, MEADOW)
    qtbot.waitUntil(
        lambda: pane.session.repo.around.is_done and pane.sheet.verticalScrollBar().maximum() > 90
    )
    row, bar = pane.sheet.findChildren(FindingRow)[0], pane.sheet.verticalScrollBar()
    bar.setValue(90)
    pane.sheet.primary.click()  # type: ignore[union-attr]  # this repo has a file
    qtbot.waitUntil(lambda: pane.sheet.primary is not None and "Download ·" not in pane.sheet.primary.text())
    assert shiboken6.isValid(row)
    assert row.isVisibleTo(pane.sheet)
    assert bar.value() == 90


def test_waiting_can_be_stopped_and_what_was_shown_stays(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault("*", "hang", seconds=30)
    pane.head.field.setText("other words")
    QTest.keyClick(pane.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(_visible(pane, "Stop")))
    click(_visible(pane, "Stop")[0])
    test_hub.faults.clear()
    assert (pane.session.search.state.phase, len(pane.session.search.state.lines)) == (SearchPhase.CONTENT, 3)
    assert not _visible(pane, "Stop")


def test_a_refused_model_is_named_beside_a_refused_search(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault("/api/*", "status", code=403)
    pane.head.field.setText("other words")
    QTest.keyClick(pane.head.field, Qt.Key.Key_Return)
    pane.session.open("harbor-sec/Harbor-Cyber-7B-GGUF")
    qtbot.waitUntil(
        lambda: (
            pane.session.search.state.phase is SearchPhase.ERROR and not pane.session.repo.state.is_waiting
        )
    )
    assert words_of(pane).count("refuses to show this (403)") == 2
    assert "Harbor Cyber 7B" in words_of(pane)
    assert "harbor-sec/Harbor-Cyber-7B-GGUF" in words_of(pane)


def _visible(pane: DiscoverPane, words: str) -> list[Button]:
    return [b for b in pane.findChildren(Button) if b.text() == words and b.isVisible()]


def test_commands_follow_what_is_open(pane: DiscoverPane, qtbot: QtBot) -> None:
    keys = {c.shortcut for c in pane.commands() if c.shortcut}
    assert keys == {"Ctrl+F", "F5", "Ctrl+P"}
    open_sheet(pane, qtbot, MEADOW)
    texts = [str(command.text) for command in pane.commands()]
    assert "Compare" in texts
    assert "Open its page on the Hub" in texts
    assert pane.windowTitle() == "Meadow"


def test_an_image_of_the_card_is_fetched_when_it_is_asked_for(
    pane: DiscoverPane, qtbot: QtBot, test_hub: TestHub, tmp_path: Path
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
    pane.session.open(IMAGES)
    qtbot.waitUntil(lambda: pane.session.repo.opened_id == IMAGES)
    assert not [r for r in test_hub.requests if "chart" in r.path]
    show = found(
        lambda: next((b for b in pane.sheet.findChildren(Button) if b.text() == "Show image"), None),
        "the picture of the card",
    )
    assert "127.0.0.1" in show.toolTip()
    click(show)
    qtbot.waitUntil(lambda: bool(pane.sheet.findChildren(Picture)))
    assert pane.sheet.findChildren(Picture)[0].accessibleName() == "Results"


def test_one_primary_button_shows_at_a_time(pane: DiscoverPane, qtbot: QtBot) -> None:
    open_sheet(pane, qtbot, MEADOW)
    QTest.keyClicks(pane.head.field, "nobody has this")
    QTest.keyClick(pane.head.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(_visible(pane, "Show all models")))
    shown = [b for b in pane.findChildren(Button) if b.isVisible() and b.property("kind") == "primary"]
    assert shown == [pane.sheet.primary]


def test_files_get_the_height_of_the_form_that_the_width_gives_them(pane: DiscoverPane, qtbot: QtBot) -> None:
    open_sheet(pane, qtbot, MEADOW)
    row = pane.sheet.findChildren(FileRow)[0]
    pane.resize(884, 568)
    qtbot.waitUntil(lambda: row.height() == row.height_at(row.width()))
    pane.resize(1844, 1048)
    qtbot.waitUntil(lambda: row.height() == row.height_at(row.width()))
