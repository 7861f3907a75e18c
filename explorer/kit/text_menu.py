"""The menu of a text or a field, in place of Qt's own: our look, our language, and only what makes sense.

The style sheet turns Qt's menus off, so that the wish for one goes up to the window, which asks here what
is under it. Whatever holds text needs nothing of its own for that.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from explorer.kit.actions import Action
from explorer.kit.copying import to_clipboard
from explorer.kit.language import tr
from explorer.kit.popup import menu


@runtime_checkable
class ShowsFormulas(Protocol):
    """A text with formulas in it: the source of the one at a place of its viewport, or ""."""

    def formula_at(self, spot: QPoint) -> str: ...


type _Pages = QTextEdit | QPlainTextEdit
type _Texts = QLineEdit | QTextEdit | QPlainTextEdit | QLabel
type _Actions = Sequence[Action | None]


def answer(window: QWidget, event: QContextMenuEvent) -> None:
    """For ``contextMenuEvent`` of a window."""
    by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
    if open_text_menu(window, event.globalPos(), QApplication.focusWidget() if by_key else None):
        event.accept()
    else:
        event.ignore()


def open_text_menu(inside: QWidget, spot: QPoint, at: QWidget | None = None) -> QMenu | None:
    """The menu of the text at this place of the screen, or of ``at``; ``None`` where there is no text."""
    found = _text_at(at or inside.childAt(inside.mapFromGlobal(spot)))
    if found is None:
        return None
    built = menu(found, actions_of(found, found.mapFromGlobal(spot)))
    built.popup(spot)
    return built


def actions_of(text: _Texts, spot: QPoint) -> _Actions:
    """What can be done at a place of a text; None separates."""
    if isinstance(text, QLabel):
        return _of_label(text)
    if isinstance(text, QLineEdit):
        return _of_field(text)
    return [*_of_link(text, spot), *_of_formula(text, spot), *_of_page(text)]


def _text_at(widget: QWidget | None) -> _Texts | None:
    while widget is not None:
        if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
            return widget
        if (
            isinstance(widget, QLabel)
            and widget.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        ):
            return widget
        widget = None if widget.isWindow() else widget.parentWidget()
    return None


def _of_label(label: QLabel) -> _Actions:
    copy = partial(to_clipboard, label.selectedText())
    everything = partial(label.setSelection, 0, len(label.text()))
    return [_copy(copy, label.hasSelectedText()), _all(everything, bool(label.text()))]


def _of_field(field: QLineEdit) -> _Actions:
    some, is_hidden = field.hasSelectedText(), field.echoMode() != QLineEdit.EchoMode.Normal
    ends = [_copy(field.copy, some and not is_hidden), _all(field.selectAll, bool(field.text()))]
    if field.isReadOnly():
        return ends
    return _edited(
        (field.undo, field.isUndoAvailable()),
        (field.redo, field.isRedoAvailable()),
        (field.cut, some and not is_hidden),
        (field.paste, bool(QGuiApplication.clipboard().text())),
        (field.del_, some),
        ends,
    )


def _of_page(page: _Pages) -> _Actions:
    document, some = page.document(), page.textCursor().hasSelection()
    ends = [_copy(page.copy, some), _all(page.selectAll, not document.isEmpty())]
    if page.isReadOnly():
        return ends
    return _edited(
        (page.undo, document.isUndoAvailable()),
        (page.redo, document.isRedoAvailable()),
        (page.cut, some),
        (page.paste, page.canPaste()),
        (page.textCursor().removeSelectedText, some),
        ends,
    )


def _of_link(page: _Pages, spot: QPoint) -> _Actions:
    """Where it leads is told before it is opened, as on a click."""
    link = page.anchorAt(page.viewport().mapFrom(page, spot)) if isinstance(page, QTextBrowser) else ""
    if not link or not isinstance(page, QTextBrowser):
        return []
    follow = partial(page.anchorClicked.emit, QUrl(link))
    return [
        Action(tr("Open the link"), follow, "external"),
        Action(tr("Copy address"), partial(to_clipboard, link), "link"),
        None,
    ]


def _of_formula(page: _Pages, spot: QPoint) -> _Actions:
    source = page.formula_at(page.viewport().mapFrom(page, spot)) if isinstance(page, ShowsFormulas) else ""
    return [Action(tr("Copy LaTeX"), partial(to_clipboard, source), "copy"), None] if source else []


type _Way = tuple[Callable[[], object], bool]  # what it does, and whether it can be done now


def _edited(undo: _Way, redo: _Way, cut: _Way, paste: _Way, delete: _Way, ends: _Actions) -> _Actions:
    copy, everything = ends
    return [
        Action(tr("Undo"), undo[0], "undo", undo[1], shortcut="Ctrl+Z"),
        Action(tr("Redo"), redo[0], "", redo[1], shortcut="Ctrl+Shift+Z"),
        None,
        Action(tr("Cut"), cut[0], "", cut[1], shortcut="Ctrl+X"),
        copy,
        Action(tr("Paste"), paste[0], "", paste[1], shortcut="Ctrl+V"),
        Action(tr("Delete"), delete[0], "", delete[1]),
        None,
        everything,
    ]


def _copy(call: Callable[[], object], on: bool) -> Action:  # noqa: FBT001  one of two facts
    return Action(tr("Copy"), call, "copy", on, shortcut="Ctrl+C")


def _all(call: Callable[[], object], on: bool) -> Action:  # noqa: FBT001  one of two facts
    return Action(tr("Select all"), call, "", on, shortcut="Ctrl+A")
