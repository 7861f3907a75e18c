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
from explorer.documents.index.changes import IndexState, state_of
from explorer.documents.index.empty_words import EMPTY_WORDS

_PLAIN = "unicode61 remove_diacritics 2"
_STEMS = f"porter {_PLAIN}"  # as in schema.py
_MOST = 24  # words that are looked for
_LONGEST = 200  # words of a question that are looked at
_COMMON = 10  # in one of so many passages
_FEW = 2_000  # passages in which common words cost nothing
_VOCABULARY = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'passages_text', 'row')"
# Thai, Lao, Burmese, Khmer; kana, Chinese characters and those of its compatibility blocks
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{UNSPACED}]+")


def pairs_of(text: str) -> str:
    """The signs of scripts without spaces, two by two, as words of an index; "" where there are none."""
    if text.isascii():
        return ""
    runs = (found[0] for found in _UNSPACED.finditer(text))
    return " ".join(a + b for run in runs for a, b in pairwise(run))


class PassageWords:
    """Remembers in how many passages a word stands until something is written: to count a common one takes
    nearly a millisecond.
    """

    def __init__(self, reads: Store) -> None:
        self._reads = reads
        self._state: IndexState | None = None
        self._often: dict[str, int] = {}

    def find(self, question: str, within: Sequence[int] | None, most: int) -> list[tuple[int, float]]:
        """Passages with their bm25, the largest first. ``within``: ids of documents, ``None`` for all."""
        match = self._match(question)
        if not match or within == []:
            return []
        if within is None:
            sql = """SELECT rowid AS id, -rank AS bm25 FROM passages_text
                WHERE passages_text MATCH ? ORDER BY rank LIMIT ?"""
            rows = self._reads.read(sql, match, most)
        else:  # the order of the tables is meant: else the index is asked for each passage of the documents
            sql = """SELECT p.id, -t.rank AS bm25
                FROM passages_text AS t CROSS JOIN passages AS p ON p.id = t.rowid
                WHERE passages_text MATCH ? AND p.document IN (SELECT value FROM json_each(?))
                ORDER BY t.rank LIMIT ?"""
            rows = self._reads.read(sql, match, str(list(within)), most)
        return [(row["id"], row["bm25"]) for row in rows]

    def _match(self, question: str) -> str:
        """The query: words of the question that the index has, the rarest where they are many."""
        state = state_of(self._reads)
        if state != self._state:
            self._state, self._often = state, {}
        total = self._reads.read("SELECT COALESCE(SUM(passages), 0) AS number FROM documents")[0]["number"]
        asked = _words(question)
        telling = [one for one in asked if one[0] not in EMPTY_WORDS] or asked
        often = {word: number for word, stem in telling if (number := self._passages_with(stem))}
        rare = [word for word in often if total <= _FEW or often[word] <= total / _COMMON] or list(often)
        chosen = sorted(rare, key=often.__getitem__)[:_MOST]
        return " OR ".join(f'"{word}"' for word in chosen)  # no sign of a question is an operator then

    def _passages_with(self, stem: str) -> int:
        known = self._often
        if stem not in known:
            self._reads.write(_VOCABULARY)
            rows = self._reads.read("SELECT doc FROM temp.words WHERE term = ?", stem)
            known[stem] = int(rows[0]["doc"]) if rows else 0
        return known[stem]


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
