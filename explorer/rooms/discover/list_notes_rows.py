"""Notes under the list: how many models the filters left, and that the list is of another day, with why and
what helps.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame

from explorer.domain.errors import KnownError
from explorer.hub.errors import BusyError
from explorer.kit.actions import Action
from explorer.kit.boxes import row
from explorer.kit.buttons import Button
from explorer.kit.icon_label import IconLabel
from explorer.kit.language import shown
from explorer.kit.text import Para
from explorer.rooms.discover.rate_limit_rows import RetryCountdown


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


class StaleListNote(QFrame):
    """Where the Hub wants peace the time is counted down, and ``action`` runs by itself after it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "top")
        self._text = ""
        self._words = Para("", "secondary", "muted")
        self._button = Button("link", "", scale="compact")
        self._button.clicked.connect(self._run)
        self._action: Action | None = None
        self._countdown = RetryCountdown(self)
        self._countdown.ticked.connect(self._say)
        self._countdown.over.connect(self._run)
        line = row(self, margins=(16, 6, 10, 6), spacing=8)
        line.addWidget(IconLabel("offline", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._button)
        self.hide()

    def show_seen(self, words: str, why: KnownError, action: Action) -> None:
        """``why`` the list is not of now."""
        self._action, self._text = action, shown(words)
        self._button.setText(action.text)
        if isinstance(why, BusyError):
            self._countdown.begin(why.until)
        else:
            self._countdown.stop()
        self._say()
        self.show()

    def leave(self) -> None:
        """The list is of now."""
        self._countdown.stop()
        self.hide()

    @Slot()
    def _say(self) -> None:
        self._words.setText(" ".join(filter(None, (self._text, self._countdown.words()))))

    @Slot()
    def _run(self) -> None:
        if self._action is not None:
            self._action.run()
