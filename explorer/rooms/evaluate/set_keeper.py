"""Writes sets of tests as they change: small ones at once, large ones beside the window."""

import threading

from explorer.evaluate.store import EvalStore, StoredSet
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks

_MANY = 400  # tests: more are written beside the window, for that takes longer than a frame


class SetKeeper:
    """What waits is written by ``write`` on whatever thread, each set as it was last."""

    def __init__(self, store: EvalStore, tasks: Tasks, messages: Messages) -> None:
        self.store, self._tasks, self._messages = store, tasks, messages
        self._lock = threading.Lock()  # what is older is never written after what is newer
        self._waiting: dict[int, StoredSet] = {}
        self._is_writing = False

    def keep(self, changed: StoredSet) -> None:
        self._waiting[changed.id] = changed
        if len(changed.document.cases) <= _MANY:
            self.write()
        elif not self._is_writing:
            self._is_writing = True
            self._tasks.do(self.write, self._go_on, self._messages.fail)

    def write(self) -> None:
        """Whatever waits. Raises KnownError if the disk refuses; then it still waits."""
        with self._lock:
            while self._waiting:
                number, one = next(iter(self._waiting.items()))
                self.store.change_set(number, one.title, one.document)
                if self._waiting.get(number) is one:
                    del self._waiting[number]

    def read(self, number: int) -> StoredSet | None:
        """As it is now."""
        self.write()
        return self.store.set(number)

    def _go_on(self, _nothing: None) -> None:
        self._is_writing = False
        for waiting in tuple(self._waiting.values()):
            self.keep(waiting)
