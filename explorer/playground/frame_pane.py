"""The three columns of the room, and how they answer to its width."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.base.store import Store
from explorer.kit.split import Split
from explorer.kit.theme import look_of
from explorer.playground.chats_rows import ChatsColumn
from explorer.playground.composer_rows import Composer
from explorer.playground.controls import Controls, keep_controls, read_controls
from explorer.playground.header_rows import Header
from explorer.playground.inspector_pane import Inspector
from explorer.playground.transcript_rows import Centred, Transcript

_NARROW = 1000  # below it the chats give their place to the conversation
_INSPECTOR = "playground.inspector"


class Frame(QWidget):
    """Chats, conversation, inspector; remembers sizes, the inspector and what is set in it."""

    def __init__(self, store: Store, find_more: Callable[[], object]) -> None:
        super().__init__()
        self._store = store
        self._is_narrow = False
        self.column = ChatsColumn()
        self.header = Header(find_more)
        self.transcript = Transcript()
        self.composer = Composer()
        self.inspector = Inspector(read_controls(store))
        self.inspector.setVisible(store.get_state(_INSPECTOR) == "open")
        self.header.inspector.setChecked(not self.inspector.isHidden())
        self.inspector.changed.connect(self._on_controls)
        self.header.inspect.connect(self._on_inspect)
        self.header.show_chats.connect(self._on_chats)
        self.header.chats.hide()
        split = Split("playground", store.get_state, store.set_state)
        for part in (self.column, self._middle(), self.inspector):
            split.addWidget(part)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setStretchFactor(2, 0)
        px = look_of(self).sizes.px
        split.restore([px(220), px(704), px(280)])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)

    def fold_chats(self) -> None:
        """A chat was chosen: where room is short, the conversation gets it back."""
        if self._is_narrow:
            self.column.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < look_of(self).sizes.px(_NARROW)
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self.column.setVisible(not narrow)
            self.header.chats.setVisible(narrow)

    def _middle(self) -> QWidget:
        foot = Centred(0, 18)
        foot.column.addWidget(self.composer)
        middle = QWidget()
        middle.setMinimumWidth(320)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.transcript, 1)
        column.addWidget(foot)
        return middle

    @Slot(bool)
    def _on_inspect(self, opened: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        self.inspector.setVisible(opened)
        self._store.set_state(_INSPECTOR, "open" if opened else "")

    @Slot(object)
    def _on_controls(self, controls: Controls) -> None:
        keep_controls(self._store, controls)

    @Slot()
    def _on_chats(self) -> None:
        self.column.setVisible(self.column.isHidden())
