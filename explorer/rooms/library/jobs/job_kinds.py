"""Background jobs of the Library and their results as plain values."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words
from explorer.rooms.library.jobs.deleting import DeletedModel
from explorer.rooms.library.jobs.hash_check import HashCheck

type ReportShare = Callable[[float], None]  # gets 0 to 1
type IsStopped = Callable[[], bool]


class JobKind(Enum):
    """With the words and the icon of its card; one without words is told in the row of its model."""

    IMPORT = auto(), Words("Copying {name}"), "arrow-down"
    MOVE = auto(), Words("Moving {name}"), "arrow-down"
    INCLUDED = auto(), Words("Adding {name}"), "arrow-down"
    CHECK_ALL = auto(), Words("Checking the hashes of {name}"), "check"
    TRACE = auto(), Words("Looking for {name} on the Hub"), "search"
    ASK_HUB = auto(), Words("Asking the Hub about {name}"), "refresh"
    CHECK = auto(), Words(""), ""
    DELETE = auto(), Words(""), ""
    FORGET = auto(), Words(""), ""

    @property
    def words(self) -> Words:
        return self.value[1]

    @property
    def icon(self) -> str:
        return self.value[2]


@dataclass(frozen=True)
class HashCheckSummary:
    """How many models were hashed, and the names of those found damaged or that could not be read."""

    count: int
    damaged: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class TracedSource:
    """The repo that publishes these bytes; "" if none of those that were looked at does."""

    repo: str
    hashes: tuple[str, ...]  # SHA-256 of each file


@dataclass(frozen=True)
class UpstreamCheck:
    """Of ``count`` repos, those that changed; ``untold`` did not answer."""

    count: int
    changed: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()


# None: there is nothing to tell of it.
type LibraryJobResult = (
    HashCheck | HashCheckSummary | TracedSource | UpstreamCheck | DeletedModel | Path | None
)


@dataclass(frozen=True)
class LibraryJob:
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

    def at(self, fraction: float) -> "LibraryJob":
        return replace(self, fraction=fraction)


@dataclass(frozen=True)
class LibraryJobOutcome:
    """How a job ended: at most one of ``result`` and ``error`` is set, neither if it was cancelled."""

    job: LibraryJob
    result: LibraryJobResult | None = None
    error: KnownError | None = None
