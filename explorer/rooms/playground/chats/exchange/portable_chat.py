"""A chat by itself, without the database and the folders of this machine: what all readers make and all
writers take.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from explorer.documents.passages import GivenPassage
from explorer.domain.generation import Role
from explorer.rooms.playground.chats.attachments import AttachmentKind, AttachmentMode
from explorer.rooms.playground.chats.settings import ChatSettings
from explorer.rooms.playground.chats.store import TurnRecord


class PortableModel(msgspec.Struct, frozen=True, omit_defaults=True):
    """The model asked last. ``id`` is empty where it would name a folder of this machine."""

    id: str = ""
    name: str = ""
    sha256: str = ""


class PortableAttachment(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What came with a question, by its name: the file itself stays where it is. ``sha256``: of an image that
    the chat has with it.
    """

    kind: AttachmentKind
    name: str
    mode: AttachmentMode = "whole"
    tokens: int = 0
    sha256: str = ""


class PortableTurn(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """``id`` counts the turns of the chat from 1; a turn's is larger than its parent's.

    ``parent`` 0: it is a first one. ``shown``: which of those that follow it is shown, 0 for none.
    """

    id: int
    role: Role
    text: str
    created_at: datetime
    parent: int = 0
    shown: int = 0
    record: TurnRecord = TurnRecord()
    given: tuple[GivenPassage, ...] = ()
    attachments: tuple[PortableAttachment, ...] = ()


class PortableChat(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """``origin`` says which chat of which program it is, wherever it lies: "chatgpt:ID". ``shown``: which of
    the first turns is shown. ``turns`` in the order of their ids. ``images``: PNG or JPEG, by the hashes of
    their bytes, each read when it is asked for; out of a file they may be anything.
    """

    origin: str
    title: str
    created_at: datetime
    changed_at: datetime
    folder: str = ""
    pinned_at: datetime | None = None
    model: PortableModel = PortableModel()
    settings: ChatSettings = ChatSettings()
    shown: int = 0
    turns: tuple[PortableTurn, ...] = ()
    images: Mapping[str, bytes] = {}

    def path(self) -> tuple[PortableTurn, ...]:
        """The turns that are shown, from the first to the last."""
        by_id = {turn.id: turn for turn in self.turns}
        path: list[PortableTurn] = []
        following = self.shown
        while following in by_id and (not path or following > path[-1].id):
            path.append(by_id[following])
            following = path[-1].shown
        return tuple(path)


def shown_after(turns: Iterable[tuple[int, int]], preferred: frozenset[int]) -> Mapping[int, int]:
    """Which turn is shown after each: of those with the same parent a preferred one, else the last.

    ``turns``: id and parent of each, in the order of the ids.
    """
    shown: defaultdict[int, int] = defaultdict(int)
    for number, parent in turns:
        if shown[parent] not in preferred or number in preferred:
            shown[parent] = number
    return shown
