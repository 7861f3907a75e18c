"""Compares answers word by word in the background; what was compared once is known."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from explorer.compare.differences import Difference, difference
from explorer.domain.errors import KnownError
from explorer.kit.tasks import Context, Task, Tasks

_REMEMBERED = 200


class Comparing(QObject):
    """``ready`` tells that one more difference is known."""

    ready = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: dict[tuple[str, str], Difference] = {}
        self._running: dict[tuple[str, str], Task] = {}

    def of(self, base: str, text: str) -> Difference | None:
        """``text`` against ``base``; ``None`` while it is being compared."""
        pair = (base, text)
        if pair not in self._known and pair not in self._running:
            work = partial(_compare, base, text)
            done, failed = partial(self._keep, pair), partial(self._give_up, pair)
            self._running[pair] = self._tasks.run(work, done, failed, owner=self)
        return self._known.get(pair)

    def _keep(self, pair: tuple[str, str], found: Difference) -> None:
        self._running.pop(pair, None)
        while len(self._known) >= _REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[pair] = found
        self.ready.emit()

    def _give_up(self, pair: tuple[str, str], _bug: KnownError) -> None:
        """It was told already; the answers stay as they are."""
        self._running.pop(pair, None)


def _compare(base: str, text: str, _context: Context[None]) -> Difference:
    return difference(base, text)
