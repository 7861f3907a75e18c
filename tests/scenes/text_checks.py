"""Texts that are cut: painted beyond their place, or ended by "…" without a way to read the rest."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)

from explorer.domain.harmless import harmless
from tests.scenes.findings import Finding, short, way_to
from tests.scenes.painted import SeenText, place_in

_SIDE = 1.5  # pixels; rounding of advances
_ENDS = ("…", "...")


def cut_texts(texts: list[SeenText], window: QWidget) -> Iterator[Finding]:
    """Letters beyond what their widget may paint. Its own widget counts, not the view that scrolls it."""
    for text in texts:
        room = _room_of(text, window)
        if room is None:
            continue
        ink = text.ink
        wide = max(room.left() - ink.left(), ink.right() - room.right())
        high = max(room.top() - ink.top(), ink.bottom() - room.bottom())
        if wide > _SIDE or high > _SIDE:
            missing = f"{wide:.0f} px of its width" if wide > _SIDE else f"{high:.0f} px of its height"
            yield Finding("cut", way_to(text.widget), f"“{short(text.text)}” lacks {missing}")


def _room_of(text: SeenText, window: QWidget) -> QRectF | None:
    """Where the text has to stay; None where a person can scroll to the rest."""
    widget = text.widget
    area = scroll_area_of(widget)
    if isinstance(area, QTextEdit | QPlainTextEdit) or isinstance(widget, QLineEdit):
        return None
    whole = QRectF(place_in(widget, window))
    if area is not None:
        return _row_room(area, whole)
    return whole


def _row_room(area: QAbstractScrollArea, viewport: QRectF) -> QRectF | None:
    """Rows may leave at top and bottom, and at the sides where the view scrolls sideways."""
    table = area.parentWidget() if isinstance(area, QHeaderView) else None  # a header goes with its table
    scrolls = table if isinstance(table, QAbstractScrollArea) else area
    if scrolls.horizontalScrollBar().maximum() > 0:
        return None
    return viewport.adjusted(0, -1e6, 0, 1e6)


def scroll_area_of(widget: QWidget) -> QAbstractScrollArea | None:
    """The scroll area that this widget is, or is the viewport of."""
    if isinstance(widget, QAbstractScrollArea):
        return widget
    parent = widget.parentWidget()
    is_viewport = isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget
    return parent if is_viewport and isinstance(parent, QAbstractScrollArea) else None


def deceiving_texts(texts: list[SeenText], window: QWidget) -> Iterator[Finding]:
    """Signs that are no letters but act, painted or in a tooltip or title: foreign text as it came."""
    for text in texts:
        if harmless(text.text) != text.text:
            yield Finding("deceiving", way_to(text.widget), f"{short(text.text)!r} is painted")
    for widget in [window, *window.findChildren(QWidget)]:
        actions = [action.text() for action in widget.actions()]
        for said in (widget.toolTip(), widget.windowTitle(), *actions):
            if harmless(said) != said:
                yield Finding("deceiving", way_to(widget), f"{short(said)!r} is told")


def elided_in_silence(texts: list[SeenText], window: QWidget) -> Iterator[Finding]:
    """A text that ends in "…" but was not written so, and no tooltip says the rest."""
    for text in texts:
        if not text.text.endswith(_ENDS) or text.visible.isEmpty() or _is_written(text):
            continue
        if not _tip_at(text, window):
            yield Finding("elided", way_to(text.widget), f"“{short(text.text)}” has no tooltip with the rest")


def _is_written(text: SeenText) -> bool:
    widget = text.widget
    if isinstance(scroll_area_of(widget), QTextEdit | QPlainTextEdit):
        return True
    if isinstance(widget, QLineEdit):
        own = widget.text() or widget.placeholderText()
    elif isinstance(widget, QLabel | QAbstractButton):
        own = widget.text()
    elif isinstance(widget, QMenu):
        return any(text.text in action.text() for action in widget.actions())
    else:
        return False
    return own.endswith(_ENDS) and own.endswith(text.text)


def _tip_at(text: SeenText, window: QWidget) -> str:
    """The tooltip where the text stands: the widget's own, or what a view shows for the row."""
    if text.widget.toolTip():
        return text.widget.toolTip()
    at = text.widget.mapFrom(window, text.visible.center().toPoint())
    QToolTip.hideText()
    event = QHelpEvent(QEvent.Type.ToolTip, at, text.widget.mapToGlobal(at))
    QApplication.sendEvent(text.widget, event)
    view = scroll_area_of(text.widget)
    if isinstance(view, QAbstractItemView) and not QToolTip.isVisible():
        return ""
    said = QToolTip.text() if QToolTip.isVisible() else ""
    QToolTip.hideText()
    return said
