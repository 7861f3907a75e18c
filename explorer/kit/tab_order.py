"""Where Tab goes next: Qt takes the order in which widgets were made, which is not that of the page."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_last(part: QWidget) -> None:
    """Tab comes to ``part`` after everything else in its window, also what was built later than it."""
    window = part.window()
    if _is_last(part, window):
        return  # as at nearly every press of Tab
    others: list[QWidget] = []
    inside: list[QWidget] = []
    at = window.nextInFocusChain()
    while at is not None and at is not window:
        if at.focusPolicy() != Qt.FocusPolicy.NoFocus:
            (inside if part.isAncestorOf(at) else others).append(at)
        at = at.nextInFocusChain()
    for before, after in pairwise((*others[-1:], *inside)):
        QWidget.setTabOrder(before, after)


def _is_last(part: QWidget, window: QWidget) -> bool:
    """Whether all inside that takes the focus stands at the end already."""
    awaited = {w for w in part.findChildren(QWidget) if w.focusPolicy() != Qt.FocusPolicy.NoFocus}
    at = window.previousInFocusChain()
    while awaited and at is not None and at is not window:
        if at in awaited:
            awaited.remove(at)
        elif at.focusPolicy() != Qt.FocusPolicy.NoFocus:
            return False
        at = at.previousInFocusChain()
    return not awaited


def put_in_order(parts: Sequence[QWidget]) -> None:
    """Tab goes through the parts as they are given, and comes to them and leaves them where it did before."""
    inside = (widget for part in parts for widget in part.findChildren(QWidget))
    for before, after in pairwise(w for w in inside if w.focusPolicy() & Qt.FocusPolicy.TabFocus):
        QWidget.setTabOrder(before, after)


def put_behind(first: QWidget, parts: Sequence[QWidget]) -> None:
    """Tab comes from ``first`` to the parts one after the other, whichever of them was built last."""
    inside: dict[QWidget, list[QWidget]] = {part: [] for part in parts}
    at = first.nextInFocusChain()
    while at is not None and at is not first:
        if at.focusPolicy() != Qt.FocusPolicy.NoFocus:
            holder = next((part for part in parts if part is at or part.isAncestorOf(at)), None)
            if holder is not None:
                inside[holder].append(at)
        at = at.nextInFocusChain()
    for before, after in pairwise((first, *(widget for part in parts for widget in inside[part]))):
        QWidget.setTabOrder(before, after)


def put_next(before: QWidget, part: QWidget) -> None:
    """Tab comes from the last stop of ``before`` to ``part``, which was built later."""
    for one, other in pairwise((*_stops(before)[-1:], *_stops(part))):
        QWidget.setTabOrder(one, other)


def _stops(part: QWidget) -> list[QWidget]:
    inside = (part, *part.findChildren(QWidget))
    return [one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def first_stop(part: QWidget) -> QWidget | None:
    """The first widget inside that Tab stops at."""
    at = part.nextInFocusChain()
    while at is not None and at is not part:
        stops = at.focusPolicy() & Qt.FocusPolicy.TabFocus
        if part.isAncestorOf(at) and at.isVisible() and at.isEnabled() and stops:
            return at
        at = at.nextInFocusChain()
    return None


def holds_focus(part: QWidget) -> bool:
    """Whether the keys are on it or inside it, also while the window is not in front."""
    focused: QWidget | None = part.window().focusWidget()
    return focused is not None and (focused is part or part.isAncestorOf(focused))
