"""A move of the models folder is begun, told, stopped, gone on with, and taken up again after a restart."""

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.hub.client import Hub
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Download, Downloads, DownloadState
from explorer.local.folder_move.folder_mover import FolderMover, Move, MoveState
from explorer.local.folder_move.move_models import MoveJournal, begin_journal, plan_move, read_journal
from explorer.local.models.catalog import Catalog
from explorer.services import models_folder
from tests.hub.server import TestHub
from tests.local.conftest import REPO
from tests.models.tiny import Tiny, write_tiny

Make = Callable[[], FolderMover]


@pytest.fixture
def catalog(tasks: Tasks, store: Store, paths: Paths, settings: SettingsFile) -> Catalog:
    write_tiny(paths.models / "lab" / "Tiny-GGUF" / "tiny-Q4_K_M.gguf", Tiny(text="Hello.", name="Tiny"))
    built = Catalog(tasks, store, paths.models)

    def follow(_changed: object) -> None:
        built.look_in(models_folder(paths, settings.current))

    settings.changed.add(follow)
    return built


@pytest.fixture
def downloads(tasks: Tasks, store: Store, hub: Hub, catalog: Catalog) -> Iterator[Downloads]:
    built = Downloads(tasks, store, hub, catalog)
    yield built
    built.close()


@pytest.fixture
def make(tasks: Tasks, catalog: Catalog, downloads: Downloads, settings: SettingsFile, paths: Paths) -> Make:
    return lambda: FolderMover(tasks, catalog, downloads, settings, paths.root / "moving.json")


def ask(qtbot: QtBot, mover: FolderMover, target: Path) -> Move:
    mover.ask(target)
    qtbot.waitUntil(lambda: mover.current.state is not MoveState.COUNTING)
    return mover.current


def begin(qtbot: QtBot, mover: FolderMover, target: Path) -> None:
    assert ask(qtbot, mover, target).state is MoveState.ASKED
    mover.begin()


def test_models_settings_and_catalog_follow(
    qtbot: QtBot, make: Make, catalog: Catalog, settings: SettingsFile, paths: Paths, tmp_path: Path
) -> None:
    mover, states = make(), []
    ask(qtbot, mover, tmp_path / "new")
    mover.changed.add(lambda move: states.append(move.state))
    mover.begin()
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE)
    qtbot.waitUntil(lambda: bool(catalog.models))
    assert states[0] is MoveState.MOVING
    assert settings.current.models_folder == str(tmp_path / "new")
    assert catalog.models[0].path.is_relative_to(tmp_path / "new")
    assert not (paths.root / "moving.json").exists()
    assert list(paths.models.iterdir()) == []


def test_models_can_be_left_there(
    qtbot: QtBot, make: Make, catalog: Catalog, paths: Paths, tmp_path: Path
) -> None:
    mover = make()
    ask(qtbot, mover, tmp_path / "new")
    mover.leave()
    assert mover.current.state is MoveState.IDLE
    assert catalog.models_folder == tmp_path / "new"
    assert list(paths.models.rglob("*.gguf"))


@pytest.fixture
def cut_off(paths: Paths, settings: SettingsFile, catalog: Catalog, tmp_path: Path) -> MoveJournal:
    """A move that the end of the app has cut off before its first file."""
    paths.root.mkdir(exist_ok=True)
    journal = begin_journal(paths.root / "moving.json", plan_move(paths.models, tmp_path / "new"))
    settings.change(models_folder=str(tmp_path / "new"))
    return journal


@pytest.mark.usefixtures("cut_off")
def test_a_move_cut_off_waits_is_told_and_goes_on_after_a_restart(
    qtbot: QtBot, make: Make, paths: Paths, tmp_path: Path
) -> None:
    mover, told = make(), list[Move]()
    mover.halted.add(told.append)
    mover.restore()
    assert mover.current.state is MoveState.STOPPED
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].plan is not None
    assert told[0].plan.models == 1
    mover.go_on()
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE)
    assert not list(paths.models.rglob("*.gguf"))
    assert list((tmp_path / "new").rglob("*.gguf"))


@pytest.mark.parametrize("is_mount_point", [False, True])  # some systems leave the empty folder there
def test_a_disk_that_is_not_connected_is_not_taken_for_an_empty_one(
    qtbot: QtBot, make: Make, paths: Paths, cut_off: MoveJournal, *, is_mount_point: bool
) -> None:
    away = paths.models.rename(paths.root / "unplugged")
    if is_mount_point:
        paths.models.mkdir()
    mover = make()
    mover.restore()
    qtbot.waitUntil(lambda: mover.current.problem is not None)
    mover.go_on()
    qtbot.waitUntil(lambda: mover.current.state is MoveState.STOPPED)
    assert "cannot be read" in str(mover.current.problem)
    assert read_journal(paths.root / "moving.json") == cut_off
    if is_mount_point:
        paths.models.rmdir()
    away.rename(paths.models)
    mover.go_on()
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE)
    assert not list(paths.models.rglob("*.gguf"))


@pytest.mark.usefixtures("cut_off")
def test_what_is_left_can_stay_for_good_and_no_half_of_a_copy_does(
    qtbot: QtBot, make: Make, paths: Paths, tmp_path: Path
) -> None:
    half = tmp_path / "new" / "lab" / "tiny.gguf.explorer-moving"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    mover = make()
    mover.restore()
    qtbot.waitUntil(lambda: mover.current.plan is not None)
    mover.leave()
    assert mover.current.state is MoveState.IDLE
    assert not (paths.root / "moving.json").exists()
    qtbot.waitUntil(lambda: not half.exists())
    assert [path.name for path in paths.models.rglob("*") if path.is_file()] == ["tiny-Q4_K_M.gguf"]


def test_no_other_move_begins_while_one_rests(
    qtbot: QtBot, make: Make, paths: Paths, cut_off: MoveJournal, tmp_path: Path
) -> None:
    mover = make()
    mover.restore()
    mover.ask(tmp_path / "third")
    assert (mover.current.state, mover.current.target) == (MoveState.STOPPED, tmp_path / "new")
    other = make()  # one that has not looked
    write_tiny(tmp_path / "new" / "lab" / "b.gguf", Tiny(text="Hello.", name="B"))
    begin(qtbot, other, tmp_path / "third")
    assert "earlier move" in str(other.current.problem)
    assert read_journal(paths.root / "moving.json") == cut_off


def test_copies_and_a_move_exclude_each_other_in_words(
    qtbot: QtBot, make: Make, catalog: Catalog, paths: Paths, tmp_path: Path
) -> None:
    mover = make()
    with catalog.use.work("some.gguf"):
        begin(qtbot, mover, tmp_path / "new")
        assert mover.current.state is MoveState.REFUSED
        assert "some.gguf" in str(mover.current.problem)
        ask(qtbot, mover, tmp_path / "new")
        mover.leave()
        assert "some.gguf" in str(mover.current.problem)
    assert catalog.models_folder == paths.models
    begin(qtbot, mover, tmp_path / "new")
    with pytest.raises(KnownError, match="being moved"), catalog.use.work("other.gguf"):
        pass
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE)
    with catalog.use.work("other.gguf"):
        assert catalog.use.subjects == ("other.gguf",)


@pytest.mark.usefixtures("catalog")
def test_only_a_move_under_way_is_unfinished(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    mover = make()
    assert mover.unfinished() == ()
    begin(qtbot, mover, tmp_path / "new")
    assert "being moved" in mover.unfinished()[0]
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE)
    assert mover.unfinished() == ()


def test_a_stopped_move_says_what_is_left_and_goes_on(
    qtbot: QtBot, make: Make, catalog: Catalog, paths: Paths, tmp_path: Path
) -> None:
    mover, told = make(), list[Move]()
    mover.halted.add(told.append)
    with catalog.use.work():  # a download that does not let go of the folder yet
        begin(qtbot, mover, tmp_path / "new")
        mover.stop()
        qtbot.waitUntil(lambda: mover.current.state is MoveState.STOPPED)
    assert mover.current.plan is not None
    assert mover.current.plan.models == len(list(paths.models.rglob("*.gguf"))) == 1
    assert told == []  # the person did it
    mover.go_on()
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE)


def test_a_full_disk_of_the_data_is_told_and_nothing_moves(
    qtbot: QtBot, make: Make, catalog: Catalog, paths: Paths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_words: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    mover = make()
    ask(qtbot, mover, tmp_path / "new")
    monkeypatch.setattr("explorer.local.folder_move.move_models.write_journal", full)
    mover.begin()
    assert mover.current.state is MoveState.REFUSED
    assert "disk is full" in str(mover.current.problem)
    assert catalog.models_folder == paths.models
    assert [path.name for path in paths.models.rglob("*") if path.is_file()] == ["tiny-Q4_K_M.gguf"]


def test_an_error_stops_the_move_and_is_told(
    qtbot: QtBot, make: Make, catalog: Catalog, tmp_path: Path
) -> None:
    other = tmp_path / "new" / "lab" / "Tiny-GGUF" / "tiny-Q4_K_M.gguf"
    write_tiny(other, Tiny(text="Another.", name="Other"))
    mover = make()
    begin(qtbot, mover, tmp_path / "new")
    qtbot.waitUntil(lambda: mover.current.problem is not None)
    assert mover.current.state is MoveState.STOPPED
    assert "in the new folder already" in str(mover.current.problem)


def test_without_room_for_the_settings_nothing_moves(
    qtbot: QtBot, make: Make, catalog: Catalog, paths: Paths, tmp_path: Path
) -> None:
    mover = make()
    ask(qtbot, mover, tmp_path / "new")
    paths.settings.mkdir(parents=True)  # nothing can take the name of a folder
    mover.begin()
    assert "could not be saved" in str(mover.current.problem)
    assert catalog.models_folder == paths.models
    assert list(paths.models.rglob("*.gguf"))
    assert mover.current.state is MoveState.REFUSED
    assert not (paths.root / "moving.json").exists()


@pytest.fixture
def coming(qtbot: QtBot, downloads: Downloads, hub: Hub, test_hub: TestHub) -> Download:
    """Slowly; some of it is here."""
    test_hub.fault("*", "slow", rate=400_000)
    repo = hub.open(REPO)
    item = downloads.add(repo, repo.variants[0])
    qtbot.waitUntil(lambda: downloads.items[0].received > 0, timeout=20_000)
    return item


@pytest.mark.usefixtures("coming")
def test_a_running_download_waits_and_goes_on_in_the_new_folder(
    qtbot: QtBot, make: Make, downloads: Downloads, test_hub: TestHub, tmp_path: Path
) -> None:
    mover = make()
    begin(qtbot, mover, tmp_path / "new")
    assert [d.state for d in downloads.items] == [DownloadState.WAITING]
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE, timeout=20_000)
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: not downloads.items, timeout=20_000)
    assert (tmp_path / "new" / REPO / "tiny-meadow-Q4_K_M.gguf").is_file()


@pytest.mark.usefixtures("coming")
def test_a_running_download_follows_when_models_are_left_there(
    qtbot: QtBot, make: Make, downloads: Downloads, test_hub: TestHub, paths: Paths, tmp_path: Path
) -> None:
    mover = make()
    ask(qtbot, mover, tmp_path / "new")
    mover.leave()
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: not downloads.items, timeout=20_000)
    assert (tmp_path / "new" / REPO / "tiny-meadow-Q4_K_M.gguf").is_file()
    assert not list((paths.models / REPO).rglob("*.gguf*"))


def test_a_download_given_up_after_a_move_leaves_nothing_in_either_folder(
    qtbot: QtBot, make: Make, downloads: Downloads, coming: Download, store: Store, tmp_path: Path
) -> None:
    downloads.pause(coming.id)
    mover = make()
    begin(qtbot, mover, tmp_path / "new")
    downloads.cancel(coming.id)  # waits until the folder is at rest
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE)
    qtbot.waitUntil(lambda: store.read("SELECT * FROM downloads") == [])
    assert [*tmp_path.rglob("*.part*")] == []
