"""Exports of other programs, made by hand in the forms that their readers describe."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from explorer.base.store import Store
from explorer.rooms.playground.chats.exchange.importing import ChatImport, import_chats
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat
from explorer.rooms.playground.chats.exchange.reading import ChatReading
from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
type Json = Mapping[str, object]


def said(role: str, text: str, at: float | None = 1.7e9, **more: object) -> dict[str, object]:
    """A message of ChatGPT's export. ``more``: members of it, "metadata" and "content" among them."""
    content = {"content_type": "text", "parts": [text]}
    return {"author": {"role": role, "name": None}, "create_time": at, "content": content, **more}


def conversation(
    messages: Mapping[str, tuple[str | None, Json | None]], current: str, **more: object
) -> dict[str, object]:
    """One of ChatGPT's export: by its key the parent and the message of each node."""
    mapping = {
        key: {
            "id": key,
            "message": message,
            "parent": parent,
            "children": [child for child, (above, _) in messages.items() if above == key],
        }
        for key, (parent, message) in messages.items()
    }
    return {
        "title": "Discharge letter",
        "create_time": 1.7e9,
        "update_time": 1.7e9 + 60,
        "mapping": mapping,
        "current_node": current,
        "conversation_id": "c-1",
        **more,
    }


def written(path: Path, value: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def bring_in(store: Store, path: Path) -> ChatImport:
    return import_chats(store, [path], ChatReading(now=NOW))


def brought_in(store: Store, path: Path) -> PortableChat:
    """The one chat that came."""
    (number,) = bring_in(store, path).came
    chat = ExchangeStore(store).read(number)
    assert chat is not None
    return chat


def lines(chat: PortableChat) -> list[tuple[str, str]]:
    """Who says what on the path that is shown."""
    return [(turn.role, turn.text) for turn in chat.path()]
