"""The rows of the list of chats, and of the bin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from msgspec import convert  # a column of SQLite may hold anything

from explorer.base.store import Store

utc_now = partial(datetime.now, UTC)


@dataclass(frozen=True)
class Chat:
    """A row of the list. ``model`` is the id of the model asked or chosen last; ``folder`` 0: in none."""

    id: int
    title: str
    model: str
    changed_at: datetime
    folder: int = 0
    is_pinned: bool = False


@dataclass(frozen=True)
class BinnedChat:
    """One that was deleted, and can still come back."""

    chat: Chat
    deleted_at: datetime


class ChatTable:
    """Every call is short."""

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._now = now

    def all(self) -> tuple[Chat, ...]:
        """Those that are pinned first, and then the one changed last."""
        sql = "SELECT * FROM chats WHERE deleted_at = '' ORDER BY pinned_at = '', changed_at DESC, id DESC"
        return tuple(self._store.read_each("chats", _chat, sql))

    def find(self, chat: int) -> Chat | None:
        sql = "SELECT * FROM chats WHERE id = ? AND deleted_at = ''"
        return next(self._store.read_each("chats", _chat, sql, chat), None)

    def create(self, title: str, model: str) -> Chat:
        now = self._now()
        number = self._store.write(
            "INSERT INTO chats (title, model, created_at, changed_at) VALUES (?, ?, ?, ?)",
            title, model, now.isoformat(), now.isoformat(),
        )  # fmt: skip
        return Chat(number, title, model, now)

    def rename(self, chat: int, title: str) -> None:
        self._store.write("UPDATE chats SET title = ? WHERE id = ?", title, chat)

    def pin(self, chat: int, *, pinned: bool) -> None:
        when = self._now().isoformat() if pinned else ""
        self._store.write("UPDATE chats SET pinned_at = ? WHERE id = ?", when, chat)

    def choose_model(self, chat: int, model: str) -> None:
        """It is to be asked from now on; the chat keeps its place in the list."""
        self._store.write("UPDATE chats SET model = ? WHERE id = ?", model, chat)

    def touch(self, chat: int, model: str) -> None:
        """Note that ``model`` was asked in this chat now."""
        now = self._now().isoformat()
        self._store.write("UPDATE chats SET model = ?, changed_at = ? WHERE id = ?", model, now, chat)

    def delete(self, chat: int) -> None:
        """Into the bin: out of every list, until it is restored, or the bin is emptied."""
        self._store.write("UPDATE chats SET deleted_at = ? WHERE id = ?", self._now().isoformat(), chat)

    def restore(self, chat: int) -> None:
        self._store.write("UPDATE chats SET deleted_at = '' WHERE id = ?", chat)

    def binned(self) -> tuple[BinnedChat, ...]:
        """The one deleted last first."""
        sql = "SELECT * FROM chats WHERE deleted_at <> '' ORDER BY deleted_at DESC, id DESC"
        return tuple(self._store.read_each("chats", _binned, sql))

    def delete_for_good(self, chat: int) -> None:
        """With all that was said in it. Only of the bin."""
        self._store.write("DELETE FROM chats WHERE id = ? AND deleted_at <> ''", chat)

    def close(self) -> None:
        """Of a database that nobody else uses."""
        self._store.close()

    def empty_bin(self) -> None:
        """All that is in it, as the person asked for. What is old goes at each start by itself."""
        self._store.empty_bin(0)


def _chat(row: Mapping[str, Any]) -> Chat:
    title, model = convert(row["title"], str), convert(row["model"], str)
    folder = row["folder"] if isinstance(row["folder"], int) else 0
    return Chat(row["id"], title, model, _moment(row["changed_at"]), folder, row["pinned_at"] != "")


def _binned(row: Mapping[str, Any]) -> BinnedChat:
    return BinnedChat(_chat(row), _moment(row["deleted_at"]))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
