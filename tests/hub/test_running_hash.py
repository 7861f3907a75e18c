"""The hash of a growing file is that of its bytes, whoever is faster."""

import hashlib
import random
from pathlib import Path

import pytest

from explorer.domain.errors import KnownError
from explorer.hub.transfer.byte_queue import BufferPool
from explorer.hub.transfer.running_hash import RunningHash

DATA = random.Random(1).randbytes(40 << 20)
PIECE = 64 << 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def result(running: RunningHash) -> str:
    while (found := running.take(0.1)) is None:
        pass
    return found


def test_a_file_that_grows_faster_than_it_is_hashed(path: Path) -> None:
    """More bytes than may wait in memory: the rest is read from the file."""
    path.write_bytes(DATA)
    with RunningHash(path, BufferPool()) as running:
        for at in range(0, len(DATA), PIECE):
            running.add(memoryview(DATA)[at : at + PIECE])
        assert result(running) == hashlib.sha256(DATA).hexdigest()
        assert running.done == len(DATA)


def test_what_was_there_before_counts(path: Path) -> None:
    path.write_bytes(DATA[: 5 << 20])
    with RunningHash(path, BufferPool()) as running:
        running.begin(5 << 20)
        with path.open("ab") as file:
            file.write(DATA[5 << 20 :])
        running.add(memoryview(DATA)[5 << 20 :])
        assert result(running) == hashlib.sha256(DATA).hexdigest()


def test_beginning_anew_forgets_what_was_being_hashed(path: Path) -> None:
    path.write_bytes(DATA)
    with RunningHash(path, BufferPool()) as running:
        running.begin(len(DATA))
        running.begin(0)
        running.add(memoryview(b"other"))
        assert result(running) == hashlib.sha256(b"other").hexdigest()


def test_a_file_that_is_shorter_than_was_said_is_told(path: Path) -> None:
    path.write_bytes(b"short")
    with RunningHash(path, BufferPool()) as running:
        running.begin(100)
        with pytest.raises(KnownError, match="could not be read"):
            result(running)


def test_it_ends_at_once_in_the_middle(path: Path) -> None:
    path.write_bytes(DATA)
    with RunningHash(path, BufferPool()) as running:
        running.begin(len(DATA))
    assert running.done < len(DATA) or running.take(0) is not None
