"""A readable column in the middle of a wide room, and the order in which Tab goes through what is in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.kit import boxes
from explorer.kit.theme import look_of

WIDEST = 720


class ReadingColumn(QWidget):
    """A column of at most ``WIDEST`` pixels in the middle; content goes into ``column``."""

    def __init__(self, top: int, bottom: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget()
        inner.setMaximumWidth(look_of(self).sizes.px(WIDEST))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        inner.setSizePolicy(policy)
        self.column = boxes.column(inner, margins=(0, top, 0, bottom), spacing=18)
        line = boxes.row(self, margins=(24, 0, 24, 0))
        line.add(boxes.STRETCH, boxes.stretched(inner, 1000), boxes.STRETCH)


def tab_stops(widget: QWidget) -> list[QWidget]:
    """What takes the focus by Tab in it, in the order it was made."""
    inner = [widget, *widget.findChildren(QWidget)]
    here = [one for one in inner if one.isVisible() and one.window() is widget.window()]
    return [one for one in here if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
