"""Chats of the database as portable ones."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import msgspec

from explorer.base.store import Store
from explorer.domain.generation import Role
from explorer.domain.model_names import name_of_reference, portable_reference
from explorer.rooms.playground.chats.exchange.portable_chat import (
    PortableAttachment,
    PortableChat,
    PortableModel,
    PortableTurn,
)
from explorer.rooms.playground.chats.settings import ChatSettingsStore
from explorer.rooms.playground.chats.store import AnswerBeginning, Chats, TurnRecord, read_turn_record


class ExchangeStore:
    """Reads chats whole, branches included."""

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

    def _chat(self, row: Mapping[str, Any]) -> PortableChat:
        rows = self._store.read("SELECT * FROM messages WHERE chat = ? ORDER BY id", row["id"])
        numbers, gone = _numbers(rows), {one["id"] for one in rows if one["deleted_at"]}
        given, attached = self._chats.given.of_all(tuple(numbers)), self._attached(row["id"])
        turns = tuple(
            PortableTurn(
                id=numbers[one["id"]],
                role=msgspec.convert(one["role"], Role),
                text=str(one["text"]),
                created_at=date_of_row(one["created_at"]),
                parent=numbers.get(one["parent"], 0),
                shown=0 if one["shown"] in gone else numbers.get(one["shown"], 0),
                record=_leaving_record(read_turn_record(one["record"])),
                given=given.get(one["id"], ()),
                attachments=attached.get(one["id"], ()),
            )
            for one in rows
            if not one["deleted_at"]
        )
        hashes = {one.sha256 for turn in turns for one in turn.attachments if one.sha256}
        folders = {folder.id: folder.title for folder in self._chats.folders.all()}
        return PortableChat(
            origin=row["origin"] or origin_of_row(row),
            title=str(row["title"]),
            created_at=date_of_row(row["created_at"]),
            changed_at=date_of_row(row["changed_at"]),
            folder=folders.get(row["folder"], ""),
            pinned_at=date_of_row(row["pinned_at"]) if row["pinned_at"] else None,
            model=_model(str(row["model"]), turns),
            settings=self._settings.get(row["id"]),
            shown=0 if row["shown"] in gone else numbers.get(row["shown"], 0),
            turns=turns,
            images=self._chats.images.of_hashes(tuple(hashes)),
        )

    def _attached(self, chat: int) -> dict[int, tuple[PortableAttachment, ...]]:
        """Of questions; what waits for one, or belongs to the whole chat, is of this machine."""
        found: dict[int, tuple[PortableAttachment, ...]] = {}
        for one in self._chats.attachments.of_chat(chat):
            if one.message:
                sha256 = one.reference if one.kind == "image" else ""
                kept = PortableAttachment(
                    kind=one.kind, name=one.name, mode=one.mode, tokens=one.tokens, sha256=sha256
                )
                found[one.message] = (*found.get(one.message, ()), kept)
        return found


def origin_of_row(row: Mapping[str, Any]) -> str:
    """Of a chat that was made here: the same whenever it is exported, another for every other chat."""
    return f"own:{uuid5(NAMESPACE_OID, f'{row["created_at"]}#{row["id"]}')}"


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
        load=record.load.leaving if record.load is not None else None,
    )


def _leaving_part(part: AnswerBeginning) -> AnswerBeginning:
    return msgspec.structs.replace(part, model=portable_reference(part.model), sent="")


def date_of_row(text: str) -> datetime:
    """Of a row; a damaged one is of the first day."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
