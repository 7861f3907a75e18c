"""Drives the real window as a person would: keys, clicks, and waiting for what the screen says.

Used by the tour and by the journeys; it reads widgets only to know when to go on and what to write down.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QAbstractAnimation, QCoreApplication, QEvent, QEventLoop, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget

from explorer.app import App
from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.domain.places import Place, Room
from explorer.kit.tasks import TaskContext
from explorer.local.download_queue.downloads import DownloadState
from explorer.rooms.welcome.first_run import FirstRun
from explorer.shell import Shell

if TYPE_CHECKING:  # a room is imported when it is visited, here too
    from explorer.rooms.compare.pane import ComparePane
    from explorer.rooms.discover.pane import DiscoverPane
    from explorer.rooms.library.pane import LibraryPane
    from explorer.rooms.playground.pane import PlaygroundPane
    from explorer.rooms.settings.pane import SettingsPane

_THREADS = 32  # as many as the pool may have, and more
_HELD_S = 120


class OpenedApp(App):
    """The app, and its rooms by name and type; each is built when it is asked for."""

    @property
    def discover(self) -> "DiscoverPane":
        return cast("DiscoverPane", self.room(Room.DISCOVER))

    @property
    def library(self) -> "LibraryPane":
        return cast("LibraryPane", self.room(Room.LIBRARY))

    @property
    def playground(self) -> "PlaygroundPane":
        return cast("PlaygroundPane", self.room(Room.PLAYGROUND))

    @property
    def compare(self) -> "ComparePane":
        return cast("ComparePane", self.room(Room.COMPARE))

    @property
    def settings(self) -> "SettingsPane":
        return cast("SettingsPane", self.room(Room.SETTINGS))


class Driver:
    """One running app and the hands that use it."""

    def __init__(self, home: Path, *, first_run: bool = False, held: bool = False) -> None:
        """``first_run``: show the first steps where they are due, as to a person. ``held``: no work in
        the background begins before ``let_go``, as on a machine that is very slow."""
        if not first_run:
            skip_first_run(home)
        shell = Shell(Paths(home), [])
        shell.window.show()
        settle()
        self.app = OpenedApp(shell)
        self._gate = Event()
        if held:
            self._hold()
        self.app.begin()
        if not held:
            self.wait(lambda: self.app.catalog.is_ready, "the catalog to be read")
        settle()

    @property
    def window(self) -> QWidget:
        return self.app.window

    def answer_greedily(self, most: int = 64, *, chat: bool = True) -> None:
        """Temperature 0 and at most so many tokens in Compare and, if wanted, in the next new chat.

        Before their rooms are built.
        """
        store = self.app.core.store
        if chat:
            settings = f'{{"version": 1, "temperature": 0, "max_tokens": {most}}}'
            store.set_state("playground.controls", settings)
        store.set_state("compare.sampling", f'{{"temperature": 0, "max_tokens": {most}}}')

    def close(self) -> None:
        """Quit as a person does; every worker and thread ends."""
        self.let_go()
        self.app.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        settle()

    def let_go(self) -> None:
        """Work in the background may begin."""
        self._gate.set()

    def _hold(self) -> None:
        """Keep every thread of the pool busy with waiting."""
        gate = self._gate

        def wait(_context: TaskContext[None]) -> None:
            gate.wait(_HELD_S)

        for _ in range(_THREADS):
            self.app.tasks.run(wait, _ignore, _ignore)

    def wait(self, condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Run events until ``condition`` holds. Raises TimeoutError naming ``what``."""
        end = monotonic() + seconds
        while not condition():
            if monotonic() > end:
                told = [m.text for m in self.app.messages.all]
                raise TimeoutError(f"waited {seconds} s for {what}; messages: {told}")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            sleep(0.002)

    def go(self, room: Room) -> None:
        """Press the rail button of a room."""
        self.app.window.show_room(room)
        settle()

    def search(self, words: str) -> None:
        self.go(Room.DISCOVER)
        field = self.app.discover.head.field
        field.selectAll()
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.wait(self._has_rows, f"rows for {words!r}")

    def open_row(self, repo_id: str) -> None:
        """Click the row of a repo and wait for its sheet."""
        listing = self.app.discover.list
        self.wait(lambda: listing.lines.row_of(repo_id) >= 0, f"{repo_id} in the list")
        listing.clearSelection()
        listing.setCurrentIndex(listing.model().index(-1, 0))
        spot = listing.visualRect(listing.lines.index(listing.lines.row_of(repo_id), 0)).center()
        QTest.mouseClick(listing.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        repo = self.app.discover.session.repo
        self.wait(lambda: repo.state.is_complete and repo.state.repo_id == repo_id, f"the sheet of {repo_id}")
        self.wait(lambda: repo.around.is_done, f"what is around {repo_id}")
        settle()

    def press_primary(self) -> None:
        """The one primary button of the sheet: Download, or Try it."""
        button = self.app.discover.sheet.primary
        assert button is not None
        click(button)

    def wait_for_download(self, seconds: float = 120) -> None:
        downloads = self.app.downloads
        self.wait(lambda: not downloads.items, "the download to end", seconds)
        self.wait(lambda: bool(self.app.catalog.models), "the model in the library")

    def wait_for_bytes(self, fraction: float) -> None:
        """Until a download runs and has that share of its bytes."""

        def is_there() -> bool:
            items = self.app.downloads.items
            return any(d.state is DownloadState.RUNNING and d.fraction > fraction for d in items)

        self.wait(is_there, f"{fraction:.0%} of a download")

    def try_model(self, model_id: str) -> None:
        """Open a local model in the Playground."""
        self.wait(lambda: self.app.catalog.find(model_id) is not None, model_id)
        self.app.go(Place(Room.PLAYGROUND, model=self.app.catalog.find(model_id)))
        settle()

    def accept_terms(self) -> None:
        """Press the button that goes on under the terms, if they are shown."""
        settle()
        for button in self.window.findChildren(QAbstractButton):
            if button.isVisible() and button.text() == "Go on under these terms":
                click(button)
                settle()

    def ask(self, prompt: str, seconds: float = 120) -> str:
        """Type into the Playground's composer, press Enter, wait for the whole answer."""
        self.type_in("composer", prompt)
        playground = self.app.playground
        self.wait(playground.is_busy, "the answer to begin")
        self.wait(lambda: not playground.is_busy(), "the answer to end", seconds)
        settle()
        return playground.last_answer()

    def add_to_compare(self, place: Place) -> None:
        before = len(self.app.compare.columns())
        self.app.go(place)
        self.wait(lambda: len(self.app.compare.columns()) == before + 1, "a new column")
        settle()

    def ask_all(self, prompt: str, answers: int, seconds: float = 180) -> None:
        self.type_in("compare-composer", prompt)
        self.accept_terms()
        compare = self.app.compare
        self.wait(lambda: len(compare.results()) >= answers and not compare.is_busy(), "all answers", seconds)
        settle()

    def type_in(self, name: str, text: str) -> None:
        field = self.window.findChild(QAbstractScrollArea, name)
        assert field is not None, f"no field {name}"
        field.setFocus()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def _has_rows(self) -> bool:
        state = self.app.discover.session.search.state
        return state.query.text == self.app.discover.head.field.text().strip() and bool(state.lines)


def skip_first_run(home: Path) -> None:
    """Like someone who skipped the first steps at the start before."""
    store = Store(Paths(home).database)
    FirstRun(store).finish()
    store.close()


def _ignore(_value: object) -> None:
    """Waiting brings nothing."""


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() // 2))


def rest() -> None:
    """Until all have their places, movements came to their end and code has its colours; those without an
    end may go on."""
    end = monotonic() + 1
    settle(6)
    before: list[QRect] = []
    now = _places()
    while monotonic() < end and (now != before or _is_moving() or _is_plain()):
        settle()
        sleep(0.01)
        before, now = now, _places()


def _places() -> list[QRect]:
    """Of all that is seen: layouts in layouts take several turns."""
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    widgets = (widget for window in windows for widget in window.findChildren(QWidget))
    return [widget.geometry() for widget in widgets if widget.isVisible()]


def _is_moving() -> bool:
    return any(
        moving.state() is QAbstractAnimation.State.Running and moving.loopCount() > 0
        for window in QApplication.topLevelWidgets()
        for moving in window.findChildren(QAbstractAnimation)
    )


def _is_plain() -> bool:
    """Code that will be coloured in a moment. Its module is not imported here: first visits are measured."""
    if "explorer.kit.rich_text.code_block" not in sys.modules:
        return False
    from explorer.kit.rich_text.code_block import CodeBlock

    windows = QApplication.topLevelWidgets()
    return any(not block.is_coloured for window in windows for block in window.findChildren(CodeBlock))


def settle(rounds: int = 4) -> None:
    """Let what is queued happen: layouts, deferred deletes, repaints."""
    for _ in range(rounds):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # else only at the loop's end
