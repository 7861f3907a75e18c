"""Chats of the database as portable ones, and portable ones stored."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import NAMESPACE_OID, uuid5

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
from explorer.documents.passages import Flag, GivenPassage, PassagePlace, Ranks
from explorer.domain.generation import LoadOptions, Role
from explorer.domain.model_names import name_of_reference, portable_reference
from explorer.rooms.playground.chats.exchange.portable_chat import (
    PortableAttachment,
    PortableChat,
    PortableModel,
    PortableTurn,
)
from explorer.rooms.playground.chats.settings import ChatSettingsStore, encode_chat_settings
from explorer.rooms.playground.chats.store import AnswerBeginning, TurnRecord, read_turn_record

StoredAs = Literal["new", "there", "grown", "restored"]

_TITLE = 200  # characters


class ExchangeStore:
    """Reads chats whole, branches included, and stores those that come in."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settings = ChatSettingsStore(store)

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
        """In one transaction, unless it is there already; what became of it, and its id here.

        "grown": it is there, and this one has turns that it has not; it stays as it is. "restored": out of
        the bin.
        """
        with self._store.transaction():
            there = self._there(chat.origin)
            if there is None:
                return "new", self._insert(chat)
            if there["deleted_at"]:
                self._store.write("UPDATE chats SET deleted_at = '' WHERE id = ?", there["id"])
                return "restored", there["id"]
            count = self._store.read("SELECT count(*) AS n FROM messages WHERE chat = ?", there["id"])[0]["n"]
            return ("grown" if len(chat.turns) > count else "there"), there["id"]

    def _there(self, origin: str) -> dict[str, Any] | None:
        """The chat of this origin; one that was made here has none in its row."""
        rows = self._store.read("SELECT * FROM chats WHERE origin = ? ORDER BY deleted_at LIMIT 1", origin)
        if rows or not origin.startswith(_OWN):
            return rows[0] if rows else None
        made_here = self._store.read("SELECT * FROM chats WHERE origin = '' ORDER BY deleted_at")
        return next((row for row in made_here if _origin_of(row) == origin), None)

    def _chat(self, row: Mapping[str, Any]) -> PortableChat:
        rows = self._store.read("SELECT * FROM messages WHERE chat = ? ORDER BY id", row["id"])
        numbers, gone = _numbers(rows), {one["id"] for one in rows if one["deleted_at"]}
        given, attached = self._given(row["id"]), self._attached(row["id"])
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
        title = self._store.read("SELECT title FROM chat_folders WHERE id = ?", row["folder"])
        return PortableChat(
            origin=row["origin"] or _origin_of(row),
            title=str(row["title"]),
            created_at=_read_date(row["created_at"]),
            changed_at=_read_date(row["changed_at"]),
            folder=title[0]["title"] if title else "",
            pinned_at=_read_date(row["pinned_at"]) if row["pinned_at"] else None,
            model=_model(str(row["model"]), turns),
            settings=self._settings.get(row["id"]),
            shown=0 if row["shown"] in gone else numbers.get(row["shown"], 0),
            turns=turns,
        )

    def _given(self, chat: int) -> dict[int, tuple[GivenPassage, ...]]:
        sql = (
            "SELECT given.* FROM given JOIN messages ON messages.id = given.message"
            " WHERE messages.chat = ? ORDER BY number"
        )
        found: dict[int, tuple[GivenPassage, ...]] = {}
        for row in self._store.read(sql, chat):
            found[row["message"]] = (*found.get(row["message"], ()), _passage(row))
        return found

    def _attached(self, chat: int) -> dict[int, tuple[PortableAttachment, ...]]:
        """Of questions; what waits in a draft, or belongs to the whole chat, is of this machine."""
        found: dict[int, tuple[PortableAttachment, ...]] = {}
        sql = "SELECT * FROM attachments WHERE chat = ? AND message <> 0 ORDER BY position, id"
        for row in self._store.read(sql, chat):
            one = PortableAttachment(
                kind=row["kind"], name=row["name"], mode=row["mode"], tokens=row["tokens"]
            )
            found[row["message"]] = (*found.get(row["message"], ()), one)
        return found

    def _insert(self, chat: PortableChat) -> int:
        """Ids are chosen here, so that each row is written once, with all that refers to others."""
        highest = self._store.read("SELECT coalesce(max(id), 0) AS n FROM messages")[0]["n"]
        model = chat.model
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
            highest + chat.shown if chat.shown else 0,
        )
        for turn in chat.turns:
            self._insert_turn(number, highest, turn)
        return number

    def _insert_turn(self, chat: int, before: int, turn: PortableTurn) -> None:
        """``before``: the id that its own counts from."""
        number = self._store.write(
            "INSERT INTO messages (id, chat, role, text, record, created_at, parent, shown)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            before + turn.id,
            chat,
            turn.role,
            turn.text,
            msgspec.json.encode(turn.record).decode(),
            turn.created_at.isoformat(),
            before + turn.parent if turn.parent else 0,
            before + turn.shown if turn.shown else 0,
        )
        for one in turn.given:
            self._store.write(
                "INSERT OR REPLACE INTO given VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                number, one.number, one.document, one.title, _text(one.place), one.text, _text(one.ranks),
                _text(one.flags),
            )  # fmt: skip
        for place, kept in enumerate(turn.attachments):
            self._store.write(
                "INSERT INTO attachments (chat, message, kind, reference, name, mode, tokens, position)"
                " VALUES (?, ?, ?, '', ?, ?, ?, ?)",
                chat, number, kept.kind, kept.name, kept.mode, kept.tokens, place,
            )  # fmt: skip

    def _folder(self, title: str) -> int:
        """Its id, made where it is not there yet; 0 for none."""
        if not title:
            return 0
        for row in self._store.read("SELECT id FROM chat_folders WHERE title = ?", title[:_TITLE]):
            return int(row["id"])
        sql = (
            "INSERT INTO chat_folders (title, position)"
            " SELECT ?, coalesce(max(position), 0) + 1 FROM chat_folders"
        )
        return self._store.write(sql, title[:_TITLE])


_OWN = "own:"


def _origin_of(row: Mapping[str, Any]) -> str:
    """Of a chat that was made here: the same whenever it is exported, another for every other chat."""
    return _OWN + str(uuid5(NAMESPACE_OID, f"{row['created_at']}#{row['id']}"))


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
    """Without the folders of this machine."""
    return msgspec.structs.replace(
        record,
        model=portable_reference(record.model),
        problem=record.problem.replace(str(Path.home()), "~"),
        parts=tuple(_leaving_part(part) for part in record.parts),
        load=_leaving_load(record.load),
    )


def _leaving_part(part: AnswerBeginning) -> AnswerBeginning:
    return msgspec.structs.replace(part, model=portable_reference(part.model))


def _leaving_load(load: LoadOptions | None) -> LoadOptions | None:
    if load is None or not load.adapters:
        return load
    adapters = tuple(replace(one, path=os.fsencode(one.file.name)) for one in load.adapters)
    return replace(load, adapters=adapters)


def _passage(row: Mapping[str, Any]) -> GivenPassage:
    return GivenPassage(
        row["number"],
        row["document"],
        row["title"],
        _value(row["place"], PassagePlace, PassagePlace(0, 0, 0)),
        row["text"],
        _value(row["ranks"], Ranks, Ranks()),
        _value(row["flags"], tuple[Flag, ...], ()),
    )


def _value[T](text: str, kind: type[T], usual: T) -> T:
    try:
        return msgspec.json.decode(text, type=kind)
    except DECODE_ERRORS:
        return usual


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _read_date(text: str) -> datetime:
    """Of a row; a damaged one is of the first day."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
