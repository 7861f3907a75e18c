"""What the world does to us, told in words.

A ``KnownError`` is expected: a hub that does not answer, a damaged file, a full disk. It says what
happened and what the person can do. Everything else is a bug and reaches the one door with its trace.
"""

from dataclasses import dataclass

from explorer.domain.cache_type import PackedCache
from explorer.domain.units import context_text, size_text
from explorer.domain.words import Wording, Words, joined, wording_of


class KnownError(Exception):
    """An expected failure, phrased for the person who meets it.

    ``what``: what happened, one sentence. ``advice``: what to do next, one sentence or empty; both are
    ``Words`` where no screen is. ``details``: technical text, shown folded and copyable, in English.
    """

    def __init__(self, what: str, advice: str = "", details: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.details = details

    @property
    def words(self) -> Words:
        """What happened and what to do, as one text that can be translated."""
        return joined(" ", (self.what, self.advice))

    def __str__(self) -> str:
        return str(self.words)

    def __reduce__(self) -> tuple[type["KnownError"], tuple[str, str, str]]:
        return type(self), (self.what, self.advice, self.details)


class OfflineError(KnownError):
    """The network was needed and is switched off or out of reach."""


class AnswerError(OfflineError):
    """The Hub was reached, and did not answer with what was asked for; later it may."""


class AccessError(KnownError):
    """The Hub does not show this to everybody, or does not accept the token."""


class GateError(AccessError):
    """The Hub wants a token, or the acceptance of a gate's conditions."""


class NotFoundError(KnownError):
    """The repo, file or revision does not exist, or is private."""


class DamagedFileError(KnownError):
    """Bytes are not what their hash or format says."""


class NotSupportedError(KnownError):
    """The engine does not know models of this kind."""


class OutOfMemoryError(KnownError):
    """Memory ran out while a model was loaded or answered."""


class WorkerEndedError(KnownError):
    """What answers stopped unexpectedly; it can be loaded again."""


class DriverError(KnownError):
    """The driver of a graphics card failed."""


class AdapterError(KnownError):
    """An adapter does not go with the model it was put on."""


class ChangedError(KnownError):
    """The Hub has another version now than the one that was asked for; the person may choose that one."""


class RequestError(KnownError):
    """It cannot be asked so: what is wrong lies in the request itself."""


class ContextLengthError(RequestError):
    """A prompt is longer than the context."""


class EngineBugError(KnownError):
    """A bug in the engine ended one job; its trace is in the details."""


class MemoryShortError(KnownError):
    """A model needs more memory than is free. It was not loaded; the person may choose what to do.

    Bytes. ``smaller``: a shorter context that fits, in tokens, and what it needs; ``None`` without one.
    ``packed``: as what the keys and values of the whole context fit; ``None`` likewise.
    """

    def __init__(
        self,
        needed: int,
        free: int,
        smaller: tuple[int, int] | None = None,
        packed: PackedCache | None = None,
    ) -> None:
        what = Words("It needs about {needed} of memory, and {free} are free.",
                     needed=size_text(needed), free=size_text(free))  # fmt: skip
        advice = Words("Choose a smaller file, or try anyway.")
        if smaller is not None:
            advice = Words(
                "Lower the context to {context} tokens ({size}), choose a smaller file, or try anyway.",
                context=context_text(smaller[0]), size=size_text(smaller[1]),
            )  # fmt: skip
        super().__init__(what, advice)
        self.needed, self.free, self.smaller, self.packed = needed, free, smaller, packed

    def __reduce__(self) -> tuple[type["MemoryShortError"], tuple[object, ...]]:  # type: ignore[override]
        return type(self), (self.needed, self.free, self.smaller, self.packed)


class CancelledError(KnownError):
    """The person stopped it; nothing to explain."""

    def __init__(self) -> None:
        super().__init__(Words("Stopped."))

    def __reduce__(self) -> tuple[type["CancelledError"], tuple[()]]:  # type: ignore[override]
        return type(self), ()


class NotBegunError(CancelledError):
    """What was to do it had to end before it came to it. It may be asked again at once."""


_KINDS = {
    kind.__name__: kind
    for kind in (
        KnownError,
        OfflineError,
        AnswerError,
        AccessError,
        GateError,
        NotFoundError,
        DamagedFileError,
        NotSupportedError,
        OutOfMemoryError,
        DriverError,
        AdapterError,
        ChangedError,
        RequestError,
        ContextLengthError,
        EngineBugError,
    )
}


@dataclass(frozen=True)
class ErrorRecord:
    """A KnownError that can be stored, or sent to another process. ``kind`` is the name of its class."""

    kind: str
    what: Wording
    advice: Wording
    details: str

    @property
    def error(self) -> KnownError:
        if self.kind == CancelledError.__name__:
            return CancelledError()
        return _KINDS.get(self.kind, KnownError)(self.what.words, self.advice.words, self.details)


def record_of(error: KnownError) -> ErrorRecord:
    kind = type(error).__name__
    return ErrorRecord(kind, wording_of(error.what), wording_of(error.advice), str(error.details))
