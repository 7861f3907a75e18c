"""Decisions before the hub of the tour, with the lab server as an endpoint."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.choose.deciding.decision_page import page_of_read
from explorer.choose.deciding.decision_read import DecisionRead, read_decision
from explorer.choose.deciding.page import DecisionPage
from explorer.choose.decision import Decision
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.services import Core
from tests.choose.deciding.deciding_data import TITLE
from tests.hub.no_account import no_account  # noqa: F401  for every test here
from tests.hub.server import TestHub
from tests.room_services import core_services
from tests.settings.endpoint_data import lab
from tests.tour.repos import write_repos

type ReadAndPage = tuple[DecisionRead, DecisionPage]
type Read = Callable[[Decision], ReadAndPage]


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    root, none = tmp_path / "hub", tmp_path / "none.gguf"
    none.write_bytes(b"GGUF")  # the included models are no candidates here
    write_repos(root, none, none)
    with TestHub(root, tokens={"hf_member": set()}) as hub:
        yield hub


@pytest.fixture
def core(test_hub: TestHub, store: Store, settings: SettingsFile, paths: Paths) -> Core:
    hub = Hub(test_hub.endpoint, settings.is_offline, ResponseCache(store))
    machine = Machine(memory_total=16 << 30, memory_available=12 << 30, cores=4, processor="Test")
    made = core_services(paths, settings, store, hub, machine)
    made.endpoints.keep(lab())
    return made


@pytest.fixture
def read(core: Core) -> Read:
    def reading(decision: Decision) -> ReadAndPage:
        found = read_decision(core, TITLE, decision, core.endpoints.models)
        return found, page_of_read(core, found)

    return reading
