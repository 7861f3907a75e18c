"""What models were sent, word for word, kept beside the answers: it is long, and seldom looked at."""

import zlib

from explorer.base.store import Store

_KEEP = "INSERT OR REPLACE INTO sent_prompts SELECT id, ?2 FROM messages WHERE id = ?1"  # if it is there
_FORGET_FROM = """
DELETE FROM sent_prompts WHERE message IN (
    SELECT later.id FROM messages AS first JOIN messages AS later
        ON later.chat = first.chat AND later.id >= first.id
    WHERE first.id = ?
)
"""


class SentPrompts:
    """By the id of the answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, answer: int) -> str:
        """ "" where it is not known."""
        rows = self._store.read("SELECT body FROM sent_prompts WHERE message = ?", answer)
        try:
            return zlib.decompress(rows[0]["body"]).decode() if rows else ""
        except (zlib.error, ValueError, TypeError):
            return ""  # damaged

    def has(self, answer: int) -> bool:
        return bool(self._store.read("SELECT 1 FROM sent_prompts WHERE message = ?", answer))

    def keep(self, answer: int, sent: str) -> None:
        """In place of what was kept of this answer before."""
        if sent:
            body = zlib.compress(sent.encode())
            self._store.write(_KEEP, answer, body)
        else:
            self.forget(answer)

    def forget(self, answer: int) -> None:
        self._store.write("DELETE FROM sent_prompts WHERE message = ?", answer)

    def forget_from(self, answer: int) -> None:
        """And of all that was said later in its chat, on every branch: a prompt holds the conversation before
        it, also turns that were deleted since.
        """
        self._store.write(_FORGET_FROM, answer)
