"""Folders that the person puts chats into."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import convert

from explorer.base.store import Store


@dataclass(frozen=True)
class ChatFolder:
    """``id`` is never 0, which stands for none."""

    id: int
    title: str
    position: float = 0


class ChatFolders:
    """Every call is short."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[ChatFolder, ...]:
        """In the order they were made."""
        return tuple(self._read("SELECT * FROM chat_folders ORDER BY position, id"))

    def create(self, title: str) -> ChatFolder:
        """The last of all."""
        last = self._store.read("SELECT max(position) AS last FROM chat_folders")[0]["last"]
        return self.put_back(ChatFolder(0, title, (last or 0) + 1))

    def rename(self, folder: int, title: str) -> None:
        self._store.write("UPDATE chat_folders SET title = ? WHERE id = ?", title, folder)

    def delete(self, folder: int) -> tuple[int, ...]:
        """Its chats stay, in no folder; their ids, with which it can be put back."""
        with self._store.transaction():
            rows = self._store.read("SELECT id FROM chats WHERE folder = ?", folder)
            self._store.write("UPDATE chats SET folder = 0 WHERE folder = ?", folder)
            self._store.write("DELETE FROM chat_folders WHERE id = ?", folder)
        return tuple(row["id"] for row in rows)

    def put_back(self, folder: ChatFolder, chats: Sequence[int] = ()) -> ChatFolder:
        """A folder that was deleted, with those of its chats that were put nowhere else since."""
        with self._store.transaction():
            sql = "INSERT INTO chat_folders (title, position) VALUES (?, ?)"
            number = self._store.write(sql, folder.title, folder.position)
            for chat in chats:
                self._store.write("UPDATE chats SET folder = ? WHERE id = ? AND folder = 0", number, chat)
        return ChatFolder(number, folder.title, folder.position)

    def move(self, chat: int, folder: int) -> None:
        """``folder`` 0: out of any."""
        self._store.write("UPDATE chats SET folder = ? WHERE id = ?", folder, chat)

    def _read(self, sql: str) -> Iterator[ChatFolder]:
        return self._store.read_each("chat_folders", _folder, sql)


def _folder(row: Mapping[str, Any]) -> ChatFolder:
    return ChatFolder(row["id"], convert(row["title"], str), convert(row["position"], float))
