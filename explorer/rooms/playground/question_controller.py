"""What the person asks of the open chat: at once, once the terms of a model were seen, or, queued, once the
running answer has ended.
"""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot

from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.session import AnswerBranch
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.composer.draft_controller import DraftController
from explorer.rooms.playground.images.blindness_controller import BlindnessController
from explorer.rooms.playground.images.images_controller import ImagesController
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.pages_controller import PagesController


class QuestionController(QObject):
    """What is sent meanwhile waits its turn, a message after each answer, see DraftController.

    It is sent also when another chat is open by then. Where the answer failed, its model was unloaded, or
    another is chosen that does not see the conversation, it comes back into the composer instead.
    ``edited``: an answer has another text now.
    """

    edited = Signal()

    def __init__(
        self,
        parts: PlaygroundParts,
        answers: ChatAnswerController,
        drafts: DraftController,
        pages: PagesController,
        images: ImagesController,
        blindness: BlindnessController,
    ) -> None:
        super().__init__(answers)
        self._session, self._chosen = parts.session, parts.chosen
        self._answers, self._drafts, self._pages = answers, drafts, pages
        self._images, self._blindness, self._composer = images, blindness, parts.frame.composer
        self._transcript = parts.frame.transcript
        self._awaited: object = None  # what is sent once its images are read
        for changed in (self._composer.field.textChanged, drafts.changed):
            changed.connect(self._on_other)
        parts.frame.composer.sent.connect(self.send)
        parts.frame.transcript.rows.regenerate.connect(self.regenerate)
        parts.frame.transcript.rows.go_on.connect(self.go_on)
        answers.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)  # it is over by then

    @Slot(object)
    def send(self, text: str) -> None:
        edited = self._session.editing
        if edited is not None and edited.role != "user":
            self._edit(edited, text)
        elif self._images.is_reading():
            self._awaited = self._what()
            self._images.readings.when_read(self._images.place, self._composer.send)
        elif self._blindness.asking(text, self._send_typed):
            self._send(text)

    def _send_typed(self) -> None:
        """What stands in the composer by now."""
        if (text := self._composer.text()).strip():
            self._send(text)

    def _what(self) -> object:
        """What would be sent now, and where."""
        return self._images.place, self._composer.text(), self._session.editing

    @Slot()
    def _on_other(self) -> None:
        """Another message stands in the composer, or another chat is open: Enter was not for that."""
        if self._images.readings.is_awaited and self._awaited != self._what():
            self._images.readings.wait_no_more()

    def _send(self, text: str) -> None:
        if self._answers.is_held:
            return  # it stands in the composer
        if self._answers.is_busy():
            self._drafts.wait(text)
        else:
            self._pages.asking(partial(self._answers.ask, text))

    def _edit(self, answer: Turn, text: str) -> None:
        """The new text stands beside what was said, which is kept as a branch."""
        written = self._session.edit_answer(answer, text) if text != answer.text else answer
        self._drafts.end_edit()
        self._transcript.show_branch(self._session.turns, written.id)
        self.edited.emit()

    @Slot(object)
    def regenerate(self, turn: Turn | None = None, times: int = 1) -> None:
        """Another answer beside this one, or beside the last; or several."""
        self._pages.asking(partial(self._answers.ask_again, turn, times))

    @Slot()
    def go_on(self) -> None:
        self._pages.asking(self._answers.go_on)

    def branch(self, branch: AnswerBranch) -> None:
        """Go on from a token."""
        self._pages.asking(partial(self._answers.ask_again, branch))

    @Slot(object)
    def _on_ended(self, turn: Turn) -> None:
        if self._answers.is_busy():
            return
        model, is_editing = self._chosen.model, self._session.editing is not None
        is_seen = model is not None and self._session.is_seen_by(model)
        is_over = turn.record.end == "failed" or self._chosen.loaded is None or not is_seen or is_editing
        if turn.chat in self._drafts.waiting_elsewhere() and self._send_beside(turn, turn.chat):
            return
        if self._drafts.waiting and is_over:
            self._drafts.take_back()
        elif self._drafts.waiting:
            self._chosen.gate.enter(self._send_queued)
            return
        next((one for one in self._drafts.waiting_elsewhere() if self._send_beside(turn, one)), None)

    def _send_queued(self) -> None:
        waiting = self._drafts.waiting
        if waiting and self._answers.ask(waiting[0].text, waiting[0]):
            self._drafts.waited()
        else:
            self._drafts.take_back()  # what is set does not allow it

    def _send_beside(self, turn: Turn, number: int) -> bool:
        """Whether it was asked, after this answer, in a chat that is not open: not if that is gone, or is
        asked with another model than the chosen one.
        """
        chat, model = self._session.stored.find(number), self._chosen.model
        is_same = chat is not None and model is not None and model.id == chat.model
        if chat is None or not is_same or self._chosen.loaded is None or turn.record.end == "failed":
            return False  # it is in the composer when the chat is opened again
        is_sent = self._answers.ask_in(chat, self._drafts.waiting_in(number)[0])
        if is_sent:
            self._drafts.waited_in(number)
        else:
            self._drafts.wait_no_more_in(number)  # it was told why
        return is_sent
