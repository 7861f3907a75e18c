"""A splitter that remembers where it was left, through whatever the caller keeps words in."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget


class RememberedSplitter(QSplitter):
    """``recall(key)`` gives the sizes of last time as "452,752" or "", ``keep(key, words)`` stores them.

    These are ``Store.get_state`` and ``Store.set_state``.
    """

    def __init__(
        self,
        key: str,
        recall: Callable[[str], str],
        keep: Callable[[str, str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._key, self._recall, self._keep = f"split.{key}", recall, keep
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._moved)

    def restore(self, default: Sequence[int]) -> None:
        """Set the sizes of last time, else ``default``. Call once the parts are in."""
        parts = self._recall(self._key).split(",")
        fits = len(parts) == self.count() and all(part.isdecimal() and len(part) < 6 for part in parts)
        self.setSizes([int(part) for part in parts] if fits else list(default))

    @Slot()
    def _moved(self) -> None:
        self._keep(self._key, ",".join(str(size) for size in self.sizes()))
