"""Going from room to room in the real window with content: ``… _rooms HOME rested|at_once``.

A visit counts from the press in the rail until the room is painted. It writes one JSON: milliseconds that the
screen thread worked, which other programs of the machine do not lengthen, by room of the first visit, which
builds the room, and of those after it; the longest at one time in the second after a first visit, when what
is out of sight is built; of another theme in the last room, with all of them alive; and of the peer. Once the
window has rested, all rooms are imported; who is faster waits for that as well.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic, thread_time

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QStackedWidget

from explorer.base.settings import SettingsFile
from explorer.domain.places import Room
from explorer.kit.pyside_features import leave_out_features
from tests.benchmarks._rounds import rounds

ROUNDS = rounds(15, 5)
_AFTER_S = 1.0


def main(home: str, way: str) -> None:
    qt = QApplication(sys.argv[:1])
    leave_out_features()
    from tests.tour.driver import Driver, rest

    driver = Driver(Path(home))
    driver.window.resize(1280, 800)
    driver.wait(lambda: bool(driver.app.discover.session.search.state.lines), "the list")
    rest()
    if way == "rested":
        driver.wait(lambda: not driver.app.ahead.is_busy(), "the imports", 60)
    first: dict[str, float] = {}
    after: dict[str, float] = {}
    for room in (Room.LIBRARY, Room.PLAYGROUND, Room.COMPARE, Room.SETTINGS):
        first[room] = _visit(driver.app.window.show_room, room)
        after[room] = _longest(_AFTER_S)
        if room is Room.PLAYGROUND:
            driver.wait(lambda: bool(driver.app.playground.last_answer()), "the chat")
        if room is Room.COMPARE:
            driver.wait(lambda: len(driver.app.compare.columns()) > 1, "the columns")
        rest()
    again: dict[str, list[float]] = {room: [] for room in Room}
    for _ in range(ROUNDS):
        for room in Room:
            again[room].append(_visit(driver.app.window.show_room, room))
            rest()
    themes = [_visit(partial(_wear, driver.app.core.settings), dark) for dark in (True, False) * 3]
    driver.close()
    found = {"first": first, "after": after, "again": again, "themes": themes, "peer": _peer()}
    print(json.dumps(found))
    qt.quit()


def _wear(settings: SettingsFile, dark: bool) -> None:  # noqa: FBT001  what is visited
    settings.change(theme="dark" if dark else "light")


def _longest(seconds: float) -> float:
    """Milliseconds of the longest turn of the event loop in that time."""
    longest, end = 0.0, monotonic() + seconds
    while monotonic() < end:
        worked = thread_time()
        QApplication.processEvents()
        longest = max(longest, thread_time() - worked)
    return longest * 1000


def _visit[T](show: Callable[[T], object], where: T) -> float:
    begun = thread_time()
    show(where)
    for _ in range(2):  # the layout and the paint that were asked for, and what these ask for
        QApplication.processEvents()
    return (thread_time() - begun) * 1000


def _peer() -> list[float]:
    """Two pages with a label each in a bare stack of the same size."""
    window, stack = QMainWindow(), QStackedWidget()
    for text in ("one", "two"):
        stack.addWidget(QLabel(text))
    window.setCentralWidget(stack)
    window.resize(1280, 800)
    window.show()
    QApplication.processEvents()
    found = [_visit(stack.setCurrentIndex, number % 2) for number in range(1, 2 * ROUNDS + 1)]
    window.close()
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
