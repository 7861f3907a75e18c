"""Found by its words: FTS5 and its bm25.

Words that stand in very many passages say nothing of any of them and cost most of the time, so they are left
out; so are, where there is any other, those that every question has. Scripts that put no spaces between words
are found by two signs at a time.
"""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise

from explorer.base.store import Store
from explorer.documents.index.empty_words import EMPTY_WORDS

_PLAIN = "unicode61 remove_diacritics 2"
_STEMS = f"porter {_PLAIN}"  # as in schema.py
_MOST = 24  # words that are looked for
_LONGEST = 200  # words of a question that are looked at
_COMMON = 10  # in one of so many passages
_FEW = 2_000  # passages in which common words cost nothing
# Thai, Lao, Burmese, Khmer; kana, Chinese characters and those of its compatibility blocks
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def pairs_of(text: str) -> str:
    """The signs of scripts without spaces, two by two, as words of an index; "" where there are none."""
    if text.isascii():
        return ""
    runs = (found[0] for found in _UNSPACED.finditer(text))
    return " ".join(a + b for run in runs for a, b in pairwise(run))


def find_by_words(
    reads: Store, question: str, within: Sequence[int] | None, most: int
) -> list[tuple[int, float]]:
    """Passages with their bm25, the largest first. ``within``: ids of documents, ``None`` for all."""
    match = _match(reads, question)
    if not match or within == []:
        return []
    if within is None:
        sql = """SELECT rowid AS id, -rank AS bm25 FROM passages_text
            WHERE passages_text MATCH ? ORDER BY rank LIMIT ?"""
        rows = reads.read(sql, match, most)
    else:  # the order of the tables is meant: else the index is asked for each passage of the documents
        sql = """SELECT p.id, -t.rank AS bm25
            FROM passages_text AS t CROSS JOIN passages AS p ON p.id = t.rowid
            WHERE passages_text MATCH ? AND p.document IN (SELECT value FROM json_each(?))
            ORDER BY t.rank LIMIT ?"""
        rows = reads.read(sql, match, str(list(within)), most)
    return [(row["id"], row["bm25"]) for row in rows]


def _match(reads: Store, question: str) -> str:
    """The query: words of the question that the index has, the rarest where they are many."""
    total = reads.read("SELECT COALESCE(SUM(passages), 0) AS number FROM documents")[0]["number"]
    asked = _words(question)
    telling = [one for one in asked if one[0] not in EMPTY_WORDS] or asked
    often = {word: number for word, stem in telling if (number := _passages_with(reads, stem))}
    rare = [word for word in often if total <= _FEW or often[word] <= total / _COMMON] or list(often)
    chosen = sorted(rare, key=often.__getitem__)[:_MOST]
    return " OR ".join(f'"{word}"' for word in chosen)  # no sign of a question is an operator then


def _words(question: str) -> list[tuple[str, str]]:
    """Words of a question, each once, and the stem that the index has of it.

    A stem is not asked for itself: its own stem may be another one.
    """
    spaced = _UNSPACED.sub(" ", question)
    asked = f"{spaced} {pairs_of(question)}"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        words, stems = (_cut(db, asked, *table) for table in (("plain", _PLAIN), ("stems", _STEMS)))
    return list(dict(zip(words, stems, strict=True)).items())[:_LONGEST]


def _cut(db: sqlite3.Connection, text: str, table: str, tokens: str) -> list[str]:
    db.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(text, tokenize='{tokens}')")
    db.execute(f"CREATE VIRTUAL TABLE {table}_words USING fts5vocab({table}, 'instance')")
    db.execute(f"INSERT INTO {table} VALUES (?)", (text,))  # noqa: S608  names of our own
    return [term for (term,) in db.execute(f"SELECT term FROM {table}_words ORDER BY offset")]  # noqa: S608


def _passages_with(reads: Store, stem: str) -> int:
    reads.write(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'passages_text', 'row')"
    )
    rows = reads.read("SELECT doc FROM temp.words WHERE term = ?", stem)
    return int(rows[0]["doc"]) if rows else 0
