"""What is said of the list, under it, where no row moves when it comes or goes: what the filters left."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from explorer.kit.boxes import row
from explorer.kit.buttons import Button
from explorer.kit.text import Para


class ListNote(QFrame):
    """``more_wanted`` comes from its link."""

    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "top")
        self._words = Para("", "secondary", "muted")
        self._more = Button("link", self.tr("Load more"), scale="compact")
        self._more.clicked.connect(self.more_wanted)
        line = row(self, margins=(16, 5, 10, 5), spacing=8)
        line.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._more)
        self.hide()

    def show_note(self, note: str, *, has_more: bool, is_loading: bool) -> None:
        """``has_more``: offer to load more beside it, or say that it comes. "" takes the line away."""
        self._words.setText(note)
        self._more.setVisible(has_more)
        self._more.setText(self.tr("Loading…") if is_loading else self.tr("Load more"))
        self.setVisible(bool(note))
