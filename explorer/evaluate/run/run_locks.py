"""Which runs go on now, in whatever window or ``omx``: each holds a lock file for as long as it does."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from explorer.base.lock import HeldError, locked
from explorer.domain.errors import KnownError
from explorer.domain.words import Words

_PATIENCE = 0.5  # seconds: whoever looks whether it is held, holds it for an instant
_ELSEWHERE = (
    Words("This run goes on in another window or in omx."),
    Words("Wait until it has ended, or stop it there."),
)


class RunLocks:
    """Blocks. ``folder``: where the database is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hold(self, runs: Iterable[int]) -> ExitStack:
        """All of them, until it is closed. Raises HeldError, or KnownError if the disk refuses."""
        with ExitStack() as stack:
            for run in runs:
                stack.enter_context(locked(self._path(run), _ELSEWHERE, _PATIENCE))
            return stack.pop_all()

    def is_held(self, run: int) -> bool:
        path = self._path(run)
        if not path.exists():
            return False
        try:
            with locked(path):
                return False
        except HeldError:
            return True
        except KnownError:  # a disk that knows no locks
            return False

    def _path(self, run: int) -> Path:
        return self._folder / f"evaluation-{run}.lock"
