"""The same decisions as those of the page."""

from tests.choose.deciding.conftest import core, read, test_hub  # noqa: F401
from tests.hub.no_account import no_account  # noqa: F401
