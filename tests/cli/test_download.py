"""`omx download` that is interrupted: by Ctrl-C, by a kill, by trouble with the network."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_omx import Omx
from tests.hub.server import TestHub
from tests.hub.tools import make_repo

REPO = "meadow-ai/Noise-GGUF"
FILE = "noise-Q4_K_M.gguf"
SIZE = 3_000_000


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    make_repo(tmp_path / "hub", REPO, {FILE: SIZE})
    with TestHub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def omx(test_hub: TestHub, tmp_path: Path) -> Omx:
    return Omx(tmp_path / "home", test_hub.endpoint)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "models" / REPO


def starts(hub: TestHub) -> list[str]:
    return [r.headers.get("range", "") for r in hub.requests if r.origin == "cdn"]


def half(omx: Omx, hub: TestHub, folder: Path) -> "subprocess.Popen[bytes]":
    """A download in its middle."""
    hub.fault("/cdn/*", "slow", rate=SIZE / 10)
    process = omx.start("download", REPO)
    part, end = folder / f"{FILE}.part", time.monotonic() + 60
    while not part.is_file() or part.stat().st_size < SIZE / 20:
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)
    return process


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT can be sent to one process there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_cleanly_and_the_same_command_goes_on(
    omx: Omx, test_hub: TestHub, folder: Path, number: signal.Signals
) -> None:
    process = half(omx, test_hub, folder)
    process.send_signal(number)
    out, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == b""
    assert "the same command goes on with it.\nStopped." in told.decode().replace("\r\n", "\n")
    assert b"Traceback" not in told
    assert names(folder) == [f"{FILE}.part", f"{FILE}.part.json"]  # no lock is left
    kept = (folder / f"{FILE}.part").stat().st_size
    test_hub.faults.clear()
    done = omx.run("download", REPO)
    assert done.returncode == 0, done.stderr
    assert "are here already" in done.stderr
    assert starts(test_hub) == ["", f"bytes={kept}-"]
    assert names(folder) == [FILE]


def test_a_kill_loses_nothing(omx: Omx, test_hub: TestHub, folder: Path) -> None:
    process = half(omx, test_hub, folder)
    process.kill()
    process.communicate(timeout=30)
    kept = (folder / f"{FILE}.part").stat().st_size
    test_hub.faults.clear()
    assert omx.json("download", REPO)["size"] == SIZE
    assert starts(test_hub) == ["", f"bytes={kept}-"]


def test_trouble_is_told_once_and_outlasted(omx: Omx, test_hub: TestHub, folder: Path) -> None:
    test_hub.fault("/cdn/*", "status", times=2, code=503)
    done = omx.run("download", REPO)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("has a problem. Trying again in") == 1
    assert names(folder) == [FILE]


def test_a_model_may_be_named_as_it_is_pasted(omx: Omx, test_hub: TestHub, folder: Path) -> None:
    assert omx.run("download", f"{test_hub.endpoint}/{REPO}/blob/main/{FILE}").returncode == 0
    assert names(folder) == [FILE]
    missing = omx.run("download", f"{REPO}:Q8_0")
    assert missing.returncode == 2
    assert "has no file Q8_0" in missing.stderr


def test_several_connections_for_one_file(omx: Omx, test_hub: TestHub, folder: Path) -> None:
    assert omx.run("download", REPO, "--connections", "4").returncode == 0
    assert names(folder) == [FILE]
    refused = omx.run("download", REPO, "--connections", "5")
    assert refused.returncode == 2
    assert "invalid choice" in refused.stderr
