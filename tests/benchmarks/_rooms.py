"""Going from room to room in the real window with content: ``python -m tests.benchmarks._rooms HOME``.

A visit counts from the press in the rail until the room is painted. It writes one JSON: milliseconds by room
of the first visit, which imports and builds the room, and of those after it; and of the peer.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QStackedWidget

from explorer.domain.places import Room
from explorer.kit.features import leave_out_features

ROUNDS = 15


def main(home: str) -> None:
    qt = QApplication(sys.argv[:1])
    leave_out_features()
    from tests.tour.driver import Driver, rest

    driver = Driver(Path(home))
    driver.window.resize(1280, 800)
    driver.wait(lambda: bool(driver.app.discover.search_state.lines), "the list")
    rest()
    first: dict[str, float] = {}
    for room in (Room.LIBRARY, Room.PLAYGROUND, Room.COMPARE, Room.SETTINGS):
        first[room] = _visit(driver.app.window.show_room, room)
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
    driver.close()
    print(json.dumps({"first": first, "again": again, "peer": _peer()}))
    qt.quit()


def _visit[T](show: Callable[[T], object], where: T) -> float:
    begun = perf_counter()
    show(where)
    for _ in range(2):  # the layout and the paint that were asked for, and what these ask for
        QApplication.processEvents()
    return (perf_counter() - begun) * 1000


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
    main(sys.argv[1])
