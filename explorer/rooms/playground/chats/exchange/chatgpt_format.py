"""ChatGPT's export: ``conversations.json``, since 2026 also in parts, an array of conversations, each a tree
of messages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.chatgpt_messages import CHATGPT, ChatGptMessages
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat, PortableModel, PortableTurn
from explorer.rooms.playground.chats.exchange.reading import UNREADABLE, ChatReading, decoded
from explorer.rooms.playground.chats.exchange.turn_tree import MessagePiece, TurnTree, merged, one_line
from explorer.rooms.playground.chats.session import title_of


class _Node(msgspec.Struct):
    message: msgspec.Raw = msgspec.Raw(b"null")
    parent: str | None = None
    children: list[str] | None = None


class _Conversation(msgspec.Struct):
    mapping: dict[str, _Node]
    id: str | None = None
    conversation_id: str | None = None
    title: str | None = None
    create_time: float | str | None = None
    update_time: float | str | None = None
    current_node: str | None = None
    is_archived: bool | None = None
    is_starred: bool | None = None
    pinned_time: float | str | None = None


class _Titled(msgspec.Struct):
    title: str | None = None


def chatgpt_chats(conversations: Iterable[msgspec.Raw], reading: ChatReading) -> Iterator[PortableChat]:
    """Each by itself: one that is damaged does not cost the others."""
    for raw in conversations:
        reading.check()
        try:
            conversation = decoded(raw, _Conversation)
        except UNREADABLE:
            reading.leave_out(_title(raw), Words("It is damaged, or written in another way than is known."))
            continue
        chat = _chat(conversation, reading)
        if chat is not None:
            yield chat


def _title(raw: msgspec.Raw) -> str:
    try:
        return decoded(raw, _Titled).title or ""
    except UNREADABLE:
        return ""


def _chat(conversation: _Conversation, reading: ChatReading) -> PortableChat | None:
    title = one_line(conversation.title or "")
    number = conversation.conversation_id or conversation.id
    if not number:
        reading.leave_out(title, Words("It has no number of its own."))
        return None
    walk = _Walk(conversation, ChatGptMessages(reading), reading.moment(conversation.create_time))
    began, shown, turns = walk.turns(reading.now)
    if walk.is_in_circles:
        reading.leave_out(title, Words("Its messages follow each other in a circle."))
        return None
    if not turns:
        reading.empty += 1
        return None
    last = max(turn.created_at for turn in turns)
    pinned = reading.moment(conversation.pinned_time)
    changed = max(reading.moment(conversation.update_time) or last, began)
    model = next((turn.record.model_name for turn in reversed(turns) if turn.record.model_name), CHATGPT)
    return PortableChat(
        origin=f"chatgpt:{number}",
        title=title or title_of(next((turn.text for turn in turns if turn.text), CHATGPT)),
        created_at=began,
        changed_at=changed,
        folder=reading.say(Words("Archived")) if conversation.is_archived else "",
        pinned_at=pinned or (changed if conversation.is_starred else None),
        model=PortableModel(name=model),
        shown=shown,
        turns=turns,
    )


@dataclass
class _Open:
    """A turn that may go on with the next message."""

    parent: int
    pieces: list[MessagePiece] = field(default_factory=list)
    is_shown: bool = False


class _Walk:
    """From the roots down, without recursion: a chat of thousands of messages is as deep."""

    def __init__(
        self, conversation: _Conversation, messages: ChatGptMessages, began: datetime | None
    ) -> None:
        self._nodes, self._messages, self._began = conversation.mapping, messages, began
        self._children = _children(conversation.mapping)
        self._path = _path(conversation.mapping, conversation.current_node)
        self.is_in_circles = False  # known once it was walked

    def turns(self, now: datetime) -> tuple[datetime, int, tuple[PortableTurn, ...]]:
        """When it began, which first turn is shown, and all of them."""
        pieces = {key: self._messages.piece(node.message) for key, node in self._nodes.items()}
        dates = [piece.at for piece in pieces.values() if piece is not None and piece.at is not None]
        began = self._began or min(dates, default=now)
        tree = TurnTree(began)
        waiting: list[tuple[str, int, _Open | None]] = [
            (key, 0, None) for key in reversed(self._children[""])
        ]
        count = 0
        while waiting:
            count += 1
            key, parent, turn = waiting.pop()
            piece = pieces[key]
            if piece is not None:
                if turn is None or turn.pieces[0].role != piece.role:
                    parent = _close(tree, turn, parent)
                    turn = _Open(parent)
                turn.pieces.append(piece)
                turn.is_shown |= key in self._path
            following = self._children.get(key, ())
            if len(following) != 1:
                parent, turn = _close(tree, turn, parent), None
            waiting += [(one, parent, turn) for one in reversed(following)]
        self.is_in_circles = count < len(self._nodes)
        return (began, *tree.finished())


def _close(tree: TurnTree, turn: _Open | None, parent: int) -> int:
    """The id of what follows hangs on."""
    return tree.add(turn.parent, merged(turn.pieces), is_shown=turn.is_shown) if turn else parent


def _children(nodes: dict[str, _Node]) -> dict[str, list[str]]:
    """Of each message in their order, and under "" those that follow none. Each stands in one place alone;
    what runs in a circle is in no place that leads down from there.
    """
    parents: dict[str, str] = {}
    for key, node in nodes.items():
        if node.parent in nodes:
            parents[key] = str(node.parent)
    for key, node in nodes.items():
        for child in node.children or ():
            if child in nodes and child != key:
                parents.setdefault(child, key)
    children: dict[str, list[str]] = {"": [key for key in nodes if key not in parents]}
    for key, node in nodes.items():
        named = [one for one in node.children or () if parents.get(one) == key]
        children.setdefault(key, []).extend(dict.fromkeys(named))
    known = {one for named in children.values() for one in named}
    for key, parent in parents.items():
        if key not in known:
            children[parent].append(key)
    return children


def _path(nodes: dict[str, _Node], leaf: str | None) -> frozenset[str]:
    """From the message that was on the screen up to the first."""
    path: set[str] = set()
    while leaf in nodes and leaf not in path:
        path.add(str(leaf))
        leaf = nodes[str(leaf)].parent
    return frozenset(path)
