"""Passages that may answer a question: found by words and by meaning, both ranks made one.

Reciprocal rank fusion: each rank counts 1 / (60 + rank), so no scale of one is set against that of the other.
A rank far behind the best of its way counts hardly: else the many that hold any word of a question, and are a
little like it, would stand before the one that means it. (Of 40 questions, 34 had their answer among the
first three without this rule, and 38 with it; of 20 that it was not chosen by, 13 and 17.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from explorer.documents.index.rows import found_of, json_of
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import FoundPassage, Ranks

_K = 60
_EACH = 50  # of either way
_NEAR_WORDS = 0.5  # of the best bm25
_NEAR_MEANING = 0.2  # below the best cosine
_FAR = 0.01  # what a rank counts beyond that

_Hit = tuple[int, int]  # the place of an index, the id of a passage in it
_Found = list[tuple[_Hit, float]]


@dataclass(frozen=True)
class QuestionVector:
    """Of a question, by the embedder ``identity``; nothing nearer than ``floor`` is nothing."""

    vector: Sequence[float]
    identity: str
    floor: float = 0.0


def search(
    index: DocumentIndex,
    question: str,
    *,
    beside: Sequence[DocumentIndex] = (),
    collections: Sequence[str] = (),
    documents: Sequence[str] = (),
    vector: QuestionVector | None = None,
    top: int = 20,
) -> tuple[FoundPassage, ...]:
    """The best first, of the ``documents`` and of those in the ``collections``; of all where none is named.

    ``beside``: other indexes, which may have some of them. How much a word tells depends on all that an index
    has, so in each there is a first one by words; cosines are of one scale.
    Without a ``vector`` words alone count. Where no word is found and no passage is near, nothing is.
    """
    indexes = (index, *beside)
    withins = [_within(one, collections, documents) for one in indexes]
    by_words = [
        _at(place, one.words.find(question, withins[place], _EACH)) for place, one in enumerate(indexes)
    ]
    near = _nearest(indexes, withins, vector) if vector is not None else []
    if not any(by_words) and (not near or (vector is not None and near[0][1] < vector.floor)):
        return ()
    ranks, scores = _ranked(by_words, near)
    best = sorted(scores, key=lambda hit: (-scores[hit], hit))[:top]
    there = dict[_Hit, FoundPassage]()
    for place, one in enumerate(indexes):
        wanted = [number for of, number in best if of == place]
        there |= _at(place, _read(one, wanted, collections).items())
    return tuple(replace(there[hit], ranks=ranks[hit], score=scores[hit]) for hit in best if hit in there)


def is_near(found: FoundPassage) -> bool:
    """Whether it is near the best of either way: what is not is listed, and not worth being read."""
    return found.score >= 1 / (_K + _EACH)


def _at[T](place: int, found: Iterable[tuple[int, T]]) -> list[tuple[_Hit, T]]:
    return [((place, number), value) for number, value in found]


def _nearest(
    indexes: Sequence[DocumentIndex], withins: Sequence[list[int] | None], vector: QuestionVector
) -> _Found:
    near = _Found()
    for place, one in enumerate(indexes):
        if (table := one.vectors.of(vector.identity)) is not None:
            near += _at(place, table.nearest(vector.vector, withins[place], _EACH))
    return sorted(near, key=lambda found: -found[1])[:_EACH]


def _ranked(by_words: Sequence[_Found], near: _Found) -> tuple[dict[_Hit, Ranks], dict[_Hit, float]]:
    ranks, scores = dict[_Hit, Ranks](), dict[_Hit, float]()
    for found in by_words:
        for rank, (hit, bm25) in enumerate(found, 1):
            ranks[hit] = Ranks(by_words=rank)
            scores[hit] = _counted(rank, is_near=bm25 >= found[0][1] * _NEAR_WORDS)
    for rank, (hit, cosine) in enumerate(near, 1):
        ranks[hit] = replace(ranks.get(hit, Ranks()), by_meaning=rank, cosine=cosine)
        counted = _counted(rank, is_near=cosine >= near[0][1] - _NEAR_MEANING)
        scores[hit] = scores.get(hit, 0.0) + counted
    return ranks, scores


def _counted(rank: int, *, is_near: bool) -> float:
    return (1.0 if is_near else _FAR) / (_K + rank)


def _within(index: DocumentIndex, collections: Sequence[str], documents: Sequence[str]) -> list[int] | None:
    """Ids of the documents that are meant; ``None`` for all."""
    if not collections and not documents:
        return None
    rows = index.reads.read(
        """SELECT m.document AS id FROM members AS m JOIN collections AS c ON c.id = m.collection
        WHERE c.key IN (SELECT value FROM json_each(?))
        UNION SELECT id FROM documents WHERE key IN (SELECT value FROM json_each(?))""",
        json_of(collections), json_of(documents),
    )  # fmt: skip
    return [row["id"] for row in rows]


def _read(
    index: DocumentIndex, passages: Sequence[int], collections: Sequence[str]
) -> dict[int, FoundPassage]:
    """By the name that the file has in one of the collections, if it is in any."""
    rows = index.reads.read(
        """SELECT p.*, d.key, COALESCE((
            SELECT m.path FROM members AS m JOIN collections AS c ON c.id = m.collection
            WHERE m.document = d.id AND c.key IN (SELECT value FROM json_each(?))
            ORDER BY m.gone_at, m.path LIMIT 1), d.path) AS path
        FROM passages AS p JOIN documents AS d ON d.id = p.document
        WHERE p.id IN (SELECT value FROM json_each(?))""",
        json_of(collections), json_of(passages),
    )  # fmt: skip
    return {row["id"]: found_of(row) for row in rows}
