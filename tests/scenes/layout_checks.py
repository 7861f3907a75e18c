"""Widgets that do not fit: beyond their parent, or over a neighbour of the same layout."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractScrollArea, QLayout, QStackedLayout, QWidget

from tests.scenes.findings import Finding, way_to

_TOUCH = 1  # pixels


def outside_parent(window: QWidget) -> Iterator[Finding]:
    """A widget that reaches beyond its parent, which cuts it. What a view scrolls is exempt."""
    for widget in _shown(window):
        parent = widget.parentWidget()
        if parent is None or _scrolls(parent) or _is_mask(widget):
            continue
        beyond = _beyond(widget.geometry(), parent.rect())
        if beyond > _TOUCH:
            yield Finding("outside", way_to(widget), f"reaches {beyond} px beyond its parent")


def overlapping_widgets(window: QWidget) -> Iterator[Finding]:
    """Two neighbours of one layout that share pixels; what is laid over others by hand is no neighbour."""
    for parent in (window, *_shown(window)):
        layout = parent.layout()
        if layout is None or isinstance(layout, QStackedLayout):
            continue
        for one, two in combinations(_laid_out(layout), 2):
            both = one.geometry().intersected(two.geometry())
            if both.width() > _TOUCH and both.height() > _TOUCH:
                size = f"{both.width()}×{both.height()} px"
                yield Finding("overlap", way_to(two), f"lies over {way_to(one).split(' › ')[-1]} by {size}")


def _shown(window: QWidget) -> list[QWidget]:
    return [w for w in window.findChildren(QWidget) if w.isVisible() and w.window() is window]


def _scrolls(parent: QWidget) -> bool:
    above = parent.parentWidget()
    is_viewport = isinstance(above, QAbstractScrollArea) and above.viewport() is parent
    return is_viewport or isinstance(parent, QAbstractScrollArea)


def _is_mask(widget: QWidget) -> bool:
    """A handle or a shadow is meant to reach over an edge."""
    return type(widget).__name__ in ("QSplitterHandle", "QSizeGrip") or bool(widget.property("overhangs"))


def _beyond(inner: QRect, outer: QRect) -> int:
    if inner.width() == 0 or inner.height() == 0:
        return 0
    return max(
        outer.left() - inner.left(),
        outer.top() - inner.top(),
        inner.right() - outer.right(),
        inner.bottom() - outer.bottom(),
    )


def _laid_out(layout: QLayout) -> list[QWidget]:
    """The visible widgets of a layout and the layouts in it.

    Asked without ``itemAt``: PySide keeps its wrappers of items longer than the items live.
    """
    layouts = [layout, *(inner for inner in layout.findChildren(QLayout))]
    parent = layout.parentWidget()
    children = parent.children() if parent is not None else []
    widgets = [child for child in children if isinstance(child, QWidget) and child.isVisible()]
    return [widget for widget in widgets if any(one.indexOf(widget) >= 0 for one in layouts)]
