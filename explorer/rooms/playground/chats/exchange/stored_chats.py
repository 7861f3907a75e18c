"""Chats of the database as portable ones, and portable ones stored."""

import os
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from uuid import NAMESPACE_OID, uuid5

import msgspec

from explorer.base.store import Store
from explorer.domain.generation import LoadOptions, Role
from explorer.domain.model_names import name_of_reference, portable_reference
from explorer.rooms.playground.chats.exchange.portable_chat import (
    PortableAttachment,
    PortableChat,
    PortableModel,
    PortableTurn,
)
from explorer.rooms.playground.chats.settings import ChatSettingsStore, encode_chat_settings
from explorer.rooms.playground.chats.store import AnswerBeginning, Chats, TurnRecord, read_turn_record

StoredAs = Literal["new", "there", "grown", "restored"]

_TITLE = 200  # characters


class ExchangeStore:
    """Reads chats whole, branches included, and stores those that come in. For one import: it remembers which
    chats were made here.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chats, self._settings = Chats(store), ChatSettingsStore(store)

    def all_chats(self) -> tuple[int, ...]:
        """The ids of all that are not in the bin, the one changed last first."""
        rows = self._store.read(
            "SELECT id FROM chats WHERE deleted_at = '' ORDER BY changed_at DESC, id DESC"
        )
        return tuple(row["id"] for row in rows)

    def read(self, chat: int) -> PortableChat | None:
        """``None`` for one that is gone."""
        for row in self._store.read("SELECT * FROM chats WHERE id = ?", chat):
            return self._chat(row)
        return None

    def store(self, chat: PortableChat) -> tuple[StoredAs, int]:
        """In one transaction; what became of it, and its id here.

        One that is there gets the turns that it has not ("grown"), or none ("there"); "restored": it comes
        out of the bin.
        """
        with self._store.transaction():
            there = self._there(chat.origin)
            if there is None:
                return "new", self._insert(chat)
            has_grown = self._grow(there, chat)
            if there["deleted_at"]:
                self._chats.restore(there["id"])
                return "restored", there["id"]
            return ("grown" if has_grown else "there"), there["id"]

    def _there(self, origin: str) -> dict[str, Any] | None:
        """The chat of this origin; one that was made here has none in its row."""
        rows = self._store.read("SELECT * FROM chats WHERE origin = ? ORDER BY deleted_at LIMIT 1", origin)
        if not rows and origin in self._made_here:
            rows = self._store.read("SELECT * FROM chats WHERE id = ?", self._made_here[origin])
        return rows[0] if rows else None

    @cached_property
    def _made_here(self) -> dict[str, int]:
        rows = self._store.read("SELECT id, created_at FROM chats WHERE origin = ''")
        return {_origin_of(row): row["id"] for row in rows}

    def _chat(self, row: Mapping[str, Any]) -> PortableChat:
        rows = self._store.read("SELECT * FROM messages WHERE chat = ? ORDER BY id", row["id"])
        numbers, gone = _numbers(rows), {one["id"] for one in rows if one["deleted_at"]}
        given, attached = self._chats.given.of_all(tuple(numbers)), self._attached(row["id"])
        turns = tuple(
            PortableTurn(
                id=numbers[one["id"]],
                role=msgspec.convert(one["role"], Role),
                text=str(one["text"]),
                created_at=_read_date(one["created_at"]),
                parent=numbers.get(one["parent"], 0),
                shown=0 if one["shown"] in gone else numbers.get(one["shown"], 0),
                record=_leaving_record(read_turn_record(one["record"])),
                given=given.get(one["id"], ()),
                attachments=attached.get(one["id"], ()),
            )
            for one in rows
            if not one["deleted_at"]
        )
        folders = {folder.id: folder.title for folder in self._chats.folders.all()}
        return PortableChat(
            origin=row["origin"] or _origin_of(row),
            title=str(row["title"]),
            created_at=_read_date(row["created_at"]),
            changed_at=_read_date(row["changed_at"]),
            folder=folders.get(row["folder"], ""),
            pinned_at=_read_date(row["pinned_at"]) if row["pinned_at"] else None,
            model=_model(str(row["model"]), turns),
            settings=self._settings.get(row["id"]),
            shown=0 if row["shown"] in gone else numbers.get(row["shown"], 0),
            turns=turns,
        )

    def _attached(self, chat: int) -> dict[int, tuple[PortableAttachment, ...]]:
        """Of questions; what waits for one, or belongs to the whole chat, is of this machine."""
        found: dict[int, tuple[PortableAttachment, ...]] = {}
        for one in self._chats.attachments.of_chat(chat):
            if one.message:
                kept = PortableAttachment(kind=one.kind, name=one.name, mode=one.mode, tokens=one.tokens)
                found[one.message] = (*found.get(one.message, ()), kept)
        return found

    def _insert(self, chat: PortableChat) -> int:
        """Ids are chosen here, so that each row is written once, with all that refers to others."""
        before, model = self._highest(), chat.model
        here = {0: 0} | {turn.id: before + turn.id for turn in chat.turns}
        number = self._store.write(
            "INSERT INTO chats"
            " (title, model, created_at, changed_at, controls, folder, pinned_at, origin, shown)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            chat.title[:_TITLE],
            model.id or model.name,
            chat.created_at.isoformat(),
            chat.changed_at.isoformat(),
            encode_chat_settings(chat.settings),
            self._folder(chat.folder),
            chat.pinned_at.isoformat() if chat.pinned_at else "",
            chat.origin,
            here[chat.shown],
        )
        for turn in chat.turns:
            self._insert_turn(number, turn, here)
        return number

    def _grow(self, row: Mapping[str, Any], chat: PortableChat) -> bool:
        """Whether turns came that it had not. What is shown of it stays; its end goes on with what came."""
        rows = self._store.read("SELECT * FROM messages WHERE chat = ? ORDER BY id", row["id"])
        here, new = _matched(rows, chat, self._highest())
        for turn in new:
            self._insert_turn(row["id"], turn, here)
        if not new:
            return False
        first = {turn.id for turn in new}
        for turn in chat.turns:
            if turn.shown in first and turn.id not in first:
                sql = "UPDATE messages SET shown = ? WHERE id = ? AND shown = 0"
                self._store.write(sql, here[turn.shown], here[turn.id])
        changed = max(chat.changed_at, _read_date(row["changed_at"])).isoformat()
        self._store.write("UPDATE chats SET changed_at = ? WHERE id = ?", changed, row["id"])
        return True

    def _highest(self) -> int:
        return int(self._store.read("SELECT coalesce(max(id), 0) AS n FROM messages")[0]["n"])

    def _insert_turn(self, chat: int, turn: PortableTurn, here: Mapping[int, int]) -> None:
        """``here``: the ids of turns here, by their own."""
        number = self._store.write(
            "INSERT INTO messages (id, chat, role, text, record, created_at, parent, shown)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            here[turn.id],
            chat,
            turn.role,
            turn.text,
            msgspec.json.encode(turn.record).decode(),
            turn.created_at.isoformat(),
            here[turn.parent],
            here[turn.shown],
        )
        if turn.given:
            self._chats.given.keep(number, turn.given)
        for one in turn.attachments:
            self._chats.attachments.add(
                chat, one.kind, "", one.name, message=number, mode=one.mode, tokens=one.tokens
            )

    def _folder(self, title: str) -> int:
        """Its id, made where it is not there yet; 0 for none."""
        title = title[:_TITLE]
        there = (folder.id for folder in self._chats.folders.all() if folder.title == title)
        return next(there, 0) or self._chats.folders.create(title).id if title else 0


def _origin_of(row: Mapping[str, Any]) -> str:
    """Of a chat that was made here: the same whenever it is exported, another for every other chat."""
    return f"own:{uuid5(NAMESPACE_OID, f'{row["created_at"]}#{row["id"]}')}"


def _matched(
    rows: Iterable[Mapping[str, Any]], chat: PortableChat, highest: int
) -> tuple[dict[int, int], list[PortableTurn]]:
    """Turns of this chat by their ids here, and those that are not here yet, with the ids that they get.

    Known again by their words, or by when they were said: a note of ours among the words may be in another
    language now. What follows a turn that was deleted here follows the one before it.
    """
    rows = tuple(rows)
    said, timed = _Rows(rows, "text"), _Rows(rows, "created_at")
    deleted = {row["id"] for row in rows if row["deleted_at"]}
    here, new, taken = {0: 0}, list[PortableTurn](), set[int]()
    for turn in chat.turns:
        parent = here[turn.parent]
        found = said.next(parent, turn.role, turn.text, taken)
        if not found and turn.created_at != chat.created_at:  # those of LM Studio have no time of their own
            found = timed.next(parent, turn.role, turn.created_at.isoformat(), taken)
        if not found:
            new.append(turn)
        taken.add(found)
        here[turn.id] = parent if found in deleted else found or highest + len(new)
    return here, new


class _Rows:
    """Ids of turns by their parent, their role, and what stands in one column."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], column: str) -> None:
        self._ids: defaultdict[tuple[object, ...], deque[int]] = defaultdict(deque)
        for row in rows:
            self._ids[row["parent"], row["role"], row[column]].append(row["id"])

    def next(self, parent: int, role: str, value: str, taken: Set[int]) -> int:
        """The first that is not taken, 0 for none."""
        ids = self._ids.get((parent, role, value), deque())
        while ids and ids[0] in taken:
            ids.popleft()
        return ids[0] if ids else 0


def _numbers(rows: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Of turns by their ids here; one that was deleted is its nearest ancestor that is there."""
    numbers: dict[int, int] = {}
    live = 0
    for row in rows:
        if row["deleted_at"]:
            numbers[row["id"]] = numbers.get(row["parent"], 0)
        else:
            live += 1
            numbers[row["id"]] = live
    return numbers


def _model(reference: str, turns: Iterable[PortableTurn]) -> PortableModel:
    """Of a model that was never here, only what it is called is known."""
    leaving = portable_reference(reference)
    if "/" not in leaving and not leaving.lower().endswith(".gguf"):
        return PortableModel(name=leaving)
    records = [turn.record for turn in turns if turn.role == "assistant" and turn.record.model == leaving]
    last = records[-1] if records else TurnRecord()
    return PortableModel(leaving, last.model_name or name_of_reference(leaving), last.sha256)


def _leaving_record(record: TurnRecord) -> TurnRecord:
    """Without the folders of this machine, and without what the turns before it say."""
    return msgspec.structs.replace(
        record,
        end=record.end if record.end != "writing" else "interrupted",
        messages=(),
        handed=record.handed_over(),
        system=record.system_prompt(),
        sent="",
        model=portable_reference(record.model),
        problem=record.problem.replace(str(Path.home()), "~"),
        parts=tuple(_leaving_part(part) for part in record.parts),
        load=_leaving_load(record.load),
    )


def _leaving_part(part: AnswerBeginning) -> AnswerBeginning:
    return msgspec.structs.replace(part, model=portable_reference(part.model), sent="")


def _leaving_load(load: LoadOptions | None) -> LoadOptions | None:
    if load is None or not load.adapters:
        return load
    adapters = tuple(replace(one, path=os.fsencode(one.file.name)) for one in load.adapters)
    return replace(load, adapters=adapters)


def _read_date(text: str) -> datetime:
    """Of a row; a damaged one is of the first day."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
