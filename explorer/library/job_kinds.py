"""What the jobs of this room are, and how they end, as plain values."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.local import LocalModel
from explorer.domain.words import Words
from explorer.library.checking import Checked
from explorer.library.deleting import Deleted, Forgotten

type Report = Callable[[float], None]  # gets 0 to 1
type Stop = Callable[[], bool]


class Way(StrEnum):
    """How a file from elsewhere comes into the library."""

    COPY = "copy"
    MOVE = "move"
    IN_PLACE = "in place"


class JobKind(StrEnum):
    IMPORT = "import"
    MOVE = "move"
    CHECK = "check"
    CHECK_ALL = "check all"
    TRACE = "trace"
    ASK_HUB = "ask hub"
    DELETE = "delete"
    FORGET = "forget"
    INCLUDED = "included"


@dataclass(frozen=True)
class CheckedAll:
    """How many models were hashed, and the names of those found damaged or that could not be read."""

    count: int
    damaged: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Traced:
    """The repo that publishes these bytes; "" if none of those that were looked at does."""

    repo: str
    hashes: tuple[str, ...]  # SHA-256 of each file


@dataclass(frozen=True)
class AskedHub:
    """Of ``count`` repos, those that changed; ``untold`` did not answer."""

    count: int
    changed: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()


type Result = Checked | CheckedAll | Traced | AskedHub | Deleted | Forgotten | Path


@dataclass(frozen=True)
class Job:
    """One piece of work under way. ``subject`` is a file or model name, "" where there are several."""

    id: int
    kind: JobKind
    subject: str
    model: LocalModel | None = None
    fraction: float | None = None
    count: int = 1  # of models

    @property
    def named(self) -> str:
        """What a person would call it."""
        return self.subject or Words("{n} models", n=self.count)

    def at(self, fraction: float) -> "Job":
        return replace(self, fraction=fraction)


@dataclass(frozen=True)
class Ended:
    """How a job ended: exactly one of ``result`` and ``error`` is set, neither if it was cancelled."""

    job: Job
    result: Result | None = None
    error: KnownError | None = None
