"""Failures that several modules of the network tell."""

from time import monotonic

from explorer.domain.errors import KnownError
from explorer.domain.units import wait_text
from explorer.domain.words import Words

_UNSAID_WAIT = 60.0  # seconds of peace where the Hub asks for it and does not say how long


class BusyError(KnownError):
    """The Hub asks to wait; what was seen before may stand in. ``wait``: seconds, ``until``: steady time."""

    def __init__(self, what: str, advice: str = "", details: str = "", wait: float = 0.0) -> None:
        super().__init__(what, advice, details)
        self.wait = wait
        self.until = monotonic() + wait

    def __reduce__(self) -> tuple[type["BusyError"], tuple[str, str, str, float]]:  # type: ignore[override]
        return type(self), (self.what, self.advice, self.details, self.wait)


class LostError(Exception):
    """One try failed for a reason that may pass. ``wait``: seconds the server asked for, or ``None``."""

    def __init__(self, told: KnownError, wait: float | None = None) -> None:
        super().__init__(told.what)
        self.told = told
        self.wait = wait


def busy_error(host: str, wait: float | None, details: str = "", what: Words | None = None) -> BusyError:
    """``wait``: seconds that were asked for, ``None`` if the Hub did not say; ``what``: unless it is asked
    too much.
    """
    what = what or Words("{host} wants fewer requests.", host=host)
    if wait is None:
        return BusyError(what, Words("Try again in a few minutes."), details, _UNSAID_WAIT)
    return BusyError(what, Words("Wait {time}, then try again.", time=wait_text(wait)), details, wait)


def not_a_token_error() -> KnownError:
    """Of what was given as one: it cannot be sent."""
    return KnownError(
        Words("This is not an access token."),
        Words("One begins with “hf_” and has no spaces or line breaks. Copy it again from the Hub."),
    )
