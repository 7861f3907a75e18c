"""Columns side by side, each with a head over what scrolls: answers, and the evidence of one row."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.compare.drag_rows import DragHead, Drags
from explorer.compare.widths import Widths
from explorer.kit import boxes
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of

NARROWEST = 230


class SideColumn(QFrame):
    """One column: ``head`` stays where it is, ``body`` takes the rest."""

    def __init__(self, key: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setProperty("ground", "surface")
        self.setProperty("rule", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self.head = DragHead(key)
        self.head.setProperty("rule", "bottom")
        self.body = boxes.column()
        parts = boxes.column(self)
        parts.addWidget(self.head)
        parts.addLayout(self.body, 1)


class ColumnsView(Scroll):
    """As wide as ``Widths`` says; scrolls sideways where the window is too narrow for them.

    ``drags.moved`` carries Moved.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._page = QWidget()
        super().__init__(self._page, name, parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.drags = Drags(self._page)
        self._columns: tuple[SideColumn, ...] = ()
        self._widths = Widths()
        self._row = boxes.row(self._page)

    def show_columns(self, columns: Sequence[SideColumn]) -> None:
        for column in self._columns:
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
        self._columns = tuple(columns)
        for column in columns:
            self._row.addWidget(column)
        self.drags.follow([column.head for column in columns])
        self.fit()

    def show_widths(self, widths: Widths) -> None:
        self._widths = widths
        self.fit()

    def fit(self) -> None:
        """Widths from the room there is; bodies begin on one line, whatever the heads over them need."""
        keys = [column.key for column in self._columns]
        narrowest = look_of(self).sizes.px(NARROWEST)
        shares = self._widths.shares(keys, self.viewport().width(), narrowest)
        for column, width in zip(self._columns, shares, strict=True):
            column.setFixedWidth(width)
        needed = max(
            (c.head.heightForWidth(w) for c, w in zip(self._columns, shares, strict=True)), default=0
        )
        for column in self._columns:
            column.head.setMinimumHeight(needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
