"""Asks the chosen model in the open chat, shows the answer as it comes, and errors in its place."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadedModel
from explorer.domain.model import Capability, Model
from explorer.engine.backend import Backend
from explorer.engine.question import Question
from explorer.engine.state import (
    AnswerEvent,
    BackendChange,
    BackendState,
    Chunk,
    ContextNearlyFull,
    ContextShortened,
    ImageRead,
    PromptRead,
    WaitingForServer,
)
from explorer.kit.language import tr
from explorer.rooms.playground.chats.answer_recorder import ChatAnswerRecorder
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.session import AnswerBranch, ChatSession
from explorer.rooms.playground.chats.store import Chats, Turn
from explorer.rooms.playground.chats.variants import (
    AnswerVariants,
    VariantWays,
    together_of,
    with_variants,
)
from explorer.rooms.playground.composer.draft_controller import DraftController, QueuedMessage
from explorer.rooms.playground.context.context_controller import ContextController
from explorer.rooms.playground.context.kept_context_controller import KeptContextController
from explorer.rooms.playground.documents.given_controller import GivenController
from explorer.rooms.playground.documents.preparation import (
    AnswerAsking,
    AnswerPreparation,
    PreparationWays,
)
from explorer.rooms.playground.images.images_controller import ImagesController
from explorer.rooms.playground.images.reading_note_controller import ReadingImageNote
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.load_error_actions import LoadErrorActions
from explorer.rooms.playground.transcript.answer_rows import AnswerRow


class ChatAnswerController(QObject):
    """One answer at a time, in whichever chat it was asked. ``began`` carries the Turn of the question.

    ``given`` carries the Turn of an answer of which is known now what it is given of documents.
    ``ended`` carries the Turn of an answer that is over, unless the app ends. ``refused`` carries the
    KnownError for which nothing was asked: a schema or grammar that is wrong.
    """

    began = Signal(object)
    ended = Signal(object)
    refused = Signal(object)
    given = Signal(object)

    def __init__(
        self,
        parts: PlaygroundParts,
        drafting: DraftController,
        context: ContextController,
        given: GivenController,
        images: ImagesController,
    ) -> None:
        frame = parts.frame
        super().__init__(frame)
        self._session, self._chosen, self._messages = parts.session, parts.chosen, parts.services.messages
        self._transcript, self._composer = frame.transcript, frame.composer
        self._drafting, self._context = drafting, context
        self._model_of = parts.services.catalog.model_of
        self._ways = LoadErrorActions(parts.chosen, parts.services, frame.header.picker.click)
        self._given, self._images = given, images
        self._looking = ReadingImageNote(self._show_note, self)
        self._estimates, self._backends = parts.services.core.estimates, parts.services.backends
        self._answering: ChatAnswerRecorder | AnswerVariants | AnswerPreparation | None = None
        self.is_held = False  # the open chat is being kept: nothing of it changes until it is
        self._row: AnswerRow | None = None  # of the answer on its way, while its chat is open
        self.kept = KeptContextController(parts.services, self)
        self.ended.connect(self.kept.note)
        self._chosen.changed.connect(self._on_model)
        frame.composer.stopped.connect(self.stop)
        frame.transcript.rows.switch.connect(self.show_sibling)

    def is_busy(self) -> bool:
        """Whether nothing can be asked just now."""
        return self.is_held or self._answering is not None

    def hold(self, *, held: bool) -> None:
        self.is_held = held
        self._composer.hold(held=held)
        self._show_busy()

    def is_answering_in(self, chat: int) -> bool:
        return self._answering is not None and self._answering.turn.chat == chat

    def ask(self, text: str, queued: QueuedMessage | None = None) -> bool:
        """Store the message, show it, and send it. Without a model, or while one answers, it is not sent.

        Unless it was ``queued`` it stands in the composer, which is then cleared.
        """
        free = self._free()
        if free is None or self._refuses():
            return False
        model, engine = free
        edited, is_new = self._session.editing, self._session.chat is None
        images = self._images.of(queued) if queued is not None else self._images.free()
        files = queued.files if queued is not None else self._drafting.attached()
        question, answer, asked = self._session.ask(text, model, self._chosen.prepare(), images)
        self._given.asked(question, edited, is_new=is_new)
        self._images.asked(question)
        if edited is not None:
            self._transcript.show_branch(self._session.turns[:-2])
        self._transcript.add_question(question)
        if queued is None:
            self._drafting.sent()
        self._row = self._transcript.begin_answer(question, answer, _waiting_words(self._chosen))
        self._begin(engine, question, answer, asked, files)
        return True

    def ask_in(self, chat: Chat, message: QueuedMessage) -> bool:
        """The same in a chat that is not open."""
        free, session = self._free(), self._session.beside(chat)
        if free is None:
            return False
        try:
            session.controls.check()
        except KnownError as error:
            self._messages.fail(error)  # the message stays where it was written
            return False
        images = self._images.of(message, beside=chat.id)
        asked = session.ask(message.text, free[0], self._chosen.prepare(), images)
        self._begin(free[1], *asked, message.files, session)
        return True

    def ask_again(self, of: Turn | AnswerBranch | None = None, times: int = 1) -> None:
        """Another answer beside the last one, beside ``of``, or beside the one that a branch leaves; or
        several.
        """
        free = self._free()
        if free is None or not self._session.turns or self._refuses():
            return
        self._drafting.end_edit()
        question, answer, asked = self._session.ask_again(free[0], self._chosen.prepare(), of)
        self._transcript.show_branch(self._session.turns[:-1])
        self._row = self._transcript.begin_answer(question, answer, _waiting_words(self._chosen))
        self._begin(free[1], question, answer, asked, self._drafting.attached(), times=times)

    def go_on(self) -> None:
        """More of the last answer, where it stopped."""
        free = self._free()
        if free is None or not self.can_go_on():
            return
        model, engine = free
        if Capability.CONTINUES not in model.capabilities:
            what = self.tr("{name} cannot go on with an answer where it stopped.").format(name=model.name)
            self.show_failure(KnownError(what, self.tr("Have it answer again, or ask it to go on.")))
            return
        if self._refuses() or self._context.blocks():
            return
        self._drafting.end_edit()
        answer, asked = self._session.go_on(model, self._chosen.prepare())
        self._row = self._transcript.resume_answer(_waiting_words(self._chosen))
        self._begin(engine, self._session.turns[-2], answer, asked, ())

    def _free(self) -> tuple[Model, Backend] | None:
        """The chosen model with what answers, while nothing is asked yet."""
        model, engine = self._chosen.model, self._chosen.engine
        can_be = model is not None and not model.why_not_usable
        return (model, engine) if can_be and model and engine and not self.is_busy() else None

    def can_go_on(self) -> bool:
        """Whether the last answer stopped before its end, and the chosen model writes texts of its kind."""
        turns, model = self._session.turns, self._chosen.model
        if len(turns) < 2 or turns[-1].role == "user" or model is None:
            return False
        is_alike = model.is_chat != turns[-1].is_completion
        return is_alike and bool(turns[-1].written) and turns[-1].record.end not in ("end", "writing")

    def _refuses(self) -> bool:
        """Say what is wrong with a schema or grammar before it is too late."""
        try:
            self._session.controls.check()
        except KnownError as error:
            self.refused.emit(error)
            return True
        return False

    def _begin(
        self,
        engine: Backend,
        question: Turn,
        answer: Turn,
        asked: Question,
        files: Sequence[str],
        session: ChatSession | None = None,
        times: int = 1,
    ) -> None:
        """What there is for it in documents is looked up first. ``files`` go with the question; ``session``:
        another than the open one; ``times``: so many answers.
        """
        if self._row is not None:
            self._context.begin()
        model = self._chosen.model
        asking = AnswerAsking(session or self._session, model, engine, question, answer, asked, files)
        kept = 0 if asking.session.is_temporary else answer.chat
        recorded = partial(self._recorder, engine, model, asking.session.chats, kept, times)
        ways = PreparationWays(partial(self._start, recorded), self._show_note, self._show_end)
        self._answering = self._given.begin(asking, ways) or recorded(answer, asked)
        self._show_busy()
        self.began.emit(question)
        self._answering.start()

    def _recorder(
        self,
        engine: Backend,
        model: Model | None,
        chats: Chats,
        kept: int,
        times: int,
        answer: Turn,
        asked: Question,
    ) -> ChatAnswerRecorder | AnswerVariants:
        """``chats``: those of the answer, for others may be open by now."""
        asked = self.kept.prepared(engine, model, kept, asked)
        if times == 1 or model is None:
            return ChatAnswerRecorder(engine, chats, answer, asked, self._show, self._show_end)
        together = together_of(self._estimates, self._backends, model, asked, times)
        variants = with_variants(chats, answer, replace(asked, together=together), times)
        ways = VariantWays(self._show, self._show_part, self._show_end)
        return AnswerVariants(engine, chats, variants, ways)

    def _start(
        self,
        recorded: Callable[[Turn, Question], ChatAnswerRecorder | AnswerVariants],
        answer: Turn,
        asked: Question,
    ) -> None:
        """What it is given is known now."""
        self._answering = answering = recorded(answer, asked)
        self._show_note(_waiting_words(self._chosen))
        self.given.emit(answer)
        answering.start()

    def _show_note(self, words: str) -> None:
        if self._row is not None:
            self._row.set_note(words)

    @Slot(object)
    def show_sibling(self, turn: int) -> None:
        """The branch that this turn begins, in place of the one that is shown."""
        if not self.is_busy():
            self._drafting.end_edit()
            self._session.show(turn)
            self._transcript.clear_error()
            self._transcript.show_branch(self._session.turns, turn)
            self._context.show_chat()

    @Slot()
    def stop(self) -> None:
        if self._answering is not None:
            self._answering.stop()

    @Slot(object)
    def _on_model(self, change: BackendChange) -> None:
        """An answer that waits for a model that was unloaded will not come."""
        running = self._answering
        if change.error is not None:
            self.show_failure(change.error)
        elif change.state is BackendState.LOADING and not change.progress:
            self._transcript.clear_error()
        elif change.state is BackendState.EMPTY and running and running.waits_for(self._chosen.model):
            self.stop()

    def close(self) -> None:
        """The app quits: the text so far is kept as interrupted."""
        if self._answering is not None:
            self._answering.close()

    def show_session(self, _chat: Chat | None) -> None:
        """The open chat from its beginning, with the answer that may be on its way in it."""
        running, turns = self._answering, self._session.turns
        self._row = None
        if running is not None and turns and turns[-1].id == running.turn.id:
            self._transcript.show_turns(turns[:-1])
            self._row = self._transcript.begin_answer(turns[-2], running.turn, running.words)
        else:
            self._transcript.show_turns(turns)
        self._show_busy()
        self._context.show_chat()

    @Slot(object)
    def show_failure(self, error: KnownError) -> None:
        """In place, with what can be done about it."""
        self._transcript.show_error(self._ways.told(error), self._ways.of(error))

    def _show(self, event: AnswerEvent, turn: Turn) -> None:
        """What comes of the answer, while its chat is open."""
        self._looking.hear(event, self._images.speeds, self._model_of(turn.record.model))
        if self._row is None:
            return
        match event:
            case LoadedModel() | ImageRead():
                self._row.set_note(self.tr("Reading…"))
            case WaitingForServer():
                self._row.set_note(self.tr("Waiting for the server…"))
            case PromptRead():
                self._context.fill(event.context)
            case Chunk():
                self._row.grow(turn)
                if event.context is not None:
                    self._context.fill(event.context)
            case ContextNearlyFull():
                self._context.warn(event.context)
            case ContextShortened():
                self._row.show_forgotten(turn)

    def _show_part(self, turn: Turn, words: str) -> None:
        """The first of several answers is over, and others are not."""
        self._session.replace(turn)
        if self._row is not None:
            self._row.show_turn(turn)
            self._row.set_note(words)

    def _show_end(self, turn: Turn, error: KnownError | None) -> None:
        self._answering = None
        self._looking.end()
        is_open = self._session.replace(turn)
        if self._row is not None:
            self._row.show_turn(turn)
            self._row = None
        self._show_busy()
        if error is not None and is_open:
            self.show_failure(error)
        elif error is not None:
            self._messages.fail(error)
        if is_open:
            self._context.end(turn)
        if turn.record.end != "interrupted":
            self.ended.emit(turn)

    def _show_busy(self) -> None:
        chat = self._session.chat
        is_busy = self._answering is not None
        elsewhere = is_busy and (chat is None or not self.is_answering_in(chat.id))
        self._composer.set_busy(is_busy, elsewhere=elsewhere)
        self._transcript.rows.set_busy(self.is_busy())


def _waiting_words(chosen: ChosenModel) -> str:
    """Until its first word."""
    loads = chosen.is_resident and chosen.loaded is None
    return tr("Loading the model…") if loads else tr("Reading…")
