"""The same decisions as those of the page."""

from tests.choose.deciding.conftest import core, no_account, read, test_hub  # noqa: F401
