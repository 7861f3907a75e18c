"""What is done with chats in the bin: restored, deleted for good, or all of them at once."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from explorer.kit.question import DangerQuestion, host_of
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.list_controller import ChatListController
from explorer.rooms.playground.layout_pane import PlaygroundParts


class ChatBinController(QObject):
    """Asks before what nothing can bring back. What was said is then removed beside the window; ``emptied``:
    that is done.
    """

    emptied = Signal()

    def __init__(
        self, parts: PlaygroundParts, listed: ChatListController, answers: ChatAnswerController
    ) -> None:
        super().__init__(parts.frame)
        self._chats, self._listed, self._frame = parts.session.chats, listed, parts.frame
        self._services, self._answers = parts.services, answers
        self._is_file_clean = True
        answers.ended.connect(self._clean)
        column = parts.frame.column
        column.emptied.connect(self._ask_to_empty)
        column.list.restored.connect(self._restore)
        column.list.removed.connect(self._ask_to_remove)

    @Slot(object)
    def _restore(self, chat: Chat) -> None:
        self._chats.restore(chat.id)
        self._listed.show()

    @Slot(object)
    def _ask_to_remove(self, chat: Chat) -> None:
        heading = self.tr("Delete “{title}” for good?").format(title=chat.title)
        self._ask(heading, self.tr("Delete it"), partial(self._chats.give_up, chat.id))

    @Slot()
    def _ask_to_empty(self) -> None:
        self._ask(self.tr("Empty the bin?"), self.tr("Empty it"), self._chats.give_up_bin)

    def _ask(self, heading: str, agree: str, then: Callable[[], object]) -> None:
        words = self.tr("What was said there cannot be brought back.")
        question = DangerQuestion(self.tr("Delete for good"), heading, words, agree, host_of(self._frame))
        question.agreed.connect(then)
        question.agreed.connect(self._listed.show)
        question.agreed.connect(self._remove)
        question.ask()

    @Slot()
    def _remove(self) -> None:
        fail = self._services.messages.fail
        self._services.tasks.do(self._chats.remove_given_up, self._on_removed, fail, owner=self)

    def _on_removed(self, _nothing: None) -> None:
        self._is_file_clean = False
        self.emptied.emit()
        self._clean()

    @Slot()
    def _clean(self, _turn: object = None) -> None:
        """For good: no byte of it stays in the file. Who writes an answer would have to wait meanwhile."""
        if not self._is_file_clean and not self._answers.is_busy():
            self._is_file_clean = True
            work, fail = self._services.core.store.write_anew, self._services.messages.fail
            self._services.tasks.do(work, _ignore, fail)


def _ignore(_is_clean: bool) -> None:  # noqa: FBT001  # a result
    """Where another program reads just now, the next one that is deleted takes what is left along."""
