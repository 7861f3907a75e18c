"""Lock of the models folder: pieces of work side by side, or a move of the folder alone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words

_TICK = 0.1  # seconds between two looks whether a waiting move was stopped


class FolderLock:
    """Work is claimed on its thread, a move on the screen thread; neither begins while the other is on."""

    def __init__(self) -> None:
        self._state = threading.Condition()
        self._subjects: list[str] = []
        self._is_moving = False

    @property
    def subjects(self) -> tuple[str, ...]:
        """What a person would call the pieces of work under way; those without a name are left out."""
        with self._state:
            return tuple(dict.fromkeys(subject for subject in self._subjects if subject))

    @contextmanager
    def work(self, subject: str = "") -> Iterator[None]:
        """Something is read or written in the folder. Raises KnownError while the folder is being moved.

        Without a ``subject`` it is work that a move stops by itself and only has to wait for.
        """
        with self._state:
            if self._is_moving:
                raise KnownError(
                    Words("The models are being moved to another folder."),
                    Words("Wait until that is done, or stop it in Settings, then try again."),
                )
            self._subjects.append(subject)
        try:
            yield
        finally:
            with self._state:
                self._subjects.remove(subject)
                self._state.notify_all()

    def demand_none(self) -> None:
        """Raises KnownError that names the work under way."""
        if self.subjects:
            raise KnownError(
                Words("{names}: being copied, checked or deleted.", names=", ".join(self.subjects)),
                Words("Wait until that is done, or stop it in the Library."),
            )

    def begin_move(self) -> None:
        """From now on no work begins. Raises KnownError if some is under way."""
        with self._state:
            self.demand_none()
            self._is_moving = True

    def wait_until_alone(self, stop: Callable[[], bool]) -> None:
        """On the move's thread: until the work that was stopped has let go. CancelledError on ``stop``."""
        with self._state:
            while self._subjects:
                if stop():
                    raise CancelledError
                self._state.wait(_TICK)

    def end_move(self) -> None:
        with self._state:
            self._is_moving = False
