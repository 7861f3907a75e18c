"""A chat copied row by row, with new ids: within one database, or out of a temporary one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from explorer.base.store import INCOMPLETE, Store, let_others

_OF_TURNS = ("token_details", "sent_prompts", "given", "attachments")  # tables with rows of messages
_ROWS = "SELECT * FROM {} WHERE message IN (SELECT value FROM json_each(?))"
_OF_THE_CHAT = "SELECT * FROM attachments WHERE chat = ? AND message = 0"  # collections, and what waits
_PIECE = 50  # messages, of which only the last has images: these are copied within a frame


def copy_chat(source: Store, target: Store, chat: int, title: str, now: datetime) -> int:
    """The id of the copy, which is marked as incomplete still. Its origin, its pin and what was deleted in it
    are not copied. In pieces: others read and write in between.
    """
    moment = now.isoformat()
    old = source.read("SELECT * FROM chats WHERE id = ?", chat)[0]
    new = {"title": title, "created_at": moment, "changed_at": moment, "pinned_at": "", "origin": ""}
    number = _insert(target, "chats", old, new | {"deleted_at": INCOMPLETE + moment})
    rows = source.read("SELECT * FROM messages WHERE chat = ? AND deleted_at = '' ORDER BY id", chat)
    turns, late = {0: 0}, list[Mapping[str, Any]]()  # what is shown after them is yet to come
    images = source.read("SELECT message FROM attachments WHERE chat = ? AND kind = 'image'", chat)
    for piece in _pieces(rows, {row["message"] for row in images}):
        with target.transaction():
            _copy_turns(source, target, piece, number, turns)
            for row in late:
                if row["shown"] in turns:
                    sql = "UPDATE messages SET shown = ? WHERE id = ?"
                    target.write(sql, turns[row["shown"]], turns[row["id"]])
        late = [row for row in (*late, *piece) if row["shown"] not in turns]
        let_others()
    target.write("UPDATE chats SET shown = ? WHERE id = ?", turns.get(old["shown"], 0), number)
    copy_waiting(source, target, chat, number)
    return number


def copy_waiting(source: Store, target: Store, chat: int, copy: int) -> None:
    """What is attached to the chat and to none of its questions, as it is now."""
    rows = source.read(_OF_THE_CHAT, chat)
    target.write("DELETE FROM attachments WHERE chat = ? AND message = 0", copy)
    for row in rows:
        with target.transaction():
            _insert(target, "attachments", row, {"chat": copy})
            _copy_image(source, target, row)
        let_others()
    target.remove_stray_images()


def is_short(source: Store, chat: int) -> bool:
    """Whether it is copied within a frame."""
    turns = source.read("SELECT 1 FROM messages WHERE chat = ? LIMIT ?", chat, _PIECE + 1)
    files = source.read("SELECT 1 FROM attachments WHERE chat = ? AND kind <> 'collection' LIMIT 1", chat)
    return len(turns) <= _PIECE and not files


def _pieces(
    rows: Sequence[Mapping[str, Any]], with_images: Collection[int]
) -> Iterator[Sequence[Mapping[str, Any]]]:
    piece = list[Mapping[str, Any]]()
    for row in rows:
        piece.append(row)
        if len(piece) == _PIECE or row["id"] in with_images:
            yield piece
            piece = []
    yield piece


def _copy_turns(
    source: Store, target: Store, rows: Sequence[Mapping[str, Any]], chat: int, turns: dict[int, int]
) -> None:
    """``turns``: the new id of each; those of these rows come to it."""
    highest = target.read("SELECT coalesce(max(id), 0) AS n FROM messages")[0]["n"]
    turns.update({row["id"]: highest + place for place, row in enumerate(rows, start=1)})
    for row in rows:
        parent, shown = turns.get(row["parent"], 0), turns.get(row["shown"], 0)
        new = {"id": turns[row["id"]], "chat": chat, "parent": parent, "shown": shown}
        _insert(target, "messages", row, new)
    ids = msgspec.json.encode([row["id"] for row in rows]).decode()
    for table in _OF_TURNS:
        for row in source.read(_ROWS.format(table), ids):
            new = {"chat": chat} if "chat" in row else {}
            _insert(target, table, row, new | {"message": turns[row["message"]]})
            _copy_image(source, target, row)


def _copy_image(source: Store, target: Store, attachment: Mapping[str, Any]) -> None:
    """Into another database; in one, the copy has the same."""
    if attachment.get("kind") != "image" or source is target:
        return
    sha256 = attachment["reference"]
    if target.read("SELECT 1 FROM images WHERE sha256 = ?", sha256):
        return
    for row in source.read("SELECT * FROM images WHERE sha256 = ?", sha256):
        values = (row["sha256"], row["width"], row["height"], row["data"])
        target.write(
            "INSERT OR IGNORE INTO images (sha256, width, height, data) VALUES (?, ?, ?, ?)", *values
        )


def _insert(target: Store, table: str, row: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    """With what is ``new`` in it, and another id, where the table has one."""
    values = {**{name: value for name, value in row.items() if name != "id"}, **new}
    marks = ", ".join("?" * len(values))
    sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"  # noqa: S608  # names of columns
    return target.write(sql, *values.values())
