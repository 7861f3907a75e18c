"""The index of documents: collections, what was read of each document, its passages and their vectors.

One file of its own, so that no chat waits for it and what is forgotten can be cleaned out of it alone. A
document is written in one transaction: a kill leaves nothing of it or all. Reads have a connection of their
own: the screen does not wait while a long document is written.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from explorer.base.store import MEMORY, Store
from explorer.documents.index import rows, vectors, writing
from explorer.documents.index.schema import DOCUMENT_MIGRATIONS
from explorer.documents.index.words import PassageWords
from explorer.documents.index.writing import FileStamp
from explorer.documents.passages import Collection, CollectionKind, Document, ReadPage
from explorer.domain.errors import KnownError
from explorer.domain.words import Words

_COLLECTIONS = """
    SELECT c.*, COUNT(d.id) AS documents, COALESCE(SUM(d.passages), 0) AS passages
    FROM collections AS c
    LEFT JOIN (SELECT DISTINCT collection, document FROM members) AS m ON m.collection = c.id
    LEFT JOIN documents AS d ON d.id = m.document
"""
_EMBEDDED = """
    SELECT m.collection, v.embedder, SUM(v.number) AS number
    FROM (SELECT embedder, document, COUNT(*) AS number FROM vectors GROUP BY embedder, document) AS v
    JOIN (SELECT DISTINCT collection, document FROM members) AS m ON m.document = v.document
    GROUP BY m.collection, v.embedder
"""


class DocumentIndex:
    """Every call is short; call from any thread. ``Path(":memory:")``: nothing of it reaches the disk."""

    def __init__(self, path: Path, tell: Callable[[Words], None] = lambda _words: None) -> None:
        """Raises KnownError if there can be no database."""
        self.writes = Store(path, DOCUMENT_MIGRATIONS, tell)
        self.reads = self.writes.beside() if path == MEMORY else Store(path, DOCUMENT_MIGRATIONS, tell)
        self.vectors, self.words = vectors.VectorCache(self.reads), PassageWords(self.reads)

    def collections(self, kind: CollectionKind | None = None) -> tuple[Collection, ...]:
        """By name; without a ``kind`` those that a person made, so none of a chat's own documents."""
        embedded: dict[int, int] = {}
        for row in self.reads.read(_EMBEDDED):
            embedded[row["collection"]] = max(embedded.get(row["collection"], 0), row["number"])
        found = self.reads.read(f"{_COLLECTIONS} GROUP BY c.id ORDER BY c.name COLLATE NOCASE, c.id")
        return tuple(
            rows.collection_of(row, embedded.get(row["id"], 0))
            for row in found
            if row["kind"] == kind or (kind is None and row["kind"] != "chat")
        )

    def create(self, name: str, kind: CollectionKind = "files", folder: str = "") -> Collection:
        key = os.urandom(8).hex()
        self.writes.write(
            "INSERT INTO collections (key, name, kind, folder, created_at) VALUES (?, ?, ?, ?, ?)",
            key, name, kind, os.fsencode(folder), now(),
        )  # fmt: skip
        return Collection(key, name, kind, folder)

    def rename(self, collection: str, name: str) -> None:
        self.writes.write("UPDATE collections SET name = ? WHERE key = ?", name, collection)

    def follow(self, collection: str, *, is_stopped: bool = False) -> None:
        """Whether its folder is looked at when it changes."""
        sql = "UPDATE collections SET is_stopped = ? WHERE key = ? AND kind = 'folder'"
        self.writes.write(sql, int(is_stopped), collection)

    def documents(self, collection: str) -> tuple[Document, ...]:
        """By name, that of its file in this collection. "gone" is one whose file is not in the folder any
        more.
        """
        found = self.reads.read(
            """SELECT d.*, m.path AS member, MIN(m.gone_at) AS gone_at FROM collections AS c
            JOIN members AS m ON m.collection = c.id JOIN documents AS d ON d.id = m.document
            WHERE c.key = ? GROUP BY d.id""",
            collection,
        )
        documents = (rows.held_as(rows.document_of(row), os.fsdecode(row["member"])) for row in found)
        return tuple(sorted(documents, key=lambda one: (one.name.casefold(), one.path)))

    def collections_with(self, document: str) -> tuple[str, ...]:
        """Keys of those that it is in."""
        sql = """SELECT DISTINCT c.key FROM documents AS d JOIN members AS m ON m.document = d.id
            JOIN collections AS c ON c.id = m.collection WHERE d.key = ?"""
        return tuple(row["key"] for row in self.reads.read(sql, document))

    def document(self, key: str) -> Document | None:
        found = self.reads.read("SELECT *, '' AS gone_at FROM documents WHERE key = ?", key)
        return rows.document_of(found[0]) if found else None

    def hold(self, path: Path, collection: str, sha256: str, stamp: FileStamp) -> Document | None:
        """Take a file in whose bytes were read already; ``None`` if they were not."""
        with self.changing(collection) as number:
            held = writing.keep_same(self.writes, number, path, sha256, stamp)
            return None if held is None else self._known(held, path)

    def put(
        self,
        path: Path,
        collection: str,
        pages: Iterable[ReadPage],
        sha256: str,
        kind: str,
        stamp: FileStamp | None = None,
        note: Words | None = None,
    ) -> Document:
        """Keep what was read of a file, all at once; the same bytes are one document, in many collections.

        A file that changed keeps the key of its document. ``stamp``: of the file before it was read.
        ``note``: what of it could not be read, its ``problem``.
        """
        stamp = stamp or writing.stamp_of(path)
        read = writing.ReadFile(path, sha256, kind, stamp, tuple(pages), note)
        passages = read.passages()  # before the others have to wait
        with self.changing(collection) as number:
            return self._known(writing.keep_read(self.writes, number, read, passages, now()), path)

    def fail(
        self,
        path: Path,
        collection: str,
        error: KnownError,
        stamp: FileStamp | None = None,
        *,
        is_passing: bool = False,
    ) -> Document:
        """Note why a file could not be read; what an earlier state of it said is not found any more.

        ``is_passing``: what was read of it before stays, and it counts as changed, so that it is read again.
        """
        with self.changing(collection) as number:
            stamp = stamp or writing.stamp_of(path)
            held = writing.held_text(self.writes, number, path) if is_passing else None
            if held is None:
                stamp = FileStamp(stamp.size) if is_passing else stamp
                held = writing.keep_failed(self.writes, number, path, error, stamp, now())
            return self._known(held, path)

    def take_out(self, document: str, collection: str) -> None:
        """Out of this collection; of one that is in no other nothing is kept. See forget.py for the rest."""
        with self.changing(collection) as number:
            writing.keep_out(self.writes, document, number)
            self.writes.write(
                """DELETE FROM members WHERE collection = ?
                AND document = (SELECT id FROM documents WHERE key = ?)""",
                number, document,
            )  # fmt: skip
            writing.drop_unheld(self.writes)

    def take_in(self, document: str, collection: str) -> None:
        """Into the collection of another chat, as it is."""
        with self.changing(collection) as number:
            self.writes.write(
                """INSERT OR IGNORE INTO members (collection, document, path, size, changed)
                SELECT ?, id, CAST(key AS BLOB), size, 0 FROM documents WHERE key = ?""",
                number, document,
            )  # fmt: skip

    def pages(self, document: str, each: int = 1) -> tuple[ReadPage, ...]:
        """``each``: the first of so many, to look at some of a long document."""
        found = self.reads.read(
            """SELECT p.* FROM pages AS p JOIN documents AS d ON d.id = p.document
            WHERE d.key = ? AND (p.number - 1) % ? = 0 ORDER BY p.number""",
            document, each,
        )  # fmt: skip
        return tuple(rows.page_of(row) for row in found)

    def unembedded(self, identity: str, limit: int, before: int | None = None) -> tuple[tuple[int, str], ...]:
        """Passages without a vector of this embedder, the newest first: their ids, and the text to embed.

        ``before`` this id: who asks for one piece after the other need not look at all of them each time.
        """
        return vectors.unembedded(self.reads, identity, limit, before)

    def keep_vectors(self, identity: str, vectors_of: Mapping[int, Sequence[float]]) -> None:
        """Those of passages that were forgotten meanwhile are left out."""
        with self.writes.transaction():
            vectors.keep(self.writes, identity, vectors_of)

    @property
    def has_vectors(self) -> bool:
        """Whether any passage can be found by what it means."""
        return bool(self.reads.read("SELECT 1 FROM vectors LIMIT 1"))

    def close(self) -> None:
        self.writes.close()  # first: in memory it is the same
        self.reads.close()

    @contextmanager
    def changing(self, collection: str) -> Iterator[int]:
        """A transaction, with the id of the collection. Raises KnownError if it is gone."""
        with self.writes.transaction():
            found = self.writes.read("SELECT id FROM collections WHERE key = ?", collection)
            if not found:
                raise KnownError(
                    Words("This collection is not there any more."), Words("Choose another collection.")
                )
            yield found[0]["id"]

    def _known(self, number: int, path: Path) -> Document:
        """As this file of it is called."""
        (row,) = self.writes.read("SELECT *, '' AS gone_at FROM documents WHERE id = ?", number)
        return rows.held_as(rows.document_of(row), str(path))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
