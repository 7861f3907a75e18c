"""The queue: in order, pausable, and there again after the app was killed."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.errors import DamagedFileError
from explorer.domain.words import wording_of
from explorer.hub.client import Hub
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Download, Downloads, DownloadState
from explorer.local.models.catalog import Catalog
from tests.hub.server import TestHub
from tests.local.conftest import REPO


@pytest.fixture
def catalog(tasks: Tasks, store: Store, folder: Path) -> Catalog:
    return Catalog(tasks, store, folder)


@pytest.fixture
def downloads(tasks: Tasks, store: Store, hub: Hub, catalog: Catalog) -> Downloads:
    return Downloads(tasks, store, hub, catalog)


@pytest.fixture
def half(qtbot: QtBot, test_hub: TestHub, hub: Hub, downloads: Downloads) -> Download:
    """Some of it has come, slowly."""
    test_hub.fault("*.gguf*", "slow", rate=300_000)
    repo = hub.open(REPO)
    item = downloads.add(repo, repo.variants[0])
    qtbot.waitUntil(lambda: downloads.items[0].received > 0, timeout=10_000)
    return item


def test_a_download_ends_in_the_catalog(
    qtbot: QtBot, hub: Hub, catalog: Catalog, downloads: Downloads
) -> None:
    repo = hub.open(REPO)
    states: list[DownloadState] = []
    downloads.changed.add(lambda item: states.append(item.state))
    downloads.add(repo, repo.variants[0])
    qtbot.waitUntil(lambda: len(catalog.models) == 1)
    assert states[0] is DownloadState.WAITING
    assert DownloadState.RUNNING in states
    assert states[-1] is DownloadState.DONE
    assert downloads.items == ()


def test_the_same_file_is_not_queued_twice(qtbot: QtBot, hub: Hub, downloads: Downloads) -> None:
    repo = hub.open(REPO)
    first = downloads.add(repo, repo.variants[0])
    second = downloads.add(repo, repo.variants[0])
    assert first.id == second.id
    qtbot.waitUntil(lambda: downloads.items == ())


def test_a_paused_download_goes_on_where_it_was(
    qtbot: QtBot, test_hub: TestHub, hub: Hub, catalog: Catalog, downloads: Downloads, half: Download
) -> None:
    downloads.pause(half.id)
    assert downloads.items[0].state is DownloadState.PAUSED
    qtbot.waitUntil(lambda: "download" not in (thread.name for thread in threading.enumerate()))
    assert hub.reach.state.silent_since is None  # it was not the Hub that ended it
    test_hub.faults.clear()
    downloads.resume(half.id)
    qtbot.waitUntil(lambda: len(catalog.models) == 1, timeout=20_000)


@pytest.mark.usefixtures("half")
def test_after_a_restart_a_running_download_runs_again(
    qtbot: QtBot, tasks: Tasks, store: Store, hub: Hub, downloads: Downloads, folder: Path, test_hub: TestHub
) -> None:
    downloads.close()
    tasks.close()
    test_hub.faults.clear()
    next_tasks = Tasks()
    next_catalog = Catalog(next_tasks, store, folder)
    after = Downloads(next_tasks, store, hub, next_catalog)
    after.restore()
    assert [d.order.repo_id for d in after.items] == [REPO]
    qtbot.waitUntil(lambda: len(next_catalog.models) == 1, timeout=20_000)
    next_tasks.close()


def test_a_failure_is_told_and_can_be_retried(
    qtbot: QtBot, test_hub: TestHub, hub: Hub, catalog: Catalog, downloads: Downloads
) -> None:
    repo = hub.open(REPO)
    test_hub.fault("*.gguf*", "corrupt", at=1000)
    failed: list[Download] = []
    downloads.failed.add(failed.append)
    item = downloads.add(repo, repo.variants[0])
    qtbot.waitUntil(lambda: bool(failed), timeout=20_000)
    assert isinstance(failed[0].problem, DamagedFileError)
    assert catalog.models == ()
    test_hub.faults.clear()
    downloads.resume(item.id)
    qtbot.waitUntil(lambda: len(catalog.models) == 1, timeout=20_000)


def test_cancelling_deletes_what_came(
    qtbot: QtBot, folder: Path, downloads: Downloads, half: Download, tasks: Tasks
) -> None:
    downloads.cancel(half.id)
    assert downloads.items == ()
    qtbot.waitUntil(lambda: not list(folder.rglob("*.part*")), timeout=10_000)


def test_a_failure_is_kept_so_that_it_can_be_said_in_another_language(
    qtbot: QtBot,
    test_hub: TestHub,
    hub: Hub,
    catalog: Catalog,
    downloads: Downloads,
    tasks: Tasks,
    store: Store,
) -> None:
    test_hub.fault("*.gguf*", "corrupt", at=1000)
    failed: list[Download] = []
    downloads.failed.add(failed.append)
    repo = hub.open(REPO)
    downloads.add(repo, repo.variants[0])
    qtbot.waitUntil(lambda: bool(failed), timeout=20_000)
    after = Downloads(tasks, store, hub, catalog)
    after.restore()
    before, kept = failed[0].problem, after.items[0].problem
    assert before is not None
    assert isinstance(kept, DamagedFileError)
    assert (wording_of(kept.what), wording_of(kept.advice)) == (
        wording_of(before.what),
        wording_of(before.advice),
    )
    assert kept.details == before.details


def test_a_failure_of_an_earlier_version_is_read(
    tasks: Tasks, store: Store, hub: Hub, catalog: Catalog
) -> None:
    store.write(
        "INSERT INTO downloads (repo, commit_sha, files, state, problem, created_at)"
        " VALUES ('a/b', 'c', ?, 'failed', 'The disk is full.', '')",
        '{"endpoint": "", "files": [{"path": "a.gguf"}]}',
    )
    after = Downloads(tasks, store, hub, catalog)
    after.restore()
    assert str(after.items[0].problem) == "The disk is full."


def test_a_download_follows_to_another_models_folder(
    qtbot: QtBot, test_hub: TestHub, catalog: Catalog, downloads: Downloads, half: Download, folder: Path
) -> None:
    downloads.pause(half.id)
    qtbot.waitUntil(lambda: not list(folder.rglob("*.lock")), timeout=10_000)
    test_hub.faults.clear()
    catalog.look_in(folder.with_name("elsewhere"))
    downloads.resume(half.id)
    qtbot.waitUntil(lambda: len(catalog.models) == 1, timeout=20_000)
    assert [path for path in folder.rglob("*") if path.is_file()] == []
