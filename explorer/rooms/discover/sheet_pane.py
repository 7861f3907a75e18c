"""The right side: the sheet of the open model, and what stands there before, meanwhile, and instead.

The sheet is imported and built when a model is first opened: search and list come first.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QWidget

from explorer.domain.model_names import name_of_repo
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.keys import with_keys
from explorer.kit.text import Elided
from explorer.kit.theme import look_of
from explorer.rooms.discover.list_pane import ErrorHelp, error_page, show_temporary_page
from explorer.rooms.discover.notes_rows import WaitBar
from explorer.rooms.discover.repo_opening import RepoOpeningState
from explorer.rooms.discover.sheet_skeleton_rows import SheetSkeleton
from explorer.transparency.sheet_view.export_commands import export_commands
from explorer.transparency.sheet_view.sheet_content import SheetContent

if TYPE_CHECKING:
    from explorer.transparency.sheet_view.sheet import Sheet

_NARROWEST, _EDGE = 340, 26  # pixels at 100 %, the edge as of the sheet
_STANDING = 2  # pages there are without the sheet


class SheetSide(QWidget):
    """``back_wanted`` where the list is hidden behind the sheet; ``stop_wanted`` while it is being read."""

    back_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, way_out: ErrorHelp, first_step: Action | None) -> None:
        super().__init__()
        self._way_out = way_out
        self._sheet: Sheet | None = None
        self._wait = WaitBar()
        self._wait.stopped.connect(self.stop_wanted)
        self._back = self._build_back()
        self._place = QStackedWidget()
        self._nothing = EmptyState(
            "search",
            self.tr("Choose a model to see what it discloses"),
            self.tr("License, training data, lineage and files: each fact with the place it was read."),
            first_step,
        )
        self._waiting = SheetSkeleton()
        for page in (self._nothing, self._waiting):
            self._place.addWidget(page)
        self.setMinimumWidth(look_of(self).sizes.px(_NARROWEST))
        column(self).add(self._back, stretched(self._place), self._wait)

    @property
    def sheet(self) -> "Sheet":
        from explorer.transparency.sheet_view.sheet import Sheet  # noqa: PLC0415  see above

        if self._sheet is None:
            self._sheet = Sheet()
            self._place.insertWidget(_STANDING, self._sheet)
        return self._sheet

    @property
    def shows_sheet(self) -> bool:
        return self._sheet is not None and self._place.currentWidget() is self._sheet

    def commands(self) -> tuple[Action, ...]:
        """Save and print, of the facts that are on the screen."""
        return export_commands(self._sheet.keep if self._sheet is not None and self.shows_sheet else None)

    @property
    def scrolled(self) -> int:
        """How far the sheet is scrolled, in pixels."""
        return self._sheet.verticalScrollBar().value() if self._sheet is not None else 0

    def show_back(self, *, on: bool) -> None:
        """Whether the list is behind this side, so that there must be a way back to it."""
        self._back.setVisible(on)

    def show_state(self, state: RepoOpeningState, content: SheetContent | None) -> None:
        """``content`` belongs to an opened model."""
        if content is None and self._holds_focus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt gives it to any button
        self._wait.wait_for(self.tr("Reading the model…") if state.is_waiting else "")
        if content is not None:
            self.sheet.show_content(content)
            self._place.setCurrentWidget(self.sheet)
            if self.hasFocus():
                self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        elif state.error is not None:
            lacking = self.tr("Nothing about this model is kept on this disk.")
            trouble = error_page(state.error, self._way_out(state.error), _EDGE, "primary", lacking)
            page = _unread(state.repo_id, trouble)
            show_temporary_page(self._place, page, kept=_STANDING + (self._sheet is not None))
        else:
            self._place.setCurrentWidget(self._waiting if state.is_waiting else self._nothing)

    def _holds_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._place.isAncestorOf(focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _build_back(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("rule", "bottom")
        button = Button("quiet", self.tr("Models"), "chevron-left", scale="compact", then=self.back_wanted)
        button.setToolTip(with_keys(self.tr("Back to the list"), "Esc"))
        button.setAccessibleName(self.tr("Back to the list of models"))
        row(bar, margins=(14, 6, 14, 6)).add(button, STRETCH)
        bar.hide()
        return bar


def _unread(repo_id: str, trouble: QWidget) -> QWidget:
    """Which model it was: the list beside it may have met the same trouble."""
    page = QWidget()
    head = column(margins=(_EDGE, 18, _EDGE, 0), spacing=2)
    names = (
        Elided(name_of_repo(repo_id), "title"),
        Elided(repo_id, "body", "muted"),
    )
    for name in names:
        name.setProperty("data", True)  # the same in every language
        head.addWidget(name)
    column(page).add(head, stretched(trouble))
    return page
