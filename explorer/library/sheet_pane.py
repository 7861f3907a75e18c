"""The sheet of a model on this disk, in place of the table."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from explorer.kit.boxes import column
from explorer.kit.theme import look_of
from explorer.library.aside_pane import Aside
from explorer.transparency.sheet_content import SheetContent

if TYPE_CHECKING:
    from explorer.transparency.sheet import Sheet

_HEAD = (26, 14, 26, 2)  # pixels at 100 %, the sides as of the sheet


class SheetPage(Aside):
    """The sheet is imported and built when a model is first opened."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet | None = None
        self._parts = column(self, spacing=0)
        self.head.addStretch()
        self.head.setContentsMargins(*(look_of(self).sizes.px(side) for side in _HEAD))
        self._parts.addLayout(self.head)

    @property
    def sheet(self) -> "Sheet":
        from explorer.transparency.sheet import Sheet  # noqa: PLC0415  see above

        if self._sheet is None:
            self._sheet = Sheet()
            self._parts.addWidget(self._sheet, 1)
        return self._sheet

    def show_content(self, content: SheetContent) -> None:
        self.sheet.show_content(content)

    def take_focus(self) -> None:
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
