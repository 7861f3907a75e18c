"""SQLite, because chats, comparisons and the download queue must survive a kill at any instant.

Migrations are append-only: a released one is never edited, a database of any age walks up to today.
One connection behind one lock is the serial lane; every call is short. A damaged database is kept under
another name, a new one is begun and takes over what can be read; a damaged row is left out. Both are told.
"""

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from explorer.base.lock import locked
from explorer.base.repair import columns_after, columns_of, missing, take_over, version_of
from explorer.base.unreadable import UNREADABLE
from explorer.domain.errors import KnownError
from explorer.domain.harmless import storable
from explorer.domain.words import Words, joined

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE seen (
        key TEXT PRIMARY KEY,       -- endpoint and address of a Hub answer
        body BLOB NOT NULL,         -- the answer as received
        read_at TEXT NOT NULL       -- ISO 8601, UTC
    );
    CREATE TABLE downloads (
        id INTEGER PRIMARY KEY,
        repo TEXT NOT NULL,
        commit_sha TEXT NOT NULL,
        files TEXT NOT NULL,        -- JSON list of {path, size, sha256}
        state TEXT NOT NULL,        -- waiting, running, paused, failed, done
        problem TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL
    );
    CREATE TABLE models (
        id TEXT PRIMARY KEY,        -- of domain.local.LocalModel
        last_used_at TEXT
    );
    CREATE TABLE chats (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        model TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        chat INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        record TEXT NOT NULL DEFAULT '{}',  -- JSON: what was sent, measured, and why it ended
        created_at TEXT NOT NULL
    );
    CREATE TABLE comparisons (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        models TEXT NOT NULL,       -- JSON list of references
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        comparison INTEGER NOT NULL REFERENCES comparisons(id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        prompt TEXT NOT NULL,
        text TEXT NOT NULL,
        record TEXT NOT NULL DEFAULT '{}',
        created_at TEXT NOT NULL
    );
    """,
    # The models folder a download began in: what came so far lies there, whatever the settings say now.
    "ALTER TABLE downloads ADD COLUMN folder TEXT NOT NULL DEFAULT '';",
    # What loading and answering took, against what had been estimated: estimates learn from it.
    """
    CREATE TABLE measured (
        file TEXT NOT NULL,         -- name and size of the model's first file
        context INTEGER NOT NULL,   -- tokens
        device TEXT NOT NULL,
        estimated INTEGER NOT NULL, -- bytes, uncorrected
        memory INTEGER NOT NULL,    -- bytes, the most that was seen
        predicted REAL NOT NULL DEFAULT 0,  -- tokens a second, uncorrected
        said REAL NOT NULL DEFAULT 0,       -- as the person was told before
        speed REAL NOT NULL DEFAULT 0,      -- tokens a second of the last answer
        at TEXT NOT NULL,
        PRIMARY KEY (file, context, device)
    );
    """,
    # Turns are a tree: what was asked or answered differently stands beside what it was before.
    """
    ALTER TABLE messages ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;  -- the turn it follows, 0: the first
    ALTER TABLE messages ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;   -- which of those after it is shown
    ALTER TABLE chats ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;      -- which of the first ones is shown
    CREATE INDEX messages_of_chats ON messages (chat, id);
    UPDATE messages SET
        parent = coalesce(
            (SELECT max(m.id) FROM messages m WHERE m.chat = messages.chat AND m.id < messages.id), 0),
        shown = coalesce(
            (SELECT min(m.id) FROM messages m WHERE m.chat = messages.chat AND m.id > messages.id), 0);
    UPDATE chats SET shown = coalesce((SELECT min(id) FROM messages WHERE chat = chats.id), 0);
    CREATE TABLE token_details (
        message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
        body BLOB NOT NULL          -- how likely each token of an answer was, packed
    );
    """,
    # What was read of model files, so that none is read twice while it stays as it is.
    """
    CREATE TABLE files (
        path BLOB PRIMARY KEY,      -- as the system names it
        size INTEGER NOT NULL,
        changed INTEGER NOT NULL,   -- nanoseconds
        header BLOB,                -- JSON of local.header_facts.HeaderFacts
        sha256 TEXT NOT NULL DEFAULT '',
        hashed_at TEXT
    );
    """,
    # A comparison is a document of columns, prompts and settings. Answers name the column and the prompt they
    # belong to: before, a column was its model, and the same prompt asked again opened a new round.
    """
    ALTER TABLE comparisons ADD COLUMN document TEXT NOT NULL DEFAULT '{}';  -- JSON of compare.document
    ALTER TABLE answers ADD COLUMN kind TEXT NOT NULL DEFAULT 'answer';      -- or failure: why there is none
    ALTER TABLE answers ADD COLUMN candidate TEXT NOT NULL DEFAULT '';       -- key of the column
    ALTER TABLE answers ADD COLUMN prompt_key TEXT NOT NULL DEFAULT '';
    ALTER TABLE answers ADD COLUMN point TEXT NOT NULL DEFAULT '';           -- of a grid of settings
    ALTER TABLE answers ADD COLUMN run INTEGER NOT NULL DEFAULT 0;           -- of comparison_runs, 0: older
    ALTER TABLE answers ADD COLUMN file TEXT NOT NULL DEFAULT '';            -- name and size of the model
    CREATE INDEX answers_of_files ON answers (file, id);
    CREATE INDEX answers_of_comparisons ON answers (comparison, id);
    CREATE TABLE comparison_runs (
        id INTEGER PRIMARY KEY,
        comparison INTEGER NOT NULL REFERENCES comparisons(id) ON DELETE CASCADE,
        steps TEXT NOT NULL,                -- JSON list of compare.plan.Step
        is_parallel INTEGER NOT NULL,
        began_at TEXT NOT NULL,
        ended TEXT NOT NULL DEFAULT ''      -- done, stopped, dropped; empty: it runs, or was interrupted
    );
    CREATE TABLE votes (
        id INTEGER PRIMARY KEY,
        comparison INTEGER NOT NULL REFERENCES comparisons(id) ON DELETE CASCADE,
        record TEXT NOT NULL,               -- JSON of compare.votes.Vote
        created_at TEXT NOT NULL
    );
    UPDATE answers SET candidate = model;
    WITH marked AS (
        SELECT id, comparison, model, prompt IS NOT lag(prompt) OVER (PARTITION BY comparison ORDER BY id)
            AS is_new FROM answers
    ), runs AS (
        SELECT id, comparison, model, sum(is_new) OVER (PARTITION BY comparison ORDER BY id) AS stretch
        FROM marked
    ), turns AS (
        SELECT id, comparison, stretch,
            row_number() OVER (PARTITION BY comparison, stretch, model ORDER BY id) AS turn FROM runs
    ), ranked AS (
        SELECT id, dense_rank() OVER (PARTITION BY comparison ORDER BY stretch, turn) AS number FROM turns
    )
    UPDATE answers SET prompt_key = (SELECT 'p' || number FROM ranked WHERE ranked.id = answers.id);
    UPDATE comparisons SET document = json_object(
        'schema', 1,
        'columns', json((SELECT json_group_array(json_object('key', value, 'reference', value))
            FROM json_each(comparisons.models))),
        'prompts', json((SELECT json_group_array(json_object('key', prompt_key, 'text', prompt)) FROM (
            SELECT prompt_key, prompt FROM answers WHERE comparison = comparisons.id
            GROUP BY prompt_key ORDER BY CAST(substr(prompt_key, 2) AS INTEGER)))),
        'blind_seed', id
    );
    UPDATE comparisons SET document = json_set(document, '$.sampling',
        json((SELECT value FROM state WHERE key = 'compare.sampling')))
        WHERE EXISTS (SELECT 1 FROM state WHERE key = 'compare.sampling' AND json_valid(value));
    """,
    # What the person calls models.
    """
    CREATE TABLE aliases (
        id TEXT PRIMARY KEY,                -- of domain.local.LocalModel
        sha256 TEXT NOT NULL,               -- of its bytes, where they were hashed: then it says which
        name TEXT NOT NULL
    );
    """,
    # How a chat is asked belongs to it. NULL in one of before: then its last answer tells, see chat_controls.
    "ALTER TABLE chats ADD COLUMN controls TEXT;",  # JSON of playground.controls
    # A deleted chat can come back until the app ends; then it is really removed.
    "ALTER TABLE chats ADD COLUMN deleted_at TEXT NOT NULL DEFAULT '';",
)


COLUMNS = 80  # of all tables that these make; another number is looked into
_INCREMENTAL = 2  # auto_vacuum: free pages are given back when asked for
_ENDS = ("", "-wal", "-shm")  # of the files of a database
_PIECE = 256  # pages at a time, about a megabyte
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PATIENCE = 10.0  # seconds until another process has begun a new database
_LARGEST = 18  # digits of a number that fits into a column
_REFUSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)

_DAMAGE = Words("The database is damaged.")


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
            except UNREADABLE:
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
                    _DAMAGE,
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
        self._demand_alone()
        try:
            taken = self._made_anew()
            aside = self._change_places()
            self._mark.unlink(missing_ok=True)
        except (OSError, sqlite3.DatabaseError) as refused:
            raise _unreadable(self._path, error) from refused
        self._open_whole()
        done = (
            Words("What can be read of it was taken over.") if taken else Words("Nothing of it can be read.")
        )
        begun = Words("It is kept as {file}, and a new one was begun.", file=str(aside))
        self.tell(joined(" ", (_DAMAGE, begun, done)))

    def _demand_alone(self) -> None:
        """Raises KnownError while another process has it open: it would go on writing to what is aside."""
        db = _connect(self._path)
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                advice = Words("Close the app everywhere, then start it again: then it is mended.")
                raise KnownError(_DAMAGE, advice, str(error)) from error
        finally:
            db.close()

    def _made_anew(self) -> int:
        """Make a whole one beside the damaged one, which stays as it is until then; the rows it took over.

        It is begun in the version that the damaged one is of, and walks up with its rows. Raises
        sqlite3.DatabaseError if one of them does not let it.
        """
        for end in _ENDS:
            self._fresh.with_name(self._fresh.name + end).unlink(missing_ok=True)
        begun = Store(self._fresh, self._migrations[: version_of(self._path) or None], mends=False)
        try:
            with begun._words():
                taken = take_over(begun._db, self._path)
        finally:
            begun.close()
        Store(self._fresh, self._migrations, mends=False).close()
        return taken

    def _change_places(self) -> Path:
        """Put the new one where the damaged one is, without a moment between; where that one lies then."""
        aside = _free_name(self._path)
        for end in _ENDS[1:]:
            with suppress(FileNotFoundError):
                self._path.with_name(self._path.name + end).replace(aside.with_name(aside.name + end))
        try:
            aside.hardlink_to(self._path)
        except (OSError, NotImplementedError):  # not on every disk
            shutil.copy2(self._path, aside)
        try:
            self._fresh.replace(self._path)
        except OSError:
            aside.unlink()
            raise
        return aside

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


def _free_name(path: Path) -> Path:
    """Beside it, where no other damaged one lies."""
    aside, number = path.with_suffix(f".damaged{path.suffix}"), 1
    while aside.exists():
        number += 1
        aside = path.with_suffix(f".damaged-{number}{path.suffix}")
    return aside


def _unreadable(path: Path, error: sqlite3.Error) -> KnownError:
    return KnownError(
        Words("The database {name} could not be read.", name=path.name),
        Words(
            "Move {path} away to start with an empty one; models and settings are not affected.",
            path=str(path),
        ),
        str(error),
    )


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one; executescript would end the transaction."""
    statement = ""
    for part in script.split(";")[:-1]:
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
