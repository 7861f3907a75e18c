"""`omx download` that is interrupted: by Ctrl-C, by a kill, by trouble with the network."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.cli.download_verb import _teller
from explorer.cli.output import Output
from explorer.hub.transfer.progress import DownloadProgress
from tests.cli.test_omx import Omx
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.models.projector import write_beside
from tests.models.tiny import Tiny, write_tiny

REPO = "meadow-ai/Noise-GGUF"
FILE = "noise-Q4_K_M.gguf"
SIZE = 3_000_000


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    model = write_tiny(tmp_path / FILE, Tiny()).read_bytes()
    make_repo(tmp_path / "hub", REPO, {FILE: model.ljust(SIZE, b"\0")})
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


def test_each_wait_of_a_trouble_is_told_once_and_it_is_outlasted(
    omx: Omx, test_hub: TestHub, folder: Path
) -> None:
    test_hub.fault("/cdn/*", "status", times=2, code=503)
    done = omx.run("download", REPO)
    assert done.returncode == 0, done.stderr
    told = [line.partition("Trying again in ")[2] for line in done.stderr.splitlines()[1:3]]
    assert told == ["1 s.", "2 s."]
    assert done.stderr.count("has a problem") == 2
    assert names(folder) == [FILE]


def test_a_long_trouble_is_told_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    tell = _teller(Output(as_json=False), lambda: now)
    for left in range(600, 0, -1):
        now += 1.0
        note = f"It has a problem. Trying again in {left % 30 + 1} s."
        tell(DownloadProgress(0, 10, 0.0, None, "waiting", note))
    assert len(capsys.readouterr().err.splitlines()) == 10  # one a minute


@pytest.mark.parametrize("place", ["/api/models/*", "*/README.md"])
def test_a_hub_that_wants_a_short_rest_gets_it(
    omx: Omx, test_hub: TestHub, tmp_path: Path, folder: Path, place: str
) -> None:
    make_repo(tmp_path / "hub", REPO, {"README.md": b"# Noise\n"})
    test_hub.fault(place, "rate_limit", times=1, retry_after=1)
    done = omx.run("download", REPO)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("127.0.0.1 wants fewer requests. Trying again in 1 s.\n") is (
        "models" in place
    )
    assert names(folder) == [FILE]
    assert [path.read_text() for path in folder.glob(".explorer/*/README.md")] == ["# Noise\n"]


@pytest.mark.parametrize(
    "fault", [{"kind": "rate_limit", "retry_after": 7200}, {"kind": "status", "code": 500}]
)
def test_a_card_that_cannot_be_had_stops_no_download(
    omx: Omx, test_hub: TestHub, tmp_path: Path, folder: Path, fault: dict[str, object]
) -> None:
    make_repo(tmp_path / "hub", REPO, {"README.md": b"# Noise\n"})
    test_hub.fault("*/README.md", **fault)  # type: ignore[arg-type]
    done = omx.run("download", REPO)
    assert done.returncode == 0, done.stderr
    assert "The model card could not be read: 127.0.0.1 " in done.stderr
    assert names(folder) == [FILE]
    assert not list(folder.glob(".explorer/*/api.json"))  # or it would be taken for one without a card


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "rate_limit", "retry_after": 2},
        {"kind": "status", "code": 503, "headers": {"Retry-After": "2"}},
        {"kind": "hang"},
    ],
)
def test_a_card_holds_up_no_file_and_is_asked_for_again_at_the_end(
    omx: Omx, test_hub: TestHub, tmp_path: Path, folder: Path, fault: dict[str, object]
) -> None:
    make_repo(tmp_path / "hub", REPO, {"README.md": b"# Noise\n"})
    test_hub.fault("*/README.md", times=1, **fault)  # type: ignore[arg-type]
    done = omx.run("download", REPO)
    assert done.returncode == 0, done.stderr
    asked = [r.path.rpartition("/")[2] for r in test_hub.requests if "/resolve/" in r.path]
    assert asked == ["README.md", FILE, "README.md"]
    assert [path.read_text() for path in folder.glob(".explorer/*/README.md")] == ["# Noise\n"]


@pytest.mark.parametrize("is_published", [True, False])
def test_a_file_that_is_no_model_is_told(
    omx: Omx, test_hub: TestHub, tmp_path: Path, folder: Path, *, is_published: bool
) -> None:
    make_repo(tmp_path / "hub", REPO, {FILE: SIZE})
    if not is_published:
        answer = json.dumps({"id": REPO, "siblings": [{"rfilename": FILE}]})
        test_hub.fault("/api/models/*", "status", code=200, body=answer)
    done = omx.run("download", REPO)
    assert (done.returncode, done.stdout) == (2, "")
    assert "The file that came is damaged. " in done.stderr
    assert ("as its publisher gave it" in done.stderr) is is_published
    assert names(folder) == [FILE]


def test_sizes_that_are_not_told_are_said_to_be_so(omx: Omx, test_hub: TestHub, folder: Path) -> None:
    test_hub.fault(
        "/api/models/*", "status", code=200, body=json.dumps({"id": REPO, "siblings": [{"rfilename": FILE}]})
    )
    done = omx.run("download", REPO)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == f"{REPO} · {FILE} · size not told"
    assert names(folder) == [FILE]


def test_a_model_may_be_named_as_it_is_pasted(omx: Omx, test_hub: TestHub, folder: Path) -> None:
    assert omx.run("download", f"{test_hub.endpoint}/{REPO}/blob/main/{FILE}").returncode == 0
    assert names(folder) == [FILE]
    again = omx.run("download", f"# Serve it:\nllama serve -hf {REPO}:q4_k_m")
    assert (again.returncode, again.stderr.splitlines()[0].split(" · ")[:2]) == (0, [REPO, FILE])
    missing = omx.run("download", f"{REPO}:Q8_0")
    assert missing.returncode == 2
    assert "has no file Q8_0" in missing.stderr


def test_several_connections_for_one_file(omx: Omx, test_hub: TestHub, folder: Path) -> None:
    assert omx.run("download", REPO, "--connections", "4").returncode == 0
    assert names(folder) == [FILE]
    refused = omx.run("download", REPO, "--connections", "5")
    assert refused.returncode == 2
    assert "invalid choice" in refused.stderr


def test_what_lets_it_see_comes_along_unless_it_is_left_out(
    omx: Omx, test_hub: TestHub, folder: Path, tmp_path: Path
) -> None:
    projector = write_beside(write_tiny(tmp_path / "x.gguf"), "mmproj-noise-F16.gguf")
    make_repo(tmp_path / "hub", REPO, {projector.name: projector.read_bytes()})
    assert omx.json("download", REPO, "--no-images")["projector"] is None
    assert names(folder) == [FILE]
    done = omx.run("download", REPO)
    assert done.returncode == 0, done.stderr
    assert f"{projector.name} · " in done.stderr
    assert len(starts(test_hub)) == 2  # the model was here
    (listed,) = omx.json("list", "noise")
    assert listed["projector"] == str(folder / projector.name)
    assert "sees images" in omx.run("list", "noise").stdout
    told = omx.run("inspect", str(folder / FILE)).stdout
    assert "mmproj-noise-F16.gguf" in told
    assert "more with the first one" in told
