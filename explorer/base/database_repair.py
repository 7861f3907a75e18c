"""Mending a damaged database: what is wrong, what can still be read, and changing it for a new one."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from explorer.base.files import aside_name
from explorer.domain.errors import KnownError
from explorer.domain.words import Words

DAMAGE = Words("The database is damaged.")

# What a virtual table keeps (its shadow tables) follows from the others, by triggers
_COLUMNS = """
SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'
    AND t.name NOT IN (SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow'))
"""
_INDEXES = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Several writes that happen together or not at all."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
        raise


def columns_of(db: sqlite3.Connection) -> dict[str, list[str]]:
    """By table, in the order in which they were made; without full-text indexes."""
    found: dict[str, list[str]] = {}
    for table, name in db.execute(_COLUMNS):
        found.setdefault(table, []).append(name)
    return found


def rebuild_indexes(db: sqlite3.Connection) -> None:
    """Fill the full-text indexes anew. Raises sqlite3.DatabaseError where they are damaged beyond that."""
    for (name,) in db.execute(_INDEXES).fetchall():
        db.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")  # noqa: S608  names of our own


def columns_after(scripts: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """Those of a database that was made by these statements."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for script in scripts:
            for statement in script:
                db.execute(statement)
        return columns_of(db)


def missing(there: dict[str, list[str]], wanted: dict[str, list[str]]) -> list[str]:
    """Names of tables, and of columns as "table.column"."""
    lost = [table for table in wanted if table not in there]
    both = ((table, name) for table in wanted if table in there for name in wanted[table])
    return [*lost, *(f"{table}.{name}" for table, name in both if name not in there[table])]


def take_over(db: sqlite3.Connection, damaged: Path) -> int:
    """Copy every row of ``damaged`` that can be read into ``db``, a new one of the same version; how many.

    Raises sqlite3.DatabaseError if there is no room for them.
    """
    before = db.total_changes
    old = sqlite3.connect(damaged, isolation_level=None)
    old.text_factory = tolerant_text
    db.execute("PRAGMA foreign_keys = OFF")
    try:
        with transaction(db):
            _copy_all(old, db)
    finally:
        old.close()
        db.execute("PRAGMA foreign_keys = ON")
    return db.total_changes - before


def _copy_all(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    there: dict[str, list[str]] = {}
    with suppress(sqlite3.DatabaseError):
        there = columns_of(old)
    for table, columns in columns_of(new).items():
        both = [name for name in columns if name in there.get(table, ())]
        for order in ("rowid", "rowid DESC"):  # from both ends up to what is damaged
            try:
                _copy(old, new, table, both, order)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL or not new.in_transaction:
                    raise
    while orphans := [(row[0], row[1]) for row in new.execute("PRAGMA foreign_key_check")]:
        for table, number in orphans:  # what belonged to them is one then, too
            new.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))  # noqa: S608  our own tables


def _copy(
    old: sqlite3.Connection, new: sqlite3.Connection, table: str, columns: list[str], order: str
) -> None:
    if columns:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        rows = old.execute(f"SELECT {names} FROM {table} ORDER BY {order}")  # noqa: S608  names of our own
        sql = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
        with closing(rows):
            new.executemany(sql, rows)


def tolerant_text(data: bytes) -> str:
    """With marks in place of bytes that are no text."""
    return data.decode("utf-8", "replace")


def version_of(path: Path) -> int:
    """How many migrations a database has gone through; 0 where it cannot be read."""
    with closing(sqlite3.connect(path)) as db, suppress(sqlite3.DatabaseError):
        return int(db.execute("PRAGMA user_version").fetchone()[0])
    return 0


def files_of(path: Path) -> tuple[Path, ...]:
    """A database, and what SQLite keeps beside it."""
    return tuple(path.with_name(path.name + end) for end in ("", "-wal", "-shm"))


def demand_alone(path: Path) -> None:
    """Raises KnownError while another process has it open: it would go on writing to what is put aside."""
    with closing(sqlite3.connect(path)) as db:
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                advice = Words("Close the app everywhere, then start it again: then it is mended.")
                raise KnownError(DAMAGE, advice, str(error)) from error


def change_places(fresh: Path, path: Path) -> Path:
    """Put ``fresh`` where the damaged one is, without a moment between; where that one lies then.

    Raises OSError.
    """
    aside = aside_name(path)
    for old, new in zip(files_of(path)[1:], files_of(aside)[1:], strict=True):
        with suppress(FileNotFoundError):
            old.replace(new)
    try:
        aside.hardlink_to(path)
    except OSError:  # not on every disk
        shutil.copy2(path, aside)
    try:
        fresh.replace(path)
    except OSError:
        aside.unlink()
        raise
    return aside
