"""Forgetting: afterwards no byte of a document stands in the file of the index, nor beside it.

Deleting alone leaves words in the full-text index, also after all of its parts were merged, so that is made
anew; in the gaps of pages whose rows were moved to others, whatever ``secure_delete`` overwrites, so the file
is written anew; and in the log of writes that SQLite keeps beside it. Others read meanwhile. A kill in the
middle of it is noticed, as is what was deleted without it (a file that changed): ``finish_forgetting``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from explorer.documents.index.store import DocumentIndex
from explorer.documents.index.writing import drop_unheld, keep_out

type GivenForgetting = Callable[[Sequence[str]], tuple[int, bool]]
_FIRST = 0.5  # of the work: deleting; the rest is cleaning


@dataclass(frozen=True)
class ForgottenDocuments:
    """What was forgotten. ``kept``: names of those that are in another collection too.

    ``answers`` were given some of it, and no longer show it. Not ``is_clean``: another program reads a
    database just now; the rest goes when the app starts again. ``aside``: damaged databases of before, in
    which it may still stand.
    """

    names: tuple[str, ...]
    passages: int = 0
    answers: int = 0
    kept: tuple[str, ...] = ()
    is_clean: bool = True
    aside: tuple[Path, ...] = ()


def _none_given(_keys: Sequence[str]) -> tuple[int, bool]:
    return 0, True


def forget_documents(
    index: DocumentIndex,
    keys: Sequence[str],
    *,
    given: GivenForgetting = _none_given,
    progress: Callable[[float], None] = lambda _share: None,
) -> ForgottenDocuments:
    """In all collections. ``given`` forgets what answers were given of them, and tells of how many, and
    whether no byte of it is left.

    Blocks, for seconds in a large index.
    """
    return _forget(index, keys, given, progress)


def forget_collection(
    index: DocumentIndex,
    key: str,
    *,
    given: GivenForgetting = _none_given,
    progress: Callable[[float], None] = lambda _share: None,
) -> ForgottenDocuments:
    """With its documents, but for those that are in another collection too. As ``forget_documents``."""
    rows = index.reads.read(
        """SELECT DISTINCT d.key, d.name, EXISTS (SELECT 1 FROM members AS other
            WHERE other.document = d.id AND other.collection <> c.id) AS is_elsewhere
        FROM collections AS c JOIN members AS m ON m.collection = c.id
        JOIN documents AS d ON d.id = m.document WHERE c.key = ?""",
        key,
    )
    own = [row["key"] for row in rows if not row["is_elsewhere"]]
    kept = tuple(row["name"] for row in rows if row["is_elsewhere"])
    return _forget(index, own, given, progress, collection=key, kept=kept)


def finish_forgetting(index: DocumentIndex) -> bool:
    """Clean up what was deleted. Blocks. Whether nothing is left to clean."""
    return not index.writes.has_remains or _clean(index, lambda _share: None)


def _forget(
    index: DocumentIndex,
    keys: Sequence[str],
    given: GivenForgetting,
    progress: Callable[[float], None],
    collection: str = "",
    kept: tuple[str, ...] = (),
) -> ForgottenDocuments:
    names, passages = [], 0
    answers, is_clean = given(keys)  # first: once a document is gone nobody would know what to look for
    for number, key in enumerate(keys, 1):
        with index.writes.transaction():
            for row in index.writes.read("SELECT name, passages FROM documents WHERE key = ?", key):
                names.append(row["name"])
                passages += row["passages"]
            index.writes.note_remains()
            keep_out(index.writes, key)
            index.writes.write("DELETE FROM documents WHERE key = ?", key)
        progress(_FIRST * number / len(keys))
    if collection:
        with index.writes.transaction():
            index.writes.note_remains()
            index.writes.write("DELETE FROM collections WHERE key = ?", collection)
            drop_unheld(index.writes)
    is_clean &= _clean(index, lambda share: progress(_FIRST + (1 - _FIRST) * share))
    return ForgottenDocuments(tuple(names), passages, answers, kept, is_clean, _aside(index.writes.path))


def _clean(index: DocumentIndex, progress: Callable[[float], None]) -> bool:
    index.vectors.drop()
    index.writes.write("INSERT INTO passages_text(passages_text) VALUES ('rebuild')")
    progress(0.7)
    is_clean = index.writes.write_anew()
    progress(1.0)
    return is_clean


def _aside(path: Path) -> tuple[Path, ...]:
    return tuple(sorted(path.parent.glob(f"{path.stem}.damaged*{path.suffix}")))
