"""The one way a service tells of a change: listeners receive the changed value.

Called on the thread that emits: the screen thread, where a service does not say otherwise.
"""

from collections.abc import Callable


class Listeners[T]:
    """A list of callables that all receive each emitted value."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def add(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Add a listener; the returned callable removes it again."""
        self._listeners.append(listener)

        def remove() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return remove

    def emit(self, value: T) -> None:
        for listener in tuple(self._listeners):
            listener(value)
