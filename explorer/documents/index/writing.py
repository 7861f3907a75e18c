"""What is written of a document, within a transaction of whoever calls."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from explorer.base.store import Store
from explorer.documents.index.rows import json_of
from explorer.documents.index.words import pairs_of
from explorer.documents.passages import DocumentPassage, Heading, ReadPage
from explorer.documents.reading.chunks import passages_of
from explorer.domain.errors import KnownError
from explorer.domain.words import wording_of


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

    def passages(self) -> list[DocumentPassage]:
        """Of all pages; a heading holds until one of its rank follows, over pages too."""
        found: list[DocumentPassage] = []
        above: list[Heading] = []
        for page in self.pages:
            found += passages_of(page, above)
            for heading in page.headings:
                above = [one for one in above if one.level < heading.level] + [heading]
        return found


def keep_read(
    store: Store, collection: int, read: ReadFile, passages: Sequence[DocumentPassage], now: str
) -> int:
    """The id of its document."""
    same = store.read("SELECT id FROM documents WHERE sha256 = ? AND state = 'read'", read.sha256)
    if same:
        number = int(same[0]["id"])
        if not _is_there(store, number):  # it was renamed or moved
            store.write(
                "UPDATE documents SET path = ?, name = ? WHERE id = ?",
                os.fsencode(read.path), read.path.name, number,
            )  # fmt: skip
    else:
        number = _document(store, collection, read.path, read.stamp, now)
        store.write(
            """UPDATE documents SET sha256 = ?, kind = ?, state = 'read', problem = '', pages = ?,
            passages = ?, characters = ?, flags = ? WHERE id = ?""",
            read.sha256, read.kind, len(read.pages), len(passages),
            sum(len(page.text) for page in read.pages), sum(bool(one.flags) for one in passages), number,
        )  # fmt: skip
        _write_text(store, number, read.pages, passages)
    _hold(store, collection, number, read.path, read.stamp)
    return number


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


def drop_unheld(store: Store) -> None:
    """What is in no collection any more."""
    store.write("DELETE FROM documents WHERE id NOT IN (SELECT document FROM members)")


def _document(store: Store, collection: int, path: Path, stamp: FileStamp, now: str) -> int:
    """The document of a file, without its text: that of before, unless another file is the same document."""
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
    store.write("DELETE FROM passages WHERE document = ?", number)
    store.write("DELETE FROM pages WHERE document = ?", number)
    store.write("UPDATE documents SET size = ?, read_at = ? WHERE id = ?", stamp.size, now, number)
    return number


def _write_text(
    store: Store, document: int, pages: Sequence[ReadPage], passages: Sequence[DocumentPassage]
) -> None:
    for page in pages:
        store.write(
            """INSERT INTO pages (document, number, unit, name, text, headings, flags)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            document, page.number, page.unit, page.name, page.text, json_of(page.headings),
            json_of(page.flags),
        )  # fmt: skip
    for passage in passages:
        store.write(
            "INSERT INTO passages (document, place, flags, text, pairs) VALUES (?, ?, ?, ?, ?)",
            document, json_of(passage.place), json_of(passage.flags), passage.text, pairs_of(passage.text),
        )  # fmt: skip


def _hold(store: Store, collection: int, document: int, path: Path, stamp: FileStamp) -> None:
    store.write(
        """INSERT OR REPLACE INTO members (collection, document, path, size, changed)
        VALUES (?, ?, ?, ?, ?)""",
        collection, document, os.fsencode(path), stamp.size, stamp.changed,
    )  # fmt: skip
    drop_unheld(store)


def _is_there(store: Store, document: int) -> bool:
    rows = store.read("SELECT path FROM documents WHERE id = ?", document)
    return Path(os.fsdecode(rows[0]["path"])).exists()
