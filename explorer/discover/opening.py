"""The model in the sheet: read in the background, one at a time, a newer wish replacing an older one."""

from dataclasses import dataclass

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier
from explorer.domain.repo import Repo
from explorer.hub.client import Hub
from explorer.kit.tasks import Context, Task, Tasks
from explorer.transparency.licenses import Licenses


@dataclass(frozen=True)
class Opened:
    """A repo with what was read about it."""

    repo: Repo
    dossier: Dossier


@dataclass(frozen=True)
class OpenState:
    """``repo_id`` is wanted, "" for none; it is on its way while neither ``opened`` nor ``error`` is set."""

    repo_id: str = ""
    opened: Opened | None = None
    error: KnownError | None = None

    @property
    def is_waiting(self) -> bool:
        return bool(self.repo_id) and self.opened is None and self.error is None


class Opening:
    """``changed`` carries each OpenState."""

    def __init__(self, hub: Hub, tasks: Tasks, licenses: Licenses) -> None:
        self._hub, self._tasks, self._licenses = hub, tasks, licenses
        self._task: Task | None = None
        self.state = OpenState()
        self.changed: Listeners[OpenState] = Listeners()

    def open(self, repo_id: str) -> None:
        self._stop()
        hub, licenses = self._hub, self._licenses

        def work(_context: Context[None]) -> Opened:
            from explorer.local.facts import dossier_of_repo  # noqa: PLC0415  with the sheet, not before

            repo = hub.open(repo_id)
            return Opened(repo, dossier_of_repo(repo, licenses))

        def failed(error: KnownError) -> None:
            self._set(OpenState(repo_id, error=error))

        def done(opened: Opened) -> None:
            self._set(OpenState(repo_id, opened))

        self._task = self._tasks.run(work, done, failed)
        self._set(OpenState(repo_id))

    def cancel(self) -> None:
        """Wait no longer: nothing is open then."""
        if self.state.is_waiting:
            self._stop()
            self._set(OpenState())

    def close(self) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.stop()
            self._task = None

    def _set(self, state: OpenState) -> None:
        self.state = state
        self.changed.emit(state)
