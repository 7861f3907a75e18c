"""Plays scenes: one app for all scenes of a world in a pass, photographed and checked in every variant."""

import faulthandler
import fnmatch
import json
import os
import shutil
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from explorer.kit.language import Language
from explorer.kit.notices import Notice
from explorer.local.found_places import INSTEAD
from tests.hub.server import TestHub
from tests.scenes.checks import check_all
from tests.scenes.findings import Finding
from tests.scenes.name_checks import tab_order
from tests.scenes.painted import painted_texts
from tests.scenes.pseudo import CODE, pseudo_texts, untranslated
from tests.scenes.stage import Pass, Scene, Stage, World
from tests.scenes.worlds import data_of, write_hub, write_stocked
from tests.tour.driver import Driver, rest, settle

_EXPLORER = Path(__file__).resolve().parents[2] / "explorer"
_TAB_PASSES = ("100", "usual", "mirrored")
_HANGS_S = 240  # much longer than the slowest scene on a busy machine
_QUALITY = 80  # of PNG in Qt: little compression, quickly written


@dataclass
class Played:
    """One scene in one pass: its pictures and what was found in which of them."""

    scene: str
    run: str
    pictures: list[str] = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)

    def note(self, picture: str, found: Sequence[Finding]) -> None:
        """A finding is told once, with the first picture that shows it."""
        known = {(f["check"], f["where"], f["what"]) for f in self.findings}
        for finding in found:
            if (finding.check, finding.where, finding.what) not in known:
                self.findings.append({"picture": picture, **finding.as_row()})


class Player:
    """``folder`` gets the homes and the hub (removed by ``close``), ``out`` the pictures if it is given."""

    def __init__(self, folder: Path, run: Pass, out: Path | None = None) -> None:
        self._folder, self._run, self._out = folder, run, out
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
            shutil.copytree(self._folder / "stocked", home)
        home.mkdir(exist_ok=True)
        settings = {"text_percent": self._run.percent, "theme": "light", "endpoint": hub.endpoint}
        settings["language"] = "en" if self._run.language == CODE else self._run.language
        (home / "settings.json").write_text(json.dumps(settings))
        os.environ[INSTEAD] = str(home / "elsewhere")  # other programs of this machine are not in the picture
        driver = Driver(home, first_run=world == "first run", held=world == "starting")
        driver.answer_greedily(4096, chat=False)
        return Stage(driver, hub, home, ExitStack())

    def _play(self, scene: Scene, stage: Stage, played: Played) -> None:
        width, height = self._run.sizes[-1]
        stage.window.resize(width, height)
        settle()
        try:
            scene.show(stage)
            self._take_all(scene, stage, played)
        finally:
            stage.own = None
            stage.undo.close()
            _clear(stage)

    def _take_all(self, scene: Scene, stage: Stage, played: Played) -> None:
        window = stage.own or stage.window
        for theme in self._run.themes:
            stage.driver.app.core.settings.change(theme=theme)
            for width, height in _sizes(self._run, stage):
                window.resize(width, height)
                rest()
                name = f"{scene.name}.{self._run.name}.{width}x{height}.{theme}.png"
                self._take(window, name, played)
        if self._run.language == CODE:
            texts = painted_texts(window)
            played.note(name, list(dict.fromkeys(untranslated(texts, self._data))))
        if self._run.name in _TAB_PASSES:
            played.note(name, tab_order(window))

    def _take(self, window: QWidget, name: str, played: Played) -> None:
        played.note(name, check_all(window))
        if self._out is not None:
            window.grab().toImage().save(str(self._out / name), None, _QUALITY)
            played.pictures.append(name)


def _sizes(run: Pass, stage: Stage) -> list[tuple[int, int]]:
    """The largest first, in which the scene was set up."""
    return [stage.own.size().toTuple()] if stage.own is not None else list(reversed(run.sizes))


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
