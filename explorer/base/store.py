"""SQLite, because chats, comparisons and the download queue must survive a kill at any instant.

A database of any age walks up to today (``migrations.py``).
One connection behind one lock is the serial lane; every call is short. A damaged database is kept under
another name, a new one is begun and takes over what can be read; a damaged row is left out. Both are told.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from explorer.base.database_repair import (
    DAMAGE,
    change_places,
    columns_after,
    columns_of,
    demand_alone,
    files_of,
    missing,
    take_over,
    version_of,
)
from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.lock import locked
from explorer.base.migrations import COLUMNS, MIGRATIONS, statements
from explorer.domain.errors import KnownError
from explorer.domain.harmless import storable
from explorer.domain.words import Words, joined

_INCREMENTAL = 2  # auto_vacuum: free pages are given back when asked for
_PIECE = 256  # pages at a time, about a megabyte
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PATIENCE = 10.0  # seconds until another process has begun a new database
_LARGEST = 18  # digits of a number that fits into a column
_REFUSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


class Store:
    """One SQLite database. Safe to call from any thread; calls are serialized."""

    def __init__(
        self,
        path: Path,
        migrations: Sequence[str] = MIGRATIONS,
        tell: Callable[[Words], None] = lambda _words: None,
        *,
        mends: bool = True,
    ) -> None:
        """Open or create the database and bring it up to date; ``tell`` hears of what is damaged.

        Raises KnownError if it cannot be made, cannot be kept aside or was written by a newer version;
        without ``mends`` sqlite3.DatabaseError if it is damaged.
        """
        self._lock = threading.RLock()
        self._path, self._migrations = path, migrations
        self.tell = tell  # called on any thread
        self._left_out: set[tuple[str, object]] = set()
        self._is_open = False
        if mends:
            self._open()
        else:
            self._open_whole()

    def read(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Raises KnownError if the disk refuses, as every call here does."""
        with self._lock, self._words():
            try:
                return self._rows(sql, values)
            except sqlite3.OperationalError as error:
                if "decode" not in str(error):
                    raise
            self._db.text_factory = _tolerant  # slower; only once a text was met that is damaged
            return self._rows(sql, values)

    def read_each[T](
        self, table: str, make: Callable[[Mapping[str, Any]], T], sql: str, *values: object
    ) -> Iterator[T]:
        """What ``make`` makes of each row. One that it cannot read is left out, and told once."""
        for row in self.read(sql, *values):
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
        return [dict(row) for row in self._db.execute(sql, _storable(values))]

    def write(self, sql: str, *values: object) -> int:
        """Run one statement in its own transaction; the id of the inserted row, if any."""
        with self._lock, self._words():
            return self._db.execute(sql, _storable(values)).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Several writes that happen together or not at all."""
        with self._lock, self._words():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it already
                    self._db.execute("ROLLBACK")
                raise

    def compact(self) -> None:
        """Give the room of deleted rows back to the disk. In pieces: others read and write in between."""
        if self._pragma("auto_vacuum") != _INCREMENTAL:
            self._rebuild()
        while self._pragma("freelist_count"):
            self.read(f"PRAGMA incremental_vacuum({_PIECE})")
        self.read("PRAGMA wal_checkpoint(TRUNCATE)")

    def empty_bin(self) -> None:
        """Really remove what was deleted. Call where nobody can want it back: when the app starts or ends."""
        self.write("DELETE FROM chats WHERE deleted_at <> ''")

    def get_state(self, key: str, default: str = "") -> str:
        rows = self.read("SELECT value FROM state WHERE key = ?", key)
        return str(rows[0]["value"]) if rows else default

    def get_number(self, key: str) -> int | None:
        """A state that is a whole number, ``None`` for none and for anything else."""
        text = self.get_state(key)
        return int(text) if text.isdecimal() and len(text) <= _LARGEST else None

    def set_state(self, key: str, value: str) -> None:
        self.write("INSERT OR REPLACE INTO state VALUES (?, ?)", key, value)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _words(self) -> Iterator[None]:
        """What the disk does to the database, in words; any other error is a bug in a statement.

        That it is damaged is mended while it is opened, and afterwards told.
        """
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_FULL:
                what, advice = Words("The disk is full."), Words("Free some space, then try again.")
            elif code == sqlite3.SQLITE_BUSY:
                what = Words("Another program holds the database {name}.", name=self._path.name)
                advice = Words("Wait until it has finished, or close it.")
            elif code in _REFUSED:
                what = Words("The database {name} cannot be written to.", name=self._path.name)
                advice = Words(
                    "See that its disk is there and that you may write to {path}.", path=str(self._path)
                )
            elif code in _DAMAGED and self._is_open:
                with suppress(OSError):
                    self._mark.touch()
                what, advice = (
                    DAMAGE,
                    Words("Start the app again: it then mends the database and deletes nothing."),
                )
            else:
                raise
            raise KnownError(what, advice, str(error)) from error

    def _open(self) -> None:
        try:
            self._open_whole()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise _unreadable(self._path, error) from error
            with locked(self._path.with_name(f"{self._path.name}.lock"), _in_use, _PATIENCE):
                self._begin_anew(error)

    def _open_whole(self) -> None:
        """Raises sqlite3.DatabaseError for one that is damaged."""
        self._db = _connect(self._path)
        self._db.row_factory = sqlite3.Row
        try:
            with self._words():
                self._db.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL}")  # holds for a new database only
                self._use_wal()
                self._db.execute("PRAGMA foreign_keys = ON")
                self._migrate()
                self._check()
            self._is_open = True
        except BaseException:
            self._db.close()
            raise

    def _check(self) -> None:
        """Raises sqlite3.DatabaseError if a table or a column is missing, or was damaged when it was read."""
        if self._mark.exists():
            (found,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            self._mark.unlink(missing_ok=True)
        there = columns_of(self._db)
        if self._migrations is not MIGRATIONS or sum(map(len, there.values())) != COLUMNS:
            lost = missing(there, columns_after(tuple(statements(one)) for one in self._migrations))
            if lost:
                raise sqlite3.DatabaseError(f"missing: {', '.join(lost)}")

    def _begin_anew(self, error: sqlite3.DatabaseError) -> None:
        """Unless another process has done so meanwhile."""
        try:
            self._open_whole()
        except sqlite3.DatabaseError as again:
            if not _is_damage(again):
                raise
        else:
            return
        demand_alone(self._path)
        try:
            taken = self._made_anew()
            aside = change_places(self._fresh, self._path)
            self._mark.unlink(missing_ok=True)
        except (OSError, sqlite3.DatabaseError) as refused:
            raise _unreadable(self._path, error) from refused
        self._open_whole()
        done = (
            Words("What can be read of it was taken over.") if taken else Words("Nothing of it can be read.")
        )
        begun = Words("It is kept as {file}, and a new one was begun.", file=str(aside))
        self.tell(joined(" ", (DAMAGE, begun, done)))

    def _made_anew(self) -> int:
        """Make a whole one beside the damaged one, which stays as it is until then; the rows it took over.

        It is begun in the version that the damaged one is of, and walks up with its rows. Raises
        sqlite3.DatabaseError if one of them does not let it.
        """
        for file in files_of(self._fresh):
            file.unlink(missing_ok=True)
        begun = Store(self._fresh, self._migrations[: version_of(self._path) or None], mends=False)
        try:
            with begun._words():
                taken = take_over(begun._db, self._path)
        finally:
            begun.close()
        Store(self._fresh, self._migrations, mends=False).close()
        return taken

    @property
    def _fresh(self) -> Path:
        return self._path.with_name(f"{self._path.name}.new")

    @property
    def _mark(self) -> Path:
        """Beside a database that was found damaged while it was read."""
        return self._path.with_name(f"{self._path.name}.damaged")

    def _use_wal(self) -> None:
        """SQLite does not wait by itself when another process switches the same new file over."""
        for patience in range(100, -1, -1):
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not patience:
                    raise
                time.sleep(0.02)
            else:
                return

    def _rebuild(self) -> None:
        """Once for a database of an earlier version. On a connection of its own, beside which others read."""
        own = _connect(self._path)
        try:
            with self._words():
                own.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL}")
                own.execute("VACUUM")
        finally:
            own.close()

    def _pragma(self, name: str) -> int:
        return int(self.read(f"PRAGMA {name}")[0][name])

    def _migrate(self) -> None:
        migrations = self._migrations
        if self._version() == len(migrations):
            return
        with self.transaction():  # another process may be creating it too: look again under the lock
            version = self._version()
            if version > len(migrations):
                raise KnownError(
                    Words("The database was written by a newer version of this app."),
                    Words(
                        "Install the newer version, or move {path} away to start with an empty one.",
                        path=str(self._path),
                    ),
                )
            for number, script in enumerate(migrations[version:], start=version + 1):
                for statement in statements(script):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {number}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])


def _storable(values: Iterable[object]) -> list[object]:
    """SQLite takes no text with what is no text in it, such as the name of a file in any bytes."""
    return [storable(value) if isinstance(value, str) else value for value in values]


def _connect(path: Path) -> sqlite3.Connection:
    """Raises KnownError if there can be no database."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise KnownError(
            Words("The app cannot keep its data in {folder}.", folder=str(path.parent)),
            Words("See that you may write to this folder, or name another one in EXPLORER_HOME."),
            str(error),
        ) from error


def _tolerant(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Not what may pass by itself. An error in a statement: a table is not what it should be."""
    return getattr(error, "sqlite_errorcode", 1) & 0xFF in (*_DAMAGED, sqlite3.SQLITE_ERROR)


def _in_use(details: str) -> KnownError:
    what = Words("Another program is repairing the database.")
    return KnownError(what, Words("Wait until it has finished, then try again."), details)


def _unreadable(path: Path, error: sqlite3.Error) -> KnownError:
    return KnownError(
        Words("The database {name} could not be read.", name=path.name),
        Words(
            "Move {path} away to start with an empty one; models and settings are not affected.",
            path=str(path),
        ),
        str(error),
    )
