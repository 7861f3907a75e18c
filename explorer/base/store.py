"""SQLite, because chats, comparisons and the download queue must survive a kill at any instant.

A database of any age walks up to today (``migrations.py``).
One connection behind one lock is the serial lane; every call is short. A damaged database is kept under
another name, a new one is begun and takes over what can be read; a damaged row is left out. Both are told.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from explorer.base.database_file import INCREMENTAL, DatabaseFile
from explorer.base.database_repair import rebuild_indexes, tolerant_text, transaction
from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.migrations import MIGRATIONS
from explorer.domain.errors import CancelledError
from explorer.domain.harmless import storable
from explorer.domain.words import Words

BIN_DAYS = 30  # for so long a deleted chat can come back
# In place of the moment when a chat was deleted: it stands in no list, and not in the bin either.
GIVEN_UP = "-"  # sorts before every moment: what was said there is being removed
INCOMPLETE = "~"  # after every one, and followed by one: it is being written
MEMORY = Path(":memory:")  # in place of a file: nothing reaches the disk
_PIECE = 256  # pages at a time, about a megabyte
_OTHERS_TURN = 0.001  # seconds: a lock that is taken again at once is got by nobody else
_REMAINS = "remains"  # state: something was deleted of which bytes may still stand in the file
_LARGEST = 18  # digits of a number that fits into a column
ATTACHED = "playground.attached"  # state: what is attached to a chat without a row, a list in JSON
_STRAYS = "SELECT sha256 FROM images WHERE NOT EXISTS (SELECT 1 FROM attachments WHERE reference = sha256)"


class _Referring(msgspec.Struct):
    """As much of what is attached as says to what."""

    reference: str = ""


class Store:
    """One SQLite database. Safe to call from any thread; calls are serialized."""

    def __init__(
        self,
        path: Path,
        migrations: Sequence[str] = MIGRATIONS,
        tell: Callable[[Words], None] = lambda _words: None,
    ) -> None:
        """Open or create the database and bring it up to date; ``tell`` hears of what is damaged.

        Raises KnownError if it cannot be made, cannot be kept aside or was written by a newer version.
        """
        self._lock = threading.RLock()
        self._next, self._step = threading.Lock(), threading.Lock()
        self.tell = tell  # called on any thread
        self._left_out: set[tuple[str, object]] = set()
        self.path, self._file = path, DatabaseFile(path, migrations)
        self._db = self._file.open(tell)
        self._db.row_factory = sqlite3.Row
        self._closed = threading.Event()

    def beside(self) -> "Store":
        """The same memory, to read from also while a transaction of another thread goes on there: what that
        has written by then is seen.
        """
        other = copy(self)
        other._lock = threading.RLock()
        return other

    def read(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Raises KnownError if the disk refuses, as every call here does."""
        with self._held():
            try:
                return self._rows(sql, values)
            except sqlite3.OperationalError as error:
                if "decode" not in str(error):
                    raise
            self._db.text_factory = tolerant_text  # slower; only once a text was met that is damaged
            return self._rows(sql, values)

    def read_each[T](
        self, table: str, make: Callable[[Mapping[str, Any]], T], sql: str, *values: object
    ) -> Iterator[T]:
        """What ``make`` makes of each row. One that it cannot read is left out, and told once."""
        return self.each(self.read(sql, *values), table, make)

    def each[T](
        self, rows: Iterable[Mapping[str, Any]], table: str, make: Callable[[Mapping[str, Any]], T]
    ) -> Iterator[T]:
        """As ``read_each``, of rows that were read."""
        for row in rows:
            try:
                made = make(row)
            except DECODE_ERRORS:
                self.leave_out(table, row.get("id", ""), str(row.get("title", "")))
            else:
                yield made

    def leave_out(self, table: str, number: object, title: str = "") -> None:
        """Tell that a row is not shown; nothing of it is changed."""
        if (table, number) not in self._left_out:
            self._left_out.add((table, number))
            parts = (table, str(number), f"“{title[:60]}”" if title else "")
            row = " ".join(filter(None, parts))
            self.tell(
                Words(
                    "A damaged entry of the database is not shown: {row}. The rest is as before.",
                    row=row,
                )
            )

    def _rows(self, sql: str, values: Sequence[object]) -> list[dict[str, Any]]:
        with self._alone():
            return [dict(row) for row in self._db.execute(sql, _storable(values))]

    def write(self, sql: str, *values: object) -> int:
        """Run one statement in its own transaction; the id of the inserted row, if any."""
        with self._held(), self._alone():
            return self._db.execute(sql, _storable(values)).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Several writes that happen together or not at all; within another one they are part of that."""
        with self._held():
            if self._db.in_transaction:
                yield
            else:
                with transaction(self._db):
                    yield

    def compact(self) -> None:
        """Give the room of deleted rows back to the disk. In pieces: others read and write in between."""
        if self._pragma("auto_vacuum") != INCREMENTAL:
            self._rebuild()
        while self._pragma("freelist_count"):
            self.read(f"PRAGMA incremental_vacuum({_PIECE})")
        self.read("PRAGMA wal_checkpoint(TRUNCATE)")

    def note_remains(self) -> None:
        """Before something is deleted for good: whatever happens, ``has_remains`` until ``write_anew``."""
        self.set_state(_REMAINS, str(uuid4()))

    @property
    def has_remains(self) -> bool:
        return bool(self.get_state(_REMAINS))

    def write_anew(self) -> bool:
        """Leave nothing of what was deleted in the file, nor beside it. False if another reads it just now.

        ``secure_delete`` overwrites rows where they are, and not where they were before their page was split;
        full-text indexes keep words, and note that they are gone. Others read meanwhile.
        """
        noted, is_clean = self.get_state(_REMAINS), True
        if self.path == MEMORY:
            with self._held(), self._alone():
                rebuild_indexes(self._db)
                self._db.execute("VACUUM")
        else:
            self._rebuild()
            is_clean = not self.read("PRAGMA wal_checkpoint(TRUNCATE)")[0]["busy"]
        if is_clean:  # of what was deleted meanwhile there is another note
            self.write("DELETE FROM state WHERE key = ? AND value = ?", _REMAINS, noted)
        return is_clean

    def empty_bin(self) -> None:
        """Really remove chats, decisions and sets of tests that were deleted long ago, these with what came
        of them, and every turn that was deleted by itself. Images stay until ``remove_stray_images``, which
        takes a while.

        Call when the app starts. What was being written then lies in the bin from now on.
        """
        until = (datetime.now(UTC) - timedelta(days=BIN_DAYS)).isoformat()
        with self.transaction():
            for table in ("chats", "eval_sets"):
                sql = f"UPDATE {table} SET deleted_at = substr(deleted_at, 2) WHERE deleted_at GLOB ?"  # noqa: S608  own words
                self.write(sql, f"{INCOMPLETE}*")
            self.remove_deleted("chats", until)
            self.remove_deleted("decisions", until)
            self.remove_deleted_sets(until)
            self.remove_deleted_turns()

    def remove_deleted_sets(self, until: str) -> None:
        """Those that were deleted until then, with what came of them; and runs that were."""
        runs = (
            "DELETE FROM eval_runs WHERE subject IN"
            " (SELECT 'set:' || id FROM eval_sets WHERE deleted_at <> '' AND deleted_at <= ?)"
        )
        with self.transaction():
            self.remove_deleted("eval_sets", until, before=runs)
            self.remove_deleted("eval_runs", until)

    def remove_deleted(self, table: str, until: str, *, before: str = "") -> None:
        """Rows of one of our tables that were deleted until then. ``before``: a statement about ``until``
        that belongs to it.
        """
        old = f"FROM {table} WHERE deleted_at <> '' AND deleted_at <= ?"
        with self.transaction():
            if self.read(f"SELECT 1 {old} LIMIT 1", until):
                self.note_remains()
                for sql in filter(None, (before, f"DELETE {old}")):
                    self.write(sql, until)

    def remove_deleted_turns(self) -> None:
        """Call where nobody can want them back."""
        with self.transaction():
            self.write(
                "DELETE FROM attachments WHERE message IN (SELECT id FROM messages WHERE deleted_at <> '')"
            )  # whose ids are given again
            self.write("DELETE FROM messages WHERE deleted_at <> ''")

    def remove_stray_images(self) -> None:
        """Those that no chat and no draft has any more. ``has_remains`` then, if there were any.

        One by one: others read and write in between. Cut off, the next start goes on.
        """
        while self._remove_stray_image():
            let_others()

    def _remove_stray_image(self) -> bool:
        """Whether there was one."""
        with self.transaction():
            waiting = {one.reference for one in self.get_value(ATTACHED, tuple[_Referring, ...], ())}
            strays = (row["sha256"] for row in self.read(_STRAYS) if row["sha256"] not in waiting)
            stray = next(strays, None)
            if stray is not None:
                self.note_remains()
                self.write("DELETE FROM images WHERE sha256 = ?", stray)
            return stray is not None

    def get_state(self, key: str, default: str = "") -> str:
        rows = self.read("SELECT value FROM state WHERE key = ?", key)
        return str(rows[0]["value"]) if rows else default

    def get_number(self, key: str) -> int | None:
        """A state that is a whole number, ``None`` for none and for anything else."""
        text = self.get_state(key)
        return int(text) if text.isdecimal() and len(text) <= _LARGEST else None

    def get_value[T, D](self, key: str, kind: type[T], usual: D) -> T | D:
        """A state that is JSON; ``usual`` for none, for a damaged one, and for what another version kept."""
        try:
            return msgspec.json.decode(self.get_state(key), type=kind)
        except DECODE_ERRORS:
            return usual

    def set_value(self, key: str, value: object) -> None:
        """As JSON. Raises UnicodeEncodeError for what is no text."""
        self.set_state(key, msgspec.json.encode(value).decode())

    def set_state(self, key: str, value: str) -> None:
        self.write("INSERT OR REPLACE INTO state VALUES (?, ?)", key, value)

    def close(self) -> None:
        """Whoever still reads or writes on another thread gets a CancelledError."""
        with self._lock, self._step:
            self._closed.set()
            self._db.close()

    @contextmanager
    def _held(self) -> Iterator[None]:
        with self._lock, self._file.words():
            yield

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """For one statement. In turn: a lock alone is got again by the thread that writes."""
        with self._next:
            self._step.acquire()
        try:
            if self._closed.is_set():
                raise CancelledError
            yield
        finally:
            self._step.release()

    def _rebuild(self) -> None:
        """On a connection of its own, beside which others read."""
        with closing(self._file.connect()) as own, self._file.words():
            rebuild_indexes(own)
            own.execute(f"PRAGMA auto_vacuum = {INCREMENTAL}")
            own.execute("VACUUM")

    def _pragma(self, name: str) -> int:
        return int(self.read(f"PRAGMA {name}")[0][name])


def let_others() -> None:
    """Between the pieces of long work: whoever waits for the lock gets it."""
    time.sleep(_OTHERS_TURN)


def _storable(values: Iterable[object]) -> list[object]:
    """SQLite takes no text with what is no text in it, such as the name of a file in any bytes."""
    return [storable(value) if isinstance(value, str) else value for value in values]
