"""Every scene, in the smallest window with the largest text and in the usual one, has nothing to find."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.scenes.all import all_scenes
from tests.scenes.stage import check_passes

pytestmark = pytest.mark.journey

type Found = dict[str, list[str]]

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What was found in each scene. Both passes run side by side, each in a process of its own."""
    folder = tmp_path_factory.mktemp("scenes")
    names = [run.name for run in check_passes()]
    with ThreadPoolExecutor(len(names)) as pool:
        rows = [row for played in pool.map(lambda name: _play(name, folder), names) for row in played]
    findings: Found = {}
    for row in rows:
        told = [f"{row['pass']}: {f['check']}: {f['where']}: {f['what']}" for f in row["findings"]]
        findings.setdefault(row["scene"], []).extend(told)
    return findings


def _play(name: str, folder: Path) -> list[dict[str, Any]]:
    out = folder / f"{name}.json"
    command = [sys.executable, "-m", "tests.scenes", name, str(out), "--quick"]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-4000:]
    rows: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    return rows


def _names() -> list[str]:
    return [*(scene.name for scene in all_scenes() if not scene.slow), "any"]


@pytest.mark.parametrize("name", _names())
def test_nothing_is_wrong_that_a_machine_can_see(name: str, found: Found) -> None:
    assert found.get(name, [] if name == "any" else ["it was not played"]) == []


def test_each_room_has_a_scene_of_every_state() -> None:
    """Settings have nothing to load or to fail at as a whole."""
    rooms = ("discover", "library", "playground", "compare")
    states = ("empty", "loading", "content", "error", "offline")
    wanted = {f"{room}-{state}" for room in rooms for state in states}
    wanted = wanted - {"compare-content"} | {"compare-facts", "settings-content", "settings-offline"}
    assert wanted - {scene.name for scene in all_scenes()} == set()
