"""The lineage of a model as the Hub tells it; what was opened once is kept for when there is no network."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from explorer.domain.errors import AccessError, KnownError, NotFoundError, OfflineError
from explorer.domain.facts import Dossier
from explorer.domain.repo import Repo
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.hub.errors import BusyError
from explorer.transparency.availability import with_datasets
from explorer.transparency.dataset import Dataset, DatasetSources, Status, datasets_of, resolve
from explorer.transparency.inherit import with_lineage
from explorer.transparency.licenses import Licenses
from explorer.transparency.rules.stated_license import LICENSE_FILE
from explorer.transparency.sources import Sources
from explorer.transparency.walk import Lineage, Unread, walk

_MOST_TEXTS = 3


@dataclass(frozen=True)
class Walked:
    """A dossier with what the models above it and its data sets say, and these. ``cards``: text by repo."""

    dossier: Dossier
    lineage: Lineage
    datasets: tuple[Dataset, ...] = ()
    cards: Mapping[str, str] = field(default_factory=dict)


class LineageReader:
    """Follows parents through one Hub. Blocks for a request a parent: run it as a task.

    Unless it ``asks``, only what was seen before is looked at.
    """

    def __init__(self, hub: Hub, licenses: Licenses, *, asks: bool = True) -> None:
        self._hub = hub if asks else hub.as_seen()
        self._licenses = licenses
        self._asks = asks
        self._cards: dict[str, str] = {}

    def walk(self, dossier: Dossier) -> Walked:
        """All of it. Raises nothing of its own."""
        above, lineage = self.read(dossier)
        whole, datasets = self.datasets(above)
        return Walked(whole, lineage, datasets, dict(self._cards))

    def read(self, dossier: Dossier) -> tuple[Dossier, Lineage]:
        """The dossier with what the models above say, and these models. Raises nothing of its own."""
        lineage = walk(dossier, self._open, self._licenses)
        return with_lineage(dossier, lineage, self._licenses), lineage

    def datasets(self, dossier: Dossier) -> tuple[Dossier, tuple[Dataset, ...]]:
        """The dossier with what became of the data sets it names, and these. Raises nothing of its own."""
        found = resolve(datasets_of(dossier.findings), self._dataset, self._licenses)
        return with_datasets(dossier, found), found

    def _dataset(self, dataset_id: str) -> DatasetSources | tuple[Status, str]:
        try:
            api, card, read_at = self._hub.dataset(dataset_id)
        except AccessError:
            return "gone", Words("not on the Hub, or private")  # the Hub answers 401 for both
        except NotFoundError:
            return "gone", Words("not on the Hub (any more)")
        except KnownError as error:
            return "unread", self._why(error)
        return DatasetSources(str(api.get("id") or dataset_id), api, str(api.get("sha") or ""), card, read_at)

    def _open(self, repo_id: str) -> Sources | Unread:
        try:
            repo = self._hub.open(repo_id)
        except KnownError as error:
            return Unread(self._why(error))
        if repo.is_card_withheld:
            return Unread(Words("its card is behind a gate"))
        self._cards[repo.id] = repo.card or ""
        return sources_of(repo, license_texts(self._hub, repo))

    def _why(self, error: KnownError) -> str:
        if isinstance(error, OfflineError) and not self._asks:
            return Words("it was not seen before, and the Hub was not asked now")
        return _why(error)


def sources_of(repo: Repo, texts: Mapping[str, str]) -> Sources:
    """What a model is read from before anything is downloaded."""
    return Sources(
        repo=repo.id, commit=repo.commit, card=repo.card, api=repo.api, read_at=repo.read_at, texts=texts
    )


def license_texts(hub: Hub, repo: Repo) -> dict[str, str]:
    """The license files of a repo. One that cannot be had now is left out; the metadata still speaks."""
    found: dict[str, str] = {}
    for file in repo.other_files:
        if LICENSE_FILE.search(file.path) and len(found) < _MOST_TEXTS:
            with suppress(KnownError):
                found[file.path] = hub.text(repo, file.path) or ""
    return found


def _why(error: KnownError) -> str:
    match error:
        case AccessError():
            return Words("it is behind a gate or private")
        case NotFoundError():
            return Words("the Hub does not know it (any more)")
        case OfflineError():
            return Words("it was not seen before, and there is no network")
        case BusyError():
            return Words("the Hub asks to wait")
        case _:
            return error.what
