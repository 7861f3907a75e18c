"""Decisions before the hub of the tour, with the lab server as an endpoint."""

from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.choose.deciding.decision_page import page_of_read
from explorer.choose.deciding.decision_read import DecisionRead, read_decision
from explorer.choose.deciding.page import DecisionPage
from explorer.choose.decision import Decision
from explorer.services import Core
from tests.choose.deciding.deciding_data import TITLE
from tests.settings.endpoint_data import lab
from tests.tour.repos import write_repos

type ReadAndPage = tuple[DecisionRead, DecisionPage]
type Read = Callable[[Decision], ReadAndPage]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root, none = tmp_path / "hub", tmp_path / "none.gguf"
    none.write_bytes(b"GGUF")  # the included models are no candidates here
    write_repos(root, none, none)
    return root


@pytest.fixture
def core(core: Core) -> Core:
    core.endpoints.keep(lab())
    return core


@pytest.fixture
def read(core: Core) -> Read:
    def reading(decision: Decision) -> ReadAndPage:
        found = read_decision(core, TITLE, decision, core.endpoints.models)
        return found, page_of_read(core, found)

    return reading
