"""Two failures that only this room tells apart."""

from explorer.domain.errors import KnownError


class BusyError(KnownError):
    """The Hub asks to wait; what was seen before may stand in."""


class LostError(Exception):
    """One try failed for a reason that may pass. ``wait``: seconds the server asked for, or ``None``."""

    def __init__(self, told: KnownError, wait: float | None = None) -> None:
        super().__init__(told.what)
        self.told = told
        self.wait = wait
