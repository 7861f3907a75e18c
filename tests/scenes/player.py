"""Plays scenes: one app for all scenes of a world in a pass, photographed and checked in every variant."""

import faulthandler
import fnmatch
import json
import os
import shutil
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from explorer.kit.language import Language
from explorer.kit.notices import Notice
from explorer.local.models.app_folders import OTHER_APPS_VARIABLE
from tests.hub.server import TestHub
from tests.scenes.camera import Camera, Played
from tests.scenes.findings import Finding
from tests.scenes.name_checks import tab_order
from tests.scenes.painted import painted_texts
from tests.scenes.pseudo import CODE, pseudo_texts, untranslated
from tests.scenes.stage import Pass, Scene, Size, Stage, World
from tests.scenes.worlds import data_of, write_hub, write_stocked
from tests.tour.driver import Driver, rest, settle

_EXPLORER = Path(__file__).resolve().parents[2] / "explorer"
_LARGE = 10_000_000  # bytes
_HANGS_S = 240  # much longer than the slowest scene on a busy machine


class Player:
    """``folder`` gets the homes and the hub."""

    def __init__(self, folder: Path, run: Pass, camera: Camera) -> None:
        self._folder, self._run, self._camera = folder, run, camera
        write_hub(folder / "hub")
        write_stocked(folder / "stocked")
        self._data = data_of(folder / "hub", folder / "stocked")
        self.played: list[Played] = []

    def play(self, scenes: Sequence[Scene]) -> None:
        """All scenes, by world."""
        worlds = sorted({scene.world for scene in scenes})
        with TestHub(self._folder / "hub", tokens={"hf_tester": set()}) as hub, _spoken(self._run):
            for world in worlds:
                self._play_world(world, [s for s in scenes if s.world == world], hub)

    def _play_world(self, world: World, scenes: Sequence[Scene], hub: TestHub) -> None:
        stage: Stage | None = None
        for scene in scenes:
            watch_for_a_hang()
            stage = stage or self._open(world, hub)
            played = Played(scene.name, self._run.name)
            self.played.append(played)
            is_over = scene.alone
            try:
                self._play(scene, stage, played)
            except Exception:  # noqa: BLE001  # one broken scene is a finding, and the others go on
                played.note("", [Finding("broken", scene.name, traceback.format_exc(limit=-3))])
                is_over = True
            if is_over:
                stage.driver.close()
                stage = None
        if stage is not None:
            stage.driver.close()

    def _open(self, world: World, hub: TestHub) -> Stage:
        home = self._folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        if world in ("stocked", "starting"):
            shutil.copytree(self._folder / "stocked", home, copy_function=_copy)
        home.mkdir(exist_ok=True)
        settings = {"text_percent": self._run.percent, "theme": "light", "endpoint": hub.endpoint}
        settings["language"] = "en" if self._run.language == CODE else self._run.language
        (home / "settings.json").write_text(json.dumps(settings))
        os.environ[OTHER_APPS_VARIABLE] = str(
            home / "elsewhere"
        )  # other programs of this machine are not in the picture
        driver = Driver(home, first_run=world == "first run", held=world == "starting")
        driver.answer_greedily(4096, chat=False)
        return Stage(driver, hub, home, ExitStack())

    def _play(self, scene: Scene, stage: Stage, played: Played) -> None:
        stage.window.resize(*self._run.sizes[0])
        settle()
        try:
            scene.show(stage)
            self._take_all(scene, stage, played)
        finally:
            stage.own = stage.scroll = None
            stage.undo.close()
            _clear(stage)

    def _take_all(self, scene: Scene, stage: Stage, played: Played) -> None:
        run, window, settings = self._run, stage.own or stage.window, stage.driver.app.core.settings
        # The theme of the scene before comes first: to change it takes longer than all checks.
        themes = sorted(run.themes, key=lambda theme: theme != settings.current.theme)
        for theme in themes:
            settings.change(theme=theme)
            for size in _sizes(run, stage):
                window.resize(*size)
                rest()
                if stage.scroll is not None:
                    stage.scroll()
                name = f"{scene.name}.{run.name}.{size[0]}x{size[1]}.{theme}.png"
                self._camera.take(window, name, played, shown=_is_in(run.shown, size, stage))
                if theme == themes[-1] and _is_in(run.tabs, size, stage):
                    found = tab_order(window, is_painted=not run.mirrored)  # 100 % paints them
                    self._camera.note(window, name, played, found)
        if run.language == CODE:
            self._camera.note(window, name, played, list(untranslated(painted_texts(window), self._data)))


def _copy(source: str, place: str) -> None:
    """The large models, which no scene writes into, are linked: they are most of the bytes."""
    (os.link if Path(source).stat().st_size > _LARGE else shutil.copy2)(source, place)


def _sizes(run: Pass, stage: Stage) -> Sequence[Size]:
    return [stage.own.size().toTuple()] if stage.own is not None else run.sizes


def _is_in(sizes: Sequence[Size], size: Size, stage: Stage) -> bool:
    """A window of its own has its own size: it counts in a pass that names any."""
    return size in sizes or (stage.own is not None and bool(sizes))


def watch_for_a_hang() -> None:
    """A scene that takes as long as this ends the run with its traces: an error in a slot does not end Qt."""
    faulthandler.dump_traceback_later(_HANGS_S, exit=True)


def chosen(scenes: Sequence[Scene], globs: Sequence[str]) -> list[Scene]:
    """The scenes whose names match one of the globs; all without a glob."""
    if not globs:
        return list(scenes)
    return [s for s in scenes if any(fnmatch.fnmatchcase(s.name, glob) for glob in globs)]


def _clear(stage: Stage) -> None:
    """What every scene leaves behind: faults, settings, messages."""
    stage.hub.faults.clear()
    settings = stage.driver.app.core.settings
    if settings.current.offline:
        settings.change(offline=False)
    for notice in stage.window.findChildren(Notice):
        notice.dismiss.click()
    settle()


@contextmanager
def _spoken(run: Pass) -> Iterator[None]:
    """The language and direction of a pass, for every app that is built meanwhile."""
    app: Any = QApplication.instance()
    language = Language(app, "en")
    if run.language == CODE:
        language.install(CODE, pseudo_texts(_EXPLORER))
    if run.mirrored:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    language.install("en", {})
    language.setParent(None)
    language.deleteLater()


def as_rows(played: Sequence[Played]) -> list[dict[str, Any]]:
    return [{"scene": p.scene, "pass": p.run, "pictures": p.pictures, "findings": p.findings} for p in played]
