"""Queued message: sent while an answer runs, asked when that answer has ended."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot

from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.store import Chats, Turn
from explorer.rooms.playground.composer.draft_controller import DraftController
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel


class QueuedMessageController(QObject):
    """One message a chat waits: what is sent after it is added to it, see Drafting.

    It is sent also when another chat is open by then. Where the answer failed, its model was unloaded, or
    another is chosen that does not see the conversation, it comes back into the composer instead.
    """

    def __init__(
        self,
        session: ChatSession,
        chats: Chats,
        chosen: ChosenModel,
        asking: ChatAnswerController,
        drafting: DraftController,
        under_terms: Callable[[Callable[[], object]], None],
    ) -> None:
        super().__init__(asking)
        self._session, self._chats, self._chosen = session, chats, chosen
        self._asking, self._drafting, self._under_terms = asking, drafting, under_terms
        asking.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)  # it is over by then

    @Slot(object)
    def _on_ended(self, turn: Turn) -> None:
        if self._asking.is_busy():
            return
        model, is_editing = self._chosen.model, self._session.editing is not None
        is_seen = model is not None and self._session.is_seen_by(model)
        is_over = turn.record.end == "failed" or not self._chosen.is_loaded() or not is_seen or is_editing
        if turn.chat != self._drafting.chat and self._drafting.waiting_in(turn.chat):
            self._send_beside(turn)
        elif self._drafting.waiting and is_over:
            self._drafting.take_back()
        elif self._drafting.waiting:
            self._under_terms(self._send)

    def _send(self) -> None:
        if self._asking.ask(self._drafting.waiting, typed=False):
            self._drafting.waited()
        else:
            self._drafting.take_back()  # what is set does not allow it

    def _send_beside(self, turn: Turn) -> None:
        """In a chat that is not open, unless it was deleted or another model is chosen now."""
        chat, model = self._chats.find(turn.chat), self._chosen.model
        is_same = model is not None and model.id == turn.record.model and self._chosen.is_loaded()
        if chat is None or not is_same or turn.record.end == "failed":
            return  # it is in the composer when the chat is opened again
        text = self._drafting.waiting_in(turn.chat)
        if self._asking.ask_in(chat, text):
            self._drafting.waited_in(turn.chat)
