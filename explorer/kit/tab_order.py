"""Where Tab goes next: Qt takes the order in which widgets were made, which is not that of the page."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_last(part: QWidget) -> None:
    """Tab comes to ``part`` after everything else in its window, also what was built later than it."""
    window = part.window()
    others: list[QWidget] = []
    inside: list[QWidget] = []
    at = window.nextInFocusChain()
    while at is not None and at is not window:
        if at.focusPolicy() != Qt.FocusPolicy.NoFocus:
            (inside if part.isAncestorOf(at) else others).append(at)
        at = at.nextInFocusChain()
    for before, after in pairwise((*others[-1:], *inside)):
        QWidget.setTabOrder(before, after)
