"""Keeps the end of a conversation in view while it grows, or what is read in its place."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.scroll import Scroll


class ScrollController(QObject):
    """``rows`` of the area, from the top; ``is_building``: others come above them, so that what is read is
    remembered until it is scrolled; ``is_page``: what is there is read from its beginning.
    """

    def __init__(
        self,
        area: Scroll,
        rows: Callable[[], Sequence[QWidget]],
        is_building: Callable[[], bool],
        is_page: Callable[[], bool],
    ) -> None:
        super().__init__(area)
        self._area, self._rows, self._is_building, self._is_page = area, rows, is_building, is_page
        self._bar = area.verticalScrollBar()
        self._follows, self._is_moving = True, False
        self._read: tuple[QWidget, int] | None = None  # and how far below the top it is
        self._bar.valueChanged.connect(self._on_scrolled)
        self._bar.rangeChanged.connect(self._on_grown)

    def follow(self) -> None:
        """Go to the end, and stay there."""
        self._follows = True
        self._area.to_end()

    @Slot()
    def stay(self) -> None:
        """What is above stays where it is."""
        self._follows = False

    def forget(self) -> None:
        """The rows are others."""
        self._read = None

    def hold(self) -> None:
        """Rows will come above."""
        self._read = self._read or self._what_is_read()

    def put_back(self) -> None:
        """What is read to where it was."""
        if self._read is not None and not self._follows:
            row, place = self._read
            self._is_moving = True
            self._bar.setValue(self._top_of(row) - place)
            self._is_moving = False

    @Slot()
    def _on_scrolled(self) -> None:
        self._follows = self._area.at_end()
        if not self._is_moving:
            self._read = self._what_is_read() if self._is_building() else None

    @Slot()
    def _on_grown(self) -> None:
        if self._follows and not self._is_page():
            self._area.to_end()
        else:
            self.put_back()

    def _what_is_read(self) -> tuple[QWidget, int] | None:
        """The first row that is in view, and where."""
        top = self._bar.value()
        read = next((row for row in self._rows() if self._top_of(row) + row.height() > top), None)
        return (read, self._top_of(read) - top) if read is not None else None

    def _top_of(self, row: QWidget) -> int:
        content = self._area.widget()
        return row.mapTo(content, QPoint(0, 0)).y() if content is not None else 0
