"""A page of the Hub on its way to the screen, in the real window: ``… _page HOME``, the Hub in HF_ENDPOINT.

It writes one line of JSON. ``shown``: milliseconds from the last byte of an answer until the list has painted
it; that it is read and kept is included. Then it is left alone for ``IDLE_S``, with a list, a model and the
cursor in the search field, so that whoever started it can see what it does meanwhile.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from explorer.domain.places import Room
from explorer.kit.pyside_features import leave_out_features
from explorer.rooms.discover.search import SearchState

WORDS = [f"-{letter}" for letter in "abcdefghijklmnopqrst"]
IDLE_S = 45


class Painted(QObject):
    """Notes when a widget was painted last."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self._note)  # after it
        return False

    def _note(self) -> None:
        self.at = time.perf_counter()


def main(home: str) -> None:
    qt = QApplication(sys.argv[:1])
    leave_out_features()
    from explorer.hub import http_session as wire
    from tests.tour.driver import Driver, rest

    arrived: list[float] = []
    decoded = wire._decoded

    def noted(response: object, host: str) -> object:
        arrived.append(time.perf_counter())
        return decoded(response, host)  # type: ignore[arg-type]  # as the library gave it

    wire._decoded = noted
    driver = Driver(Path(home))
    driver.window.resize(1280, 800)
    discover = driver.app.discover
    driver.wait(lambda: bool(discover.session.search.state.lines), "the list")
    painted = Painted()
    discover.list.viewport().installEventFilter(painted)
    taken: list[float] = []
    lined: list[float] = []
    discover.session.search.changed.add(lambda state: _note_lines(state, lined))
    for words in WORDS:
        rest()
        driver.app.window.show_room(Room.DISCOVER)
        arrived.clear()
        lined.clear()
        discover.head.field.setText(words)
        driver.wait(lambda: bool(lined) and painted.at > lined[0], "the page")
        taken.append((painted.at - arrived[0]) * 1000)
    driver.open_row(discover.session.search.state.lines[0].row.id)
    rest()
    discover.head.field.setFocus()
    driver.app.benchmark.stop()  # a machine is measured once, half a minute after the first start
    print(json.dumps({"shown": taken, "rows": 50}), flush=True)
    loop = QEventLoop()
    QTimer.singleShot(IDLE_S * 1000, loop.quit)
    loop.exec()
    driver.close()
    qt.quit()


def _note_lines(state: SearchState, lined: list[float]) -> None:
    if not state.is_waiting and state.lines:
        lined.append(time.perf_counter())


if __name__ == "__main__":
    main(sys.argv[1])
