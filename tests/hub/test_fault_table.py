"""Every fault of the table: the person is told in these words, and what is said to be kept is kept."""

from pathlib import Path

import pytest

from explorer.domain.repo import RepoFile
from tests.hub.fault_cases import CASES, Case, Kept, Outcome
from tests.hub.fault_table import README, table
from tests.hub.server import TestHub
from tests.hub.tools import BIG, FILE, Downloads, Switch, sha256
from tests.hub.world import World

_MET = [(case, n) for case in CASES for n in ((1, 4) if case.is_network else (1,))]


@pytest.fixture
def world(
    request: pytest.FixtureRequest,
    downloads: Downloads,
    test_hub: TestHub,
    root: Path,
    offline: Switch,
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    return World(downloads, test_hub, root, offline, monkeypatch, request.param)


@pytest.mark.parametrize(
    ("case", "world"),
    _MET,
    indirect=["world"],
    ids=[f"{case.fault}, {n}" for case, n in _MET],
)
def test_a_fault(case: Case, world: World) -> None:
    try:
        case.act(world)
        assert tuple(world.told) == case.sees
        if case.outcome is Outcome.STOPS:
            assert world.error is not None
            assert not world.downloads.target.exists()
            _check_kept(case, world)
            _try_again(world)
        assert world.error is None
        assert world.downloads.is_perfect
        if case.kept is Kept.ALL or case.outcome is Outcome.ARRIVES:
            assert world.went_back == (case.kept in (Kept.NOTHING, Kept.FLUSHED))
    finally:
        world.hub.close()


def _check_kept(case: Case, world: World) -> None:
    if case.kept in (Kept.ALL, Kept.OLD):
        assert world.here >= 100_000
    else:
        assert world.here == 0
        assert list(world.downloads.target.parent.glob("*.part*")) == []


def _try_again(world: World) -> None:
    """Whatever stopped it is over."""
    world.hub.faults.clear()
    original = world.root / BIG / FILE
    world.downloads.repo_id = BIG
    world.downloads.file = RepoFile(FILE, original.stat().st_size, sha256(original))
    if world.hub.is_closed:
        world.bring_back()
    world.run()


def test_the_tables_are_up_to_date() -> None:
    assert README.read_text("utf-8").endswith("\n\n" + table()), "run: python -m tests.hub.fault_table"
