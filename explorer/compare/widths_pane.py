"""Which columns are wide, kept from one start to the next."""

import msgspec
from PySide6.QtCore import QObject, Signal

from explorer.base.store import Store
from explorer.base.unreadable import UNREADABLE
from explorer.compare.board import Board
from explorer.compare.widths import Widths

_KEY = "compare.widths"


class ColumnWidths(QObject):
    """``changed`` carries Widths."""

    changed = Signal(object)

    def __init__(self, store: Store, board: Board, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._board = store, board
        self.current = _stored(store)

    def toggle_wide(self, key: str) -> None:
        self._change(self.current.toggled_wide(key))

    def toggle_focus(self, key: str) -> None:
        self._change(self.current.toggled_focus(key))

    def _change(self, widths: Widths) -> None:
        keys = self._board.keys
        self.current = Widths(widths.wide & {*keys}, widths.focus if widths.focus in keys else "")
        self._store.set_state(_KEY, msgspec.json.encode(self.current).decode())
        self.changed.emit(self.current)


def _stored(store: Store) -> Widths:
    text = store.get_state(_KEY)
    try:
        return msgspec.json.decode(text, type=Widths) if text else Widths()
    except UNREADABLE:
        return Widths()
