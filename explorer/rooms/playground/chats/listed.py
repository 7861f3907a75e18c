"""What stands in the column of chats: chats under headings, or those that a search found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.domain.model import Model
from explorer.domain.words import Words
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.folders import ChatFolder
from explorer.rooms.playground.chats.search import ChatHit

PINNED, REST = "pinned", "rest"


@dataclass(frozen=True)
class ChatRow:
    """A chat and the name of its model; ``hit`` is what a search found in it."""

    chat: Chat
    model_name: str
    is_binned: bool = False
    hit: ChatHit | None = None


@dataclass(frozen=True)
class SectionRow:
    """A heading over chats. ``folder`` is ``None`` for those of the app."""

    key: str
    title: str
    count: int
    is_open: bool
    folder: ChatFolder | None = None


type ListedRow = ChatRow | SectionRow


def chat_rows(chats: Sequence[Chat], models: Sequence[Model], *, is_binned: bool = False) -> list[ChatRow]:
    """Each chat with the name of its model; one that is gone is named by its file."""
    names = {model.id: model.name for model in models}
    gone = [chat.model.rsplit("/", 1)[-1].removesuffix(".gguf") for chat in chats]
    return [
        ChatRow(chat, names.get(chat.model, file), is_binned=is_binned)
        for chat, file in zip(chats, gone, strict=True)
    ]


def sections(
    rows: Sequence[ChatRow], folders: Sequence[ChatFolder], folded: Collection[str]
) -> list[ListedRow]:
    """Pinned ones, folders, the rest; where there is only the rest it needs no heading."""
    pinned = [row for row in rows if row.chat.is_pinned]
    free = [row for row in rows if not row.chat.is_pinned]
    known = {folder.id for folder in folders}
    rest = [row for row in free if row.chat.folder not in known]
    if not pinned and not folders:
        return [*rest]
    listed: list[ListedRow] = []
    if pinned:
        listed += _section(SectionRow(PINNED, Words("Pinned"), len(pinned), PINNED not in folded), pinned)
    for folder in folders:
        inside = [row for row in free if row.chat.folder == folder.id]
        key = folder_key(folder)
        listed += _section(SectionRow(key, folder.title, len(inside), key not in folded, folder), inside)
    if rest:
        listed += _section(SectionRow(REST, Words("Other chats"), len(rest), REST not in folded), rest)
    return listed


def folder_key(folder: ChatFolder) -> str:
    return f"folder:{folder.id}"


def found(hits: Sequence[ChatHit], rows: Mapping[int, ChatRow]) -> list[ListedRow]:
    """The chats in the order in which they were found, each with the words it says."""
    return [replace(rows[hit.chat], hit=hit) for hit in hits if hit.chat in rows]


def _section(heading: SectionRow, rows: Sequence[ChatRow]) -> list[ListedRow]:
    return [heading, *rows] if heading.is_open else [heading]
