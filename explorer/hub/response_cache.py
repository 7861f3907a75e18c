"""What the Hub answered once, kept so that it can be shown again: without a network, in offline mode, and
while the Hub limits the rate; and the requests whose answers are kept so.
"""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
from explorer.domain.errors import KnownError, OfflineError
from explorer.hub.errors import BusyError, busy_error

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

    def addresses(self, begins: str) -> tuple[str, ...]:
        """Those that begin so, of which an answer is kept."""
        sql = "SELECT key FROM seen WHERE substr(key, 1, ?) = ? ORDER BY key"
        return tuple(str(row["key"]) for row in self._store.read(sql, len(begins), begins))


@dataclass(frozen=True)
class HubAnswer:
    """One answer as it is kept: the JSON, and what came beside it, such as the next page or a text.

    ``trouble``: why it is what was kept, ``None`` for an answer of now.
    """

    data: Any
    beside: str | None
    read_at: datetime
    from_cache: bool
    trouble: KnownError | None = None


class RateLimitPolicy:
    """How whoever asks takes a wait: without a word, and not at all where the Hub wants peace."""

    def waiting(self, _host: Callable[[], str]) -> AbstractContextManager[None]:
        """Around each request. ``_host`` may raise ValueError before there was one."""
        return nullcontext()

    def bears(self, _busy: BusyError) -> bool:
        """Whether it has waited as it was asked to; then it is asked again."""
        return False


class CachedRequests:
    """Safe to use from any thread. ``check_online`` raises OfflineError while nothing may be sent."""

    def __init__(
        self, seen: ResponseCache, check_online: Callable[[], None], host: Callable[[], str]
    ) -> None:
        self._seen, self._check_online, self._host = seen, check_online, host
        self._held_until = 0.0  # the Hub asked for peace; of the steady clock
        self.patience = RateLimitPolicy()

    def forget_wait(self) -> None:
        """It is another Hub now, which asked for nothing."""
        self._held_until = 0.0

    def asked(
        self, key: str, read: Callable[[], tuple[Any, str | None]], *, keep_empty: bool = True
    ) -> HubAnswer:
        """Ask, keep and return; without a network, or told to wait, what was kept. Raises KnownError."""
        try:
            data, beside = self.call(read)
        except (OfflineError, BusyError) as error:
            kept = self.kept(key)
            if kept is None:
                raise
            return replace(kept, trouble=error)
        if data is None and beside is None and not keep_empty:
            return HubAnswer(None, None, datetime.now(UTC), from_cache=False)
        body = json.dumps({"data": data, "beside": beside})
        return HubAnswer(data, beside, self._seen.put(key, body.encode()), from_cache=False)

    def call[T](self, ask: Callable[[], T]) -> T:
        """Ask, unless offline mode is on or the Hub wants peace: then nothing is sent. Raises KnownError."""
        while True:
            try:
                with self.patience.waiting(self._host):
                    return self._call(ask)
            except BusyError as error:
                if not self.patience.bears(error):
                    raise

    def _call[T](self, ask: Callable[[], T]) -> T:
        self._check_online()
        left = self._held_until - time.monotonic()
        if left > 0:
            raise busy_error(self._host(), left)
        try:
            return ask()
        except BusyError as error:
            self._held_until = time.monotonic() + error.wait
            raise

    def kept(self, key: str) -> HubAnswer | None:
        """What was said last, at once and without a request."""
        found = self._seen.get(key)
        if found is None:
            return None
        body, read_at = found
        try:
            kept = json.loads(body)
            data, beside = kept["data"], kept["beside"]
        except DECODE_ERRORS:
            return None
        return HubAnswer(data, beside if isinstance(beside, str) else None, read_at, from_cache=True)

    def kept_addresses(self, begins: str) -> tuple[str, ...]:
        """Of all that was said of what begins so."""
        return self._seen.addresses(begins)
