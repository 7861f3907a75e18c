"""What the Hub answered once, kept so that it can be shown again without a network."""

from datetime import UTC, datetime

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store

_KEPT = 1_000  # answers; the oldest go first


class ResponseCache:
    """Answers by their address, each with the time it was read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, key: str, body: bytes) -> datetime:
        """Keep an answer, replacing an older one; the time it was kept."""
        now = datetime.now(UTC)
        with self._store.transaction():
            self._store.write("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", key, body, now.isoformat())
            self._store.write(
                "DELETE FROM seen WHERE key IN"
                " (SELECT key FROM seen ORDER BY read_at DESC LIMIT -1 OFFSET ?)",
                _KEPT,
            )
        return now

    def get(self, key: str) -> tuple[bytes, datetime] | None:
        """The answer and when it was read, or ``None`` if it was never seen."""
        rows = self._store.read("SELECT body, read_at FROM seen WHERE key = ?", key)
        if not rows:
            return None
        try:
            return bytes(rows[0]["body"]), datetime.fromisoformat(rows[0]["read_at"]).astimezone(UTC)
        except DECODE_ERRORS:
            return None  # it is asked for again
