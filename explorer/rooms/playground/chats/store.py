"""Chats on disk: every turn is stored as it happens, so that a crash or a kill loses nothing.

A question is stored before it is sent; its answer is a row from the first moment, written again while
it grows. An answer still marked as being written when the app starts was cut off: it becomes
"interrupted" and keeps its text.

The turns of a chat are a tree: each follows one other, and those that follow the same one are siblings,
of which one is shown. Editing, answering again and going on from a token add siblings; nothing is taken
away unless the person does it. The open chat is the path of shown turns.

The text of a turn changes only while it is written. So a record need not hold the conversation before it: the
path gives that, and a short digest tells whether it is still the one that was handed over.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, Self, get_args

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.generation import (
    AnswerEnd,
    AnswerOptions,
    AnswerTiming,
    ChatMessage,
    LoadOptions,
    Role,
    Sampling,
)
from explorer.domain.stored_thinking import split_thinking
from explorer.domain.words import Wording
from explorer.engine.question import Question
from explorer.rooms.playground.chats.answer_tokens import AnswerTokensStore
from explorer.rooms.playground.chats.attachments import AttachmentStore
from explorer.rooms.playground.chats.chat_table import Chat, ChatTable, utc_now
from explorer.rooms.playground.chats.copying import copy_chat, copy_waiting, is_short
from explorer.rooms.playground.chats.folders import ChatFolders
from explorer.rooms.playground.chats.given import GivenStore
from explorer.rooms.playground.chats.images import ImageStore
from explorer.rooms.playground.chats.search import ChatSearch
from explorer.rooms.playground.chats.sent_prompts import SentPrompts

# From the first turn shown to the one shown after it, and so on to the end
_PATH = """
WITH RECURSIVE path (id) AS (
    SELECT shown FROM chats WHERE id = ?1
    UNION
    SELECT messages.shown FROM messages JOIN path USING (id)
)
SELECT {what} FROM messages JOIN path USING (id) WHERE messages.chat = ?1 ORDER BY messages.id
"""
_SHOWN = _PATH.format(what="messages.id, chat, role, text, record, parent")
_SHOWN_IDS = _PATH.format(what="messages.id")
_LAST_SHOWN = _PATH.format(what="max(messages.id) AS id")
_TURN = "SELECT * FROM messages WHERE id = ?"
_DIGEST = 12  # bytes
_IMAGE_LETTERS = 1000

TurnKind = Literal["chat", "completion"]


class HandedMessages(msgspec.Struct, frozen=True, array_like=True):
    """What can be said of messages that were handed to the engine, thoughts left out, without keeping them.

    ``count`` without the system prompt; ``letters`` of all of them.
    """

    digest: str
    count: int
    letters: int

    @classmethod
    def of(cls, messages: Sequence[ChatMessage]) -> Self:
        said = msgspec.json.encode([_said_in(message) for message in messages])
        digest = hashlib.blake2b(said, digest_size=_DIGEST).hexdigest()
        spoken = sum(message.role != "system" for message in messages)
        return cls(digest, spoken, letters_of(messages))


def letters_of(messages: Sequence[ChatMessage]) -> int:
    """Characters; an image counts as so many as have about as many tokens."""
    return sum(len(message.text) + _IMAGE_LETTERS * len(message.images) for message in messages)


def _said_in(message: ChatMessage) -> tuple[object, ...]:
    """As digests always had it, where there are no images."""
    images = [image.sha256 for image in message.images]
    return (message.role, message.text, images) if images else (message.role, message.text)


class AnswerAsked(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """How an answer was asked for, or a part of it, and what it cost.

    ``sent``: of a record of before, see SentPrompts.
    """

    end: AnswerEnd = "end"
    model: str = ""  # id of domain.model.Model
    model_name: str = ""
    sha256: str = ""
    sampling: Sampling | None = None
    options: AnswerOptions | None = None
    sent: str = ""
    measured: AnswerTiming | None = None
    elsewhere: AskedElsewhere | None = None  # where it was asked, unless here


class AnswerBeginning(AnswerAsked, frozen=True, omit_defaults=True, kw_only=True):
    """How the beginning of an answer came about that was continued: its first ``length`` characters, as
    written.
    """

    length: int


class TurnRecord(AnswerAsked, frozen=True, omit_defaults=True, kw_only=True):
    """What belongs to a turn beside its text. Of a question only ``kind`` is set.

    ``handed`` is what was handed to the engine, of which ``system`` is the system prompt; a record of before
    has the ``messages`` themselves. Of an answer that was continued they and what was measured belong to its
    end; ``parts`` are what came before. ``written_by``: "person" where the text is not the model's.
    ``stated``: the settings that follow the makers' words, and ``stated_source`` where those stand.
    ``dropped``: so many of the oldest messages (of a text: tokens) the model did not see, of which the
    answer before already lacked ``dropped_before``. ``used``: tokens in the context at the end.
    ``unseen``: so many images of the conversation were left out, as the model sees none.
    ``load``: how the model was to be loaded, with its adapters and a template in place of its own.
    ``thought``: what the model thought before it answered, in ``thought_s`` seconds (0: not known); ``None``
    where it was not told apart when it was kept. ``raw``: both as written, where that is not the text.
    ``misfit``: where the answer does not keep to its schema. ``untold``: as in Answer.
    ``variants``: so many answers were asked for at once, of which ``alike`` say the same, itself among them.
    """

    kind: TurnKind = "chat"
    problem: str = ""
    quantization: str = ""
    messages: tuple[ChatMessage, ...] = ()
    handed: HandedMessages | None = None
    system: str = ""
    written_by: str = ""
    engine: str = ""
    backend: str = ""
    threads: int = 0
    context_length: int = 0
    stated: tuple[str, ...] = ()
    stated_source: str = ""
    parts: tuple[AnswerBeginning, ...] = ()
    dropped: int = 0
    dropped_before: int = 0
    used: int = 0
    unseen: int = 0
    load: LoadOptions | None = None
    thought: str | None = None
    thought_s: float = 0.0
    raw: str = ""
    misfit: Wording | None = None
    untold: Wording | None = None
    variants: int = 0
    alike: int = 0

    def handed_over(self) -> HandedMessages | None:
        """What the engine got for it, where that is known."""
        return self.handed or (HandedMessages.of(self.messages) if self.messages else None)

    def system_prompt(self) -> str:
        first = self.messages[0] if self.messages else None
        return first.text if first is not None and first.role == "system" else self.system


@dataclass(frozen=True)
class Turn:
    """One stored message of a chat.

    ``parent`` is the turn it follows, 0 for a first one. ``siblings`` are the ids of all that follow the
    same turn, itself among them, in the order they were said. ``is_edited``: an earlier one of them is a
    question with another text.
    """

    id: int
    chat: int
    role: Role
    text: str
    record: TurnRecord
    parent: int = 0
    siblings: tuple[int, ...] = ()
    is_edited: bool = False

    @property
    def thought(self) -> str:
        return self.record.thought or ""

    @property
    def is_completion(self) -> bool:
        """Of a text that a base model goes on with; else of a conversation."""
        return self.record.kind == "completion"

    @property
    def written(self) -> str:
        """Word for word, with what the model thought."""
        return self.record.raw or self.text


@dataclass(frozen=True)
class DeletedTurn:
    """With it a turn can be put back to where it was. ``followers`` hung on it."""

    turn: int
    chat: int
    followers: tuple[int, ...]


class Chats(ChatTable):
    """Reads and writes chats and their turns. Every call is short."""

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(store, now)
        self.details = AnswerTokensStore(store)
        self.sent = SentPrompts(store)
        self.given = GivenStore(store)
        self.attachments = AttachmentStore(store)
        self.images = ImageStore(store, self.attachments)
        self.folders = ChatFolders(store)
        self.together = store.transaction  # several changes that happen all or not at all
        self._search = ChatSearch(store)
        self.search = self._search.find

    def reveal(self, chat: int, words: str) -> int:
        """Show the newest branch that says these words, unless what is shown does; the newest turn shown that
        says them, 0 for none.
        """
        saying = self._search.in_chat(chat, words)
        shown = {row["id"] for row in self._store.read(_SHOWN_IDS, chat)}
        said = next((one for one in saying if one in shown), 0)
        newest = saying[0] if saying else 0
        turn = 0 if said else newest
        with self._store.transaction():
            while turn:
                parent = next((row["parent"] for row in self._store.read(_TURN, turn)), 0)
                self._show(chat, parent, turn)
                turn = parent if parent < turn else 0  # a turn follows an earlier one, or is damaged
        return said or newest

    def duplicate(self, chat: int, title: str) -> Chat:
        """Another chat with all that is in this one, on every branch. Takes seconds where that is much."""
        return self.take_over(self, chat, title)

    def take_over(self, other: "Chats", chat: int, title: str) -> Chat:
        """A copy of one of ``other``, which may lie in another database."""
        return self.end_copy(self.begin_copy(other, chat, title))

    def begin_copy(self, other: "Chats", chat: int, title: str) -> int:
        """The same, which stands in no list yet; cut off, it lies in the bin."""
        number = copy_chat(other._store, self._store, chat, title, self._now())
        self.mark_interrupted(number)
        return number

    def go_on_copying(self, other: "Chats", chat: int, copy: int) -> None:
        """What waits in it was changed meanwhile."""
        copy_waiting(other._store, self._store, chat, copy)

    def end_copy(self, number: int) -> Chat:
        self.restore(number)
        copy = self.find(number)
        if copy is None:
            raise KeyError(number)  # of a row that is damaged
        return copy

    def is_short(self, chat: int) -> bool:
        """Whether it is copied within a frame."""
        return is_short(self._store, chat)

    def turns(self, chat: int) -> tuple[Turn, ...]:
        """Those that are shown, in the order they were said: a turn's id is larger than its parent's."""
        siblings: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
        sql = "SELECT id, parent FROM messages WHERE chat = ? AND deleted_at = '' ORDER BY id"
        for row in self._store.read(sql, chat):
            siblings[row["parent"]] += (row["id"],)

        read = self._store.read_each
        turns = read("messages", lambda row: _turn(row, siblings[row["parent"]]), _SHOWN, chat)
        return tuple(self._marked(turn) for turn in turns)

    def add(self, chat: int, role: Role, text: str, record: TurnRecord, parent: int | None = None) -> Turn:
        """Say something after the turn ``parent``, and show it there; by default after the last one shown.

        ``parent`` 0: at the beginning.
        """
        if parent is None:
            parent = self._store.read(_LAST_SHOWN, chat)[0]["id"] or 0
        number = self._store.write(
            "INSERT INTO messages (chat, role, text, record, created_at, parent) VALUES (?, ?, ?, ?, ?, ?)",
            chat, role, text, _encode(record), self._now().isoformat(), parent,
        )  # fmt: skip
        self._show(chat, parent, number)
        return self._marked(Turn(number, chat, role, text, record, parent, self._siblings(chat, parent)))

    def show(self, turn: int) -> None:
        """Show this turn in place of the sibling that is shown, with what was last shown after it."""
        for row in self._store.read(_TURN, turn):
            self._show(row["chat"], row["parent"], turn)

    def update(self, turn: Turn) -> None:
        self._store.write(
            "UPDATE messages SET text = ?, record = ? WHERE id = ?", turn.text, _encode(turn.record), turn.id
        )

    def drop(self, turn: Turn) -> None:
        """Remove a turn that says nothing; one that something follows stays."""
        if self._siblings(turn.chat, turn.id):
            return
        self._store.write("DELETE FROM messages WHERE id = ?", turn.id)
        self._show(turn.chat, turn.parent, 0)  # its id may be given again

    def delete_turn(self, turn: Turn) -> DeletedTurn:
        """Out of the chat; what followed it follows the turn before it. The value takes that back.

        It is really removed when the app starts the next time.
        """
        with self._store.transaction():
            row = self._store.read(_TURN, turn.id)[0]
            parent, was_shown = row["parent"], self._shown_after(turn.chat, row["parent"]) == turn.id
            after = self._store.read(
                "SELECT id FROM messages WHERE chat = ? AND parent = ?", turn.chat, turn.id
            )
            followers = tuple(one["id"] for one in after)  # deleted ones too: they may come back before it
            self._move(followers, turn.id, parent)
            sql = "UPDATE messages SET deleted_at = ? WHERE id = ?"
            self._store.write(sql, self._now().isoformat(), turn.id)
            if self.given.of(turn.id):  # who forgets a document later would not know of the prompts with it
                self.sent.forget_from(turn.id)
            left = self._siblings(turn.chat, parent)
            if was_shown:
                before = [number for number in left if number < turn.id]
                is_followed = row["shown"] in followers and row["shown"] in left
                self._show(turn.chat, parent, row["shown"] if is_followed else (before or [*left, 0])[-1])
        return DeletedTurn(turn.id, turn.chat, followers)

    def restore_turn(self, deleted: DeletedTurn) -> None:
        """Where it was, with what followed it then, whatever happened meanwhile.

        One that is gone for good stays so; its id may have been given again.
        """
        sql = f"{_TURN} AND chat = ? AND deleted_at <> ''"
        with self._store.transaction():
            for row in self._store.read(sql, deleted.turn, deleted.chat):
                self._store.write("UPDATE messages SET deleted_at = '' WHERE id = ?", deleted.turn)
                self._move(deleted.followers, row["parent"], deleted.turn)
                followers = self._siblings(deleted.chat, deleted.turn)
                if row["shown"] not in followers:
                    self._show(deleted.chat, deleted.turn, (0, *followers)[-1])
                self._show(deleted.chat, row["parent"], deleted.turn)

    def forget_documents(self, documents: Sequence[str]) -> None:
        """What was given of them, and every prompt that held it: of those answers and of what was said later.

        The answers stay: they are the person's. What was given of other documents stays too. Then the file
        must be written anew, see Store.
        """
        given = self.given.answers_with(documents)
        with self._store.transaction():
            self.given.forget(documents)
            for answers in given.values():
                self.sent.forget_from(min(answers))

    def mark_interrupted(self, chat: int = 0) -> None:
        """Call once at start, before anything is asked; of one ``chat`` after it was copied.

        Of several answers that were to be written those go that say nothing, unless one is shown.
        """
        sql = (
            "SELECT * FROM messages WHERE role = 'assistant' AND record LIKE '%\"end\":\"writing\"%'"
            " AND (?1 = 0 OR chat = ?1)"
        )
        for row in self._store.read(sql, chat):
            turn = _turn(row)
            if turn.record.end != "writing":
                continue
            shown = self._shown_after(turn.chat, turn.parent)
            if turn.record.variants > 1 and not turn.written.strip() and shown != turn.id:
                self.drop(turn)
                self._show(turn.chat, turn.parent, shown)
            else:
                self.update(replace(turn, record=msgspec.structs.replace(turn.record, end="interrupted")))

    def _show(self, chat: int, parent: int, turn: int) -> None:
        if parent:
            self._store.write("UPDATE messages SET shown = ? WHERE id = ?", turn, parent)
        else:
            self._store.write("UPDATE chats SET shown = ? WHERE id = ?", turn, chat)

    def _shown_after(self, chat: int, parent: int) -> int:
        sql, of = (_TURN, parent) if parent else ("SELECT shown FROM chats WHERE id = ?", chat)
        return next((row["shown"] for row in self._store.read(sql, of)), 0)

    def _move(self, turns: Sequence[int], old: int, new: int) -> None:
        sql = "UPDATE messages SET parent = ? WHERE id = ? AND parent = ?"
        for turn in turns:
            self._store.write(sql, new, turn, old)

    def _marked(self, turn: Turn) -> Turn:
        """A question that was first said with another text is an edited one."""
        if turn.role != "user" or turn.siblings[:1] == (turn.id,):
            return turn
        sql = (
            "SELECT 1 FROM messages WHERE chat = ? AND parent = ? AND id < ? AND role = 'user'"
            " AND text <> ? AND deleted_at = '' LIMIT 1"
        )
        return replace(
            turn, is_edited=bool(self._store.read(sql, turn.chat, turn.parent, turn.id, turn.text))
        )

    def _siblings(self, chat: int, parent: int) -> tuple[int, ...]:
        sql = "SELECT id FROM messages WHERE chat = ? AND parent = ? AND deleted_at = '' ORDER BY id"
        return tuple(row["id"] for row in self._store.read(sql, chat, parent))


_ROLES = get_args(Role)
_NOTHING_KNOWN = TurnRecord()


def _encode(record: TurnRecord) -> str:
    return msgspec.json.encode(record).decode()


def _turn(row: Mapping[str, Any], siblings: tuple[int, ...] = ()) -> Turn:
    role, text, record = row["role"], row["text"], read_turn_record(row["record"])
    if role not in _ROLES or not isinstance(text, str):
        raise ValueError(role)  # a column of SQLite may hold anything
    if role == "assistant" and record.thought is None and record.kind == "chat":
        text, record = _told_apart(text, record)
    return Turn(row["id"], row["chat"], role, text, record, row["parent"], siblings)


def _told_apart(text: str, record: TurnRecord) -> tuple[str, TurnRecord]:
    """Of an answer that was kept with its thought in its text."""
    parts = split_thinking(text)
    if parts.text == text:
        return text, record
    return parts.text, msgspec.structs.replace(record, thought=parts.thought, raw=text)


def read_turn_record(kept: str | bytes) -> TurnRecord:
    """Of one that is damaged nothing is known; what was said is shown all the same."""
    if kept == "{}":
        return _NOTHING_KNOWN  # as of most questions
    try:
        return msgspec.json.decode(kept, type=TurnRecord)
    except DECODE_ERRORS:
        return TurnRecord()


def handed_fields(asked: Question) -> dict[str, Any]:
    """What a record says of what the engine gets."""
    messages = (ChatMessage("user", asked.prompt),) if isinstance(asked.prompt, str) else asked.prompt
    system = messages[0].text if messages and messages[0].role == "system" else ""
    return {"handed": HandedMessages.of(messages), "system": system}
