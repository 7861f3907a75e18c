"""kill -9 of the whole app in the middle of its work: nothing that was there is lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.places import Room
from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny
from tests.tour.driver import Driver

pytestmark = pytest.mark.journey

MEADOW = "meadow-ai/Tiny-Meadow-GGUF"
ENDLESS = " ".join(f"word{n}" for n in range(1500))


@contextmanager
def victim(home: Path, *deed: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The app in a process of its own; killed at the end if it still runs."""
    command = [sys.executable, "-m", "tests.journeys.victim", str(home), *deed]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2], env={**os.environ})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return tmp_path / "home"


def test_a_download_goes_on_at_the_byte_after_kill_9(
    qapp: QApplication, qtbot: QtBot, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = write_tiny(tmp_path / "hub" / MEADOW / "tiny-meadow-Q4_K_M.gguf", Tiny(text=ENDLESS))
    with TestHub(tmp_path / "hub") as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        hub.fault("*.gguf*", "slow", rate=model.stat().st_size / 8)
        with victim(home, "download", MEADOW) as process:
            qtbot.waitUntil(lambda: partial_size(home) > model.stat().st_size / 8, timeout=20_000)
            process.kill()
            process.wait()
        kept = partial_size(home)
        hub.faults.clear()
        after = Driver(home)
        try:
            after.wait(lambda: bool(after.app.catalog.models), "the rest of the download")
            assert after.app.catalog.models[0].intact == "checked"
        finally:
            after.close()
        ranges = [r.headers.get("range", "") for r in hub.requests]
        resumed = [r for r in ranges if r.endswith("-")]  # the others read headers
        assert any(int(r.removeprefix("bytes=").rstrip("-")) >= kept for r in resumed)


def test_what_was_answered_is_there_after_kill_9_and_no_worker_is_left(
    qapp: QApplication, qtbot: QtBot, home: Path
) -> None:
    write_tiny(home / "models" / "own" / "endless.gguf", Tiny(text=ENDLESS, name="Endless"))
    with victim(home, "answer", "own/endless.gguf") as process:
        qtbot.waitUntil(lambda: "word9" in stored_answer(home), timeout=20_000)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
    _gone, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
    after = Driver(home)
    try:
        after.go(Room.PLAYGROUND)
        assert after.app.playground.last_answer().strip().startswith("word0 word1")
        assert "word9" in after.app.playground.last_answer()
    finally:
        after.close()


def partial_size(home: Path) -> int:
    return sum(p.stat().st_size for p in (home / "models").rglob("*.part"))


def stored_answer(home: Path) -> str:
    if not (home / "explorer.sqlite3").exists():
        return ""
    store = Store(home / "explorer.sqlite3")
    try:
        rows = store.read("SELECT text FROM messages WHERE role = 'assistant' ORDER BY id DESC LIMIT 1")
    finally:
        store.close()
    return str(rows[0]["text"]) if rows else ""
