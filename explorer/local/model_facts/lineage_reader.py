"""Reads a model with all that it was made from, and the small files of each repo, as the Hub tells it."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
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
from explorer.domain.local_model import LocalModel
from explorer.domain.repo import Repo
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.hub.errors import BusyError
from explorer.hub.repo_names import is_commit
from explorer.hub.responses import files_of, row_of
from explorer.local.model_facts.model_sources import (
    header_of,
    kept_answers,
    sources_of_model,
    sources_of_repo,
)
from explorer.local.model_facts.remote_header import kept_header_values
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.results import MAX_RESULTS, results_above
from explorer.transparency.dataset import Dataset, DatasetAnswer, datasets_of, resolve, with_datasets
from explorer.transparency.dossier import DossierReading, read_all
from explorer.transparency.licensing.chain import LicenseChain, license_chain
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.lineage.hops import HopState, Lineage
from explorer.transparency.lineage.inheritance import with_lineage
from explorer.transparency.lineage.walk import UnreadParent, walk
from explorer.transparency.repo_files import LONGEST, RESULTS_FILE, StatedFact, files_worth_reading, has_shape
from explorer.transparency.safety.security import SecurityFact, repo_security_facts
from explorer.transparency.sources import Sources


def with_texts(
    sources: Sources, hub: Hub, stopped: Callable[[], bool], *, with_sampling: bool = False
) -> Sources:
    """The sources with the files of their repo that are worth a request, at its commit."""
    repo = _repo(sources, hub.endpoint)
    if repo is None or (
        sources.unread and repo.api.get("gated")
    ):  # what withholds the card withholds the files
        return sources
    is_known = sources.header is not None or has_shape(repo.api)
    paths = files_worth_reading(files_of(repo.api), has_shape=is_known, with_sampling=with_sampling)
    return replace(sources, texts=_texts(hub, repo, paths, stopped))


def with_results(sources: Sources, hub: Hub) -> Sources:
    """With the results that the Hub lists, where the repo holds some: it knows which are verified."""
    if not any(RESULTS_FILE.search(file.path) for file in files_of(sources.api)):
        return sources
    with suppress(KnownError):
        return replace(sources, api={**(sources.api or {}), "evalResults": hub.results(sources.repo)})
    return sources


def _texts(hub: Hub, repo: Repo, paths: Iterable[str], stopped: Callable[[], bool]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in paths:
        if stopped():
            break
        with suppress(KnownError):
            text = hub.files.text(repo.id, repo.commit, path, LONGEST)
            if text is not None and text.text:
                found[path] = text.text
    return found


def _repo(sources: Sources, endpoint: str) -> Repo | None:
    """The repo as the client asks for its files; ``None`` where no answer says which there are."""
    api = dict(sources.api or {})
    row = row_of(api)
    if row is None or sources.read_at is None or not is_commit(sources.commit):
        return None
    return Repo(row, sources.commit, endpoint, sources.read_at, api=api)


type Told = Callable[["LineageDossier"], None]

CARD = "README.md"


@dataclass(frozen=True)
class LineageDossier:
    """A dossier with what the models above it and its data sets say, and these.

    ``results``: its own, then those of the models above, each with whose it is. ``texts``: what was read, by
    repo and path; ``answers``: of the Hub, by repo; ``sources``: all that the facts of each repo were read
    from. ``sampling``: as generation_config.json states it, where
    that was asked for. ``asking``: what is asked for just now, in words, "" once everything was read.
    """

    dossier: Dossier
    lineage: Lineage = field(default_factory=Lineage)
    datasets: tuple[Dataset, ...] = ()
    results: tuple[BenchmarkResult, ...] = ()
    security: tuple[SecurityFact, ...] = ()
    chain: LicenseChain = field(default_factory=LicenseChain)
    sampling: tuple[StatedFact, ...] = ()
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sources: Mapping[str, Sources] = field(default_factory=dict)
    asking: str = ""

    @property
    def cards(self) -> dict[str, str]:
        """The cards among ``texts``, by repo."""
        return {repo: text for (repo, path), text in self.texts.items() if path == CARD}


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
        told: Told = lambda _walked: None,
    ) -> None:
        self._hub = hub if asks else hub.as_seen()
        self._licenses, self._stopped, self._asks, self._told = licenses, stopped, asks, told
        self._texts: dict[tuple[str, str], str] = {}
        self._answers: dict[str, Mapping[str, Any]] = {}
        self._sources: dict[str, Sources] = {}

    def of_repo(self, repo: Repo, *, with_sampling: bool = False) -> LineageDossier:
        """A repo with all above it; of its files' headers what was read before. Raises CancelledError."""
        header = kept_header_values(self._hub, repo)
        sources = replace(sources_of_repo(repo), header=header, is_header_cut=header is not None)
        return self.of_sources(sources, with_sampling=with_sampling)

    def of_model(self, model: LocalModel, *, with_sampling: bool = False) -> LineageDossier:
        """A file on this disk, by its header and what is kept about it. Raises CancelledError."""
        sources = sources_of_model(model, kept_answers(model), header_of(model.path))
        return self.of_sources(sources, with_sampling=with_sampling)

    def of_sources(self, bare: Sources, *, with_sampling: bool = False) -> LineageDossier:
        """What these sources say, with the files of their repo and all above it. Raises CancelledError."""
        sources = self._with_files(bare, with_sampling=with_sampling)
        self._check()
        sources = with_results(sources, self._hub)
        own = read_all(sources, self._licenses)

        def met(lineage: Lineage) -> None:
            self._told(self._walked(sources, own, lineage))

        lineage = walk(own.dossier, self._open, self._licenses, met)
        walked = self._walked(sources, own, lineage)
        named = datasets_of(walked.dossier.findings)
        if named:
            self._told(replace(walked, asking=Words("Asking the Hub for the data sets that are named…")))
        datasets = resolve(named, self._dataset, self._licenses)
        return replace(walked, dossier=with_datasets(walked.dossier, datasets), datasets=datasets)

    def _walked(self, sources: Sources, own: DossierReading, lineage: Lineage) -> LineageDossier:
        """What is known with these models above, all of them or those that were read so far."""
        asking = Words("Asking the Hub for {repo}…", repo=lineage.asking) if lineage.asking else ""
        return LineageDossier(
            with_lineage(own.dossier, lineage, self._licenses),
            lineage,
            results=_results(own, lineage),
            security=repo_security_facts(sources) if sources.api is not None else (),
            chain=license_chain(own.dossier, lineage, self._licenses),
            sampling=own.sampling,
            texts=dict(self._texts),
            answers=dict(self._answers),
            sources={**self._sources, sources.repo: sources},
            asking=asking,
        )

    def _with_files(self, bare: Sources, *, with_sampling: bool = False) -> Sources:
        self._check()
        sources = with_texts(bare, self._hub, self._stopped, with_sampling=with_sampling)
        self._texts[sources.repo, CARD] = sources.card or ""
        self._answers[sources.repo] = sources.api or {}
        self._sources[sources.repo] = sources
        self._texts |= {(sources.repo, path): text for path, text in sources.texts.items()}
        return sources

    def _check(self) -> None:
        if self._stopped():
            raise CancelledError

    def _dataset(self, dataset_id: str) -> DatasetAnswer:
        self._check()
        try:
            api, card, read_at = self._hub.files.dataset(dataset_id)
        except NotFoundError:
            return "gone", Words("not on the Hub, or private")  # the Hub answers 401 for both
        except KnownError as error:
            return "unread", self._why(error)[0]
        return Sources(str(api["id"]), str(api.get("sha") or ""), card, api, read_at=read_at)

    def _open(self, repo_id: str) -> Sources | UnreadParent:
        self._check()
        try:
            repo = self._hub.open(repo_id)
        except KnownError as error:
            return UnreadParent(*self._why(error))
        return self._with_files(sources_of_repo(repo))

    def _why(self, error: KnownError) -> tuple[str, HopState]:
        if isinstance(error, OfflineError) and not self._asks:
            return Words("it was not seen before, and the Hub was not asked now"), "unread"
        return _why(error)


def _results(own: DossierReading, lineage: Lineage) -> tuple[BenchmarkResult, ...]:
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
