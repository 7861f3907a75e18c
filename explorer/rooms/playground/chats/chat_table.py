"""The rows of the list of chats, and of the bin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from msgspec import convert  # a column of SQLite may hold anything

from explorer.base.store import GIVEN_UP, Store, let_others

utc_now = partial(datetime.now, UTC)

_BINNED = "deleted_at GLOB '[0-9]*'"  # see what else stands there in Store
_PIECE = 100  # messages


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
        self._store.write("UPDATE chats SET deleted_at = '' WHERE id = ? AND deleted_at <> ?", chat, GIVEN_UP)

    def binned(self) -> tuple[BinnedChat, ...]:
        """The one deleted last first."""
        sql = f"SELECT * FROM chats WHERE {_BINNED} ORDER BY deleted_at DESC, id DESC"  # noqa: S608  our own
        return tuple(self._store.read_each("chats", _binned, sql))

    def give_up(self, chat: int) -> None:
        """Nothing brings it back; ``remove_given_up`` removes what was said in it. Only of the bin."""
        self._store.note_remains()
        sql = f"UPDATE chats SET deleted_at = ? WHERE id = ? AND {_BINNED}"  # noqa: S608  our own
        self._store.write(sql, GIVEN_UP, chat)

    def give_up_bin(self) -> None:
        """The same of all that is in it, and of turns that were deleted by themselves."""
        self._store.note_remains()
        self._store.write(f"UPDATE chats SET deleted_at = ? WHERE {_BINNED}", GIVEN_UP)  # noqa: S608  our own
        self._store.remove_deleted_turns()

    def remove_given_up(self) -> None:
        """Takes seconds where much was said; in pieces: others read and write in between. Cut off, the next
        start completes it.
        """
        some = "SELECT id FROM messages WHERE chat = ? LIMIT ?"
        for row in self._store.read("SELECT id FROM chats WHERE deleted_at = ?", GIVEN_UP):
            chat = row["id"]
            self._store.write("DELETE FROM attachments WHERE chat = ?", chat)  # ids of turns are given again
            while self._store.read(some, chat, 1):
                self._store.write(f"DELETE FROM messages WHERE id IN ({some})", chat, _PIECE)  # noqa: S608  our own
                let_others()
            self._store.write("DELETE FROM chats WHERE id = ?", chat)
        self._store.remove_stray_images()

    def close(self) -> None:
        """Of a database that nobody else uses."""
        self._store.close()

    def empty_bin(self) -> None:
        """All that is in it, as the person asked for. What is old goes at each start by itself."""
        self.give_up_bin()
        self.remove_given_up()


def _chat(row: Mapping[str, Any]) -> Chat:
    title, model = convert(row["title"], str), convert(row["model"], str)
    folder = row["folder"] if isinstance(row["folder"], int) else 0
    return Chat(row["id"], title, model, _moment(row["changed_at"]), folder, row["pinned_at"] != "")


def _binned(row: Mapping[str, Any]) -> BinnedChat:
    return BinnedChat(_chat(row), _moment(row["deleted_at"]))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
