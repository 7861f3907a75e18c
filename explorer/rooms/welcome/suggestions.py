"""Which models to offer first, and why: the included ones, and the most downloaded that suit this machine.

Every reason given is a fact of the listing or of this machine. A model is only offered if it chats, is not
gated, has a license we know, leaves half of the memory free and fits on the disk.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from explorer.domain.errors import CancelledError, KnownError, OfflineError
from explorer.domain.fit import Fit, RemoteFileFacts, Yardstick, remote_file_facts
from explorer.domain.included_models import IncludedModel
from explorer.domain.local_model import LocalModel
from explorer.domain.model_names import name_of_repo
from explorer.domain.quantization import bits_of, recommended
from explorer.domain.repo import Gate, Repo, RepoQuery, RepoRow, RepoSort, Variant
from explorer.domain.units import count_text, duration_text, size_text
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.local.models.included import named
from explorer.transparency.licensing.license import LicenseKind, Tone
from explorer.transparency.licensing.licenses import Licenses

_LISTED = 100  # of the most downloaded
_MOST_OPENED = 10  # repos asked for in full, before we make do with fewer
_TASK = "text-generation"
_BALANCED = "Q4_K_M"  # the file a row of the listing is judged by: most repos carry it
_SMALL = 8  # a small model takes at most this part of the memory
_COMFORTABLE = 2  # and a comfortable one half: the rest is for the system and other programs
_NOT_FOR_ALL = "not-for-all-audiences"  # the Hub's own tag
_PREFERENCE = (LicenseKind.OPEN_SOURCE, LicenseKind.OPEN_OTHER, LicenseKind.CONDITIONS)


class SuggestionReason(Enum):
    """Why a model is among the few that are offered."""

    MOST = "most downloaded"
    SMALL = "small"
    DATA = "names its training data"
    OFTEN = "downloaded often"


@dataclass(frozen=True)
class Suggestion:
    """One variant of one repo of the Hub."""

    repo: Repo
    variant: Variant
    why: str

    @property
    def size(self) -> int:
        """Bytes to download."""
        return self.variant.size or 0


@dataclass(frozen=True)
class StarterModel:
    """What a card says of a model to download, one that another program keeps here, or an included one."""

    name: str
    license: str
    tone: Tone
    why: str
    size: int
    suggestion: Suggestion | None = None
    local: LocalModel | None = None
    included: IncludedModel | None = None

    @property
    def id(self) -> str:
        """The same in each search."""
        if self.local is not None:
            return self.local.id
        if self.included is not None:
            return self.included.repo
        return self.suggestion.repo.id if self.suggestion is not None else ""

    def size_words(self, speed: float) -> str:
        """``speed`` in bytes a second as measured in this run, 0 if none was: then no time is promised."""
        if self.local is not None:
            return Words("{size} · already on this disk", size=size_text(self.size))
        if self.included is not None:
            return Words("Included · ready now")
        if speed <= 0:
            return Words("{size} to download", size=size_text(self.size))
        return Words(
            "{size} to download:\nabout {time} at {speed}/s",
            size=size_text(self.size),
            time=duration_text(self.size / speed),
            speed=size_text(speed),
        )


def included_starter(one: IncludedModel, licenses: Licenses) -> StarterModel:
    """A model that comes with the app."""
    return StarterModel(
        name=one.name,
        license=licenses.words(one.license),
        tone=licenses.tone(one.license),
        why=one.why,
        size=one.size,
        included=one,
    )


def suggested_starter(suggestion: Suggestion, licenses: Licenses) -> StarterModel:
    row = suggestion.repo.row
    return StarterModel(
        name=name_of_repo(row.id),
        license=licenses.words(row.license),
        tone=licenses.tone(row.license),
        why=suggestion.why,
        size=suggestion.size,
        suggestion=suggestion,
    )


def suggest(
    hub: Hub,
    licenses: Licenses,
    *,
    yardstick: Yardstick,
    room: int,
    most: int,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Suggestion, ...]:
    """Up to ``most`` models of different makers, small to large; ``room`` in bytes on the disk.

    Blocks for some seconds. Raises KnownError; OfflineError also where only an older listing is at hand,
    because nothing could be downloaded.
    """
    page = hub.search(RepoQuery(sort=RepoSort.DOWNLOADS, limit=_LISTED))
    if page.from_cache:
        raise OfflineError(
            Words("The Hugging Face Hub was not reached."), Words("Check the network, then try again.")
        )
    rows = candidates(page.rows, licenses, yardstick, room)
    return _Picking(hub, licenses, yardstick, room, stopped).pick(rows, most)


def candidates(
    rows: Iterable[RepoRow], licenses: Licenses, yardstick: Yardstick, room: int
) -> tuple[RepoRow, ...]:
    """The rows that may be offered, the freest licenses first, each kind by downloads."""
    found = [row for row in rows if _may_be_offered(row, licenses, yardstick, room)]
    return tuple(sorted(found, key=lambda row: _preference(row, licenses)))


class _Picking:
    """Opens the best row for each reason until there are enough."""

    def __init__(
        self, hub: Hub, licenses: Licenses, yardstick: Yardstick, room: int, stopped: Callable[[], bool]
    ) -> None:
        self._hub, self._licenses = hub, licenses
        self._yardstick, self._room, self._stopped = yardstick, room, stopped
        self._left = _MOST_OPENED
        self._was_missed = False  # a repo could not be read: what follows is not known to be the most

    def pick(self, rows: tuple[RepoRow, ...], most: int) -> tuple[Suggestion, ...]:
        waiting = list(rows)
        taken: list[Suggestion] = []
        for reason in (
            SuggestionReason.MOST,
            SuggestionReason.SMALL,
            SuggestionReason.DATA,
            *[SuggestionReason.OFTEN] * most,
        ):
            if len(taken) < most:
                taken += self._first(reason, waiting, {_maker(s.repo.row) for s in taken})
        return tuple(sorted(taken, key=lambda suggestion: suggestion.size))

    def _first(self, reason: SuggestionReason, waiting: list[RepoRow], makers: set[str]) -> list[Suggestion]:
        """One suggestion, or none. A row that was looked at does not come again."""
        suited = [
            row for row in waiting if _maker(row) not in makers and _is_so(reason, row, self._yardstick)
        ]
        for row in suited:
            if self._left <= 0:
                break
            waiting.remove(row)
            found = self._open(row)
            if found is not None:
                return [Suggestion(*found, self._why(reason, *found))]
        return []

    def _open(self, row: RepoRow) -> tuple[Repo, Variant] | None:
        if self._stopped():
            raise CancelledError
        self._left -= 1
        try:
            repo = self._hub.open(row.id)
        except OfflineError:
            raise
        except KnownError:
            self._was_missed = True
            return None
        variant = recommended(repo.variants, min(self._yardstick.largest_file, self._room))
        if (
            variant is None
            or not _chats(repo)
            or not is_comfortable(_fit(repo.row, variant, self._yardstick))
        ):
            return None
        return repo, variant

    def _why(self, reason: SuggestionReason, repo: Repo, variant: Variant) -> str:
        row, fit = repo.row, _fit(repo.row, variant, self._yardstick)
        if reason is SuggestionReason.MOST and not self._was_missed and _is_open_source(row, self._licenses):
            return Words("Most downloaded open-source chat model that fits here comfortably.")
        if reason is SuggestionReason.DATA:
            return _data_words(row.datasets)
        if fit.held <= fit.total / _SMALL:
            return Words("Small: it takes about {needed} of memory (estimate).", needed=size_text(fit.told))
        return Words("Downloaded {count} times in the last 30 days.", count=count_text(row.downloads or 0))


def _may_be_offered(row: RepoRow, licenses: Licenses, yardstick: Yardstick, room: int) -> bool:
    size = _listed_size(row)
    license_ = licenses.find(row.license)
    return (
        row.pipeline == _TASK
        and named(row.id) is None  # those that are included are offered already
        and row.gate is Gate.OPEN
        and not row.is_disabled
        and _NOT_FOR_ALL not in row.tags
        and license_ is not None
        and license_.kind in _PREFERENCE
        and size is not None
        and size <= room
        and is_comfortable(_listed_fit(row, size, yardstick))
    )


def _preference(row: RepoRow, licenses: Licenses) -> int:
    license_ = licenses.find(row.license)
    return _PREFERENCE.index(license_.kind) if license_ else len(_PREFERENCE)


def _is_so(reason: SuggestionReason, row: RepoRow, yardstick: Yardstick) -> bool:
    if reason is SuggestionReason.SMALL:
        size = _listed_size(row)
        return size is not None and _listed_fit(row, size, yardstick).held <= yardstick.room / _SMALL
    return reason is not SuggestionReason.DATA or bool(row.datasets)


def _listed_size(row: RepoRow) -> int | None:
    """Bytes of a balanced file of so many parameters, ``None`` if they are not stated."""
    bits = bits_of(_BALANCED) or 0.0
    return round(row.parameters * bits / 8) if row.parameters else None


def is_comfortable(fit: Fit) -> bool:
    """Whether it leaves half of the memory free."""
    return fit.held <= fit.total / _COMFORTABLE


def _fit(row: RepoRow, variant: Variant, yardstick: Yardstick) -> Fit:
    return yardstick.fit(remote_file_facts(row, variant))


def _listed_fit(row: RepoRow, size: int, yardstick: Yardstick) -> Fit:
    return yardstick.fit(RemoteFileFacts(size, row.parameters, row.context_length, _BALANCED, row.name))


def _is_open_source(row: RepoRow, licenses: Licenses) -> bool:
    license_ = licenses.find(row.license)
    return license_ is not None and license_.kind is LicenseKind.OPEN_SOURCE


def _chats(repo: Repo) -> bool:
    """The Hub reads the chat template out of the GGUF header."""
    gguf = repo.api.get("gguf")
    return isinstance(gguf, dict) and bool(gguf.get("chat_template"))


def _maker(row: RepoRow) -> str:
    """Who made the model, not who packed it: the publisher of its base model where one is named."""
    named = row.base_models[0] if row.base_models else row.id
    return named.split("/")[0].lower()


def _data_words(datasets: tuple[str, ...]) -> str:
    first, more = datasets[0], len(datasets) - 1
    if not more:
        return Words("Names data it was trained on: {dataset}.", dataset=first)
    return Words("Names data it was trained on: {dataset} and {more} more.", dataset=first, more=more)
