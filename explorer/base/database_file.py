"""The file of a database: opened, walked up to today, and where it is damaged a new one in its place.

The damaged one is kept under another name, and the new one takes over what can be read of it.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from explorer.base.database_repair import (
    DAMAGE,
    change_places,
    columns_after,
    columns_of,
    demand_alone,
    files_of,
    missing,
    rebuild_indexes,
    take_over,
    transaction,
    version_of,
)
from explorer.base.lock import locked
from explorer.base.migrations import COLUMNS, FULL_TEXT, MIGRATIONS, statements
from explorer.domain.errors import KnownError
from explorer.domain.words import Words, joined

INCREMENTAL = 2  # auto_vacuum: free pages are given back when asked for
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_WRITING_ANEW = 15.0  # seconds that a large one may take, until when others wait to write
_PATIENCE = 10.0  # seconds until another process has begun a new database
_REPAIRED = (
    Words("Another program is repairing the database."),
    Words("Wait until it has finished, then try again."),
)
_LARGE = 4 << 20  # bytes of a database that walks up in no time
_REFUSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


class DatabaseFile:
    """Where a database lies, and the migrations that it walks up."""

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        self.path, self._migrations = path, migrations
        self._fresh = path.with_name(f"{path.name}.new")
        self._mark = path.with_name(f"{path.name}.damaged")  # it was found damaged while it was read

    def connect(self) -> sqlite3.Connection:
        """Raises KnownError if there can be no database."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return sqlite3.connect(
                self.path, check_same_thread=False, isolation_level=None, timeout=_WRITING_ANEW
            )
        except (OSError, sqlite3.Error) as error:
            raise KnownError(
                Words("The app cannot keep its data in {folder}.", folder=str(self.path.parent)),
                Words("See that you may write to this folder, or name another one in EXPLORER_HOME."),
                str(error),
            ) from error

    def open(self, tell: Callable[[Words], None]) -> sqlite3.Connection:
        """``tell`` hears of one that is damaged. Raises KnownError if it cannot be made or kept aside, or
        was written by a newer version.
        """
        try:
            return self.open_whole()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise _unreadable(self.path, error) from error
            with locked(self.path.with_name(f"{self.path.name}.lock"), _REPAIRED, _PATIENCE):
                return self._begin_anew(error, tell)

    def open_whole(self) -> sqlite3.Connection:
        """Raises sqlite3.DatabaseError for one that is damaged."""
        db = self.connect()
        try:
            with self.words(is_open=False):
                db.execute(f"PRAGMA auto_vacuum = {INCREMENTAL}")  # holds for a new database only
                _use_wal(db)
                db.execute("PRAGMA foreign_keys = ON")
                db.execute("PRAGMA secure_delete = ON")  # what was forgotten is overwritten
                if str(self.path) == ":memory:":
                    db.execute("PRAGMA temp_store = MEMORY")  # else what is sorted may go into a file
                self._migrate(db)
                self._check(db)
        except BaseException:
            db.close()
            raise
        return db

    @contextmanager
    def words(self, *, is_open: bool = True) -> Iterator[None]:
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
                what = Words("Another program holds the database {name}.", name=self.path.name)
                advice = Words("Wait until it has finished, or close it.")
            elif code in _REFUSED:
                what = Words("The database {name} cannot be written to.", name=self.path.name)
                advice = Words(
                    "See that its disk is there and that you may write to {path}.", path=str(self.path)
                )
            elif code in _DAMAGED and is_open:
                with suppress(OSError):
                    self._mark.touch()
                what = DAMAGE
                advice = Words("Start the app again: it then mends the database and deletes nothing.")
            else:
                raise
            raise KnownError(what, advice, str(error)) from error

    def _migrate(self, db: sqlite3.Connection) -> None:
        if _version(db) == len(self._migrations):
            return
        with transaction(db):  # another process may be creating it too: look again under the lock
            version = _version(db)
            if version > len(self._migrations):
                raise KnownError(
                    Words("The database was written by a newer version of this app."),
                    Words(
                        "Install the newer version, or move {path} away to start with an empty one.",
                        path=str(self.path),
                    ),
                )
            for number, script in enumerate(self._migrations[version:], start=version + 1):
                for statement in statements(script):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")

    def _check(self, db: sqlite3.Connection) -> None:
        """Raises sqlite3.DatabaseError if a table or a column is missing, or was damaged when it was read."""
        if self._mark.exists():
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            rebuild_indexes(db)
            self._mark.unlink(missing_ok=True)
        there = columns_of(db)
        if self._migrations is not MIGRATIONS or sum(map(len, there.values())) != COLUMNS:
            lost = missing(there, columns_after(tuple(statements(one)) for one in self._migrations))
            if lost:
                raise sqlite3.DatabaseError(f"missing: {', '.join(lost)}")

    def _begin_anew(self, error: sqlite3.DatabaseError, tell: Callable[[Words], None]) -> sqlite3.Connection:
        """Unless another process has done so meanwhile."""
        try:
            return self.open_whole()
        except sqlite3.DatabaseError as again:
            if not _is_damage(again):
                raise
        demand_alone(self.path)
        try:
            taken = self._made_anew()
            aside = change_places(self._fresh, self.path)
            self._mark.unlink(missing_ok=True)
        except (OSError, sqlite3.DatabaseError) as refused:
            raise _unreadable(self.path, error) from refused
        opened = self.open_whole()
        done = (
            Words("What can be read of it was taken over.") if taken else Words("Nothing of it can be read.")
        )
        begun = Words("It is kept as {file}, and a new one was begun.", file=str(aside))
        tell(joined(" ", (DAMAGE, begun, done)))
        return opened

    def _made_anew(self) -> int:
        """Make a whole one beside the damaged one, which stays as it is until then; the rows it took over.

        It is begun in the version that the damaged one is of, and walks up with its rows. Raises
        sqlite3.DatabaseError if one of them does not let it.
        """
        for file in files_of(self._fresh):
            file.unlink(missing_ok=True)
        begun = DatabaseFile(self._fresh, self._migrations[: version_of(self.path) or None])
        with closing(begun.open_whole()) as db, begun.words():
            taken = take_over(db, self.path)
        DatabaseFile(self._fresh, self._migrations).open_whole().close()
        return taken


def takes_a_while(path: Path) -> bool:
    """Whether this is a large database in which nothing is indexed yet: it walks up for seconds."""
    try:
        return path.stat().st_size > _LARGE and 0 < version_of(path) < FULL_TEXT
    except (OSError, sqlite3.Error):
        return False


def walk_up(path: Path) -> None:
    """On another thread, before it is opened; whatever is wrong with it is met again then."""
    with suppress(KnownError, sqlite3.DatabaseError):
        DatabaseFile(path, MIGRATIONS).open_whole().close()


def _use_wal(db: sqlite3.Connection) -> None:
    """SQLite does not wait by itself when another process switches the same new file over."""
    for patience in range(100, -1, -1):
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not patience:
                raise
            time.sleep(0.02)
        else:
            return


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Not what may pass by itself. An error in a statement: a table is not what it should be."""
    return getattr(error, "sqlite_errorcode", 1) & 0xFF in (*_DAMAGED, sqlite3.SQLITE_ERROR)


def _unreadable(path: Path, error: sqlite3.Error) -> KnownError:
    return KnownError(
        Words("The database {name} could not be read.", name=path.name),
        Words(
            "Move {path} away to start with an empty one; models and settings are not affected.",
            path=str(path),
        ),
        str(error),
    )
