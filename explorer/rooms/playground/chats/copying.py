"""A chat copied row by row, with new ids: within one database, or out of a temporary one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from explorer.base.store import Store

_OF_TURNS = ("token_details", "sent_prompts", "given")  # tables with rows of messages
_OF_CHAT = "SELECT * FROM {} WHERE message IN (SELECT id FROM messages WHERE chat = ?)"


def copy_chat(source: Store, target: Store, chat: int, title: str, now: datetime) -> int:
    """The id of the copy. Its origin, its pin and what was deleted in it are not copied."""
    moment = now.isoformat()
    with target.transaction():
        old = source.read("SELECT * FROM chats WHERE id = ?", chat)[0]
        changed = {"title": title, "created_at": moment, "changed_at": moment, "pinned_at": "", "origin": ""}
        number = _insert(target, "chats", {**old, **changed, "deleted_at": ""})
        turns = _copy_turns(source, target, chat, number)
        shown = turns.get(old["shown"], 0)
        target.write("UPDATE chats SET shown = ? WHERE id = ?", shown, number)
        for table in _OF_TURNS:
            for row in source.read(_OF_CHAT.format(table), chat):
                if row["message"] in turns:
                    _insert(target, table, {**row, "message": turns[row["message"]]})
        for row in source.read("SELECT * FROM attachments WHERE chat = ?", chat):
            if row["message"] in turns:
                _insert(target, "attachments", {**row, "chat": number, "message": turns[row["message"]]})
    return number


def _copy_turns(source: Store, target: Store, chat: int, number: int) -> Mapping[int, int]:
    """The new id of each; 0 stays 0."""
    turns = {0: 0}
    rows = source.read("SELECT * FROM messages WHERE chat = ? AND deleted_at = '' ORDER BY id", chat)
    for row in rows:
        changed = {"chat": number, "parent": turns.get(row["parent"], 0)}
        turns[row["id"]] = _insert(target, "messages", {**row, **changed})
    for row in rows:
        if row["shown"] in turns:
            target.write("UPDATE messages SET shown = ? WHERE id = ?", turns[row["shown"]], turns[row["id"]])
    return turns


def _insert(target: Store, table: str, row: Mapping[str, Any]) -> int:
    """With a new id, where the table has one."""
    columns = [name for name in row if name != "id"]
    marks = ", ".join("?" * len(columns))
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608  # names of columns
    return target.write(sql, *(row[name] for name in columns))
