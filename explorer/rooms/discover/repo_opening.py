"""Opens a repo: read in the background, one at a time, a newer one replacing an older one.

What was seen before is there at once; the Hub's answer replaces it, and the card follows.
"""

from dataclasses import dataclass, replace

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier
from explorer.domain.repo import Repo
from explorer.hub.client import Hub
from explorer.kit.tasks import LatestTask, TaskContext, Tasks
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


class RepoOpening:
    """``changed`` carries each RepoOpeningState."""

    def __init__(self, hub: Hub, tasks: Tasks, licenses: Licenses) -> None:
        self._hub, self._licenses, self._reading = hub, licenses, LatestTask(tasks)
        self.state = RepoOpeningState()
        self.changed: Listeners[RepoOpeningState] = Listeners()

    def open(self, repo_id: str, file: str = "") -> None:
        hub, licenses = self._hub, self._licenses

        def work(context: TaskContext[OpenedRepo]) -> OpenedRepo:
            return _read(hub, licenses, repo_id, context)

        def shown(opened: OpenedRepo) -> None:
            self._set(RepoOpeningState(repo_id, file, opened, is_waiting=True))

        def failed(error: KnownError) -> None:
            self._set(RepoOpeningState(repo_id, file, error=error))

        def done(opened: OpenedRepo) -> None:
            self._set(RepoOpeningState(repo_id, file, opened))

        self._reading.run(work, done, failed, shown, network=True)
        before = self.state.opened
        kept = before if before is not None and before.repo.id == repo_id else None  # it is asked anew
        self._set(RepoOpeningState(repo_id, file, kept, is_waiting=True))

    def cancel(self) -> None:
        """Wait no longer: what was seen before stays, else nothing is open."""
        if self.state.is_waiting:
            self._reading.stop()
            state = replace(self.state, is_waiting=False)
            self._set(state if state.is_complete else RepoOpeningState())

    def close(self) -> None:
        self._reading.stop()

    def _set(self, state: RepoOpeningState) -> None:
        self.state = state
        self.changed.emit(state)


def _read(hub: Hub, licenses: Licenses, repo_id: str, context: TaskContext[OpenedRepo]) -> OpenedRepo:
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
