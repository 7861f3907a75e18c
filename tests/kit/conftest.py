"""Every test of the kit has a Look: no widget can be painted without one."""

import pytest

from explorer.kit.theme import Look


@pytest.fixture(autouse=True)
def _always_a_look(look: Look) -> None:
    """Asks for the shared fixture, so that each test starts light and at 100 %."""
