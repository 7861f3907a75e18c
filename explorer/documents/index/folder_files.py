"""The files of a collection that follows a folder: as they were when they were read, gone, or taken out."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from explorer.documents.index.store import DocumentIndex, now
from explorer.documents.index.writing import FileStamp, drop_unheld


@dataclass(frozen=True)
class KnownFile:
    """As it was when it was read; not ``is_gone`` while it is in its folder."""

    stamp: FileStamp
    is_gone: bool


def known_files(index: DocumentIndex, collection: str) -> dict[Path, KnownFile]:
    """Those that are gone too."""
    found = index.reads.read(
        """SELECT m.path, m.size, m.changed, m.gone_at FROM members AS m
        JOIN collections AS c ON c.id = m.collection WHERE c.key = ?""",
        collection,
    )
    files = dict[Path, KnownFile]()
    for row in found:
        stamp = FileStamp(row["size"], row["changed"])
        files[Path(os.fsdecode(row["path"]))] = KnownFile(stamp, bool(row["gone_at"]))
    return files


def files_taken_out(index: DocumentIndex, collection: str) -> frozenset[str]:
    """Of the files that a person took out of it: digests of their paths."""
    found = index.reads.read(
        "SELECT t.file FROM taken_out AS t JOIN collections AS c ON c.id = t.collection WHERE c.key = ?",
        collection,
    )
    return frozenset(row["file"] for row in found)


def note_gone(index: DocumentIndex, collection: str, gone: Iterable[Path], there: Iterable[Path]) -> None:
    """Files that are not in their folder any more, and those that are there again. One that was renamed is
    there under its new name: nothing of it has gone.
    """
    with index.changing(collection) as number:
        for path in there:
            index.writes.write(
                "UPDATE members SET gone_at = '' WHERE collection = ? AND path = ?", number, os.fsencode(path)
            )
        for path in gone:
            index.writes.write(
                "UPDATE members SET gone_at = ? WHERE collection = ? AND path = ? AND gone_at = ''",
                now(), number, os.fsencode(path),
            )  # fmt: skip
        index.writes.write(
            """DELETE FROM members WHERE collection = ? AND gone_at <> '' AND EXISTS (
                SELECT 1 FROM members AS other WHERE other.collection = members.collection
                AND other.document = members.document AND other.gone_at = '')""",
            number,
        )  # fmt: skip


def drop_gone(index: DocumentIndex, collection: str, before: str) -> tuple[str, ...]:
    """Take out what has been gone since ``before`` this moment; the names of it."""
    late = "FROM members WHERE collection = ? AND gone_at <> '' AND gone_at <= ?"
    with index.changing(collection) as number:
        rows = index.writes.read(f"SELECT path {late}", number, before)
        if rows:
            index.writes.write(f"DELETE {late}", number, before)
            drop_unheld(index.writes)
    return tuple(Path(os.fsdecode(row["path"])).name for row in rows)
