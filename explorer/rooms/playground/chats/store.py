"""Chats on disk: every turn is stored as it happens, so that a crash or a kill loses nothing.

A question is stored before it is sent; its answer is a row from the first moment, written again while
it grows. An answer still marked as being written when the app starts was cut off: it becomes
"interrupted" and keeps its text.

The turns of a chat are a tree: each follows one other, and those that follow the same one are siblings,
of which one is shown. Editing, answering again and going on from a token add siblings; nothing is taken
away. The open chat is the path of shown turns.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

import msgspec
from msgspec import convert  # a column of SQLite may hold anything

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
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
from explorer.rooms.playground.chats.answer_tokens import AnswerTokensStore

# From the first turn shown to the one shown after it, and so on to the end
_SHOWN = """
WITH RECURSIVE path (id) AS (
    SELECT shown FROM chats WHERE id = ?1
    UNION
    SELECT messages.shown FROM messages JOIN path USING (id)
)
SELECT messages.* FROM messages JOIN path USING (id) WHERE messages.chat = ?1 ORDER BY messages.id
"""

_TURN = "SELECT * FROM messages WHERE id = ?"
_UTC_NOW = partial(datetime.now, UTC)

TurnKind = Literal["chat", "completion"]


class AnswerAsked(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """How an answer was asked for, or a part of it, and what it cost."""

    end: AnswerEnd = "end"
    model: str = ""  # id of domain.model.Model
    model_name: str = ""
    sha256: str = ""
    sampling: Sampling | None = None
    options: AnswerOptions | None = None
    sent: str = ""
    measured: AnswerTiming | None = None


class AnswerBeginning(AnswerAsked, frozen=True, omit_defaults=True, kw_only=True):
    """How the beginning of an answer came about that was continued: its first ``length`` characters, as
    written.
    """

    length: int


class TurnRecord(AnswerAsked, frozen=True, omit_defaults=True, kw_only=True):
    """What belongs to a turn beside its text. Of a question only ``kind`` is set.

    ``messages`` is what was handed to the engine, thoughts left out: those stand in their own turns.
    ``sent`` is the prompt it rendered. Of an answer that was continued they and what was measured belong to
    its end; ``parts`` are what came before.
    ``stated``: the settings that follow the makers' words, and ``stated_source`` where those stand.
    ``dropped``: so many of the oldest messages (of a text: tokens) the model did not see, of which the
    answer before already lacked ``dropped_before``. ``used``: tokens in the context at the end.
    ``load``: how the model was to be loaded, with its adapters and a template in place of its own.
    ``thought``: what the model thought before it answered, in ``thought_s`` seconds (0: not known); ``None``
    where it was not told apart when it was kept. ``raw``: both as written, where that is not the text.
    ``misfit``: where the answer does not keep to its schema. ``untold``: as in Answer.
    """

    kind: TurnKind = "chat"
    problem: str = ""
    quantization: str = ""
    messages: tuple[ChatMessage, ...] = ()
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
    load: LoadOptions | None = None
    thought: str | None = None
    thought_s: float = 0.0
    raw: str = ""
    misfit: Wording | None = None
    untold: Wording | None = None


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
class Chat:
    """A row of the list of chats. ``model`` is the id of the model asked or chosen last."""

    id: int
    title: str
    model: str
    changed_at: datetime


class Chats:
    """Reads and writes chats. Every call is short."""

    def __init__(self, store: Store, now: Callable[[], datetime] = _UTC_NOW) -> None:
        self._store = store
        self._now = now
        self.details = AnswerTokensStore(store)
        self.together = store.transaction  # several changes that happen all or not at all

    def all(self) -> tuple[Chat, ...]:
        """The one changed last first."""
        sql = "SELECT * FROM chats WHERE deleted_at = '' ORDER BY changed_at DESC, id DESC"
        return tuple(self._store.read_each("chats", _chat, sql))

    def find(self, chat: int) -> Chat | None:
        sql = "SELECT * FROM chats WHERE id = ? AND deleted_at = ''"
        return next(self._store.read_each("chats", _chat, sql, chat), None)

    def saying(self, words: str) -> frozenset[int]:
        """The ids of the chats with these words in the title or in a message."""
        rows = self._store.read(
            "SELECT id FROM chats WHERE title LIKE ?1 ESCAPE '\\'"
            " OR id IN (SELECT chat FROM messages WHERE text LIKE ?1 ESCAPE '\\')",
            _containing(words),
        )
        return frozenset(row["id"] for row in rows)

    def reveal(self, chat: int, words: str) -> None:
        """Show the newest branch that says these words, unless what is shown does."""
        sql = "SELECT id FROM messages WHERE chat = ? AND text LIKE ? ESCAPE '\\' ORDER BY id DESC"
        saying = [row["id"] for row in self._store.read(sql, chat, _containing(words))]
        shown = {row["id"] for row in self._store.read(_SHOWN, chat)}
        turn = saying[0] if saying and not shown.intersection(saying) else 0
        with self._store.transaction():
            while turn:
                parent = next((row["parent"] for row in self._store.read(_TURN, turn)), 0)
                self._show(chat, parent, turn)
                turn = parent if parent < turn else 0  # a turn follows an earlier one, or is damaged

    def create(self, title: str, model: str) -> Chat:
        now = self._now()
        number = self._store.write(
            "INSERT INTO chats (title, model, created_at, changed_at) VALUES (?, ?, ?, ?)",
            title, model, now.isoformat(), now.isoformat(),
        )  # fmt: skip
        return Chat(number, title, model, now)

    def rename(self, chat: int, title: str) -> None:
        self._store.write("UPDATE chats SET title = ? WHERE id = ?", title, chat)

    def delete(self, chat: int) -> None:
        """Out of every list, until it is restored or ``Store.empty_bin`` removes it."""
        self._store.write("UPDATE chats SET deleted_at = ? WHERE id = ?", self._now().isoformat(), chat)

    def restore(self, chat: int) -> None:
        self._store.write("UPDATE chats SET deleted_at = '' WHERE id = ?", chat)

    def choose_model(self, chat: int, model: str) -> None:
        """It is to be asked from now on; the chat keeps its place in the list."""
        self._store.write("UPDATE chats SET model = ? WHERE id = ?", model, chat)

    def touch(self, chat: int, model: str) -> None:
        """Note that ``model`` was asked in this chat now."""
        now = self._now().isoformat()
        self._store.write("UPDATE chats SET model = ?, changed_at = ? WHERE id = ?", model, now, chat)

    def turns(self, chat: int) -> tuple[Turn, ...]:
        """Those that are shown, in the order they were said: a turn's id is larger than its parent's."""
        siblings: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
        for row in self._store.read("SELECT id, parent FROM messages WHERE chat = ? ORDER BY id", chat):
            siblings[row["parent"]] += (row["id"],)

        read = self._store.read_each
        turns = read("messages", lambda row: _turn(row, siblings[row["parent"]]), _SHOWN, chat)
        return tuple(self._marked(turn) for turn in turns)

    def add(self, chat: int, role: Role, text: str, record: TurnRecord, parent: int | None = None) -> Turn:
        """Say something after the turn ``parent``, and show it there; by default after the last one shown.

        ``parent`` 0: at the beginning.
        """
        if parent is None:
            shown = self._store.read(_SHOWN, chat)
            parent = shown[-1]["id"] if shown else 0
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

    def mark_interrupted(self) -> None:
        """Call once at start, before anything is asked."""
        sql = "SELECT * FROM messages WHERE role = 'assistant' AND record LIKE '%\"writing\"%'"
        for row in self._store.read(sql):
            turn = _turn(row)
            if turn.record.end == "writing":
                self.update(replace(turn, record=msgspec.structs.replace(turn.record, end="interrupted")))

    def _show(self, chat: int, parent: int, turn: int) -> None:
        if parent:
            self._store.write("UPDATE messages SET shown = ? WHERE id = ?", turn, parent)
        else:
            self._store.write("UPDATE chats SET shown = ? WHERE id = ?", turn, chat)

    def _marked(self, turn: Turn) -> Turn:
        """A question that was first said with another text is an edited one."""
        if turn.role != "user" or turn.siblings[:1] == (turn.id,):
            return turn
        sql = "SELECT 1 FROM messages WHERE chat = ? AND parent = ? AND id < ? AND text <> ? LIMIT 1"
        return replace(
            turn, is_edited=bool(self._store.read(sql, turn.chat, turn.parent, turn.id, turn.text))
        )

    def _siblings(self, chat: int, parent: int) -> tuple[int, ...]:
        sql = "SELECT id FROM messages WHERE chat = ? AND parent = ? ORDER BY id"
        return tuple(row["id"] for row in self._store.read(sql, chat, parent))


def _containing(words: str) -> str:
    """For LIKE, with a backslash before what would stand for something else."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _encode(record: TurnRecord) -> str:
    return msgspec.json.encode(record).decode()


def _chat(row: Mapping[str, Any]) -> Chat:
    changed_at = datetime.fromisoformat(row["changed_at"]).astimezone(UTC)
    return Chat(row["id"], convert(row["title"], str), convert(row["model"], str), changed_at)


def _turn(row: Mapping[str, Any], siblings: tuple[int, ...] = ()) -> Turn:
    role = convert(row["role"], Role)
    record, text = read_turn_record(row["record"]), convert(row["text"], str)
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
    try:
        return msgspec.json.decode(kept, type=TurnRecord)
    except DECODE_ERRORS:
        return TurnRecord()
