"""What stands in the column of chats: all of them under their headings, what a search found, or the bin."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Slot

from explorer.domain.errors import KnownError
from explorer.kit.tasks import LatestTask
from explorer.rooms.playground.chats.listed import ChatRow, chat_rows, found, sections
from explorer.rooms.playground.chats.search import ChatHit
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.layout_pane import PlaygroundParts

_FOLDED = "playground.folded_chats"


class ChatListController(QObject):
    """Searching is done beside the window: two letters take the database longer than a frame."""

    def __init__(self, parts: PlaygroundParts) -> None:
        super().__init__(parts.frame)
        self._services, self._session = parts.services, parts.session
        self._chats: Chats = parts.session.chats
        self._column = column = parts.frame.column
        self._is_bin_open = False
        self._searching = LatestTask(parts.services.tasks)
        self._is_entered = False  # the keys go to what is found
        store = parts.services.core.store
        self._folded = set(store.get_value(_FOLDED, list[str], []))
        column.search.textChanged.connect(self._on_typed)
        column.search.returnPressed.connect(self._on_entered)  # before it tells its words
        column.search.searched.connect(self.show)
        column.list.toggled.connect(self._on_toggled)
        column.binned.connect(self.show_bin)

    @Slot()
    def show(self, _change: object = None) -> None:
        """How things stand now; what is searched for comes as soon as it is found."""
        words = self._column.search.text().strip()
        binned = self._chats.binned()
        self._column.show_bin(opened=self._is_bin_open, count=len(binned))
        if self._is_bin_open:
            gone = [one.chat for one in binned]
            self._column.show_rows(chat_rows(gone, self._services.catalog.askable, is_binned=True), None)
        elif words:
            work, done = partial(self._chats.search, words), partial(self._show_found, words)
            self._searching.do(work, done, _ignore)
        else:
            self._searching.stop()
            self._show_all()

    @Slot(bool)
    def show_bin(self, opened: bool) -> None:  # noqa: FBT001  a slot of binned(bool)
        self._is_bin_open = opened
        self.show()
        stop = self._column.list if opened or self._column.bin.isHidden() else self._column.bin
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def unfold(self, key: str) -> None:
        """What stands under this heading is to be seen."""
        if key in self._folded:
            self._on_toggled(key)

    def close(self) -> None:
        """Hear nothing more."""
        self._searching.stop()

    def _rows(self) -> list[ChatRow]:
        return chat_rows(self._chats.all(), self._services.catalog.askable)

    def _show_all(self) -> None:
        folders = self._chats.folders.all()
        self._column.list.folders = folders
        self._column.show_rows(sections(self._rows(), folders, self._folded), self._current())

    def _show_found(self, words: str, hits: tuple[ChatHit, ...]) -> None:
        if words != self._column.search.text().strip() or self._is_bin_open:
            return
        self._column.list.folders = self._chats.folders.all()
        rows = {row.chat.id: row for row in self._rows()}
        self._column.show_rows(found(hits, rows), self._current())
        self._lead_on()

    def _current(self) -> int | None:
        return self._session.chat.id if self._session.chat is not None else None

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        """An empty field shows all again, at once."""
        if not text.strip():
            self.show()

    @Slot()
    def _on_entered(self) -> None:
        self._is_entered = bool(self._column.search.text().strip())
        if not self._searching.is_running():
            self.show()

    def _lead_on(self) -> None:
        """Enter in the field: the keys go to the first that was found."""
        is_entered, self._is_entered = self._is_entered, False
        if is_entered and self._column.search.hasFocus() and self._column.list.model().rowCount():
            self._column.list.setFocus(Qt.FocusReason.TabFocusReason)
            self._column.list.stand_at(0)

    @Slot(str)
    def _on_toggled(self, key: str) -> None:
        self._folded ^= {key}
        self._services.core.store.set_value(_FOLDED, sorted(self._folded))
        at = self._column.list.currentIndex().row()
        self.show()
        self._column.list.stand_at(at)


def _ignore(_error: KnownError) -> None:
    """The store tells of its damage itself; the list stays as it was."""
