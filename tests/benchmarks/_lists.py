"""Scrolling and filtering 10,000 rows in the app's own lists: ``python -m tests.benchmarks._lists HOME``.

A frame counts from the change, a scroll step or what is typed, until everything that follows is painted. It
writes one JSON: of each frame the milliseconds that the screen thread worked, which other programs of the
machine do not lengthen, and those that passed; of Discover's list, of the Library's table, and of the peer.
"""

import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMainWindow, QTableView

from explorer.domain.places import Room
from explorer.kit.chips import Chip
from explorer.kit.pyside_features import leave_out_features

if TYPE_CHECKING:
    from explorer.rooms.discover.pane import DiscoverPane

ROWS, COLUMNS = 10_000, 10
_NEAR, _FAR = 60, 5003  # pixels of a step: a notch of the wheel, and a throw of the scroll bar
_STEPS = 300
_WORDS = ("0", "01", "012", "0123", "", "m", "mo", "mod", "mode", "model", "model-09", "zz", "")
_PARENT = QModelIndex()

type _Index = QModelIndex | QPersistentModelIndex


class Frame(NamedTuple):
    """Milliseconds."""

    worked: float
    passed: float


def main(home: str) -> None:
    qt = QApplication(sys.argv[:1])
    leave_out_features()
    print(json.dumps({**_app(Path(home)), "peer": _peer()}))
    qt.quit()


def _app(home: Path) -> dict[str, dict[str, list[Frame]]]:
    from tests.tour.driver import Driver, rest

    driver = Driver(home)
    driver.window.resize(1280, 800)
    driver.go(Room.DISCOVER)
    driver.wait(lambda: len(driver.app.discover.session.search.state.lines) == ROWS, "the list", 120)
    rest()
    discover = {
        "scroll": _scrolled(driver.app.discover.list),
        "filter": _frames([chip.click for chip in _chips(driver.app.discover) for _ in (1, 2)] * 6),
    }
    driver.go(Room.LIBRARY)
    table = driver.app.library.body.table
    driver.wait(lambda: table.model().rowCount() == ROWS, "the table", 120)
    rest()
    field = driver.app.library.head.search
    library = {
        "scroll": _scrolled(table),
        "filter": _frames([partial(field.setText, words) for words in _WORDS * 2]),
    }
    driver.close()
    return {"discover": discover, "library": library}


def _chips(discover: "DiscoverPane") -> list[Chip]:
    """They filter what is loaded, at once and without asking the Hub."""
    return discover.findChildren(Chip)


def _scrolled(view: QAbstractItemView) -> list[Frame]:
    bar = view.verticalScrollBar()

    def step(pixels: int) -> None:
        bar.setValue((bar.value() + pixels) % max(1, bar.maximum()))

    return [
        *_frames([partial(step, _NEAR)] * _STEPS),
        *_frames([partial(step, _FAR)] * _STEPS),
    ]


def _frames(changes: Sequence[Callable[[], object]]) -> list[Frame]:
    found = []
    for change in changes:
        begun, worked = perf_counter(), thread_time()
        change()
        for _ in range(2):  # the layout and the paint that were asked for, and what these ask for
            QApplication.processEvents()
        found.append(Frame((thread_time() - worked) * 1000, (perf_counter() - begun) * 1000))
    return found


class _Words(QAbstractTableModel):
    """Plain words in plain cells."""

    def rowCount(self, parent: _Index = _PARENT) -> int:
        return 0 if parent.isValid() else ROWS

    def columnCount(self, parent: _Index = _PARENT) -> int:
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return f"Model-{index.row():05} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


def _peer() -> dict[str, list[Frame]]:
    """Qt's own table over as many rows, with Qt's own filter."""
    window, table, proxy = QMainWindow(), QTableView(), QSortFilterProxyModel()
    proxy.setSourceModel(_Words(proxy))
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    table.setModel(proxy)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    window.setCentralWidget(table)
    window.resize(1280, 800)
    window.show()
    QApplication.processEvents()
    scroll = _scrolled(table)
    filtered = _frames([partial(proxy.setFilterFixedString, words) for words in _WORDS * 2])
    window.close()
    return {"scroll": scroll, "filter": filtered}


if __name__ == "__main__":
    main(sys.argv[1])
