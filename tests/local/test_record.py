"""What is kept beside files survives several writers, an abandoned download and another models folder."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.domain.errors import CancelledError, KnownError
from explorer.hub.client import Hub
from explorer.local.download_queue.download_order import DownloadOrder, order_of
from explorer.local.download_queue.variant_download import bring_download, delete_download, download_order
from explorer.local.models.model_lookup import scan_folder
from explorer.local.models.origin_record import (
    RECORD_FOLDER,
    FileRecord,
    OriginRecord,
    change_record,
    forget_file,
    keep_answers,
    read_record,
    write_record,
)
from tests.hub.server import TestHub
from tests.local.conftest import REPO

PARTS = "meadow-ai/Large-GGUF"


def never() -> bool:
    return False


def noted(name: str) -> FileRecord:
    return FileRecord(path=name, commit="abc", size=1, sha256="", kept_at=datetime.now(UTC))


@pytest.fixture
def in_parts(test_hub: TestHub, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        path = tmp_path / "hub" / PARTS / f"large-Q4_K_M-0000{number}-of-00003.gguf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes([number]) * 400_000)


def stopped_after(folder: Path, hub: Hub, name: str) -> DownloadOrder:
    """A download that was stopped in the middle of the file ``name``."""
    repo = hub.open(PARTS)
    order = order_of(repo, repo.variants[0])

    def stop() -> bool:
        partial = folder / PARTS / f"{name}.part"
        return partial.is_file() and partial.stat().st_size > 0

    with pytest.raises(CancelledError):
        list(download_order(hub, folder, order, repo, stop))
    return order


def test_files_noted_at_once_are_all_there(folder: Path) -> None:
    def note(number: int) -> None:
        change_record(
            folder, lambda record: (record or OriginRecord("a/b", "")).with_file(noted(str(number)))
        )

    threads = [threading.Thread(target=note, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    record = read_record(folder)
    assert record is not None
    assert sorted(int(f.path) for f in record.files) == list(range(12))
    assert [p.name for p in (folder / RECORD_FOLDER).iterdir()] == ["origin.json"]


def test_files_are_noted_while_others_are_forgotten(folder: Path) -> None:
    """Forgetting the last one takes the folder of the record away, under the feet of whoever notes one."""
    problems: list[Exception] = []

    def work(name: str) -> None:
        try:
            for _ in range(40):
                change_record(
                    folder, lambda record: (record or OriginRecord("a/b", "")).with_file(noted(name))
                )
                forget_file(folder, name)
        except Exception as error:  # noqa: BLE001  shown by the test
            problems.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_the_last_file_takes_what_was_kept_along(folder: Path) -> None:
    write_record(folder, OriginRecord("a/b", "", files=(noted("one"), noted("two"))))
    forget_file(folder, "one")
    record = read_record(folder)
    assert record is not None
    assert [f.path for f in record.files] == ["two"]
    forget_file(folder, "two")
    assert not (folder / RECORD_FOLDER).exists()


def test_a_folder_that_cannot_be_is_told_in_words(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    repo = hub.open(REPO)
    for refused in (
        lambda: keep_answers(tmp_path / "file" / "repo", repo),
        lambda: write_record(tmp_path / "file" / "repo", OriginRecord("a/b", "")),
        lambda: change_record(tmp_path / "file" / "repo", lambda record: record),
        lambda: list(download_order(hub, tmp_path / "file", order_of(repo, repo.variants[0]), repo, never)),
    ):
        with pytest.raises(KnownError, match="a file is in the way"):
            refused()


@pytest.mark.usefixtures("in_parts")
def test_the_time_left_is_that_of_all_parts(hub: Hub, test_hub: TestHub, folder: Path) -> None:
    test_hub.fault("*00001*", "slow", rate=400_000)
    repo = hub.open(PARTS)
    told = [
        p
        for p in download_order(hub, folder, order_of(repo, repo.variants[0]), repo, never)
        if p.seconds_left is not None and p.received < 400_000
    ]
    assert told
    for progress in told:
        assert progress.total == 1_200_000
        assert progress.seconds_left == pytest.approx((1_200_000 - progress.received) / progress.speed)


@pytest.mark.usefixtures("in_parts")
def test_an_abandoned_download_in_parts_leaves_nothing(hub: Hub, test_hub: TestHub, folder: Path) -> None:
    test_hub.fault("*00002*", "slow", rate=200_000)
    order = stopped_after(folder, hub, "large-Q4_K_M-00002-of-00003.gguf")
    assert (folder / PARTS / "large-Q4_K_M-00001-of-00003.gguf").is_file()
    delete_download([folder], order)
    assert list(folder.rglob("*")) == []


@pytest.mark.usefixtures("in_parts")
def test_a_whole_model_survives_an_abandoned_download_of_it(hub: Hub, folder: Path) -> None:
    repo = hub.open(PARTS)
    order = order_of(repo, repo.variants[0])
    list(download_order(hub, folder, order, repo, never))
    delete_download([folder], order)
    record = read_record(folder / PARTS)
    assert record is not None
    assert len(record.files) == len(list(folder.rglob("*.gguf"))) == 3


@pytest.mark.usefixtures("in_parts")
def test_what_came_so_far_goes_along_to_another_folder(
    hub: Hub, test_hub: TestHub, folder: Path, tmp_path: Path
) -> None:
    test_hub.fault("*00002*", "slow", rate=200_000)
    order = stopped_after(folder, hub, "large-Q4_K_M-00002-of-00003.gguf")
    test_hub.faults.clear()
    new = tmp_path / "elsewhere"
    bring_download(folder, new, order, never)
    assert list(folder.rglob("*")) == []

    def asked(part: str) -> int:
        return sum(part in request.path for request in test_hub.requests)

    before = asked("00001-of"), asked("00003-of")
    list(download_order(hub, new, order, None, never))
    assert asked("00001-of") == before[0]  # it was complete
    assert asked("00003-of") > before[1]
    assert len(scan_folder(new)) == 1
