"""Getting past the gate of the open repo: its conditions were accepted, or a token is stored."""

from collections.abc import Callable

from explorer.domain.errors import KnownError
from explorer.domain.repo import Gate
from explorer.hub.client import Hub
from explorer.hub.token import HubAccount, try_token
from explorer.kit.tasks import TaskContext, Tasks
from explorer.rooms.discover.repo_details import RepoDetails
from explorer.rooms.discover.repo_opening import OpenedRepo


class GateAttempt:
    """``trouble``: why the last one failed."""

    def __init__(self, hub: Hub, tasks: Tasks, again: Callable[[], None], failed: Callable[[], None]) -> None:
        """``again`` asks for the repo once more, ``failed`` hears that a token is no help."""
        self._hub, self._tasks, self._again, self._failed = hub, tasks, again, failed
        self.forget()

    def forget(self) -> None:
        """Another repo is open."""
        self.trouble, self._is_running = "", False

    def begin(self, _account: HubAccount | None = None) -> None:
        self._is_running = True
        self._again()

    def begin_with(self, token: str) -> None:
        hub = self._hub

        def work(_context: TaskContext[None]) -> HubAccount:
            return try_token(hub, token)

        self._tasks.run(work, self.begin, self._fail, network=True)

    def see(self, around: RepoDetails) -> None:
        """What came of it: the header of a file, or why it would not be sent."""
        if self._is_running and (around.locked is not None or around.header is not None):
            self._is_running = False
            self.trouble = around.locked.words if around.locked is not None else ""

    def _fail(self, error: KnownError) -> None:
        self.trouble = error.words
        self._failed()


def is_locked(opened: OpenedRepo, around: RepoDetails) -> bool:
    """Whether its gate refuses the files, as it withheld card or header."""
    repo = opened.repo
    if repo.row.gate is Gate.OPEN or around.header is not None:
        return False
    was_asked = opened.dossier is not None and opened.trouble is None
    is_withheld = repo.row.gate.is_closed and was_asked and repo.is_card_withheld
    return is_withheld or around.locked is not None
