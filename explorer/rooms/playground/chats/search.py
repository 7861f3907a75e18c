"""Finds chats by their words: in titles and names of folders, in questions and answers.

All words must stand in one message, or in one title with its folder; "words in quotes" stand as they do
there. Those of three signs and more are found through an index of trigrams, which also finds parts of words
and scripts without spaces; shorter ones by reading. As the index knows trigrams and not their order, every
hit is looked at once more.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from explorer.base.store import Store

_WORDS = re.compile(r'"([^"]+)"|(\S+)')
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")  # of Markdown
_SIGNS = 3  # of a trigram
_TRIGRAMS, _ASKED = 60, 8  # and short words, of which the database is asked; the second look sees the rest
_PAGE, _PAGES = 250, 12  # messages that are looked at: so a word that is everywhere costs no more than any
_BEFORE, _LENGTH = 30, 140  # signs of a snippet, and those of it before the first word
_LAST = 2**63 - 1

_KEPT = (
    "SELECT messages.id, messages.chat, messages.text FROM {found} JOIN chats ON chats.id = messages.chat"
    " WHERE {says} AND messages.deleted_at = '' AND chats.deleted_at = ''"
)
_LIKE = "messages.text LIKE ? ESCAPE '\\'"
_INDEXED = "messages_text JOIN messages ON messages.id = messages_text.rowid"


@dataclass(frozen=True)
class ChatHit:
    """A chat that says the words. ``turn``: the newest that does, 0 where only the title or the folder does;
    ``snippet`` of it, with the words at ``marks``.
    """

    chat: int
    turn: int = 0
    snippet: str = ""
    marks: tuple[tuple[int, int], ...] = ()


class ChatSearch:
    """Every call reads only, and is short; safe from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, text: str, limit: int = 200) -> tuple[ChatHit, ...]:
        """At most so many chats, the one that said it last first; then those whose titles alone do."""
        words = _words(text)
        wanted, hits = _patterns(words), dict[int, ChatHit]()
        for row in self._rows(words):
            if row["chat"] not in hits:
                snippet, marks = snippet_of(row["text"], wanted)
                hits[row["chat"]] = ChatHit(row["chat"], row["id"], snippet, marks)
            if len(hits) == limit:
                break
        titled = (ChatHit(chat) for chat in self._titled(words) if chat not in hits)
        return (*hits.values(), *islice(titled, limit - len(hits)))

    def in_chat(self, chat: int, text: str) -> list[int]:
        """The turns of a chat that say the words, on whichever branch; the newest first."""
        return [row["id"] for row in self._rows(_words(text), chat)]

    def _titled(self, words: Sequence[str]) -> list[int]:
        rows = self._store.read(
            "SELECT chats.id, chats.title, chat_folders.title AS folder FROM chats"
            " LEFT JOIN chat_folders ON chat_folders.id = chats.folder"
            " WHERE chats.deleted_at = '' ORDER BY chats.changed_at DESC, chats.id DESC"
        )
        said = ((row["id"], f"{row['folder'] or ''}\n{row['title']}") for row in rows if words)
        return [chat for chat, text in said if _says(text, [word.lower() for word in words])]

    def _rows(self, words: Sequence[str], chat: int | None = None) -> Iterator[dict[str, Any]]:
        """Messages that say the words, the newest first; of one chat all, of all chats the newest."""
        if not words:
            return
        sql, number, values = _asked(words)
        lowered = [word.lower() for word in words]
        least, last = 0, _LAST
        if chat is not None:
            sql += " AND messages.chat = ?"
            values.append(chat)
            ends = "SELECT min(id) AS least, max(id) AS last FROM messages WHERE chat = ?"
            row = self._store.read(ends, chat)[0]
            least, last = row["least"] or 0, row["last"] or 0
        sql += f" AND {number} BETWEEN ? AND ? ORDER BY {number} DESC LIMIT {_PAGE}"
        for page in count():
            rows = self._store.read(sql, *values, least, last)
            yield from (row for row in rows if _says(row["text"], lowered))
            if len(rows) < _PAGE or (chat is None and page + 1 == _PAGES):
                return
            last = rows[-1]["id"] - 1


def snippet_of(text: str, wanted: Sequence[re.Pattern[str]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Words around the first that is looked for, on one line, and where in them the words stand."""
    first = min((found.start() for found in (one.search(text) for one in wanted) if found), default=0)
    start = max(0, first - _BEFORE)
    if start:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    cut = _EMPHASIS.sub(r"\2", " ".join(text[start : start + _LENGTH].split()))
    whole = f"{'…' if start else ''}{cut}{'…' if start + _LENGTH < len(text) else ''}"
    return whole, tuple(sorted({found.span() for one in wanted for found in one.finditer(whole)}))


def _words(text: str) -> list[str]:
    found = (quoted.strip() or word for quoted, word in _WORDS.findall(text.replace("\0", " ")))
    return list(dict.fromkeys(filter(None, found)))


def _patterns(words: Sequence[str]) -> list[re.Pattern[str]]:
    return [re.compile(re.escape(word), re.IGNORECASE) for word in words]


def _says(text: object, lowered: Sequence[str]) -> bool:
    if not isinstance(text, str):
        return False  # damaged
    told = text.lower()
    return all(word in told for word in lowered)


def _asked(words: Sequence[str]) -> tuple[str, str, list[object]]:
    """What is asked of the database for messages with these words, their number's column, and values."""
    cuts = (word[at : at + _SIGNS] for word in words for at in range(len(word) - _SIGNS + 1))
    trigrams = list(dict.fromkeys(cuts))[:_TRIGRAMS]
    if trigrams:
        quoted = ('"{}"'.format(one.replace('"', '""')) for one in trigrams)
        sql = _KEPT.format(found=_INDEXED, says="messages_text MATCH ?")
        return sql, "messages_text.rowid", [" AND ".join(quoted)]
    few = words[:_ASKED]
    says = " AND ".join([f"({' OR '.join([_LIKE] * 3)})"] * len(few))
    cased = [_containing(one) for word in few for one in (word, word.lower(), word.upper())]
    return _KEPT.format(found="messages", says=says), "messages.id", [*cased]


def _containing(word: str) -> str:
    """For LIKE, which knows upper and lower case of ASCII only."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
