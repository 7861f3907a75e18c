"""Writes sets of tests as they change: small ones at once, large ones beside the window."""

import threading
from collections.abc import Callable

from explorer.domain.errors import KnownError
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.store import EvalStore, StoredSet
from explorer.kit.tasks import Tasks

MANY = 400  # tests: more are read and written beside the window, for that takes longer than a frame


type Later = Callable[[Callable[[], None]], object]


def at_once(work: Callable[[], None]) -> None:
    work()


class SetKeeper:
    """What waits is written a moment after its first change, or by ``write``, each set as it was last.

    ``later`` calls what it is given half a second from now.
    """

    def __init__(
        self, store: EvalStore, tasks: Tasks, fail: Callable[[KnownError], None], later: Later = at_once
    ) -> None:
        self.store, self._tasks, self._fail, self._later = store, tasks, fail, later
        self._lock = threading.Lock()  # what is older is never written after what is newer
        self._waiting: dict[int, StoredSet] = {}
        self._written: dict[int, str] = {}
        self._stored: dict[int, EvalSet] = {}  # as they are in the store, as far as it is known here
        self._is_due = False

    def keep(self, changed: StoredSet) -> None:
        self._waiting[changed.id] = changed
        if not self._is_due:
            self._is_due = True
            self._later(self.write_some)

    def write_some(self) -> None:
        """Few at once, many beside the window."""
        self._is_due = False
        if sum(len(one.document.cases) for one in self._waiting.values()) > MANY:
            self._tasks.do(self.write, _ignore, self._fail)
            return
        try:
            self.write()
        except KnownError as error:
            self._fail(error)

    def write(self) -> None:
        """Whatever waits. Raises KnownError if the disk refuses; then it still waits."""
        with self._lock:
            while self._waiting:
                number, one = next(iter(self._waiting.items()))
                before = self._stored.get(number)
                self._written[number] = self.store.change_set(number, one.title, one.document, before)
                self._stored[number] = one.document
                if self._waiting.get(number) is one:
                    del self._waiting[number]

    def written_at(self, stored: StoredSet) -> str:
        """When it was changed here last; another time in the store is another hand's."""
        return self._written.get(stored.id, stored.changed_at)

    def add(self, title: str, document: EvalSet) -> StoredSet:
        added = self.store.add_set(title, document)
        self._stored[added.id] = added.document
        return added

    def read(self, number: int) -> StoredSet | None:
        """As it is now."""
        self.write()
        stored = self.store.set(number)
        if stored is not None:
            self._stored[number] = stored.document
        return stored


def _ignore(_nothing: None) -> None:
    """It is written."""
