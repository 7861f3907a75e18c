"""The page with the fact sheet of a model on this disk."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, column, stretched
from explorer.kit.buttons import Button
from explorer.kit.keys import with_keys
from explorer.kit.skeleton import Skeleton
from explorer.kit.tab_order import put_behind
from explorer.kit.theme import look_of
from explorer.rooms.library.pages.subpages_pane import SubPage
from explorer.transparency.sheet_view.export_commands import export_commands
from explorer.transparency.sheet_view.sheet_content import SheetContent

if TYPE_CHECKING:
    from explorer.transparency.sheet_view.sheet import Sheet

_HEAD = (26, 14, 26, 2)  # pixels at 100 %, the sides as of the sheet
_LINES = 8


class SheetPage(SubPage):
    """``rename_wanted``: a press on what stands beside the way back, or F2.

    The sheet is imported and built when the first model was read; until then its outline stands there.
    """

    rename_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet | None = None
        self._place = QStackedWidget()
        self._place.addWidget(self._build_waiting())
        parts = column(self, spacing=0)
        self._rename = rename = Button("quiet", self.tr("Rename…"), "edit", scale="compact")
        rename.setToolTip(with_keys(self.tr("What this model is called in every room"), "F2"))
        rename.clicked.connect(self.rename_wanted)
        self.head.addWidget(rename)
        self.head.addStretch()
        self.head.setContentsMargins(*(look_of(self).sizes.px(side) for side in _HEAD))
        parts.add(self.head, stretched(self._place))

    @property
    def sheet(self) -> "Sheet":
        from explorer.transparency.sheet_view.sheet import Sheet  # noqa: PLC0415  see above

        if self._sheet is None:
            self._sheet = Sheet()
            self._place.addWidget(self._sheet)
            put_behind(self._rename, [self._sheet])  # it was built after what stands below it
        return self._sheet

    @property
    def shows_sheet(self) -> bool:
        return self._sheet is not None and self._place.currentWidget() is self._sheet

    def commands(self) -> tuple[Action, ...]:
        """Save and print, of the facts that are on the screen."""
        is_seen = self.shows_sheet and self.isVisibleTo(self.window())
        return export_commands(self._sheet.keep if self._sheet is not None and is_seen else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit()
        else:
            super().keyPressEvent(event)

    def show_content(self, content: SheetContent | None) -> None:
        """``None`` while a model is being read."""
        focus = QApplication.focusWidget()
        has_focus = focus is not None and self._place.isAncestorOf(focus)
        if content is None:
            self._place.setCurrentIndex(0)
        else:
            self.sheet.show_content(content)
            self._place.setCurrentWidget(self.sheet)
        if has_focus:
            self.take_focus()

    def take_focus(self) -> None:
        place = self._place.currentWidget()
        if place is not None:
            place.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build_waiting(self) -> QWidget:
        page = QWidget()
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page.setAccessibleName(self.tr("Its file is being read."))
        column(page, margins=(26, 8, 26, 8), spacing=12).add(Skeleton(_LINES, lines=True), STRETCH)
        return page
