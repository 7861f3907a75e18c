"""Drafts: what was typed and not yet sent, by chat. They survive a rebuilt room, a restart and a kill."""

import msgspec

from explorer.base.store import Store

_KEY = "playground.drafts"
_NEW = 0  # the chat that has no row yet


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """``text`` is the message begun; while the turn ``editing`` is edited, ``edited`` is its new text.

    ``waiting`` was sent while an answer was running, and is to be asked after it.
    """

    text: str = ""
    editing: int = 0
    edited: str = ""
    waiting: str = ""


class Drafts:
    """The drafts of all chats. ``None`` stands for a chat that is new."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._all = self._read()

    def get(self, chat: int | None) -> Draft:
        return self._all.get(chat or _NEW, Draft())

    def keep(self, chat: int | None, draft: Draft) -> None:
        """Store it now; an empty one is forgotten."""
        if draft == self.get(chat):
            return
        self._all[chat or _NEW] = draft
        if draft == Draft():
            del self._all[chat or _NEW]
        self._store.set_value(_KEY, self._all)

    def _read(self) -> dict[int, Draft]:
        kept = self._store.get_value(_KEY, dict[int, Draft], {})
        there = {_NEW, *(row["id"] for row in self._store.read("SELECT id FROM chats"))}
        return {chat: draft for chat, draft in kept.items() if chat in there}  # ids are given again
