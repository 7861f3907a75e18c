"""Reading of a repo that is opened: as seen before, then as the Hub answers, then with its card."""

from dataclasses import dataclass, replace

from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier
from explorer.domain.repo import Repo
from explorer.hub.client import Hub
from explorer.kit.tasks import TaskContext
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.licensing.licenses import Licenses


@dataclass(frozen=True)
class OpenedRepo:
    """A repo with what was read about it. ``dossier`` is ``None`` while its card is on its way.

    ``trouble``: why the card could not be read.
    """

    repo: Repo
    dossier: Dossier | None
    trouble: KnownError | None = None
    results: tuple[BenchmarkResult, ...] = ()


@dataclass(frozen=True)
class RepoOpeningState:
    """``repo_id`` is wanted, "" for none, and of it ``file``: a path or a label, "" for none in particular.

    ``is_waiting``: the Hub is asked. ``opened`` may be there meanwhile: as seen before, or without its card.
    """

    repo_id: str = ""
    file: str = ""
    opened: OpenedRepo | None = None
    error: KnownError | None = None
    is_waiting: bool = False

    @property
    def is_complete(self) -> bool:
        return self.opened is not None and self.opened.dossier is not None and not self.is_waiting


def read_repo(hub: Hub, licenses: Licenses, repo_id: str, context: TaskContext[OpenedRepo]) -> OpenedRepo:
    """As seen before, then with its files, then with its card. Raises KnownError."""
    kept = hub.kept_repo(repo_id)
    if kept is not None:
        context.report(_with_facts(kept, licenses))
    repo = hub.describe(repo_id)
    if kept is None:
        context.report(OpenedRepo(repo, None))
    try:
        return _with_facts(hub.with_card(repo), licenses)
    except KnownError as error:
        return replace(_with_facts(repo, licenses), trouble=error)


def _with_facts(repo: Repo, licenses: Licenses) -> OpenedRepo:
    from explorer.local.model_facts.model_sources import sources_of_repo  # noqa: PLC0415  with the sheet, not before
    from explorer.transparency.dossier import read_all  # noqa: PLC0415  as above

    read = read_all(sources_of_repo(repo), licenses)
    return OpenedRepo(repo, read.dossier, results=read.results)
