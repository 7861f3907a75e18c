"""Presets: how a chat is asked, under a name. Kept, and handed on as files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.files import read_small, write_export
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless
from explorer.domain.words import Words
from explorer.rooms.playground.chats.settings import (
    DEFAULT_PRESET,
    NEW_CHAT,
    ChatSettings,
    decode_chat_settings,
    encode_chat_settings,
    is_of_all_chats,
    read_chat_settings,
)

FORMAT, ENDING = "open-model-explorer.preset", ".preset.json"
_VERSION = 1
_LARGEST = 1_000_000  # bytes of a file
_LONGEST = 80  # characters of a name


@dataclass(frozen=True)
class ChatPreset:
    """``id`` is never 0 of one that is kept."""

    id: int
    name: str
    settings: ChatSettings


NO_PRESET = ChatPreset(0, "", ChatSettings())


class _PresetFile(msgspec.Struct, frozen=True):
    format: str
    version: int
    name: str
    settings: msgspec.Raw


def preset_settings(settings: ChatSettings) -> ChatSettings:
    """What of them holds in any chat: no seed, and schema or grammar only where an answer is held to it."""
    return msgspec.structs.replace(
        settings,
        seed=ChatSettings().seed,
        seed_locked=False,
        schema=settings.schema if settings.form == "json_schema" else "",
        grammar=settings.grammar if settings.form == "gbnf" else "",
    )


def applied_preset(preset: ChatPreset, now: ChatSettings) -> ChatSettings:
    """How a chat is asked once the preset is chosen; what that does not know stays as it is ``now``."""
    new = preset.settings
    return msgspec.structs.replace(
        new,
        seed=now.seed,
        seed_locked=now.seed_locked,
        schema=new.schema or now.schema,
        grammar=new.grammar or now.grammar,
    )


class Presets:
    """Every call is short."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[ChatPreset, ...]:
        """By name."""
        return tuple(sorted(self._read("SELECT * FROM presets"), key=lambda one: one.name.casefold()))

    def of(self, settings: ChatSettings) -> ChatPreset | None:
        """The one that a chat is asked by, if all of it is as that says."""
        wanted = preset_settings(settings)
        return next((one for one in self.all() if one.settings == wanted), None)

    def keep(self, name: str, settings: ChatSettings) -> ChatPreset:
        """In place of one of the same name."""
        name, settings = _named(name), preset_settings(settings)
        sql = (
            "INSERT INTO presets (name, settings, changed_at) VALUES (?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET settings = excluded.settings, changed_at = excluded.changed_at"
        )
        self._store.write(sql, name, encode_chat_settings(settings), datetime.now(UTC).isoformat())
        row = self._store.read("SELECT id FROM presets WHERE name = ?", name)[0]
        return ChatPreset(row["id"], name, settings)

    def add(self, name: str, settings: ChatSettings) -> ChatPreset:
        """Raises KnownError where another has that name."""
        with self._store.transaction():
            self._refuse_taken(_named(name))
            return self.keep(name, settings)

    def rename(self, preset: ChatPreset, name: str) -> ChatPreset:
        """Raises KnownError where another has that name."""
        name = _named(name)
        with self._store.transaction():
            self._refuse_taken(name, preset.id)
            self._store.write("UPDATE presets SET name = ? WHERE id = ?", name, preset.id)
        return ChatPreset(preset.id, name, preset.settings)

    def remove(self, preset: ChatPreset) -> None:
        """``keep`` brings it back. It is not the default any more."""
        if self._store.get_number(DEFAULT_PRESET) == preset.id:
            self.set_default(None)
        self._store.write("DELETE FROM presets WHERE id = ?", preset.id)

    def default(self) -> ChatPreset | None:
        """How a new chat begins."""
        number = self._store.get_number(DEFAULT_PRESET) or 0
        return next(self._read("SELECT * FROM presets WHERE id = ?", number), None)

    def set_default(self, preset: ChatPreset | None) -> None:
        self._store.set_state(DEFAULT_PRESET, str(preset.id) if preset is not None else "")

    def take_in(self, path: Path) -> ChatPreset:
        """Out of a file, under a name that is free. Raises KnownError."""
        return self.put_in(*read_preset(path))

    def put_in(self, name: str, settings: ChatSettings) -> ChatPreset:
        """Under this name, or one like it that is free."""
        taken = {one.name: one.settings for one in self.all()}
        names = (name, *(f"{name} ({number})" for number in range(2, len(taken) + 3)))
        return self.keep(next(one for one in names if taken.get(one, settings) == settings), settings)

    def take_over_older(self, name: str) -> None:
        """What an earlier version sent in all chats becomes a preset, and is sent in none unawares."""
        kept = self._store.get_state(NEW_CHAT)
        if is_of_all_chats(kept):
            settings = preset_settings(read_chat_settings(kept))
            with self._store.transaction():
                if settings != ChatSettings():
                    self.keep(name, settings)
                self._store.set_state(NEW_CHAT, "")

    def _refuse_taken(self, name: str, by: int = 0) -> None:
        if self._store.read("SELECT 1 FROM presets WHERE name = ? AND id <> ?", name, by):
            raise KnownError(
                Words("There is a preset named “{name}” already.", name=name),
                Words("Choose another name, or remove that one first."),
            )

    def _read(self, sql: str, *values: object) -> Iterator[ChatPreset]:
        return self._store.read_each("presets", _preset, sql, *values)


def write_preset(preset: ChatPreset, path: Path) -> None:
    """As a file that ``Presets.take_in`` reads. Raises KnownError."""
    settings = msgspec.Raw(encode_chat_settings(preset.settings).encode())
    data = msgspec.json.encode(_PresetFile(FORMAT, _VERSION, preset.name, settings))
    write_export(path, msgspec.json.format(data) + b"\n")


def read_preset(path: Path) -> tuple[str, ChatSettings]:
    """Raises KnownError for what is no preset, or one of a newer version."""
    advice = Words("Choose a file that was saved here as a preset: its name ends in {ending}.", ending=ENDING)
    try:
        kept = msgspec.json.decode(read_small(path, _LARGEST), type=_PresetFile)
        if kept.format != FORMAT:
            raise ValueError(kept.format)
        if kept.version > _VERSION:
            raise KnownError(
                Words("{name} was saved by a newer version of this app.", name=path.name),
                Words("Update the app, then try again."),
            )
        settings = decode_chat_settings(bytes(kept.settings).decode())
    except (OSError, *DECODE_ERRORS) as error:
        raise KnownError(
            Words("{name} is not a preset that can be read here.", name=path.name), advice, str(error)
        ) from error
    return _named(kept.name), preset_settings(settings)


def _preset(row: Mapping[str, Any]) -> ChatPreset:
    settings = decode_chat_settings(msgspec.convert(row["settings"], str))
    return ChatPreset(row["id"], msgspec.convert(row["name"], str), settings)


def _named(name: str) -> str:
    """On one line, and not for ever."""
    return " ".join(harmless(name).split())[:_LONGEST].strip() or str(Words("Preset"))
