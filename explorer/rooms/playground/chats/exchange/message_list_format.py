"""Lists of messages as programs write them for an API: ``{"messages": [{"role", "content"}]}``, the list
alone, or one of either in each line.
"""

import hashlib
from collections.abc import Iterable
from itertools import groupby

import msgspec

from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat, PortableModel
from explorer.rooms.playground.chats.exchange.reading import UNREADABLE, ChatReading, decoded
from explorer.rooms.playground.chats.exchange.turn_tree import (
    MessagePiece,
    TurnTree,
    merged,
    one_line,
    spaced,
    used_tool,
)
from explorer.rooms.playground.chats.session import title_of
from explorer.rooms.playground.chats.settings import ChatSettings


class _Part(msgspec.Struct):
    type: str = ""
    text: str | None = None


class _Function(msgspec.Struct):
    name: str | None = None


class _Call(msgspec.Struct):
    function: _Function | None = None


class _Message(msgspec.Struct):
    role: str
    content: str | list[_Part] | None = None
    thought: str | None = None
    reasoning_content: str | None = None  # how other programs call it
    reasoning: str | None = None
    tool_calls: list[_Call] | None = None
    name: str | None = None


class _Conversation(msgspec.Struct):
    messages: list[msgspec.Raw]
    title: str | None = None
    model: str | None = None


def message_list_chat(data: bytes | msgspec.Raw, name: str, reading: ChatReading) -> PortableChat | None:
    """Of an object with messages, or of the list of them; ``name``: of its file. Raises one of UNREADABLE."""
    if bytes(data)[:100].lstrip().startswith(b"["):
        conversation = _Conversation(decoded(data, list[msgspec.Raw]))
    else:
        conversation = decoded(data, _Conversation)
    model = one_line(conversation.model or "")
    pieces, prompts, unread = _pieces(conversation.messages, model, reading)
    if unread:
        reading.leave_out(name, Words("It holds an entry that is not a message."))
        return None
    tree, parent = TurnTree(reading.now), 0
    for _role, row in groupby(pieces, lambda piece: piece.role):
        parent = tree.add(parent, merged(row), is_shown=True)
    shown, turns = tree.finished()
    if not turns:
        reading.empty += 1
        return None
    return PortableChat(
        origin=f"messages:{hashlib.sha256(bytes(data)).hexdigest()[:32]}",
        title=one_line(conversation.title or "") or title_of(turns[0].text) or name,
        created_at=reading.now,
        changed_at=reading.now,
        model=PortableModel(name=model),
        settings=ChatSettings(system_prompt=spaced(prompts)),
        shown=shown,
        turns=turns,
    )


def _pieces(
    messages: Iterable[msgspec.Raw], model: str, reading: ChatReading
) -> tuple[list[MessagePiece], list[str], int]:
    """What was said, the system prompts, and how many messages could not be read."""
    pieces: list[MessagePiece] = []
    prompts: list[str] = []
    unread = 0
    for raw in messages:
        reading.check()
        try:
            message = decoded(raw, _Message)
        except UNREADABLE:
            unread += 1
            continue
        text = _text(message)
        if message.role in ("system", "developer"):
            prompts.append(text)
        elif message.role == "user":
            pieces.append(MessagePiece("user", text))
        elif message.role == "assistant":
            thought = message.thought or message.reasoning_content or message.reasoning or ""
            pieces.append(MessagePiece("assistant", text, thought=thought, model_name=model))
            called = [call.function.name for call in message.tool_calls or () if call.function]
            pieces += [used_tool(name, reading) for name in filter(None, called)]
        elif message.role not in ("tool", "function"):  # those are answers to a call
            pieces.append(MessagePiece("assistant", f"{one_line(message.role)}: {text}"))
    return [piece for piece in pieces if piece.text or piece.thought], prompts, unread


def _text(message: _Message) -> str:
    if isinstance(message.content, str):
        return message.content
    parts = message.content or ()
    return spaced(part.text or (f"[{one_line(part.type)}]" if part.type != "text" else "") for part in parts)
