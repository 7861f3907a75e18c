"""What a chat does when its context is full, as the person chose it: kept by chat."""

import msgspec

from explorer.base.store import Store
from explorer.domain.tokens import WhenFull

_KEY = "playground.when_full"
_NEW = 0  # the chat that has no row yet


class ContextChoices:
    """One choice a chat; ``None`` stands for a chat that is new."""

    def __init__(self, store: Store) -> None:
        self._store = store
        try:
            self._all = msgspec.json.decode(store.get_state(_KEY, "{}"), type=dict[int, WhenFull])
        except msgspec.DecodeError:
            self._all = {}  # of another version of this app

    def get(self, chat: int | None) -> WhenFull:
        return self._all.get(chat or _NEW, "stop")

    def keep(self, chat: int | None, when_full: WhenFull) -> None:
        self._all[chat or _NEW] = when_full
        if when_full == "stop":
            del self._all[chat or _NEW]
        self._store.set_state(_KEY, msgspec.json.encode(self._all).decode())

    def take_over(self, chat: int) -> None:
        """A new chat got its row: what was chosen for it goes along."""
        if _NEW in self._all:
            chosen = self._all[_NEW]
            self.keep(None, "stop")
            self.keep(chat, chosen)
