"""Files on their way into a collection: hashed, read within limits, kept. Blocks: for a task or a thread.

A file that cannot be read becomes a document that says why, so that nobody wonders where it is.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from explorer.base.hashing import hash_files
from explorer.documents.index.store import DocumentIndex
from explorer.documents.index.writing import FileStamp, stamp_of
from explorer.documents.passages import Document, ReadPage
from explorer.documents.reading.limits import LIMITS
from explorer.documents.reading.read import DocumentReader
from explorer.documents.reading.read_faults import UnreadableError, pictures_told
from explorer.documents.reading.read_messages import ReadFault, ReadSummary
from explorer.domain.errors import KnownError

_PASSING: tuple[ReadFault, ...] = ("unopened", "memory", "time")  # of this moment, and not of the file


def add_file(
    index: DocumentIndex,
    path: Path,
    collection: str,
    *,
    failed: Callable[[KnownError], None] = lambda _error: None,
) -> Document:
    """Alone, with a process of its own. ``failed`` as for ``FileAdding``."""
    with closing(DocumentReader()) as reader:
        return FileAdding(index, collection, reader, failed=failed).add(path)


class FileAdding:
    """Adds files to a collection, one after the other, with one process that reads them.

    ``progress``: pages so far. ``failed`` hears why it could not be read; the document tells it too. ``add``
    raises CancelledError once ``stopped``, and KnownError if it cannot be kept.
    """

    def __init__(
        self,
        index: DocumentIndex,
        collection: str,
        reader: DocumentReader,
        stopped: Callable[[], bool] = lambda: False,
        progress: Callable[[int], None] = lambda _pages: None,
        failed: Callable[[KnownError], None] = lambda _error: None,
    ) -> None:
        self._index, self._collection, self._reader = index, collection, reader
        self._stopped, self._progress, self._failed = stopped, progress, failed

    def add(self, path: Path, password: str = "") -> Document:
        stamp = stamp_of(path)
        sha256 = self._hash(path, stamp)
        same = self._index.hold(path, self._collection, sha256, stamp) if sha256 else None
        if same is not None:
            return same
        try:
            pages, summary = self._read(path, password)
        except UnreadableError as error:
            is_passing = error.fault in _PASSING
            kept = self._index.fail(path, self._collection, error, stamp, is_passing=is_passing)
            self._failed(error)
            return kept
        kind, note = summary.kind, pictures_told(summary)
        return self._index.put(path, self._collection, pages, sha256, kind, stamp, note)

    def _read(self, path: Path, password: str) -> tuple[list[ReadPage], ReadSummary]:
        pages, summary = list[ReadPage](), ReadSummary("")
        with closing(self._reader.read(path, password=password, stopped=self._stopped)) as parts:
            for part in parts:
                if isinstance(part, ReadSummary):
                    summary = part
                else:
                    pages.append(part)
                    self._progress(len(pages))
        return pages, summary

    def _hash(self, path: Path, stamp: FileStamp) -> str:
        """ "" where the reader has to say what is wrong with it."""
        if stamp.size > LIMITS.file:
            return ""
        try:
            return hash_files((path,), self._stopped)[0]
        except OSError:
            return ""
