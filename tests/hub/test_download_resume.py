"""A download that stops and goes on: by hand, by a kill, by offline mode; nothing is lost, nothing mixed."""

import json
import os
import random
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.domain.errors import CancelledError, KnownError, OfflineError
from explorer.hub.client import Hub
from explorer.hub.transfer.partial_file import FileIdentity, PartialFile
from tests.hub.server import TestHub
from tests.hub.tools import BIG, CDN, FILE, RESOLVE, Downloads, Switch, ranges, stop_after

CHILD = """
import sys
from pathlib import Path
from explorer.base.store import Store
from explorer.domain.repo import RepoFile
from explorer.hub.client import Hub
from explorer.hub.transfer.download import download_file
from explorer.hub.transfer.progress import DownloadRules
from explorer.hub.response_cache import ResponseCache
endpoint, folder, repo, name, connections = sys.argv[1:]
rules = DownloadRules(connections=int(connections), piece=200_000)
hub = Hub(endpoint, lambda: False, ResponseCache(Store(Path(folder) / "child.sqlite3")))
target = Path(folder) / "models" / name
for step in download_file(hub, repo, "main", RepoFile(name, 3_000_000), target, lambda: False, rules):
    print(step.received, flush=True)
"""


def half(downloads: Downloads, test_hub: TestHub) -> None:
    """A part of it comes."""
    test_hub.fault(CDN, "slow", times=1, rate=10_000_000)
    with pytest.raises(CancelledError):
        stop_after(downloads, 500_000)


def test_a_hub_that_hangs_is_told_and_what_was_received_is_kept(
    downloads: Downloads, test_hub: TestHub
) -> None:
    half(downloads, test_hub)
    kept = downloads.part.stat().st_size
    test_hub.fault(RESOLVE, "hang")
    with pytest.raises(OfflineError, match=r"did not answer in time.*is kept"):
        downloads.run(tries=2, stall=0.2)
    assert downloads.part.stat().st_size == kept > 0


def test_stop_keeps_the_part_and_the_next_run_goes_on(downloads: Downloads, test_hub: TestHub) -> None:
    half(downloads, test_hub)
    kept = downloads.part.stat().st_size
    assert 500_000 <= kept < 3_000_000
    downloads.run()
    assert downloads.is_perfect
    assert ranges(test_hub)[-1] == f"bytes={kept}-"


def test_stop_works_within_a_moment_while_the_connection_stalls(
    downloads: Downloads, test_hub: TestHub
) -> None:
    test_hub.fault(CDN, "stall", after=500_000)
    with pytest.raises(CancelledError):
        downloads.run(stop=lambda: bool(downloads.steps) and downloads.steps[-1].received > 0, stall=60)


def test_offline_mode_ends_a_download_and_keeps_the_part(
    downloads: Downloads, test_hub: TestHub, offline: Switch
) -> None:
    test_hub.fault(CDN, "stall", after=500_000)

    def switch_off() -> bool:
        offline.on = any(s.received for s in downloads.steps)
        return False

    with pytest.raises(OfflineError, match="Offline mode"):
        downloads.run(stop=switch_off)
    asked = len(test_hub.requests)
    with pytest.raises(OfflineError):
        downloads.run()
    assert len(test_hub.requests) == asked
    assert downloads.part.stat().st_size > 0


def test_what_happened_is_told_for_a_while_only(downloads: Downloads, test_hub: TestHub) -> None:
    downloads.target.parent.mkdir()
    downloads.part.write_bytes(b"x" * 1000)  # nothing says what it is
    test_hub.fault(CDN, "slow", rate=6_000_000)
    downloads.run(note_for=0.1)
    assert "beginning anew" in downloads.steps[0].note
    assert downloads.steps[-2].note == ""
    assert downloads.is_perfect


def test_a_whole_part_is_checked_and_renamed_without_the_network(
    downloads: Downloads, test_hub: TestHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: PartialFile) -> None:
        raise KnownError("power loss")

    with monkeypatch.context() as patch:
        patch.setattr(PartialFile, "finish", fail)
        with pytest.raises(KnownError, match="power loss"):
            downloads.run()
    asked = len(test_hub.requests)
    downloads.run()
    assert downloads.is_perfect
    assert len(test_hub.requests) == asked


def test_a_half_of_an_earlier_version_of_the_app_is_gone_on_with(
    downloads: Downloads, test_hub: TestHub
) -> None:
    """Its note says nothing of what was flushed, and when."""
    half(downloads, test_hub)
    note = downloads.part.with_name(downloads.part.name + ".json")
    kept = json.loads(note.read_text())
    note.write_text(json.dumps({name: kept[name] for name in FileIdentity.__annotations__}))
    here = downloads.part.stat().st_size
    downloads.run()
    assert downloads.is_perfect
    assert downloads.steps[0].received == here


@pytest.mark.parametrize("flushed", [-1, 10**15])
def test_a_note_that_makes_no_sense_costs_bytes_and_nothing_else(
    downloads: Downloads, test_hub: TestHub, flushed: int
) -> None:
    half(downloads, test_hub)
    note = downloads.part.with_name(downloads.part.name + ".json")
    kept = json.loads(note.read_text())
    note.write_text(json.dumps(kept | {"flushed": flushed, "boot": "another"}))
    downloads.run()
    assert downloads.is_perfect


def test_the_bytes_reach_the_disk_before_the_name_does(
    downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a power loss at any instant leaves the half with its note, or the whole."""
    deeds: list[str] = []
    fsync, replace, unlink = os.fsync, Path.replace, Path.unlink

    def noted_fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        deeds.append("flush folder" if stat.S_ISDIR(status.st_mode) else f"flush {status.st_size}")
        fsync(descriptor)

    def noted_replace(source: Path, target: Path) -> Path:
        deeds.append(f"rename to {target.name}")
        return replace(source, target)

    def noted_unlink(path: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002  as Path has it
        deeds.append(f"delete {path.name}")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    monkeypatch.setattr(Path, "unlink", noted_unlink)
    downloads.run()
    ending = deeds[deeds.index("flush 3000000") :]
    folder = ["flush folder"] if os.name == "posix" else []
    expected = ["flush 3000000", f"rename to {FILE}", *folder, f"delete {FILE}.part.json"]
    assert ending[: len(expected)] == expected


def test_what_a_long_download_brings_is_flushed_on_the_way(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(CDN, "slow", rate=3_000_000)
    note = downloads.part.with_name(downloads.part.name + ".json")
    flushed: list[int] = []

    def look() -> bool:
        if note.is_file():
            flushed.append(json.loads(note.read_text())["flushed"])
        return False

    downloads.run(stop=look, flush_every=500_000)
    assert len(set(flushed)) > 2
    assert flushed == sorted(flushed)


def test_a_second_download_of_the_same_file_is_refused_while_the_first_runs(
    downloads: Downloads, hub: Hub, root: Path
) -> None:
    second = Downloads(hub, downloads.target.parent, root / BIG / FILE)

    def try_second() -> bool:
        with pytest.raises(KnownError, match="already being downloaded"):
            second.run()
        return False

    downloads.run(stop=try_second)
    assert downloads.is_perfect


@pytest.fixture
def child(test_hub: TestHub, tmp_path: Path) -> "subprocess.Popen[str]":
    """Another process that downloads the same file, stalled after a million bytes."""
    test_hub.fault(CDN, "stall", times=1, after=1_000_000)
    args = [sys.executable, "-c", CHILD, test_hub.endpoint, str(tmp_path), BIG, FILE, "1"]
    child = subprocess.Popen(args, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for line in child.stdout:
        if int(line) > 900_000:
            break
    return child


def kill(child: "subprocess.Popen[str]") -> None:
    child.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    with child:
        child.wait()


@pytest.mark.parametrize("connections", [1, 4])
def test_kills_at_any_instant_lose_nothing(
    downloads: Downloads, test_hub: TestHub, tmp_path: Path, connections: int
) -> None:
    """One after the other, wherever it happens to be: what is on the disk is a beginning of the file.

    So slow that none of the four reaches the end.
    """
    test_hub.fault(CDN, "slow", rate=500_000 / connections)
    original, instant, kept = downloads.original.read_bytes(), random.Random(connections), 0
    for _ in range(4):
        command = [sys.executable, "-c", CHILD, test_hub.endpoint, str(tmp_path), BIG, FILE, str(connections)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        until = kept + instant.randint(0, 600_000)
        next((line for line in child.stdout if int(line) >= until), None)
        kill(child)
        here = downloads.part.read_bytes() if downloads.part.is_file() else b""
        assert here == original[: len(here)]
        assert len(here) >= kept
        kept = len(here)
    test_hub.faults.clear()
    downloads.run(connections=connections, piece=200_000)
    assert downloads.is_perfect
    assert downloads.steps[0].received == kept > 0


def test_two_processes_do_not_write_one_file(downloads: Downloads, child: "subprocess.Popen[str]") -> None:
    try:
        with pytest.raises(KnownError, match="already being downloaded") as refused:
            downloads.run()
        assert str(child.pid) in refused.value.details
    finally:
        kill(child)
