"""Files are written whole or not at all, by several at once, and what the disk refuses is told in words."""

import errno
import os
import sys
import threading
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.base.disk_errors import disk_words
from explorer.base.files import open_regular, read_small, write_atomically
from explorer.base.lock import locked
from explorer.base.paths import find_paths
from explorer.base.settings import Settings, SettingsFile
from explorer.base.store import Store
from explorer.cli.generation_options import constraint_of
from explorer.cli.prompt_files import read_prompts
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import Header, read_header
from explorer.engine.local.gguf.stated_sampling import stated_sampling
from explorer.local.models.header_facts import read_header_facts
from explorer.local.models.origin_record import RECORD_FOLDER, read_record
from explorer.rooms.compare.report.report_file import read_report


def together(count: int, work: Callable[[int], None]) -> None:
    """Run ``work`` on that many threads, which begin at the same moment."""
    ready = threading.Barrier(count)

    def run(number: int) -> None:
        ready.wait()
        work(number)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"

    def write(number: int) -> None:
        for _ in range(20):
            write_atomically(path, bytes([number]) * 10_000)

    together(8, write)
    data = path.read_bytes()
    assert data == data[:1] * 10_000
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_keeps_the_old_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    (path / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="folder"):
        write_atomically(path, b"data")
    assert list(tmp_path.iterdir()) == [path]


def test_a_lock_is_waited_for_with_patience(tmp_path: Path) -> None:
    path, order = tmp_path / "a.lock", []

    def work(number: int) -> None:
        with locked(path, patience=20):
            order.append(number)
            order.append(number)

    together(6, work)
    assert order[::2] == order[1::2]
    assert not path.exists()


def test_a_held_lock_is_told_without_patience(tmp_path: Path) -> None:
    with locked(tmp_path / "a.lock"), pytest.raises(KnownError, match=r"Busy\.") as told:  # noqa: SIM117
        with locked(tmp_path / "a.lock", (Words("Busy."), Words(""))):
            raise AssertionError("both hold it")
    assert "held by process" in told.value.details


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "cannot be written to"),
        (errno.ENOTDIR, "a file is in the way"),
        (errno.EIO, "could not be written"),
    ],
)
def test_what_the_disk_refuses_is_told_in_words(tmp_path: Path, number: int, said: str) -> None:
    with pytest.raises(KnownError, match=said) as told, disk_words(tmp_path / "a" / "b.gguf"):
        raise OSError(number, "refused")
    assert isinstance(told.value.what, Words)


def test_a_database_that_cannot_be_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KnownError, match="cannot keep its data"):
        Store(tmp_path / "file" / "home" / "a.sqlite3")
    (tmp_path / "b.sqlite3").mkdir()
    with pytest.raises(KnownError, match="cannot keep its data"):
        Store(tmp_path / "b.sqlite3")


def test_a_full_disk_is_told_by_the_database(store: Store) -> None:
    pages = store.read("PRAGMA page_count")[0]["page_count"]
    store.read(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(KnownError, match="The disk is full"), store.transaction():
        store.set_state("a", "x" * 1_000_000)
    assert store.get_state("a") == ""
    store.set_state("b", "small")
    assert store.get_state("b") == "small"


def test_a_home_that_cannot_be_named_is_told_in_words() -> None:
    with pytest.raises(KnownError, match="names no folder"):
        find_paths({"EXPLORER_HOME": "~no-such-user-here/home"})


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """To open it waits for who writes into it, which nobody ever does."""
    if sys.platform == "win32":
        pytest.skip("there are no pipes among the files of Windows")
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_what_is_no_file_is_not_opened(pipe: Path) -> None:
    for path in (pipe, pipe.parent, Path(os.devnull)):
        with pytest.raises(OSError, match="no file"):
            open_regular(path)
        with pytest.raises(OSError, match="no file"):
            read_small(path)


def test_a_file_is_read_only_up_to_so_many_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_small(path, 5) == b"12345"
    with pytest.raises(OSError, match="larger than 4 B"):
        read_small(path, 4)


def test_whatever_a_person_names_may_be_a_pipe(pipe: Path) -> None:
    asked = Namespace(schema=None, grammar=None)
    readers: list[Callable[[], object]] = [
        lambda: read_prompts(pipe),
        lambda: read_report(pipe),
        lambda: constraint_of(Namespace(**{**vars(asked), "schema": str(pipe)})),
        lambda: constraint_of(Namespace(**{**vars(asked), "grammar": str(pipe)})),
    ]
    for read in readers:
        with pytest.raises(KnownError, match="could not be read") as told:
            read()
        assert "no file" in told.value.details
    with pytest.raises(KnownError, match="a pipe or a device, not a file"):
        read_header(pipe)
    with pytest.raises(OSError, match="no file"):
        read_header_facts(pipe)


def test_whatever_lies_beside_a_model_may_be_a_pipe(pipe: Path) -> None:
    told: list[str] = []
    assert SettingsFile(pipe, told.append).current == Settings()
    assert "no file" in told[0]
    pipe.rename(pipe.with_name("generation_config.json"))
    assert stated_sampling(Header(3, {}, (), 0), pipe.parent).source == ""
    (pipe.parent / RECORD_FOLDER).mkdir()
    pipe.with_name("generation_config.json").rename(pipe.parent / RECORD_FOLDER / "origin.json")
    assert read_record(pipe.parent) is None
