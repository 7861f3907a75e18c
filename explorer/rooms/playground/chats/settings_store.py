"""Settings of each chat, stored with it: what is set in one chat holds in no other.

A new chat begins with the defaults. A chat from before settings were stored is asked as its last answer
was.
"""

from collections.abc import Sequence

import msgspec

from explorer.base.store import Store
from explorer.domain.sampling_choice import choice_of
from explorer.domain.tokens import WhenFull
from explorer.rooms.playground.chats.settings import (
    USUAL_LENGTH,
    ChatSettings,
    encode_chat_settings,
    read_chat_settings,
)
from explorer.rooms.playground.chats.store import TurnRecord, read_turn_record

_NEW = "playground.controls"  # of the chat that has no row yet; before, of all chats
_WHEN_FULL = "playground.when_full"  # before, of all chats by their ids


class ChatSettingsStore:
    """``None`` stands for a chat that is new."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, chat: int | None) -> ChatSettings:
        if chat is None:
            return read_chat_settings(self._store.get_state(_NEW, "{}"))
        rows = self._store.read("SELECT controls FROM chats WHERE id = ?", chat)
        if not rows or rows[0]["controls"] is None:
            return self._before(chat)
        return read_chat_settings(rows[0]["controls"])

    def keep(self, chat: int | None, controls: ChatSettings) -> None:
        if chat is None:
            self._store.set_state(_NEW, encode_chat_settings(controls))
        else:
            self._store.write(
                "UPDATE chats SET controls = ? WHERE id = ?", encode_chat_settings(controls), chat
            )

    def take_over(self, chat: int, controls: ChatSettings) -> None:
        """A new chat got its row: what was set for it goes along, and the next begins as usual."""
        self.keep(chat, controls)
        self.keep(None, ChatSettings())

    def _before(self, chat: int) -> ChatSettings:
        sql = "SELECT record FROM messages WHERE chat = ? AND role = 'assistant' ORDER BY id DESC LIMIT 2"
        rows = self._store.read(sql, chat)
        controls = settings_of_records([read_turn_record(row["record"]) for row in rows])
        chosen: dict[int, WhenFull] = self._store.get_value(_WHEN_FULL, dict[int, WhenFull], {})
        return msgspec.structs.replace(controls, when_full=chosen.get(chat, controls.when_full))


def settings_of_records(records: Sequence[TurnRecord]) -> ChatSettings:
    """How the newest of these answers was asked for, as far as its record says; the newest stands first.

    Of a seed it does not say whether it was locked: it was if the answer before had the same.
    """
    if not records:
        return ChatSettings()
    last, drawn, options = records[0], records[0].sampling, records[0].options
    controls = ChatSettings()
    if last.messages and last.messages[0].role == "system":
        controls = msgspec.structs.replace(controls, system_prompt=last.messages[0].text)
    if drawn is not None:
        seeds = [record.sampling.seed for record in records if record.sampling is not None]
        most = drawn.max_tokens if drawn.max_tokens != USUAL_LENGTH else None
        controls = msgspec.structs.replace(controls, max_tokens=most, choice=choice_of(drawn, last.stated))
        if seeds[1:] == [drawn.seed]:
            controls = msgspec.structs.replace(controls, seed=drawn.seed, seed_locked=True)
    if options is None:
        return controls
    if options.constraint is not None:
        form, text = options.constraint.kind, options.constraint.text
        is_schema = form == "json_schema"
        controls = msgspec.structs.replace(
            controls, form=form, schema=text if is_schema else "", grammar="" if is_schema else text
        )
    return msgspec.structs.replace(
        controls,
        stop=options.stop,
        is_sure_shown=options.alternatives is not None,
        when_full=options.when_full,
    )
