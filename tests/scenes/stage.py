"""What a scene is, and the stage it plays on: the real app, a real hub, and a way to undo what was done.

A scene is a function that brings the app into one state::

    def compare_empty(stage: Stage) -> None:
        stage.driver.go(Room.COMPARE)

It stands in the list at the foot of its file with a name and the world it needs: "first run" (the first
steps are shown), "new" (they were skipped, nothing is here), "stocked" (models, chats, a comparison) or
"starting" (the models folder is still being read). It runs in every language, so it finds things by their
kind and not by their words, and waits by ``stage.found`` for what takes a while to come.
What a scene changes for good it undoes by ``stage.undo.callback(…)``; faults and settings go by themselves.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from explorer.domain.local_model import LocalModel
from tests.engine.conftest import pid_of
from tests.hub.server import TestHub
from tests.tour.driver import Driver, click, settle

World = Literal["first run", "new", "stocked", "starting"]
Theme = Literal["light", "dark"]
type Size = tuple[int, int]

_SMALL, _USUAL, _LARGE = (960, 600), (1280, 800), (1920, 1080)
_BOTH: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Pass:
    """One run through all scenes: what is fixed while the app runs, and the sizes in which it is checked.

    A scene is set up in the first. ``shown``: the sizes that a person looks at, so their pictures are kept;
    ``tabs``: those in which Tab goes all the way round.
    """

    name: str
    percent: int = 100
    language: str = "en"
    mirrored: bool = False
    sizes: tuple[Size, ...] = (_USUAL,)
    themes: tuple[Theme, ...] = ("light",)
    shown: tuple[Size, ...] = ()
    tabs: tuple[Size, ...] = ()


@dataclass
class Stage:
    """The app of one world in one pass, and what is around it."""

    driver: Driver
    hub: TestHub
    home: Path
    undo: ExitStack
    own: QWidget | None = None  # a window of its own that the scene is about, such as a popup
    scroll: Callable[[], object] | None = None  # brings what the scene is about into sight, at every size

    @property
    def window(self) -> QWidget:
        return self.driver.window

    def show_own(self, window: QWidget) -> None:
        """Photograph this window at its own size; it is closed after the scene."""
        self.own = window
        self.undo.callback(window.close)

    def found[T](self, look: Callable[[], Iterable[T]], what: str) -> T:
        """The first that ``look`` sees, as soon as there is one. Raises TimeoutError naming ``what``."""
        seen: list[T] = []

        def is_there() -> bool:
            seen[:] = islice(look(), 1)
            return bool(seen)

        self.driver.wait(is_there, what)
        return seen[0]

    def popup[W: QWidget](self, kind: type[W]) -> W:
        """The open window of this class."""
        windows = QApplication.topLevelWidgets
        opened = self.found(
            lambda: (w for w in windows() if isinstance(w, kind) and w.isVisible()), kind.__name__
        )
        settle()
        return opened

    def model(self, is_it: Callable[[LocalModel], bool], what: str) -> LocalModel:
        """One of this disk."""
        catalog = self.driver.app.catalog
        return self.found(lambda: filter(is_it, catalog.models), what)

    def hold_worker(self, model_id: str) -> None:
        """What this model does goes no further, for the pictures; after the scene it goes on."""
        model = self.model(lambda m: m.id == model_id, model_id)
        engine = self.driver.app.pool.get(model.path)
        self.driver.wait(lambda: pid_of(engine) > 0, "the worker")
        worker = psutil.Process(pid_of(engine))
        worker.suspend()
        self.undo.callback(worker.resume)
        settle()

    def press_primary(self, where: QWidget) -> None:
        """Click the one primary button, once it can be."""

        def can_be(button: QAbstractButton) -> bool:
            return button.property("kind") == "primary" and button.isVisible() and button.isEnabled()

        click(self.found(lambda: filter(can_be, where.findChildren(QAbstractButton)), "a primary button"))
        settle()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window, key, modifier)
        settle()


@dataclass(frozen=True)
class Scene:
    """``alone``: it leaves more behind than can be undone, so the next scene gets an app of its own."""

    name: str
    world: World
    show: Callable[[Stage], None]
    alone: bool = False


def passes() -> tuple[Pass, ...]:
    """Every run of the tour: one goes from a large window to a small one, one the other way."""
    shrinking, growing = (_LARGE, _USUAL, _SMALL), (_SMALL, _USUAL, _LARGE)
    looked_at = (_USUAL, _SMALL)
    return (
        Pass("100", sizes=shrinking, themes=_BOTH, shown=looked_at, tabs=(_SMALL,)),
        Pass("150", percent=150, sizes=growing),  # what a theme changes, 100 % has checked
        # Longer texts that run the other way: what either breaks is seen, and one pass is saved
        Pass("mirrored", language="pseudo", mirrored=True, tabs=(_USUAL,)),
        Pass("chinese", language="zh_CN", shown=(_USUAL,)),
    )
