"""The open chat on the screen: asks, shows the answer as it comes, and whatever went wrong in its place."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from explorer.domain.errors import KnownError
from explorer.kit.actions import Action
from explorer.kit.messages import Messages
from explorer.playground.answer_rows import AnswerRow
from explorer.playground.answering import Answering
from explorer.playground.chats import Chats, Turn
from explorer.playground.chosen_pane import ChosenModel
from explorer.playground.composer_rows import Composer
from explorer.playground.controls import Controls
from explorer.playground.conversation import context_used
from explorer.playground.drafting_pane import Drafting
from explorer.playground.session import Session
from explorer.playground.transcript_rows import Transcript


class Asking(QObject):
    """One answer at a time, in whichever chat it was asked. ``began`` carries the Turn of the question."""

    began = Signal(object)

    def __init__(
        self,
        session: Session,
        chats: Chats,
        chosen: ChosenModel,
        transcript: Transcript,
        composer: Composer,
        drafting: Drafting,
        messages: Messages,
        ways: Callable[[KnownError], Sequence[Action]],
    ) -> None:
        super().__init__(transcript)
        self._session, self._chats, self._chosen = session, chats, chosen
        self._transcript, self._composer, self._messages = transcript, composer, messages
        self._drafting, self._ways = drafting, ways
        self._answering: Answering | None = None
        self._row: AnswerRow | None = None  # of the answer on its way, while its chat is open
        composer.stopped.connect(self.stop)
        composer.cancelled.connect(drafting.end_edit)

    def is_busy(self) -> bool:
        return self._answering is not None

    def is_answering_in(self, chat: int) -> bool:
        return self._answering is not None and self._answering.turn.chat == chat

    def ask(self, text: str, controls: Controls, *, typed: bool = True) -> None:
        """Store the message, show it, and send it; does nothing without a model or while one answers.

        ``typed``: it stands in the composer, which is then cleared.
        """
        model, engine = self._chosen.model, self._chosen.engine
        if model is None or engine is None or self.is_busy():
            return
        was_editing = self._session.editing is not None
        options = self._chosen.prepare(controls)
        question, answer, asked = self._session.ask(text, model, controls, options)
        if was_editing:
            self._transcript.show_turns(self._session.turns[:-2])
        self._transcript.clear_error()
        self._transcript.add_question(question)
        note = self.tr("Reading…") if self._chosen.is_loaded() else self.tr("Loading the model…")
        self._row = self._transcript.begin_answer(question, answer, note)
        if typed:
            self._drafting.sent()
        self._answering = Answering(engine, self._chats, answer, asked, self)
        self._show_busy()
        self.began.emit(question)
        self._answering.start()

    def has_question(self) -> bool:
        """Whether something was asked in the open chat."""
        return bool(self._session.turns)

    def question_to_repeat(self) -> Turn | None:
        """Mark the last question for replacement by itself."""
        if self.is_busy():
            return None
        self._drafting.end_edit()
        return self._session.take_back()

    @Slot()
    def stop(self) -> None:
        if self._answering is not None:
            self._answering.stop()

    def stop_waiting(self) -> None:
        """The chosen model was unloaded: an answer that waits for it will not come."""
        if self._answering is not None and self._answering.waits_for(self._chosen.model):
            self._answering.stop()

    def close(self) -> None:
        """The app quits: the text so far is kept as interrupted."""
        if self._answering is not None:
            self._answering.close()

    def show_session(self) -> None:
        """The open chat from its beginning, with the answer that may be on its way in it."""
        running, turns = self._answering, self._session.turns
        self._row = None
        if running is not None and turns and turns[-1].id == running.turn.id:
            self._transcript.show_turns(turns[:-1])
            so_far = replace(running.turn, text=running.text)
            self._row = self._transcript.begin_answer(turns[-2], so_far, "")
        else:
            self._transcript.show_turns(turns)
        self._show_busy()
        self._chosen.note_used(context_used(turns))

    def show_failure(self, error: KnownError) -> None:
        """In place, with what can be done about it."""
        self._transcript.show_error(error, self._ways(error))

    def reading(self) -> None:
        """Of answering.AnswerListener, as the next two."""
        if self._row is not None:
            self._row.set_note(self.tr("Reading…"))

    def grew(self, text: str) -> None:
        if self._row is not None:
            self._row.grow(text)

    def over(self, turn: Turn, error: KnownError | None) -> None:
        self._answering = None
        is_open = self._session.replace(turn)
        if self._row is not None:
            self._row.show_turn(turn)
            self._row = None
        self._show_busy()
        self._chosen.note_used(context_used(self._session.turns))
        if error is not None and is_open:
            self.show_failure(error)
        elif error is not None:
            self._messages.fail(error)

    def _show_busy(self) -> None:
        self._composer.set_busy(self.is_busy())
        self._transcript.set_busy(self.is_busy())
