"""A proposer before the test hub."""

import pytest

from explorer.choose.proposing.proposer import Proposer
from explorer.domain.model import Model
from explorer.services import Core


@pytest.fixture
def models() -> list[Model]:
    """What can be asked; a test puts its own into it."""
    return []


@pytest.fixture
def proposer(core: Core, models: list[Model]) -> Proposer:
    return Proposer(core, lambda: models)
