"""The same decisions as those of the page."""

from tests.choose.deciding.conftest import core, read, root  # noqa: F401
