"""A move of the models folder is begun, told, stopped, gone on with, and taken up again after a restart."""

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
from explorer.local.catalog import Catalog
from explorer.local.downloads import Downloads, DownloadState
from explorer.local.mover import Mover, MoveState
from explorer.local.moving import Plan, plan_move, write_journal
from explorer.services import models_folder
from tests.hub.server import TestHub
from tests.local.conftest import REPO
from tests.models.tiny import Tiny, write_tiny

Make = Callable[[], Mover]


@pytest.fixture
def catalog(tasks: Tasks, store: Store, paths: Paths, settings: SettingsFile) -> Catalog:
    write_tiny(paths.models / "lab" / "Tiny-GGUF" / "tiny-Q4_K_M.gguf", Tiny(text="Hello.", name="Tiny"))
    built = Catalog(tasks, store, paths.models)

    def follow(_changed: object) -> None:
        built.models_folder = models_folder(paths, settings.current)

    settings.changed.add(follow)
    return built


@pytest.fixture
def downloads(tasks: Tasks, store: Store, hub: Hub, catalog: Catalog) -> Iterator[Downloads]:
    built = Downloads(tasks, store, hub, catalog)
    yield built
    built.close()


@pytest.fixture
def make(tasks: Tasks, catalog: Catalog, downloads: Downloads, settings: SettingsFile, paths: Paths) -> Make:
    return lambda: Mover(tasks, catalog, downloads, settings, paths.root / "moving.json")


def ask(qtbot: QtBot, mover: Mover, target: Path) -> Plan:
    plans: list[Plan] = []
    failures: list[KnownError] = []
    mover.plan(target, plans.append, failures.append)
    qtbot.waitUntil(lambda: bool(plans or failures))
    assert failures == []
    return plans[0]


def test_models_settings_and_catalog_follow(
    qtbot: QtBot, make: Make, catalog: Catalog, settings: SettingsFile, paths: Paths, tmp_path: Path
) -> None:
    mover, states = make(), []
    mover.changed.add(lambda move: states.append(move.state))
    mover.begin(ask(qtbot, mover, tmp_path / "new"))
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE)
    qtbot.waitUntil(lambda: bool(catalog.models))
    assert states[0] is MoveState.MOVING
    assert settings.current.models_folder == str(tmp_path / "new")
    assert catalog.models[0].path.is_relative_to(tmp_path / "new")
    assert not (paths.root / "moving.json").exists()


def test_models_can_be_left_there(
    qtbot: QtBot, make: Make, catalog: Catalog, paths: Paths, tmp_path: Path
) -> None:
    make().use(tmp_path / "new")
    assert catalog.models_folder == tmp_path / "new"
    assert list(paths.models.rglob("*.gguf"))


def test_a_move_cut_off_waits_and_goes_on_after_a_restart(
    qtbot: QtBot, make: Make, paths: Paths, settings: SettingsFile, tmp_path: Path
) -> None:
    paths.root.mkdir(exist_ok=True)
    plan = plan_move(paths.models, tmp_path / "new")
    settings.change(models_folder=str(tmp_path / "new"))
    write_journal(paths.root / "moving.json", plan)
    write_tiny(paths.models / "lab" / "Tiny-GGUF" / "tiny-Q4_K_M.gguf", Tiny(text="Hello.", name="Tiny"))
    mover = make()
    mover.restore()
    qtbot.waitUntil(lambda: mover.current.state is MoveState.STOPPED)
    assert mover.current.plan is not None
    assert mover.current.plan.models == 1
    mover.go_on()
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE)
    assert not list(paths.models.rglob("*.gguf"))
    assert list((tmp_path / "new").rglob("*.gguf"))


def test_what_is_left_can_stay_for_good(qtbot: QtBot, make: Make, catalog: Catalog, paths: Paths) -> None:
    write_journal(paths.root / "moving.json", plan_move(paths.models, paths.root / "new"))
    mover = make()
    mover.restore()
    qtbot.waitUntil(lambda: mover.current.state is MoveState.STOPPED)
    mover.leave()
    assert mover.current.state is MoveState.IDLE
    assert not (paths.root / "moving.json").exists()


def test_an_error_stops_the_move_and_is_told(
    qtbot: QtBot, make: Make, catalog: Catalog, tmp_path: Path
) -> None:
    other = tmp_path / "new" / "lab" / "Tiny-GGUF" / "tiny-Q4_K_M.gguf"
    write_tiny(other, Tiny(text="Another.", name="Other"))
    mover = make()
    mover.begin(ask(qtbot, mover, tmp_path / "new"))
    qtbot.waitUntil(lambda: mover.current.problem is not None)
    assert mover.current.state is MoveState.STOPPED
    assert "in the new folder already" in str(mover.current.problem)


def test_without_room_for_the_settings_nothing_moves(
    qtbot: QtBot, make: Make, catalog: Catalog, paths: Paths, tmp_path: Path
) -> None:
    mover = make()
    plan = ask(qtbot, mover, tmp_path / "new")
    paths.settings.mkdir(parents=True)  # nothing can take the name of a folder
    with pytest.raises(KnownError, match="could not be saved"):
        mover.begin(plan)
    assert catalog.models_folder == paths.models
    assert list(paths.models.rglob("*.gguf"))
    assert mover.current.state is MoveState.IDLE


def test_a_running_download_waits_and_goes_on_in_the_new_folder(
    qtbot: QtBot, make: Make, downloads: Downloads, hub: Hub, test_hub: TestHub, tmp_path: Path
) -> None:
    test_hub.fault("*", "slow", rate=400_000)
    repo = hub.open(REPO)
    downloads.add(repo, repo.variants[0])
    qtbot.waitUntil(lambda: any(d.received > 0 for d in downloads.items), timeout=20_000)
    mover = make()
    mover.begin(ask(qtbot, mover, tmp_path / "new"))
    assert [d.state for d in downloads.items] == [DownloadState.WAITING]
    qtbot.waitUntil(lambda: mover.current.state is MoveState.DONE, timeout=20_000)
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: not downloads.items, timeout=20_000)
    assert (tmp_path / "new" / REPO / "tiny-meadow-Q4_K_M.gguf").is_file()
