"""Our own JSON: all of a chat, to be brought in again, here or on another machine.

``{"format": "open-model-explorer.chats", "version": 1, "chats": [PortableChat, …]}``. A reader takes what it
knows and leaves the rest, so that files of a newer app can be read as far as they mean the same.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from explorer.documents.passages import GivenPassage
from explorer.domain.errors import KnownError
from explorer.domain.generation import Role
from explorer.domain.harmless import harmless_json
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.chat_files import LARGEST
from explorer.rooms.playground.chats.exchange.portable_chat import (
    PortableAttachment,
    PortableChat,
    PortableModel,
    PortableTurn,
)
from explorer.rooms.playground.chats.exchange.reading import UNREADABLE, ChatReading, decoded
from explorer.rooms.playground.chats.settings import read_chat_settings
from explorer.rooms.playground.chats.store import TurnRecord, read_turn_record

FORMAT = "open-model-explorer.chats"
VERSION = 1  # grows with every change that an older reader would misread
OWN_NAME = "Open Model Explorer"
_MOST = 1 << 31  # of anything that is counted here
_ORIGIN = re.compile(r"[a-z]+:\S+")  # of one without, each chat that was made here would be the same


class _File(msgspec.Struct):
    version: int
    chats: list[msgspec.Raw]


class _Turn(msgspec.Struct):
    """A record that another version wrote otherwise must not cost the words."""

    id: int
    role: Role
    text: str
    created_at: datetime
    parent: int = 0
    shown: int = 0
    record: msgspec.Raw = msgspec.Raw(b"{}")
    given: tuple[GivenPassage, ...] = ()
    attachments: tuple[PortableAttachment, ...] = ()


class _Chat(msgspec.Struct):
    origin: str
    created_at: datetime
    changed_at: datetime
    turns: list[_Turn] = []
    title: str = ""
    folder: str = ""
    pinned_at: datetime | None = None
    model: PortableModel = PortableModel()
    settings: msgspec.Raw = msgspec.Raw(b"{}")
    shown: int = 0
    images: dict[str, bytes] = {}


class _DisorderError(Exception):
    pass


def own_json(chats: Iterable[PortableChat]) -> Iterator[bytes]:
    """In parts, each image for itself. Raises KnownError once it is more than can be brought in again."""
    written = 0
    for part in _parts(chats):
        written += len(part)
        if written > LARGEST:
            raise KnownError(
                Words("One file of chats can have {size} at most.", size=size_text(LARGEST)),
                Words("Export fewer chats at once."),
            )
        yield part


def _parts(chats: Iterable[PortableChat]) -> Iterator[bytes]:
    begun = b'{\n "format": "%b",\n "version": %d,\n "chats": [\n' % (FORMAT.encode(), VERSION)
    for chat in chats:
        bare = msgspec.json.encode(msgspec.structs.replace(chat, images={}))
        yield begun + harmless_json(msgspec.json.format(bare, indent=1)).removesuffix(b"\n}")
        begun = b',\n "images": {\n'
        for sha256, data in chat.images.items():
            yield b'%b  "%b": "' % (begun, sha256.encode())
            yield base64.b64encode(data)
            begun = b'",\n'
        yield b'"\n }\n}' if chat.images else b"\n}"
        begun = b",\n"
    yield b"\n]\n}\n"


def own_chats(data: bytes, reading: ChatReading) -> Iterator[PortableChat]:
    """Those of a file of this app. Raises KnownError if it is of a newer one, UNREADABLE if none."""
    file = msgspec.json.decode(data, type=_File)
    if file.version > VERSION:
        raise KnownError(
            Words("These chats were exported by a newer version of this app."),
            Words("Install the newer version, then try again."),
        )
    for raw in file.chats:
        reading.check()
        chat: _Chat | None = None
        try:
            chat = decoded(raw, _Chat)
            yield _portable(chat, reading)
        except (*UNREADABLE, _DisorderError):
            reading.leave_out(chat.title if chat else "", Words("It is damaged."))


def _portable(chat: _Chat, reading: ChatReading) -> PortableChat:
    """Raises _DisorderError where it is of nowhere, where turns refer to what cannot be, or a number is none
    that anything counts.
    """
    if not _ORIGIN.fullmatch(chat.origin):
        raise _DisorderError
    for number, turn in enumerate(chat.turns, start=1):
        given = {one.number for one in turn.given if one.number > 0}
        if turn.id != number or not 0 <= turn.parent < number or len(given) < len(turn.given):
            raise _DisorderError
    parents = {turn.id: turn.parent for turn in chat.turns}
    began = reading.moment(chat.created_at) or reading.now
    turns = tuple(
        PortableTurn(
            id=turn.id,
            role=turn.role,
            text=turn.text,
            created_at=reading.moment(turn.created_at) or began,
            parent=turn.parent,
            shown=turn.shown if parents.get(turn.shown) == turn.id else 0,
            record=_record(turn),
            given=turn.given,
            attachments=turn.attachments,
        )
        for turn in chat.turns
    )
    if not all(map(_is_sound, turns)):
        raise _DisorderError
    return PortableChat(
        origin=chat.origin,
        title=chat.title,
        created_at=began,
        changed_at=reading.moment(chat.changed_at) or began,
        folder=chat.folder,
        pinned_at=reading.moment(chat.pinned_at),
        model=chat.model,
        settings=read_chat_settings(bytes(chat.settings).decode()),
        shown=chat.shown if parents.get(chat.shown) == 0 else 0,
        turns=turns,
        images={key: data for key, data in chat.images.items() if hashlib.sha256(data).hexdigest() == key},
    )


def _is_sound(turn: PortableTurn) -> bool:
    """Whether every number is one that columns, clocks and the screen can hold."""
    left: list[object] = [msgspec.to_builtins((turn.record, turn.given, turn.attachments))]
    while left:
        match left.pop():
            case dict() as members:
                left += (value for key, value in members.items() if key != "seed" or not _is_seed(value))
            case list() | tuple() as values:
                left += values
            case int() | float() as number:
                if not -_MOST < number < _MOST:
                    return False
    return True


def _is_seed(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < 1 << 63


def _record(turn: _Turn) -> TurnRecord:
    """Nobody writes on at an answer that comes out of a file."""
    record = read_turn_record(bytes(turn.record))
    return msgspec.structs.replace(record, end="interrupted") if record.end == "writing" else record
