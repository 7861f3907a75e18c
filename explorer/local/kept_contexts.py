"""Files of what models have read of each chat, so that one that is opened again answers at once.

One a chat, of the model that answered in it last; together they take at most what the settings say, and the
ones used longest ago make room. Whatever is removed is read anew by the model.
"""

import os
from collections.abc import Callable, Collection
from pathlib import Path

from explorer.base.storage import free_space
from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import KeptContext

_FREE = 0.1  # of what is free on the disk stays so
_SUFFIX = ".kv"


class KeptContexts:
    """``most``: bytes that all may take, 0 for none. Calls that read the disk raise no OSError."""

    def __init__(self, folder: Path, most: Callable[[], int]) -> None:
        self._folder, self._most = folder, most
        self._forgotten: set[int] = set()  # and not asked since

    @property
    def is_wanted(self) -> bool:
        return self._most() > 0

    def file(self, chat: int, model: LocalModel) -> KeptContext:
        """Where what ``model`` read of this chat lies, or will once it was asked."""
        self._forgotten.discard(chat)
        bytes_of = model.measured_sha256 or model.sha256 or f"{model.path} {model.size} {model.added_at}"
        return KeptContext(os.fsencode(self._folder / f"{chat}{_SUFFIX}"), bytes_of)

    def room(self) -> int:
        """Bytes that one of them may take."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return min(self._most(), round(free_space(self._folder) * (1 - _FREE)))
        except OSError:
            return 0

    def tidy(self) -> None:
        """Remove those used longest ago until the others fit."""
        kept = sorted(self._all(), key=_used, reverse=True)
        room = self._most()
        for path in kept:
            room -= _size(path)
            if room < 0:
                _remove(path)

    def is_forgotten(self, chat: int) -> bool:
        """Whether what a model still holds of it must not be kept."""
        return chat in self._forgotten

    def forget(self, *chats: int) -> None:
        self._forgotten.update(chats)
        for chat in chats:
            _remove(self._folder / f"{chat}{_SUFFIX}")

    def keep_only(self, chats: Collection[int]) -> None:
        """Of other chats, which are gone, nothing stays."""
        for path in self._all():
            if path.stem not in {str(chat) for chat in chats}:
                _remove(path)

    def _all(self) -> tuple[Path, ...]:
        """Also those that were cut off, of which only a part is there."""
        try:
            names = {path.name.split(_SUFFIX)[0] for path in self._folder.iterdir() if _SUFFIX in path.name}
        except OSError:
            return ()
        return tuple(self._folder / f"{name}{_SUFFIX}" for name in names)


def _remove(path: Path) -> None:
    for end in (".json", "", ".part"):
        try:
            path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
        except OSError:  # another program reads it: the next time
            return


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
