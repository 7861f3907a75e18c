"""F6 moves the focus from the rail to the room to the activity bar, and back to where it was in each."""

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from explorer.kit.tab_order import first_stop

type _Part = tuple[QWidget, QWidget | None]


class FocusRegions(QObject):
    """``parts`` tells the parts of the window and what has the focus first in each."""

    def __init__(self, parent: QObject, parts: Callable[[], Sequence[_Part]]) -> None:
        super().__init__(parent)
        self._parts = parts
        self._last: dict[int, QWidget] = {}

    def move(self, by: int) -> None:
        parts = self._parts()
        here = self._here(parts)
        focused = QApplication.focusWidget()
        if focused is not None and here is not None:
            self._last[here] = focused
        to = (0 if here is None else here + by) % len(parts)
        target = self._kept(to, parts[to][0]) or parts[to][1] or first_stop(parts[to][0])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)  # as by Tab: the ring is shown

    def _here(self, parts: Sequence[_Part]) -> int | None:
        focused = QApplication.focusWidget()
        for number, (part, _first) in enumerate(parts):
            if focused is not None and (part is focused or part.isAncestorOf(focused)):
                return number
        return None

    def _kept(self, number: int, part: QWidget) -> QWidget | None:
        """Where the focus was last in this part, if that is still there to be seen."""
        kept = self._last.get(number)
        if kept is None or not shiboken6.isValid(kept):
            return None
        return kept if part.isAncestorOf(kept) and kept.isVisible() and kept.isEnabled() else None
