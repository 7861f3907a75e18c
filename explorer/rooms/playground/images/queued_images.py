"""Which images go with messages that wait their turn: those that stood over the field when each was sent."""

from collections.abc import Collection, Iterable

from explorer.rooms.playground.chats.store import Chats

type ChatPlace = tuple[Chats, int | None]  # a chat of these; None: one without a row


class QueuedImages:
    """Hashes, by chat and message."""

    def __init__(self) -> None:
        self._all: dict[tuple[ChatPlace, str], set[str]] = {}

    def add(self, place: ChatPlace, text: str, hashes: Iterable[str]) -> None:
        self._all.setdefault((place, text), set()).update(hashes)

    def take(self, place: ChatPlace, text: str) -> Collection[str]:
        """What goes with it. Once."""
        return self._all.pop((place, text), set())

    def of(self, place: ChatPlace) -> Collection[str]:
        return {sha256 for key, hashes in self._all.items() if key[0] == place for sha256 in hashes}

    def keep_only(self, place: ChatPlace, texts: Collection[str]) -> None:
        """These still wait; what the others had is free."""
        for key in [key for key in self._all if key[0] == place and key[1] not in texts]:
            del self._all[key]

    def keep_chats(self, there: Collection[Chats]) -> None:
        """Of others, which were temporary, nothing stays."""
        for key in [key for key in self._all if key[0][0] not in there]:
            del self._all[key]

    def begin_chat(self, chats: Chats, chat: int) -> None:
        """The chat without a row has got one."""
        for key in [key for key in self._all if key[0] == (chats, None)]:
            self._all[(chats, chat), key[1]] = self._all.pop(key)
