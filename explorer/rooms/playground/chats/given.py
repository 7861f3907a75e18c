"""The passages that answers were given, kept with the answer: asked anew it may get others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from explorer.base.store import Store
from explorer.documents.passages import Flag, GivenPassage, PassagePlace, Ranks
from explorer.documents.prompt import passage_head


@dataclass(frozen=True)
class _KeptRanks(Ranks):
    forgotten_at: str = ""  # the day; its words are gone then


class GivenStore:
    """In the database of the chats, by the id of the answer's turn."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, message: int, given: Sequence[GivenPassage]) -> None:
        """In place of what was kept for it."""
        with self._store.transaction():
            self._store.write("DELETE FROM given WHERE message = ?", message)
            for one in given:
                self._store.write(
                    """INSERT INTO given (message, number, document, title, place, text, ranks, flags)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                    message, one.number, one.document, one.title, _json(one.place), one.text,
                    _json(_ranks_of(one)), _json(one.flags),
                )  # fmt: skip

    def of(self, message: int) -> tuple[GivenPassage, ...]:
        """By their numbers."""
        return self.of_all((message,)).get(message, ())

    def of_all(self, messages: Sequence[int]) -> Mapping[int, tuple[GivenPassage, ...]]:
        """Of those that were given something."""
        found: dict[int, list[GivenPassage]] = {}
        rows = self._store.read_each(
            "given",
            lambda row: (row["message"], _given_of(row)),
            """SELECT * FROM given WHERE message IN (SELECT value FROM json_each(?)) AND number > 0
            ORDER BY message, number""",
            _json(messages),
        )
        for message, one in rows:
            found.setdefault(message, []).append(one)
        return {message: tuple(given) for message, given in found.items()}

    def note_nothing(self, message: int, why: str = "") -> None:
        """Its documents were looked through, and it was given nothing: see ``WhyNothing``."""
        self._store.write(
            "INSERT OR REPLACE INTO given (message, number, document, title, place, text)"
            " VALUES (?, 0, '', ?, '', '')",
            message, why,
        )  # fmt: skip

    def why_nothing(self, message: int) -> str | None:
        """As it was noted; ``None`` if it was not."""
        rows = self._store.read("SELECT title FROM given WHERE message = ? AND number = 0", message)
        return str(rows[0]["title"]) if rows else None

    def rename(self, chat: int, document: str, other: str) -> None:
        """A document that answers of this chat were given bears another key now."""
        of_chat = "message IN (SELECT id FROM messages WHERE chat = ?)"
        self._store.write(
            f"UPDATE given SET document = ? WHERE document = ? AND {of_chat}",  # noqa: S608  our own words
            other, document, chat,
        )  # fmt: skip

    def answers_with(self, documents: Sequence[str]) -> Mapping[int, tuple[int, ...]]:
        """That were given words of these which are still kept, by their chats."""
        rows = self._store.read(
            """SELECT DISTINCT message, chat FROM given JOIN messages ON messages.id = message
            WHERE document IN (SELECT value FROM json_each(?)) AND given.text <> '' ORDER BY message""",
            _json(documents),
        )
        found: dict[int, tuple[int, ...]] = {}
        for row in rows:
            found[row["chat"]] = (*found.get(row["chat"], ()), row["message"])
        return found

    def is_forgotten_in(self, prompt: str, chat: int) -> bool:
        """Whether a prompt of this chat holds a passage that was forgotten since."""
        rows = self._store.read(
            """SELECT DISTINCT number, title FROM given JOIN messages ON messages.id = message
            WHERE chat = ? AND given.text = '' AND number > 0""",
            chat,
        )
        return any(passage_head(row["number"], row["title"]) in prompt for row in rows)

    def forget(self, documents: Sequence[str], day: date | None = None) -> None:
        """What was given of them: that it was, where it stands in numbers, and when it was forgotten, is all
        that stays: names of places and headings are words of a document.
        """
        on = (day or datetime.now(UTC).date()).isoformat()
        self._store.write(
            """UPDATE given SET text = '', flags = '[]', ranks = ?, place = CASE WHEN json_valid(place) THEN
            json_remove(place, '$.name', '$.section') ELSE '' END
            WHERE document IN (SELECT value FROM json_each(?)) AND text <> ''""",
            _json({"forgotten_at": on}), _json(documents),
        )  # fmt: skip


def _ranks_of(given: GivenPassage) -> Ranks:
    ranks = given.ranks
    if not given.forgotten_at:
        return ranks
    return _KeptRanks(ranks.by_words, ranks.by_meaning, ranks.cosine, given.forgotten_at)


def _given_of(row: Mapping[str, Any]) -> GivenPassage:
    kept = msgspec.json.decode(row["ranks"], type=_KeptRanks)
    return GivenPassage(
        msgspec.convert(row["number"], int),
        msgspec.convert(row["document"], str),
        msgspec.convert(row["title"], str),
        msgspec.json.decode(row["place"], type=PassagePlace),
        msgspec.convert(row["text"], str),
        Ranks(kept.by_words, kept.by_meaning, kept.cosine),
        msgspec.json.decode(row["flags"], type=tuple[Flag, ...]),
        kept.forgotten_at,
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
