"""What a person who does not see the screen, or does not use a mouse, meets: names, and the way of Tab."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from explorer.kit.overlay import Overlay
from tests.scenes.findings import Finding, way_to
from tests.scenes.painted import place_in

_MOST = 400
_ROUNDS = 4
_SETTLES_MS = 300
_LINKS = 80  # stops inside one widget: the links of a page; a real card has 64


def unnamed(window: QWidget) -> Iterator[Finding]:
    """Whatever takes the focus by Tab and says no name to a screen reader."""
    for widget in window.findChildren(QWidget):
        if widget.window() is window and takes_tab(widget) and not name_of(widget):
            yield Finding("unnamed", way_to(widget), "takes the focus and has no accessible name")


def tab_order(window: QWidget, *, is_painted: bool = True) -> list[Finding]:
    """Presses Tab until it comes round: traps, places it never comes to, and jumps against reading order.

    What is found is looked for again: a part that was built anew while Tab went round is no fault of the way.
    To paint each stop takes four times as long as all else; where that was done before it can be left out.
    """
    window.setUpdatesEnabled(is_painted)
    found = _way_of_tab(window)
    if found:
        QTest.qWait(_SETTLES_MS)
        (QApplication.focusWidget() or window).clearFocus()
        found = [finding for finding in _way_of_tab(window) if finding in found]
    window.setUpdatesEnabled(True)
    return found


def _way_of_tab(window: QWidget) -> list[Finding]:
    for _ in range(_ROUNDS):
        before = _reachable(window)
        stops = _walk(window)
        if _reachable(window) == before and all(isValid(stop) for stop in stops or ()):
            break  # else something came or went while Tab went round: once more, now that it stands
    else:
        return [Finding("tab", way_to(window), "changes as often as Tab goes round")]
    if stops is None:
        focus = QApplication.focusWidget()
        return [Finding("tab", way_to(focus or window), "Tab does not leave here")]
    lost = [
        Finding("tab", way_to(w), "Tab never comes here")
        for w in _reachable(window)
        if not any(stop is w or w.isAncestorOf(stop) or stop.focusProxy() is w for stop in stops)
        and w.focusProxy() is None
    ]
    return [*lost, *_jumps(stops, window)]


def _reachable(window: QWidget) -> set[QWidget]:
    overlay = next((o for o in window.findChildren(Overlay) if o.isVisible()), None)  # Tab stays in it
    return {w for w in (overlay or window).findChildren(QWidget) if w.window() is window and takes_tab(w)}


def takes_tab(widget: QWidget) -> bool:
    return bool(widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip()


def _walk(window: QWidget) -> list[QWidget] | None:
    """The stops of Tab from the first on, in order; None if it stays somewhere."""
    window.activateWindow()
    QApplication.processEvents()
    stops: list[QWidget] = []
    stays = 0
    for _ in range(_MOST):
        before = QApplication.focusWidget() or window
        QTest.keyClick(before, Qt.Key.Key_Tab)
        QApplication.processEvents()
        now = QApplication.focusWidget()
        stays = stays + 1 if now is before else 0
        if now is None or stays > _LINKS:
            alone = [now] if now is not None else []  # the only stop, such as the field of the palette
            return None if stops else alone
        if stays == 0:
            if now in stops:
                break
            stops.append(now)
    return stops


def _jumps(stops: list[QWidget], window: QWidget) -> Iterator[Finding]:
    """The way from the end back to the start, top and outermost, is no jump."""
    mirrored = window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    back = [
        (one, two)
        for one, two in zip(stops, [*stops[1:], *stops[:1]], strict=True)
        if _is_back(_place_beside(one, two, window), _place_beside(two, one, window), mirrored=mirrored)
    ]
    if not back:
        return

    def from_start(pair: tuple[QWidget, QWidget]) -> int:
        place = _place_on_page(pair[1], window)
        return place.top() + (window.width() - place.right() if mirrored else place.left())

    home = min(back, key=from_start)
    for one, two in back:
        if (one, two) != home:
            yield Finding("tab", way_to(two), f"Tab comes back to it from {way_to(one).split(' › ')[-1]}")


def _is_back(one: QRect, two: QRect, *, mirrored: bool) -> bool:
    """Against reading: straight up, or against the line in the same row."""
    in_column = one.left() < two.right() and two.left() < one.right()
    in_row = one.top() + 4 < two.bottom() and two.top() + 4 < one.bottom()
    against = two.left() >= one.right() if mirrored else two.right() <= one.left()
    return (in_column and two.bottom() <= one.top()) or (in_row and against and not in_column)


def _place_beside(widget: QWidget, other: QWidget, window: QWidget) -> QRect:
    """What stands in an area that scrolls is, to those beside the area, where the area is: however long."""
    areas = [area for area in _areas_of(widget) if not area.viewport().isAncestorOf(other)]
    return _place_on_page(areas[-1] if areas else widget, window)


def _place_on_page(widget: QWidget, window: QWidget) -> QRect:
    """As if nothing were scrolled: Tab brings what it reaches into view. What is pinned does not scroll."""
    place = place_in(widget, window)
    for area in _areas_of(widget):
        place.translate(area.horizontalScrollBar().value(), area.verticalScrollBar().value())
    return place


def _areas_of(widget: QWidget) -> Iterator[QAbstractScrollArea]:
    """From the innermost to the outermost that scrolls it."""
    here = widget.parentWidget()
    while here is not None:
        if isinstance(here, QAbstractScrollArea) and here.viewport().isAncestorOf(widget):
            yield here
        here = here.parentWidget()
