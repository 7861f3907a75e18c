"""One model on its way, as the screen is told of it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from explorer.domain.errors import KnownError
from explorer.domain.names import name_of_repo
from explorer.domain.quantization import label_of, word_of
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.hub.download_rules import DownloadProgress
from explorer.local.keep import Order
from explorer.local.queue_store import KeptDownload


class DownloadState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True)
class Download:
    """One model on its way. Bytes; ``speed`` in bytes a second. ``heard``: its size, where only the server
    that sends it says that."""

    id: int
    order: Order
    state: DownloadState
    received: int = 0
    speed: float = 0.0
    seconds_left: float | None = None
    note: str = ""
    problem: KnownError | None = None
    heard: int | None = None

    @property
    def file_name(self) -> str:
        return self.order.files[0].path.rsplit("/", 1)[-1]

    @property
    def title(self) -> Words:
        """The repo's name and the variant in plain words: "Qwen3 4B Instruct · Balanced"."""
        label = label_of(self.file_name)
        name = name_of_repo(self.order.repo_id)
        return joined(" · ", (name, word_of(label) or label))

    @property
    def total(self) -> int | None:
        return self.heard if self.order.total is None else self.order.total

    @property
    def fraction(self) -> float:
        return min(1.0, self.received / self.total) if self.total else 0.0

    @property
    def how_far(self) -> str:
        """In percent; where nobody says how much there is, what has come."""
        if self.total is None:
            return size_text(self.received)
        return Words("{percent} %", percent=int(self.fraction * 100))

    @property
    def is_active(self) -> bool:
        return self.state in (DownloadState.WAITING, DownloadState.RUNNING)

    @property
    def missing(self) -> int:
        """Bytes that are still to come."""
        return max(0, (self.total or 0) - self.received)

    def at(self, progress: DownloadProgress) -> "Download":
        """As far as it is now."""
        return replace(
            self,
            received=progress.received,
            speed=progress.speed,
            seconds_left=progress.seconds_left,
            note=progress.note,
            heard=progress.total,
        )

    def stopped(self, state: DownloadState, note: str = "") -> "Download":
        """The same while no byte comes."""
        return replace(self, state=state, speed=0.0, seconds_left=None, note=note)


def restored(kept: KeptDownload) -> Download:
    """As an earlier run of the app has left it."""
    return Download(kept.id, kept.order, DownloadState(kept.state), problem=kept.problem)
