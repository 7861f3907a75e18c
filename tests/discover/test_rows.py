"""The list: what changes, what stays, and what the keys do."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QRectF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from explorer.domain.fit import Yardstick
from explorer.domain.repo import Gate, RepoRow
from explorer.kit.theme import Look, look_of
from explorer.local.hub_search.repo_lines import RepoLine, line_of
from explorer.rooms.discover.repo_delegate_rows import RowLook, RowSpot, spots_of
from explorer.rooms.discover.repo_list_rows import RepoList, RepoListModel
from explorer.rooms.discover.row_tips import RowPart, all_tips
from explorer.transparency.licensing.licenses import Licenses

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def lines(licenses: Licenses) -> tuple[RepoLine, ...]:
    rows = [RepoRow(f"meadow/Model-{n}", downloads=n) for n in range(50)]
    return tuple(line_of(row, licenses, Yardstick(16_000_000_000), NOW) for row in rows)


@pytest.fixture
def shelf(qtbot: QtBot, look: Look, lines: tuple[RepoLine, ...]) -> RepoList:
    built = RepoList()
    qtbot.addWidget(built)
    built.resize(420, 400)
    built.show()
    built.show_lines(lines)
    return built


def test_fresh_numbers_of_the_same_repos_reach_the_screen(
    qtbot: QtBot, look: Look, lines: tuple[RepoLine, ...]
) -> None:
    model = RepoListModel()
    model.show_lines(lines)
    fresh = (lines[0], replace(lines[1], downloads="9k"), *lines[2:])
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.show_lines(fresh)
    first, last, _roles = changed.args
    assert (first.row(), last.row()) == (1, 1)
    assert model.line_at(model.index(1, 0)) == fresh[1]


def test_a_longer_list_only_grows(qtbot: QtBot, look: Look, lines: tuple[RepoLine, ...]) -> None:
    model = RepoListModel()
    model.show_lines(lines[:20])
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted) as inserted:
        model.show_lines(lines)
    assert inserted.args == [QModelIndex(), 20, 49]


def test_the_chosen_row_stays_chosen_when_others_go(shelf: RepoList, lines: tuple[RepoLine, ...]) -> None:
    shelf.select("meadow/Model-7")
    shelf.show_lines(lines[5:])
    assert shelf.currentIndex().row() == 2


def test_running_through_the_list_opens_only_where_it_ends(shelf: RepoList, qtbot: QtBot) -> None:
    chosen: list[str] = []
    shelf.setFocus(Qt.FocusReason.TabFocusReason)
    shelf.chosen.connect(lambda line: chosen.append(line.row.id))
    with qtbot.waitSignal(shelf.chosen):
        for _ in range(4):
            QTest.keyClick(shelf, Qt.Key.Key_Down)
    assert chosen == ["meadow/Model-4"]


def test_passing_by_with_tab_opens_nothing_and_enter_does(shelf: RepoList, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(shelf.chosen, wait=250):
        shelf.setFocus(Qt.FocusReason.TabFocusReason)
    assert shelf.currentIndex().row() == 0
    assert not shelf.selectedIndexes(), "the row does not look like the one that is open"
    with qtbot.waitSignal(shelf.entered) as entered:
        QTest.keyClick(shelf, Qt.Key.Key_Return)
    assert entered.args[0].row.id == "meadow/Model-0"


def test_no_row_looks_open_while_a_model_is_that_is_not_in_the_list(shelf: RepoList) -> None:
    shelf.mark("meadow/Model-3")
    assert [index.row() for index in shelf.selectedIndexes()] == [3]
    assert not shelf.mark("meadow/Base-of-3")
    assert not shelf.selectedIndexes()
    assert shelf.currentIndex().row() == 3, "the keys go on from where they were"


def test_enter_opens_the_row_at_once(shelf: RepoList, qtbot: QtBot) -> None:
    shelf.select("meadow/Model-3")
    with qtbot.waitSignal(shelf.entered) as entered:
        QTest.keyClick(shelf, Qt.Key.Key_Return)
    assert entered.args[0].row.id == "meadow/Model-3"


def test_a_row_is_spoken_whole(shelf: RepoList) -> None:
    said = shelf.lines.index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Model 3, by meadow, Not stated, 3 downloads a month"


def part(shelf: RepoList, wanted: RowPart, row: int = 0) -> RowSpot:
    """Where a part of a row is painted."""
    rect = QRectF(shelf.visualRect(shelf.lines.index(row, 0)))
    line = shelf.lines.line_at(shelf.lines.index(row, 0))
    assert line is not None
    spots = spots_of(line, rect, shelf.layoutDirection(), RowLook(look_of(shelf)))
    return next(spot for spot in spots if spot.part is wanted)


def tip_at(shelf: RepoList, place: QRectF) -> str:
    """The tooltip under the pointer there."""
    QToolTip.hideText()
    at = place.center().toPoint()
    event = QHelpEvent(QEvent.Type.ToolTip, at, shelf.viewport().mapToGlobal(at))
    QApplication.sendEvent(shelf.viewport(), event)
    return QToolTip.text() if QToolTip.isVisible() else ""


FULL = RepoRow(
    "meadow/Meadow-1.7B-Q4_K_M-GGUF", license="apache-2.0", parameters=1_700_000_000, context_length=8192,
    architecture="llama", downloads=412_000, likes=2100, updated=datetime(2026, 8, 1, tzinfo=UTC),
    gate=Gate.MANUAL, datasets=("a/tales",),
)  # fmt: skip


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (RowPart.NAME, "meadow/Meadow-1.7B-Q4_K_M-GGUF"),
        (RowPart.LOCK, "Gated: ask its publisher"),
        (RowPart.PUBLISHER, "Published by meadow"),
        (RowPart.FIT, "for its Q4_K_M file"),
        (RowPart.LICENSE, "Commercial use is allowed."),
        (RowPart.PARAMETERS, "1.7B parameters"),
        (RowPart.CONTEXT, "8,192 tokens"),
        (RowPart.DATA, "a/tales"),
        (RowPart.DOWNLOADS, "412,000 downloads in the last 30 days"),
        (RowPart.LIKES, "2,100 people on the Hub like it"),
        (RowPart.AGE, "2026-08-01"),
    ],
)
def test_each_part_of_a_row_explains_itself(
    shelf: RepoList, licenses: Licenses, wanted: RowPart, told: str, direction: Qt.LayoutDirection
) -> None:
    shelf.setLayoutDirection(direction)
    shelf.resize(620, 400)
    shelf.show_lines((line_of(FULL, licenses, Yardstick(16_000_000_000), NOW),))
    said = tip_at(shelf, part(shelf, wanted).place)
    assert told in said
    others = [other for other in RowPart if other is not wanted]
    assert not any(said == tip_at(shelf, part(shelf, other).place) for other in others)
    index = shelf.lines.index(0, 0)
    assert told in index.data(Qt.ItemDataRole.AccessibleDescriptionRole), "a screen reader hears it, too"


def test_where_nothing_stands_in_a_row_nothing_is_told(shelf: RepoList) -> None:
    assert not tip_at(shelf, QRectF(shelf.viewport().width() / 2, 2, 2, 2))


def test_what_a_row_does_not_say_is_not_explained(shelf: RepoList, licenses: Licenses) -> None:
    line = line_of(RepoRow("meadow/Plain"), licenses, Yardstick(16_000_000_000), NOW)
    told = all_tips(line).split("\n")
    assert told == [
        "meadow/Plain",
        "Published by meadow",
        "No license is stated, and without one nothing is permitted. Ask its maker.",
    ]
