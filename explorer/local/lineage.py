"""A model with all that it was made from, as the Hub tells it; what was read once needs no network again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from explorer.domain.errors import (
    AnswerError,
    CancelledError,
    GateError,
    KnownError,
    NotFoundError,
    OfflineError,
)
from explorer.domain.facts import Dossier
from explorer.domain.local import LocalModel
from explorer.domain.repo import Repo
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.hub.errors import BusyError
from explorer.local.facts import header_of, kept_answers, sources_of_model, sources_of_repo
from explorer.local.remote_fit import kept_facts
from explorer.local.repo_texts import with_results, with_texts
from explorer.transparency.availability import with_datasets
from explorer.transparency.benchmark_result import BenchmarkResult
from explorer.transparency.chain import LicenseChain
from explorer.transparency.dataset import Answer, Dataset, DatasetSources, datasets_of, resolve
from explorer.transparency.dossier import Read, read_all
from explorer.transparency.hops import HopState, Lineage
from explorer.transparency.inherit import with_lineage
from explorer.transparency.license_chain import license_chain
from explorer.transparency.licenses import Licenses
from explorer.transparency.repo_files import Stated
from explorer.transparency.results import MAX_RESULTS, results_above
from explorer.transparency.security import SecurityFact, of_repo
from explorer.transparency.sources import Sources
from explorer.transparency.walk import Unread, walk

type Told = Callable[["Walked"], None]

CARD = "README.md"


@dataclass(frozen=True)
class Walked:
    """A dossier with what the models above it and its data sets say, and these.

    ``results``: its own, then those of the models above, each with whose it is. ``texts``: what was read, by
    repo and path; ``answers``: of the Hub, by repo. ``sampling``: as generation_config.json states it, where
    that was asked for. ``asking``: what is asked for just now, in words, "" once everything was read.
    """

    dossier: Dossier
    lineage: Lineage = field(default_factory=Lineage)
    datasets: tuple[Dataset, ...] = ()
    results: tuple[BenchmarkResult, ...] = ()
    security: tuple[SecurityFact, ...] = ()
    chain: LicenseChain = field(default_factory=LicenseChain)
    sampling: tuple[Stated, ...] = ()
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    asking: str = ""

    @property
    def cards(self) -> dict[str, str]:
        """The cards among ``texts``, by repo."""
        return {repo: text for (repo, path), text in self.texts.items() if path == CARD}


def _untold(_walked: Walked) -> None:
    return None


class LineageReader:
    """Follows parents through one Hub. Blocks for some requests a parent: run it as a task.

    ``stopped`` is asked before each request; once it says yes, CancelledError is raised. Unless it ``asks``,
    only what was seen before is looked at. ``told`` is handed what is known before each parent is asked for.
    """

    def __init__(
        self,
        hub: Hub,
        licenses: Licenses,
        stopped: Callable[[], bool] = lambda: False,
        *,
        asks: bool = True,
        told: Told = _untold,
    ) -> None:
        self._hub = hub if asks else hub.as_seen()
        self._licenses, self._stopped, self._asks, self._told = licenses, stopped, asks, told
        self._texts: dict[tuple[str, str], str] = {}
        self._answers: dict[str, Mapping[str, Any]] = {}

    def of_repo(self, repo: Repo, *, with_sampling: bool = False) -> Walked:
        """A repo with all above it; of its files' headers what was read before. Raises CancelledError."""
        header = kept_facts(self._hub, repo)
        sources = replace(sources_of_repo(repo), header=header, is_header_cut=header is not None)
        return self.of_sources(sources, with_sampling=with_sampling)

    def of_model(self, model: LocalModel, *, with_sampling: bool = False) -> Walked:
        """A file on this disk, by its header and what is kept about it. Raises CancelledError."""
        sources = sources_of_model(model, kept_answers(model), header_of(model.path))
        return self.of_sources(sources, with_sampling=with_sampling)

    def of_sources(self, bare: Sources, *, with_sampling: bool = False) -> Walked:
        """What these sources say, with the files of their repo and all above it. Raises CancelledError."""
        sources = self._with_files(bare, with_sampling=with_sampling)
        self._check()
        sources = with_results(sources, self._hub)
        own = read_all(sources, self._licenses)

        def met(lineage: Lineage) -> None:
            self._told(self._walked(sources, own, lineage))

        lineage = walk(own.dossier, self._open, self._licenses, met)
        walked = self._walked(sources, own, lineage)
        if datasets_of(walked.dossier.findings):
            self._told(replace(walked, asking=Words("Asking the Hub for the data sets that are named…")))
        whole, datasets = self.datasets(walked.dossier)
        return replace(walked, dossier=whole, datasets=datasets)

    def _walked(self, sources: Sources, own: Read, lineage: Lineage) -> Walked:
        """What is known with these models above, all of them or those that were read so far."""
        asking = Words("Asking the Hub for {repo}…", repo=lineage.asking) if lineage.asking else ""
        return Walked(
            with_lineage(own.dossier, lineage, self._licenses),
            lineage,
            results=_results(own, lineage),
            security=of_repo(sources) if sources.api is not None else (),
            chain=license_chain(own.dossier, lineage, self._licenses),
            sampling=own.sampling,
            texts=dict(self._texts),
            answers=dict(self._answers),
            asking=asking,
        )

    def read(self, dossier: Dossier) -> tuple[Dossier, Lineage]:
        """The dossier with what the models above say, and these. Raises CancelledError."""
        lineage = walk(dossier, self._open, self._licenses)
        return with_lineage(dossier, lineage, self._licenses), lineage

    def datasets(self, dossier: Dossier) -> tuple[Dossier, tuple[Dataset, ...]]:
        """The dossier with what became of the data sets it names, and these. Raises CancelledError."""
        found = resolve(datasets_of(dossier.findings), self._dataset, self._licenses)
        return with_datasets(dossier, found), found

    def _with_files(self, bare: Sources, *, with_sampling: bool = False) -> Sources:
        self._check()
        sources = with_texts(bare, self._hub, self._stopped, with_sampling=with_sampling)
        self._texts[sources.repo, CARD] = sources.card or ""
        self._answers[sources.repo] = sources.api or {}
        self._texts |= {(sources.repo, path): text for path, text in sources.texts.items()}
        return sources

    def _check(self) -> None:
        if self._stopped():
            raise CancelledError

    def _dataset(self, dataset_id: str) -> Answer:
        self._check()
        try:
            api, card, read_at = self._hub.dataset(dataset_id)
        except NotFoundError:
            return "gone", Words("not on the Hub, or private")  # the Hub answers 401 for both
        except KnownError as error:
            return "unread", self._why(error)[0]
        return DatasetSources(str(api["id"]), api, str(api.get("sha") or ""), card, read_at)

    def _open(self, repo_id: str) -> Sources | Unread:
        self._check()
        try:
            repo = self._hub.open(repo_id)
        except KnownError as error:
            return Unread(*self._why(error))
        return self._with_files(sources_of_repo(repo))

    def _why(self, error: KnownError) -> tuple[str, HopState]:
        if isinstance(error, OfflineError) and not self._asks:
            return Words("it was not seen before, and the Hub was not asked now"), "unread"
        return _why(error)


def _results(own: Read, lineage: Lineage) -> tuple[BenchmarkResult, ...]:
    above = (result for hop in lineage.hops for result in results_above(hop.results, hop.repo, hop.depth))
    return (*own.results, *above)[:MAX_RESULTS]


def _why(error: KnownError) -> tuple[str, HopState]:
    match error:
        case GateError():
            return Words("it is behind a gate or private"), "gated"
        case NotFoundError():
            return Words("it is not on the Hub, or private"), "gone"
        case OfflineError() if not isinstance(error, AnswerError):
            return Words("it was not seen before, and there is no network"), "unread"
        case BusyError():
            return Words("the Hub asks to wait"), "unread"
        case _:
            return error.what, "unread"
