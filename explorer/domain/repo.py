"""Models as the Hub lists them: repos, their files, and the files grouped into runnable variants."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from explorer.domain.errors import KnownError


class Gate(StrEnum):
    """What stands before the files of a repo."""

    OPEN = "open"
    AUTO = "auto"
    MANUAL = "manual"
    SOME = "gated"  # which the Hub does not say
    UNKNOWN = "unknown"

    @property
    def is_closed(self) -> bool:
        return self in (Gate.AUTO, Gate.MANUAL, Gate.SOME)


class RepoSort(StrEnum):
    """Orders the Hub can list by; the value is the Hub's own parameter."""

    DOWNLOADS = "downloads"
    LIKES = "likes"
    TRENDING = "trendingScore"
    UPDATED = "lastModified"


@dataclass(frozen=True)
class RepoRow:
    """One repo of a listing. ``None`` means the Hub did not say. ``license``: its id, or another’s name."""

    id: str
    license: str | None = None
    parameters: int | None = None
    context_length: int | None = None
    architecture: str | None = None
    downloads: int | None = None  # of the last 30 days
    likes: int | None = None
    updated: datetime | None = None
    gate: Gate = Gate.UNKNOWN
    is_disabled: bool = False  # by the Hub, which then gives its files to nobody
    pipeline: str | None = None
    languages: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    base_models: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def publisher(self) -> str:
        return self.id.split("/", 1)[0] if "/" in self.id else ""

    @property
    def name(self) -> str:
        return self.id.split("/", 1)[-1]


@dataclass(frozen=True)
class RepoQuery:
    """What the Hub is asked for; all of it must be true of a repo.

    ``license`` is a license id, ``author`` a publisher, ``pipeline`` a task as the Hub names it, each of
    ``tags`` a tag; empty where it does not matter. ``parameters``: least and most, 0 for no limit.
    ``gguf``: only repos with such files.
    """

    text: str = ""
    sort: RepoSort = RepoSort.DOWNLOADS
    license: str = ""
    author: str = ""
    limit: int = 30
    pipeline: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[int, int] = (0, 0)
    gguf: bool = True


@dataclass(frozen=True)
class RepoPage:
    """One page of a listing. ``next`` is the address of the following page, or ``None``.

    ``trouble``: why this is what was seen before, and not of now.
    """

    rows: tuple[RepoRow, ...]
    next: str | None
    read_at: datetime
    from_cache: bool = False
    trouble: KnownError | None = None


@dataclass(frozen=True)
class RepoFile:
    """One file of a repo at one commit. ``size`` in bytes; ``sha256`` lower-case hex."""

    path: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Variant:
    """One runnable model of a repo: one GGUF file, or several that are one model in parts."""

    label: str  # quantization as the file names it, e.g. "Q4_K_M"; "" if it names none
    word: str  # Small, Balanced, Large, Original, or "" if the label says nothing
    files: tuple[RepoFile, ...]
    bits: float | None = None  # nominal bits per weight of the label

    @property
    def size(self) -> int | None:
        """Bytes of all parts, or ``None`` if one is not known."""
        sizes = [f.size for f in self.files]
        return None if any(s is None for s in sizes) else sum(s or 0 for s in sizes)

    @property
    def first(self) -> RepoFile:
        """The file that a loader is given."""
        return self.files[0]


@dataclass(frozen=True)
class Repo:
    """One repo opened: its row, its commit, its files and its model card, as read at ``read_at``."""

    row: RepoRow
    commit: str
    endpoint: str
    read_at: datetime
    variants: tuple[Variant, ...] = ()
    other_files: tuple[RepoFile, ...] = ()
    card: str | None = None
    api: dict[str, Any] = field(default_factory=dict)  # the answer as received
    from_cache: bool = False
    trouble: KnownError | None = None  # why this is what was seen before

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def is_card_withheld(self) -> bool:
        """Whether there is a card that a gate, or its publisher, keeps from being read."""
        return self.card is None and any(file.path == "README.md" for file in self.other_files)
