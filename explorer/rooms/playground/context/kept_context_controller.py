"""Keeps what the model read of a chat on the disk, and has it read back when the chat is asked again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.tokens import KeptContext
from explorer.engine.backend import Backend, KeepsContext
from explorer.engine.question import Question
from explorer.engine.state import READY_STATES
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.room_services import RoomServices

_LEISURE_MS = 10_000  # after an answer: a conversation that goes on at once is kept later
_LEAST = 512  # tokens in the context
_AT_ONCE = 200_000_000  # bytes that the next question waits for


@dataclass(frozen=True)
class _Held:
    """Which conversation is in the memory of a model, and not on the disk."""

    chat: int
    engine: KeepsContext
    file: KeptContext


class KeptContextController(QObject):
    """``prepared`` before a question is asked, ``note`` after its answer."""

    def __init__(self, services: RoomServices, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._messages = services.tasks, services.messages
        self._contexts = services.core.kept_contexts
        self._asked: _Held | None = None
        self._held: _Held | None = None
        self._room = 0  # bytes, as they were when last looked at
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LEISURE_MS)
        self._timer.timeout.connect(self._on_leisure)

    def prepared(self, engine: Backend, model: Model | None, chat: int, asked: Question) -> Question:
        """The question, with where what was read before lies. ``chat`` 0: nothing of it is kept."""
        self._timer.stop()
        held, self._asked = self._held, None
        if held is not None and held.chat != chat and held.engine is engine:
            self._keep(_AT_ONCE)  # another conversation takes its place
        self._held = None
        if not (isinstance(engine, KeepsContext) and isinstance(model, LocalModel)):
            return asked  # it is computed elsewhere
        if not chat or not self._contexts.is_wanted:
            return asked
        file = self._contexts.file(chat, model)
        self._asked = _Held(chat, engine, file)
        return replace(asked, kept=file)

    def note(self, turn: Turn) -> None:
        """An answer is over; unless it is followed up at once, what was read is kept."""
        asked, self._asked = self._asked, None
        if asked is None or asked.chat != turn.chat or turn.record.used < _LEAST:
            return
        self._held = asked
        self._tasks.do(self._contexts.room, self._on_room, self._messages.fail, owner=self)

    def forget(self, chat: int) -> None:
        """Nothing of this chat stays on the disk."""
        self._do(partial(self._contexts.forget, chat))

    def keep_only(self, chats: Iterable[int]) -> None:
        """Whatever lies there of other chats goes."""
        self._do(partial(self._contexts.keep_only, frozenset(chats)))

    def tidy(self) -> None:
        """They may take less now."""
        self._do(self._contexts.tidy)

    def _on_room(self, room: int) -> None:
        self._room = room
        if self._held is not None:
            self._timer.start()

    @Slot()
    def _on_leisure(self) -> None:
        self._keep(self._room)

    def _keep(self, most: int) -> None:
        held, self._held = self._held, None
        if held is None or self._contexts.is_forgotten(held.chat) or held.engine.state not in READY_STATES:
            return
        job = held.engine.keep_context(held.file, min(self._room, most))
        job.finished.connect(partial(self._on_kept, held.chat))

    def _on_kept(self, chat: int, written: int) -> None:
        if self._contexts.is_forgotten(chat):  # meanwhile
            self.forget(chat)
        elif written:
            self.tidy()

    def _do(self, work: Callable[[], None]) -> None:
        """On the disk, which may be slow."""
        self._tasks.do(work, lambda _none: None, self._messages.fail, owner=self)
