"""What stands beside the conversation, one of two at a time: the passages an answer was given, or how the
chat is asked.
"""

from typing import Literal

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.kit.boxes import STRETCH, column, row, set_style_property, stretched
from explorer.kit.buttons import IconButton
from explorer.kit.keys import with_keys
from explorer.kit.segmented import Segmented
from explorer.kit.theme import look_of
from explorer.rooms.playground.documents.passages_pane import PassagesPane
from explorer.rooms.playground.inspector.inspector_pane import Inspector

SideTab = Literal["passages", "inspector"]

_TABS: tuple[SideTab, ...] = ("passages", "inspector")


class SidePane(QFrame):
    """``picked`` carries the SideTab that the person chose; ``closed`` asks for it to be folded."""

    picked = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tab: SideTab = "inspector"
        self._tabs = Segmented(
            self.tr("Beside the conversation"), (self.tr("Passages"), self.tr("How it answers"))
        )
        close = IconButton("close", with_keys(self.tr("Close"), "Ctrl+I"), then=self.closed)
        head = QFrame()
        head.setProperty("rule", "bottom")
        row(head, margins=(14, 11, 12, 11), spacing=8).add(self._tabs, STRETCH, close)
        self.passages, self.inspector = PassagesPane(self), Inspector(self)  # Tab comes to them later
        self.setMinimumWidth(max(look_of(self).sizes.px(220), head.minimumSizeHint().width()))
        column(self).add(head, stretched(self.passages), stretched(self.inspector))
        self._tabs.currentChanged.connect(self._on_tab)
        self.show_tab("inspector", opened=True)

    def show_tab(self, tab: SideTab, *, opened: bool) -> None:
        """Told to nobody. Folded, none of both counts as shown."""
        self.tab = tab
        with QSignalBlocker(self._tabs):
            self._tabs.setCurrentIndex(_TABS.index(tab))
        self.passages.setVisible(opened and tab == "passages")
        self.inspector.setVisible(opened and tab == "inspector")
        self.setVisible(opened)

    def set_floating(self, floating: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        """Over the conversation it has an edge of its own; beside it the splitter is the edge."""
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        set_style_property(self, "rule", ("right" if is_mirrored else "left") if floating else "")

    @Slot(int)
    def _on_tab(self, index: int) -> None:
        self.picked.emit(_TABS[index])
