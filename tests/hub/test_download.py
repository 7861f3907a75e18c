"""A download that meets no fault of the network: what it brings, what it tells, what it refuses."""

import errno
import os
from itertools import count
from pathlib import Path

import pytest

from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.repo import RepoFile
from tests.hub.server import TestHub
from tests.hub.tools import (
    BIG,
    CDN,
    GATED,
    Downloads,
    notes,
)


def test_a_download_brings_the_file_and_tells_how_it_goes(downloads: Downloads) -> None:
    last = downloads.run()
    assert downloads.is_perfect
    assert (last.state, last.received, last.total) == ("done", 3_000_000, 3_000_000)
    received = [step.received for step in downloads.steps]
    assert received == sorted(received)
    states = list(dict.fromkeys(step.state for step in downloads.steps))
    assert states == ["connecting", "receiving", "checking", "done"]


def test_speed_and_time_left_are_told_while_bytes_come(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(CDN, "slow", rate=6_000_000)
    downloads.run()
    step = next(s for s in reversed(downloads.steps) if s.state == "receiving" and s.received < 3_000_000)
    assert 1_000_000 < step.speed < 12_000_000
    assert step.seconds_left is not None
    assert 0 < step.seconds_left < 3


def test_a_wait_is_told_however_late_the_machine_comes_to_it(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(CDN, "status", code=503, times=1)
    ticks = count()
    downloads.run(clock=lambda: float(next(ticks)), first_wait=0.01)
    assert "has a problem. Trying again in" in notes(downloads.steps)


def test_the_token_never_reaches_the_other_origin(
    downloads: Downloads, test_hub: TestHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_member")
    downloads.run()
    sent = {r.origin: r.headers.get("authorization") for r in test_hub.requests}
    assert sent == {"hub": "Bearer hf_member", "cdn": None}


def test_a_file_that_is_here_already_is_checked_and_not_fetched(
    downloads: Downloads, test_hub: TestHub
) -> None:
    downloads.run()
    asked = len(test_hub.requests)
    assert downloads.run().note == "This file was here already."
    assert len(test_hub.requests) == asked
    assert downloads.is_perfect


def test_a_disk_that_is_too_small_is_told_before_a_byte_comes(
    downloads: Downloads, test_hub: TestHub
) -> None:
    with pytest.raises(KnownError, match=r"too little room: 3 MB to come, 10 MB free"):
        downloads.run(free=lambda _folder: 10_000_000)
    assert test_hub.requests == []
    assert list(downloads.target.parent.iterdir()) == []


def test_a_disk_that_fills_up_is_told_and_the_part_is_kept(
    downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(KnownError, match="The disk is full"):
            downloads.run()
    downloads.run()
    assert downloads.is_perfect


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_write_to_a_full_disk_is_told(downloads: Downloads) -> None:
    downloads.target.parent.mkdir()
    downloads.part.symlink_to("/dev/full")
    with pytest.raises(KnownError, match="The disk is full"):
        downloads.run()


def test_a_folder_that_cannot_be_made_is_told(downloads: Downloads) -> None:
    downloads.target.parent.write_bytes(b"a file where the folder should be")
    with pytest.raises(KnownError, match="a file is in the way"):
        downloads.run()


def test_a_gated_file_is_downloaded_with_the_token_of_a_member(
    downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_member")
    downloads.repo_id, downloads.file = GATED, RepoFile("closed-Q8_0.gguf")
    assert downloads.run().received == 5_000


def test_a_file_that_is_gone_is_told_at_once(downloads: Downloads, test_hub: TestHub) -> None:
    downloads.file = RepoFile("no-Q4_0.gguf")
    with pytest.raises(NotFoundError, match="no longer in the repo"):
        downloads.run()
    assert len(test_hub.requests) == 1


def test_a_small_file_without_a_sha256_is_checked_by_size_and_says_so(
    downloads: Downloads, root: Path
) -> None:
    downloads.file, downloads.original = RepoFile("README.md"), root / BIG / "README.md"
    assert "only its size was checked" in downloads.run().note
    assert downloads.is_perfect


def test_a_file_of_which_nothing_is_told_is_said_to_be_unchecked(
    downloads: Downloads, test_hub: TestHub, root: Path
) -> None:
    test_hub.fault("/api/resolve-cache/*", "chunked")
    downloads.file, downloads.original = RepoFile("README.md"), root / BIG / "README.md"
    assert "neither SHA-256 nor size of this file: nothing could be checked" in downloads.run().note
    assert downloads.is_perfect
