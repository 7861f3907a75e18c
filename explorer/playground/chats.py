"""Chats on disk: every turn is stored as it happens, so that a crash or a kill loses nothing.

A question is stored before it is sent; its answer is a row from the first moment, written again while
it grows. An answer still marked as being written when the app starts was cut off: it becomes
"interrupted" and keeps its text.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from explorer.base.store import Store
from explorer.domain.generation import ChatMessage, Measured, Role, Sampling

Kind = Literal["chat", "completion"]
End = Literal["writing", "end", "length", "stopped", "context_full", "failed", "interrupted"]


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """What belongs to a turn beside its text. Of a question only ``kind`` is set.

    ``messages`` is what was handed to the engine, ``sent`` the prompt it rendered from that.
    """

    kind: Kind = "chat"
    end: End = "end"
    problem: str = ""
    model: str = ""  # id of domain.local.LocalModel
    model_name: str = ""
    sha256: str = ""
    sampling: Sampling | None = None
    messages: tuple[ChatMessage, ...] = ()
    sent: str = ""
    measured: Measured | None = None
    engine: str = ""
    backend: str = ""
    threads: int = 0
    context_length: int = 0


@dataclass(frozen=True)
class Turn:
    """One stored message of a chat."""

    id: int
    chat: int
    role: Role
    text: str
    record: Record


@dataclass(frozen=True)
class Chat:
    """A row of the list of chats. ``model`` is the id of the model asked last."""

    id: int
    title: str
    model: str
    changed_at: datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Chats:
    """Reads and writes chats. Every call is short."""

    def __init__(self, store: Store, now: Callable[[], datetime] = _utc_now) -> None:
        self._store = store
        self._now = now

    def all(self) -> tuple[Chat, ...]:
        """The one changed last first."""
        rows = self._store.read("SELECT * FROM chats ORDER BY changed_at DESC, id DESC")
        return tuple(_chat(row) for row in rows)

    def saying(self, words: str) -> frozenset[int]:
        """The ids of the chats with these words in the title or in a message."""
        escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        rows = self._store.read(
            "SELECT id FROM chats WHERE title LIKE ?1 ESCAPE '\\'"
            " OR id IN (SELECT chat FROM messages WHERE text LIKE ?1 ESCAPE '\\')",
            f"%{escaped}%",
        )
        return frozenset(row["id"] for row in rows)

    def create(self, title: str, model: str) -> Chat:
        now = self._now()
        number = self._store.write(
            "INSERT INTO chats (title, model, created_at, changed_at) VALUES (?, ?, ?, ?)",
            title, model, now.isoformat(), now.isoformat(),
        )  # fmt: skip
        return Chat(number, title, model, now)

    def rename(self, chat: int, title: str) -> None:
        self._store.write("UPDATE chats SET title = ? WHERE id = ?", title, chat)

    def delete(self, chat: int) -> None:
        self._store.write("DELETE FROM chats WHERE id = ?", chat)

    def touch(self, chat: int, model: str) -> None:
        """Note that ``model`` was asked in this chat now."""
        now = self._now().isoformat()
        self._store.write("UPDATE chats SET model = ?, changed_at = ? WHERE id = ?", model, now, chat)

    def turns(self, chat: int) -> tuple[Turn, ...]:
        """In the order they were said."""
        return tuple(_turn(row) for row in self._rows("WHERE chat = ? ORDER BY id", chat))

    def add(self, chat: int, role: Role, text: str, record: Record) -> Turn:
        number = self._store.write(
            "INSERT INTO messages (chat, role, text, record, created_at) VALUES (?, ?, ?, ?, ?)",
            chat, role, text, _encode(record), self._now().isoformat(),
        )  # fmt: skip
        return Turn(number, chat, role, text, record)

    def update(self, turn: Turn) -> None:
        self._store.write(
            "UPDATE messages SET text = ?, record = ? WHERE id = ?", turn.text, _encode(turn.record), turn.id
        )

    def drop_from(self, turn: Turn) -> None:
        """Remove a turn and everything said after it."""
        self._store.write("DELETE FROM messages WHERE chat = ? AND id >= ?", turn.chat, turn.id)

    def together(self) -> AbstractContextManager[None]:
        """Several changes that happen all or not at all."""
        return self._store.transaction()

    def mark_interrupted(self) -> None:
        """Call once at start, before anything is asked."""
        for row in self._rows("WHERE role = 'assistant' AND record LIKE '%\"writing\"%'"):
            turn = _turn(row)
            if turn.record.end == "writing":
                self.update(replace(turn, record=msgspec.structs.replace(turn.record, end="interrupted")))

    def _rows(self, where: str, *values: object) -> Iterator[Mapping[str, Any]]:
        yield from self._store.read(f"SELECT * FROM messages {where}", *values)  # noqa: S608  own words only


def _encode(record: Record) -> str:
    return msgspec.json.encode(record).decode()


def _chat(row: Mapping[str, Any]) -> Chat:
    return Chat(row["id"], row["title"], row["model"], datetime.fromisoformat(row["changed_at"]))


def _turn(row: Mapping[str, Any]) -> Turn:
    record = msgspec.json.decode(row["record"], type=Record)
    return Turn(row["id"], row["chat"], row["role"], row["text"], record)
