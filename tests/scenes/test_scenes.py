"""The way scenes are played and looked at. All of them, in every pass, are played by ``./dev tour`` alone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from explorer.kit.theme import Look
from tests.scenes.all import all_scenes
from tests.scenes.camera import Camera, Played
from tests.scenes.findings import Finding
from tests.scenes.stage import passes
from tests.tour.__main__ import problems

_ROOT = Path(__file__).resolve().parents[2]
_SMOKE = ("library-empty", "compare-facts", "frame-palette")  # two worlds, the window and one over it


@pytest.mark.journey
def test_scenes_are_played_checked_and_photographed(tmp_path: Path) -> None:
    rows = _play("100", tmp_path)
    assert [row["scene"] for row in rows] == sorted(_SMOKE, key=[s.name for s in all_scenes()].index)
    for row in rows:
        assert row["findings"] == []
        assert len(row["pictures"]) == 6
        assert all((tmp_path / name).stat().st_size > 1000 for name in row["pictures"])


def _play(name: str, folder: Path) -> list[dict[str, Any]]:
    out = folder / f"{name}.json"
    command = [sys.executable, "-m", "tests.scenes", name, str(out)]
    command += ["--pictures", str(folder), "--only", ",".join(_SMOKE)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-4000:]
    rows: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    return rows


def test_pictures_are_kept_of_what_is_looked_at_and_of_findings(
    qtbot: QtBot, look: Look, tmp_path: Path
) -> None:
    good, wrong = QLabel("A word"), QLabel("A sentence that is far too long for its room")
    for label, width in ((good, 200), (wrong, 40)):
        qtbot.addWidget(label)
        label.setProperty("ground", "window")
        label.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        label.setFixedSize(width, 30)
        label.show()
    camera, played = Camera(tmp_path), Played("scene", "pass")
    camera.take(good, "passed-over.png", played, shown=False)
    camera.take(good, "looked-at.png", played, shown=True)
    camera.take(wrong, "wrong.png", played, shown=False)
    camera.take(wrong, "wrong-again.png", played, shown=False)
    camera.note(good, "by-hand.png", played, [Finding("tab", "here", "jumps")])
    assert played.pictures == ["looked-at.png", "wrong.png", "by-hand.png"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(played.pictures)
    assert {finding["check"] for finding in played.findings} == {"cut", "tab"}
    assert {finding["picture"] for finding in played.findings} == {"wrong.png", "by-hand.png"}


def test_the_tour_fails_on_a_finding_and_on_a_scene_that_was_not_played() -> None:
    row: dict[str, Any] = {"scene": "one", "findings": [], "pictures": []}
    well = [{**row, "pass": run.name} for run in passes()]
    assert problems(well, ["one"]) == []
    assert problems(well[1:], ["one"]) == [f"not played: one ({passes()[0].name})"]
    well[0]["findings"] = [{"check": "cut", "where": "QLabel", "what": "too long", "picture": ""}]
    assert problems(well, ["one"]) == ["cut: QLabel: too long – one (100)"]


def test_each_room_has_a_scene_of_every_state() -> None:
    """Settings have nothing to load or to fail at as a whole."""
    rooms = ("discover", "library", "playground", "compare")
    states = ("empty", "loading", "content", "error", "offline")
    wanted = {f"{room}-{state}" for room in rooms for state in states}
    wanted = wanted - {"compare-content"} | {"compare-facts", "settings-content", "settings-offline"}
    assert wanted - {scene.name for scene in all_scenes()} == set()
