"""Cache of what was read of model files: headers, and the hashes that were measured.

A file is known again by its path, size and time of change; then nothing of it is read twice, which is what
makes the second look at thousands of models cheap. Hashes of files that have no record of their own, such
as those of other programs, are kept here alone.
"""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.local.models.header_facts import HeaderFacts, read_header_facts

_LATEST = 2**63 - 1  # nanoseconds that fit into a column: the year 2262; a file may say it is younger
_PIECE = 100  # rows in one breath: the screen may be waiting for the database

type _Key = tuple[bytes, int, int]


class FileCache:
    """Safe to use from any thread. ``store`` ``None``: remembers only as long as it lives."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._headers: dict[_Key, HeaderFacts] = {}
        self._hashes: dict[_Key, str] = {}
        self._new: dict[_Key, HeaderFacts] = {}
        self._is_read = store is None
        self._reading = threading.Lock()

    def facts(
        self, path: Path, stat: os.stat_result, read: Callable[[Path], HeaderFacts] = read_header_facts
    ) -> HeaderFacts:
        """What the header of this file says. Raises OSError if it cannot be opened."""
        self._read_all()
        key = _key(path, stat)
        known = self._headers.get(key)
        if known is None:
            known = self._headers[key] = self._new[key] = read(path)
        return known

    def sha256(self, path: Path, stat: os.stat_result) -> str:
        """What the bytes hashed to when they were measured, "" if they were not since they changed."""
        self._read_all()
        return self._hashes.get(_key(path, stat), "")

    def sha256_of(self, model: LocalModel) -> str:
        """ "" where it was not measured since the file changed."""
        try:
            stat = model.path.stat()
        except OSError:  # gone: the load will tell
            return ""
        own = model.measured_sha256 if stat.st_size == model.size else ""
        return own or self.sha256(model.path, stat)

    def place_of(self, sha256: str) -> Path | None:
        """A file that is still as it was when its bytes hashed to this, ``None`` if none is known."""
        self._read_all()
        for key in [key for key, known in self._hashes.items() if known == sha256]:
            path = Path(os.fsdecode(key[0]))
            try:
                if _key(path, path.stat()) == key:
                    return path
            except (OSError, ValueError):  # gone, or no name a file can have
                continue
        return None

    def note_sha256(self, path: Path, sha256: str) -> None:
        """Raises OSError if the file is gone, KnownError if the database refuses."""
        self._read_all()
        key = _key(path, path.stat())
        self._hashes[key] = sha256
        if self._store is not None:
            self._store.write(
                "INSERT INTO files (path, size, changed, sha256, hashed_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (path) DO UPDATE SET size = excluded.size, changed = excluded.changed,"
                " sha256 = excluded.sha256, hashed_at = excluded.hashed_at,"
                " header = CASE WHEN size = excluded.size AND changed = excluded.changed THEN header END",
                *key,
                sha256,
                datetime.now(UTC).isoformat(),
            )

    def save(self) -> None:
        """Keep the headers that were read since. A database that refuses costs only time."""
        new, self._new = self._new, {}
        if self._store is None or not new:
            return
        try:
            for some in batched(new.items(), _PIECE):
                with self._store.transaction():
                    for key, facts in some:
                        self._write_header(self._store, key, facts)
        except KnownError:
            return

    def _write_header(self, store: Store, key: _Key, facts: HeaderFacts) -> None:
        store.write(
            "INSERT INTO files (path, size, changed, header) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (path) DO UPDATE SET header = excluded.header,"
            " sha256 = CASE WHEN size = excluded.size AND changed = excluded.changed"
            " THEN sha256 ELSE '' END, size = excluded.size, changed = excluded.changed",
            *key,
            msgspec.json.encode(facts),
        )

    def _read_all(self) -> None:
        with self._reading:
            if not self._is_read and self._store is not None:
                self._read_kept(self._store)
                self._is_read = True

    def _read_kept(self, store: Store) -> None:
        decoder = msgspec.json.Decoder(HeaderFacts)
        for row in store.read("SELECT path, size, changed, header, sha256 FROM files"):
            try:
                key = (bytes(row["path"]), row["size"], row["changed"])
                if row["sha256"]:
                    self._hashes[key] = row["sha256"]
                if row["header"] is not None:
                    facts = decoder.decode(row["header"])
                    if facts.is_of_now:
                        self._headers[key] = facts
            except DECODE_ERRORS:
                continue  # of another version, or damaged: read again


def _key(path: Path, stat: os.stat_result) -> _Key:
    return os.fsencode(path), stat.st_size, max(-_LATEST, min(stat.st_mtime_ns, _LATEST))
