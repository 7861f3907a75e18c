"""Several downloads: how many run, in which order, and what offline mode and another version do to them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import ChangedError, NotFoundError, OfflineError
from explorer.domain.repo import RepoFile
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.hub.transfer.disk_space import DiskSpace
from explorer.hub.transfer.progress import SPARE
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.download import QueueStore
from explorer.local.download_queue.download_order import DownloadOrder, order_of
from explorer.local.download_queue.downloads import Download, Downloads, DownloadState
from explorer.local.models.catalog import Catalog
from tests.hub.server import TestHub
from tests.hub.tools import make_repo

NAMES = tuple(f"meadow-ai/Model-{letter}-GGUF" for letter in "ABCDE")
FILE = "model-Q4_K_M.gguf"
SIZE = 400_000


@pytest.fixture
def repos(test_hub: TestHub) -> tuple[str, ...]:
    for name in NAMES:
        make_repo(test_hub.repos.root, name, {FILE: SIZE})
    return NAMES


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json", pytest.fail)


@pytest.fixture
def online_hub(test_hub: TestHub, store: Store, settings: SettingsFile) -> Hub:
    return Hub(test_hub.endpoint, lambda: settings.current.offline, ResponseCache(store))


@pytest.fixture
def make(
    tasks: Tasks, store: Store, online_hub: Hub, folder: Path, settings: SettingsFile
) -> Callable[[], Downloads]:
    """A queue over the same database, as after a restart."""
    return lambda: Downloads(tasks, store, online_hub, Catalog(tasks, store, folder), settings)


@pytest.fixture
def downloads(make: Callable[[], Downloads], repos: tuple[str, ...]) -> Downloads:
    assert repos
    return make()


@pytest.fixture
def slow(test_hub: TestHub) -> None:
    test_hub.fault("/cdn/*", "slow", rate=200_000)


def order_named(repo: str) -> DownloadOrder:
    return DownloadOrder(repo, "c" * 40, "", (RepoFile(FILE, SIZE, "0" * 64),))


def add(downloads: Downloads, hub: Hub, *names: str) -> list[Download]:
    repos = [hub.open(name) for name in names]
    return [downloads.add(repo, repo.variants[0]) for repo in repos]


def states(downloads: Downloads) -> str:
    """The first letter of each: r(unning), w(aiting), p(aused), f(ailed)."""
    return "".join(item.state[0] for item in downloads.items)


def ids(downloads: Downloads) -> list[int]:
    return [item.id for item in downloads.items]


@pytest.mark.usefixtures("slow")
def test_as_many_run_as_the_setting_says(
    qtbot: QtBot, downloads: Downloads, online_hub: Hub, settings: SettingsFile
) -> None:
    add(downloads, online_hub, *NAMES[:4])
    assert states(downloads) == "rrww"
    settings.change(parallel_downloads=3)
    assert states(downloads) == "rrrw"
    settings.change(parallel_downloads=1)
    assert states(downloads) == "rrrw"  # what runs goes on
    qtbot.waitUntil(lambda: all(item.received for item in downloads.items[:3]), timeout=20_000)
    downloads.close()


def test_all_of_them_arrive(
    qtbot: QtBot, downloads: Downloads, online_hub: Hub, folder: Path, settings: SettingsFile
) -> None:
    settings.change(parallel_downloads=3, connections=4)
    add(downloads, online_hub, *NAMES)
    qtbot.waitUntil(lambda: downloads.items == (), timeout=30_000)
    assert len(list(folder.rglob("*.gguf"))) == len(NAMES)
    assert list(folder.rglob("*.part*")) == []


@pytest.mark.usefixtures("slow")
def test_the_next_one_starts_when_one_is_paused(downloads: Downloads, online_hub: Hub) -> None:
    items = add(downloads, online_hub, *NAMES[:3])
    downloads.pause(items[0].id)
    assert states(downloads) == "prr"
    downloads.resume(items[0].id)
    assert states(downloads) == "wrr"
    downloads.close()


@pytest.mark.usefixtures("slow")
def test_the_order_can_be_changed_and_is_there_after_a_restart(
    downloads: Downloads, online_hub: Hub, make: Callable[[], Downloads], settings: SettingsFile
) -> None:
    settings.change(parallel_downloads=1)
    a, b, c = (item.id for item in add(downloads, online_hub, *NAMES[:3]))
    downloads.move(c, 0)
    assert ids(downloads) == [c, a, b]
    assert states(downloads) == "wrw"  # what runs goes on
    downloads.pause(a)
    assert states(downloads) == "rpw"  # the first that waits is the next one
    downloads.close()
    after = make()
    after.restore()
    assert ids(after) == [c, a, b]
    (d,) = (item.id for item in add(after, online_hub, NAMES[3]))
    assert ids(after) == [c, a, b, d]
    after.close()


@pytest.mark.usefixtures("slow")
def test_offline_mode_stops_them_and_they_go_on_by_themselves(
    qtbot: QtBot, downloads: Downloads, online_hub: Hub, settings: SettingsFile, test_hub: TestHub
) -> None:
    failed: list[Download] = []
    downloads.failed.add(failed.append)
    add(downloads, online_hub, *NAMES[:3])
    qtbot.waitUntil(lambda: downloads.items[0].received > 0, timeout=10_000)
    settings.change(offline=True)
    assert states(downloads) == "www"
    assert str(downloads.items[0].note) == "Offline mode is on"
    test_hub.faults.clear()
    settings.change(offline=False)
    assert states(downloads) == "rrw"
    qtbot.waitUntil(lambda: downloads.items == (), timeout=20_000)
    assert failed == []


def test_one_that_the_network_has_stopped_goes_on_when_offline_mode_ends(
    qtbot: QtBot, store: Store, downloads: Downloads, online_hub: Hub, settings: SettingsFile
) -> None:
    repo = online_hub.open(NAMES[0])
    kept, order = QueueStore(store), order_of(repo, repo.variants[0])
    number = kept.add(order, DownloadState.FAILED)
    kept.set_state(number, DownloadState.FAILED, OfflineError("The Hub cannot be reached."))
    kept.add(order, DownloadState.WAITING)
    settings.change(offline=True)
    downloads.restore()
    assert states(downloads) == "fw"
    assert str(downloads.items[1].note) == "Offline mode is on"
    downloads.cancel(downloads.items[1].id)
    settings.change(offline=False)
    qtbot.waitUntil(lambda: downloads.items == (), timeout=20_000)


@pytest.mark.usefixtures("slow")
def test_after_a_restart_it_is_known_how_much_is_here(
    qtbot: QtBot, downloads: Downloads, online_hub: Hub, make: Callable[[], Downloads], tasks: Tasks
) -> None:
    (item,) = add(downloads, online_hub, NAMES[0])
    qtbot.waitUntil(lambda: downloads.items[0].received > 0, timeout=10_000)
    downloads.pause(item.id)
    downloads.close()
    after = make()
    after.restore()
    assert states(after) == "p"
    qtbot.waitUntil(lambda: after.items[0].received > 0)
    assert 0 < after.items[0].fraction < 1


type Outdated = Callable[..., int]


@pytest.fixture
def outdated(qtbot: QtBot, downloads: Downloads, online_hub: Hub, test_hub: TestHub) -> Outdated:
    """Orders a model of which there are other files meanwhile, and waits until that is noticed; its id."""

    def order(**files: int) -> int:
        repo = online_hub.open(NAMES[0])
        for path in (test_hub.repos.root / NAMES[0]).glob("*.gguf"):
            path.unlink()
        make_repo(test_hub.repos.root, NAMES[0], {f"{n}-Q4_K_M.gguf": size for n, size in files.items()})
        item = downloads.add(repo, repo.variants[0])
        qtbot.waitUntil(lambda: states(downloads) == "f", timeout=20_000)
        assert isinstance(downloads.items[0].problem, ChangedError)
        return item.id

    return order


def test_a_newer_version_is_brought_when_the_person_wants_it(
    qtbot: QtBot, downloads: Downloads, outdated: Outdated, folder: Path
) -> None:
    number = outdated(model=SIZE + 1000)
    downloads.renew(number)
    assert downloads.items[0].problem is None
    qtbot.waitUntil(lambda: downloads.items == (), timeout=20_000)
    assert (folder / NAMES[0] / FILE).stat().st_size == SIZE + 1000


def test_a_newer_version_under_another_name_is_found_by_its_quantization(
    qtbot: QtBot, downloads: Downloads, outdated: Outdated, folder: Path
) -> None:
    number = outdated(better=SIZE)
    downloads.renew(number)
    qtbot.waitUntil(lambda: not downloads.items or downloads.items[0].problem is not None, timeout=20_000)
    assert downloads.items == ()
    qtbot.waitUntil(lambda: [p.name for p in folder.rglob("*.gguf*")] == ["better-Q4_K_M.gguf"])


def test_opening_the_model_anew_brings_the_version_that_was_seen(
    qtbot: QtBot, downloads: Downloads, online_hub: Hub, outdated: Outdated, folder: Path
) -> None:
    """One item for one place on the disk: the old order is not queued beside the new one."""
    number = outdated(model=SIZE + 1000)
    again = add(downloads, online_hub, NAMES[0])[0]
    assert again.id == number
    qtbot.waitUntil(lambda: downloads.items == (), timeout=20_000)
    assert (folder / NAMES[0] / FILE).stat().st_size == SIZE + 1000


def test_what_is_ordered_offline_waits_and_says_so(
    qtbot: QtBot, downloads: Downloads, online_hub: Hub, settings: SettingsFile
) -> None:
    repo = online_hub.open(NAMES[0])
    settings.change(offline=True)
    downloads.add(repo, repo.variants[0])
    assert (states(downloads), str(downloads.items[0].note)) == ("w", "Offline mode is on")
    settings.change(offline=False)
    qtbot.waitUntil(lambda: downloads.items == (), timeout=20_000)


@pytest.mark.usefixtures("slow")
def test_one_may_be_given_up_while_a_newer_version_is_asked_for(
    qtbot: QtBot, downloads: Downloads, outdated: Outdated, test_hub: TestHub, tasks: Tasks
) -> None:
    number = outdated(model=SIZE + 1000)
    test_hub.fault("/api/models/*", "hang")
    downloads.renew(number)
    downloads.cancel(number)
    test_hub.faults.clear()
    assert downloads.items == ()
    tasks.close()


def test_without_a_newer_version_it_is_told(qtbot: QtBot, downloads: Downloads, outdated: Outdated) -> None:
    number = outdated()
    downloads.renew(number)
    qtbot.waitUntil(lambda: isinstance(downloads.items[0].problem, NotFoundError), timeout=20_000)


@pytest.mark.usefixtures("slow")
def test_room_that_another_download_needs_is_not_promised_twice(
    qtbot: QtBot, downloads: Downloads, online_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DiskSpace, "_free", lambda _room: SPARE + SIZE * 3 // 2)
    items = add(downloads, online_hub, *NAMES[:2])
    qtbot.waitUntil(lambda: "f" in states(downloads), timeout=10_000)
    stopped = next(item for item in downloads.items if item.state is DownloadState.FAILED)
    assert stopped.id == items[1].id
    assert "400 kB to come" in str(stopped.problem)
    assert "for other downloads" in str(stopped.problem)
    downloads.close()
