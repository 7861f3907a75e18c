"""Found by its meaning: each passage is a vector of length 1, and all are compared with that of a question.

A vector is kept as one byte a number and what they were multiplied with: a quarter of its size, and of the
best ten passages it misses one in two hundred questions. numpy is imported when the first is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.base.store import Store
from explorer.documents.index.changes import IndexState, state_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROWS = 512  # of a block: a larger one leaves the cache of a processor, or is shared out to threads
_LARGEST = 127  # of a number in a byte
_SCALE = 4  # bytes of the scale


@dataclass(frozen=True)
class VectorTable:
    """All vectors of one embedder: ids of passages and their documents, numbers in bytes, scales."""

    passages: "NDArray[np.int64]"
    documents: "NDArray[np.int64]"
    codes: "NDArray[np.int8]"
    scales: "NDArray[np.float32]"

    def __len__(self) -> int:
        return len(self.passages)

    def nearest(
        self, vector: Sequence[float], within: Sequence[int] | None, most: int
    ) -> list[tuple[int, float]]:
        """Passages with the cosine of their meaning to that of ``vector``, the best first."""
        import numpy as np  # noqa: PLC0415  see above

        rows, width = self.codes.shape
        asked = np.asarray(vector, np.float32)
        if asked.shape != (width,):
            return []
        cosines, block = np.empty(rows, np.float32), np.empty((_ROWS, width), np.float32)
        for first in range(0, rows, _ROWS):
            codes = self.codes[first : first + _ROWS]
            part = block[: len(codes)]
            np.copyto(part, codes)
            np.dot(part, asked, out=cosines[first : first + _ROWS])
        cosines *= self.scales
        if within is not None:
            cosines[~np.isin(self.documents, np.asarray(within, np.int64))] = -2
        best = np.argpartition(-cosines, most)[:most] if most < rows else np.arange(rows)
        best = best[np.lexsort((self.passages[best], -cosines[best]))]
        return [(int(self.passages[one]), float(cosines[one])) for one in best if cosines[one] >= -1.5]


class VectorCache:
    """The vectors of the embedder that was asked last; of what came since then only that is read."""

    def __init__(self, reads: Store) -> None:
        self._reads = reads
        self._kept: _Kept | None = None

    def of(self, identity: str) -> VectorTable | None:
        """``None`` where there are none."""
        state, kept = state_of(self._reads), self._kept
        if kept is None or kept.identity != identity:
            kept = None
        elif kept.state == state:
            return kept.table
        self._kept = self._read(identity, state, kept)
        return self._kept.table

    def drop(self) -> None:
        """Keep none of them in memory."""
        self._kept = None

    def _read(self, identity: str, state: IndexState, kept: "_Kept | None") -> "_Kept":
        (row,) = self._reads.read(
            """SELECT e.id, COUNT(*) AS number, MAX(v.id) AS last FROM embedders AS e
            JOIN vectors AS v ON v.embedder = e.id WHERE e.identity = ?""",
            identity,
        )
        number, last = row["number"], row["last"] or 0
        table = kept.table if kept is not None else None
        if kept is not None and table is not None and last > kept.last:
            table = _joined(table, _read_table(self._reads, row["id"], kept.last))
        if table is None or len(table) != number:  # it is the first time, or some of them have gone
            table = _read_table(self._reads, row["id"]) if number else None
        return _Kept(identity, state, last, table)


@dataclass(frozen=True)
class _Kept:
    """``last``: the highest id of the vectors in the table."""

    identity: str
    state: IndexState
    last: int
    table: VectorTable | None


def _joined(one: VectorTable, other: VectorTable) -> VectorTable:
    import numpy as np  # noqa: PLC0415  see above

    return VectorTable(
        np.concatenate((one.passages, other.passages)),
        np.concatenate((one.documents, other.documents)),
        np.concatenate((one.codes, other.codes)),
        np.concatenate((one.scales, other.scales)),
    )


def _read_table(reads: Store, embedder: int, after: int = 0) -> VectorTable:
    rows = reads.read(
        "SELECT passage, document, code FROM vectors WHERE embedder = ? AND id > ?", embedder, after
    )
    import numpy as np  # noqa: PLC0415  see above

    width = len(rows[0]["code"]) if rows else _SCALE
    whole = np.frombuffer(b"".join(row["code"] for row in rows), np.uint8).reshape(len(rows), width)
    return VectorTable(
        np.fromiter((row["passage"] for row in rows), np.int64, len(rows)),
        np.fromiter((row["document"] for row in rows), np.int64, len(rows)),
        np.ascontiguousarray(whole[:, :-_SCALE]).view(np.int8),
        whole[:, -_SCALE:].copy().view("<f4")[:, 0],
    )


def unembedded(
    reads: Store, identity: str, limit: int, before: int | None = None
) -> tuple[tuple[int, str], ...]:
    """As DocumentIndex.unembedded. The headings that a passage stands under are a part of what it means."""
    rows = reads.read(
        """SELECT p.id, json_extract(p.place, '$.section') AS section, p.text FROM passages AS p
        WHERE p.id < ? AND NOT EXISTS (SELECT 1 FROM vectors AS v WHERE v.passage = p.id
            AND v.embedder = (SELECT id FROM embedders WHERE identity = ?))
        ORDER BY p.id DESC LIMIT ?""",
        before if before is not None else 1 << 62, identity, limit,
    )  # fmt: skip
    return tuple((row["id"], f"{row['section']}\n{row['text']}".lstrip("\n")) for row in rows)


def keep(store: Store, identity: str, vectors: Mapping[int, Sequence[float]]) -> None:
    """Within a transaction."""
    store.write("INSERT OR IGNORE INTO embedders (identity) VALUES (?)", identity)
    for passage, vector in vectors.items():
        store.write(
            """INSERT OR REPLACE INTO vectors (passage, embedder, document, code)
            SELECT p.id, e.id, p.document, ? FROM passages AS p, embedders AS e
            WHERE p.id = ? AND e.identity = ?""",
            code_of(vector), passage, identity,
        )  # fmt: skip


def code_of(vector: Sequence[float]) -> bytes:
    """A byte for each number of a vector of length 1, then the scale that makes them numbers again."""
    import numpy as np  # noqa: PLC0415  see above

    numbers = np.asarray(vector, np.float32)
    scale = np.float32(max(float(np.abs(numbers).max()), 1e-9) / _LARGEST)
    codes = np.round(numbers / scale).astype(np.int8)
    return bytes(codes.tobytes() + scale.astype("<f4").tobytes())


def embedded(reads: Store, identity: str) -> tuple[int, int]:
    """Passages with a vector of this embedder, and all."""
    row = reads.read(
        """SELECT (SELECT COALESCE(SUM(passages), 0) FROM documents) AS every, COUNT(*) AS done FROM vectors
        WHERE embedder = (SELECT id FROM embedders WHERE identity = ?)""",
        identity,
    )[0]
    return row["done"], row["every"]


def identities(reads: Store) -> tuple[str, ...]:
    """Embedders with vectors here, the one with most of them first."""
    rows = reads.read(
        """SELECT e.identity FROM embedders AS e JOIN vectors AS v ON v.embedder = e.id
        GROUP BY e.id ORDER BY COUNT(*) DESC, e.id"""
    )
    return tuple(row["identity"] for row in rows)


def retire(store: Store, identity: str) -> None:
    """Delete the vectors of all embedders but this one: all passages have one of it."""
    store.write("DELETE FROM embedders WHERE identity <> ?", identity)
