"""Chats that are never stored: a database in memory, gone with the room."""

from explorer.base.store import MEMORY, Store

FIRST = 1 << 40  # ids begin after it, so that none is that of a stored chat or turn
_HIDDEN = (
    "INSERT INTO chats (id, title, model, created_at, changed_at, deleted_at) VALUES (?, '', '', '', '', '-')"
)
_TURN = (
    "INSERT INTO messages (id, chat, role, text, created_at, deleted_at) VALUES (?, ?, 'user', '', '', '-')"
)


def temporary_store() -> Store:
    """One that holds a chat and a turn which are nowhere shown, and make all others begin after ``FIRST``."""
    store = Store(MEMORY)
    with store.transaction():
        store.write(_HIDDEN, FIRST)
        store.write(_TURN, FIRST, FIRST)
    return store
