"""What the world does to us, told in words.

A ``KnownError`` is expected: a hub that does not answer, a damaged file, a full disk. It says what
happened and what the person can do. Everything else is a bug and reaches the one door with its trace.
"""


class KnownError(Exception):
    """An expected failure, phrased for the person who meets it.

    ``what``: what happened, one sentence. ``advice``: what to do next, one sentence or empty.
    ``details``: technical text, shown folded and copyable.
    """

    def __init__(self, what: str, advice: str = "", details: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.details = details

    def __str__(self) -> str:
        return f"{self.what} {self.advice}".strip()

    def __reduce__(self) -> tuple[type["KnownError"], tuple[str, str, str]]:
        return type(self), (self.what, self.advice, self.details)


class OfflineError(KnownError):
    """The network was needed and is switched off or out of reach."""


class AccessError(KnownError):
    """The Hub wants a token or the acceptance of a gate's conditions."""


class NotFoundError(KnownError):
    """The repo, file or revision does not exist, or is private."""


class DamagedFileError(KnownError):
    """Bytes are not what their hash or format says."""


class CancelledError(KnownError):
    """The person stopped it; nothing to explain."""

    def __init__(self) -> None:
        super().__init__("Stopped.")

    def __reduce__(self) -> tuple[type["CancelledError"], tuple[()]]:  # type: ignore[override]
        return type(self), ()
