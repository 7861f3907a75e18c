"""What is written of a document, within a transaction of whoever calls."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.base.files import is_there
from explorer.base.store import Store
from explorer.documents.index.rows import json_of
from explorer.documents.index.words import pairs_of
from explorer.documents.passages import DocumentPassage, ReadPage
from explorer.documents.reading.chunks import passages_of
from explorer.domain.errors import KnownError
from explorer.domain.words import Words, wording_of


@dataclass(frozen=True)
class FileStamp:
    """Bytes of a file, and when it was changed, in nanoseconds: another stamp is another content."""

    size: int = 0
    changed: int = 0


def stamp_of(path: Path) -> FileStamp:
    try:
        told = path.stat()
    except OSError:  # it has gone meanwhile
        return FileStamp()
    return FileStamp(told.st_size, told.st_mtime_ns)


@dataclass(frozen=True)
class ReadFile:
    """A file as it was read."""

    path: Path
    sha256: str
    kind: str
    stamp: FileStamp
    pages: tuple[ReadPage, ...]
    note: Words | None = None  # what of it could not be read

    def passages(self) -> tuple[DocumentPassage, ...]:
        return tuple(passages_of(self.pages))


def keep_read(
    store: Store, collection: int, read: ReadFile, passages: Sequence[DocumentPassage], now: str
) -> int:
    """The id of its document."""
    same = keep_same(store, collection, read.path, read.sha256, read.stamp)
    if same is not None:
        return same
    number = _document(store, collection, read.path, read.stamp, now)
    problem = json_of(wording_of(read.note)) if read.note else ""
    store.write(
        """UPDATE documents SET sha256 = ?, kind = ?, state = 'read', problem = ?, pages = ?,
        passages = ?, characters = ?, flags = ? WHERE id = ?""",
        read.sha256, read.kind, problem, len(read.pages), len(passages),
        sum(len(page.text) for page in read.pages), sum(bool(one.flags) for one in passages), number,
    )  # fmt: skip
    _write_text(store, number, read.pages, passages)
    _hold(store, collection, number, read.path, read.stamp)
    return number


def keep_same(store: Store, collection: int, path: Path, sha256: str, stamp: FileStamp) -> int | None:
    """The id of the document that has these bytes already, which holds this file too from now on."""
    same = store.read("SELECT id, path FROM documents WHERE sha256 = ? AND state = 'read'", sha256)
    if not same:
        return None
    number = int(same[0]["id"])
    if not is_there(Path(os.fsdecode(same[0]["path"]))):  # it was renamed or moved
        store.write(
            "UPDATE documents SET path = ?, name = ? WHERE id = ?", os.fsencode(path), path.name, number
        )
    _hold(store, collection, number, path, stamp)
    return number


def held_text(store: Store, collection: int, path: Path) -> int | None:
    """The id of the document that was read of this file."""
    found = store.read(
        """SELECT d.id FROM members AS m JOIN documents AS d ON d.id = m.document
        WHERE m.collection = ? AND m.path = ? AND d.state = 'read'""",
        collection, os.fsencode(path),
    )  # fmt: skip
    return int(found[0]["id"]) if found else None


def keep_failed(
    store: Store, collection: int, path: Path, error: KnownError, stamp: FileStamp, now: str
) -> int:
    number = _document(store, collection, path, stamp, now)
    store.write(
        """UPDATE documents SET sha256 = '', kind = '', state = 'failed', problem = ?, pages = 0,
        passages = 0, characters = 0, flags = 0 WHERE id = ?""",
        json_of(wording_of(error.words)), number,
    )  # fmt: skip
    _hold(store, collection, number, path, stamp)
    return number


def file_digest(path: bytes) -> str:
    return hashlib.sha256(path).hexdigest()


def keep_out(store: Store, key: str, collection: int = 0) -> None:
    """What a person takes out of a folder's collection, or of all of them, does not come back by itself."""
    rows = store.read(
        """SELECT m.collection, m.path FROM members AS m
        JOIN collections AS c ON c.id = m.collection JOIN documents AS d ON d.id = m.document
        WHERE d.key = ?1 AND c.kind = 'folder' AND ?2 IN (0, c.id)""",
        key, collection,
    )  # fmt: skip
    for row in rows:
        store.write(
            "INSERT OR IGNORE INTO taken_out (collection, file) VALUES (?, ?)",
            row["collection"], file_digest(row["path"]),
        )  # fmt: skip


def drop_unheld(store: Store) -> None:
    """What is in no collection any more."""
    unheld = "SELECT id FROM documents WHERE id NOT IN (SELECT document FROM members)"
    if store.read(unheld):
        store.note_remains()
        store.write(f"DELETE FROM documents WHERE id IN ({unheld})")  # noqa: S608  our own words


def _document(store: Store, collection: int, path: Path, stamp: FileStamp, now: str) -> int:
    """The document of a file, without its text: that of before, unless another file is the same document, or
    answers of a chat may have been given it.
    """
    raw = os.fsencode(path)
    alone = store.read(
        """SELECT document FROM members AS m WHERE collection = ? AND path = ?
        AND NOT EXISTS (SELECT 1 FROM members WHERE document = m.document AND id <> m.id)""",
        collection, raw,
    )  # fmt: skip
    if not alone:
        return store.write(
            """INSERT INTO documents (key, name, path, size, kind, state, read_at)
            VALUES (?, ?, ?, ?, '', 'waiting', ?)""",
            os.urandom(8).hex(), path.name, raw, stamp.size, now,
        )  # fmt: skip
    number = int(alone[0]["document"])
    store.note_remains()
    store.write("DELETE FROM passages WHERE document = ?", number)
    store.write("DELETE FROM pages WHERE document = ?", number)
    store.write("UPDATE documents SET size = ?, read_at = ? WHERE id = ?", stamp.size, now, number)
    return number


def _write_text(
    store: Store, document: int, pages: Sequence[ReadPage], passages: Sequence[DocumentPassage]
) -> None:
    for page in pages:
        store.write(
            "INSERT INTO pages (document, number, text, about) VALUES (?, ?, ?, ?)",
            document, page.number, page.text, json_of(replace(page, text="")),
        )  # fmt: skip
    for passage in passages:
        store.write(
            "INSERT INTO passages (document, place, flags, text, pairs) VALUES (?, ?, ?, ?, ?)",
            document, json_of(passage.place), json_of(passage.flags), passage.text, pairs_of(passage.text),
        )  # fmt: skip


def _hold(store: Store, collection: int, document: int, path: Path, stamp: FileStamp) -> None:
    """In a chat each text that was read stays what it is, whatever the file says by then: held by its key."""
    store.write(
        """INSERT OR REPLACE INTO members (collection, document, path, size, changed)
        SELECT c.id, d.id, IIF(c.kind = 'chat' AND d.state = 'read', CAST(d.key AS BLOB), ?), ?, ?
        FROM collections AS c, documents AS d WHERE c.id = ? AND d.id = ?""",
        os.fsencode(path), stamp.size, stamp.changed, collection, document,
    )  # fmt: skip
    store.write(
        "DELETE FROM taken_out WHERE collection = ? AND file = ?", collection, file_digest(os.fsencode(path))
    )
    drop_unheld(store)
