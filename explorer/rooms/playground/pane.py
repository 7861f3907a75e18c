"""The playground: ask a local model, offline, and see what the answer cost."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent

from explorer.base.shutdown import end_all
from explorer.domain.places import Place
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.room_pane import RoomPane
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.exchange.exchange_controller import ChatExchangeController
from explorer.rooms.playground.chats.exchange.export_names import is_chat_export
from explorer.rooms.playground.chats.presets import Presets
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.settings import ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.chats_controller import OPEN_CHAT, ChatsController
from explorer.rooms.playground.composer.attach_controller import AttachController
from explorer.rooms.playground.composer.attachment_controller import AttachmentController
from explorer.rooms.playground.composer.draft_controller import DraftController
from explorer.rooms.playground.composer.prompt_library_controller import PromptLibraryController
from explorer.rooms.playground.composer.slash_rows import SlashLine
from explorer.rooms.playground.context.context_controller import ContextController
from explorer.rooms.playground.documents.chat_indexes_controller import ChatIndexes
from explorer.rooms.playground.documents.consent_controller import ConsentController
from explorer.rooms.playground.documents.given_controller import GivenController
from explorer.rooms.playground.documents.passages_controller import PassagesController
from explorer.rooms.playground.images.blindness_controller import BlindnessController
from explorer.rooms.playground.images.image_tokens_controller import ImageTokens
from explorer.rooms.playground.images.images_controller import ImagesController
from explorer.rooms.playground.inspector.inspector_controller import InspectorController
from explorer.rooms.playground.layout_pane import PlaygroundLayout, PlaygroundParts
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.model_choice_controller import ModelChoiceController
from explorer.rooms.playground.pages_controller import PagesController
from explorer.rooms.playground.question_controller import QuestionController
from explorer.rooms.playground.temporary_controller import TemporaryChatController
from explorer.rooms.playground.transcript.ribbon_controller import RibbonController
from explorer.rooms.playground.turns_controller import TurnsController
from explorer.rooms.room_services import RoomServices


class PlaygroundPane(RoomPane):
    """Chats left, conversation in the middle, inspector right.

    ``session`` is the open chat, ``chosen`` the model that it is asked with; all parts follow these two.
    """

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self.setObjectName("playground")
        store = services.core.store
        chats = Chats(store)
        chats.mark_interrupted()
        Presets(store).take_over_older(self.tr("Earlier settings"))
        last = chats.find(store.get_number(OPEN_CHAT) or 0)
        self.session = session = ChatSession(chats, ChatSettingsStore(store), last)
        self.chosen = ChosenModel(services, self)
        self._frame = frame = PlaygroundLayout(services, self.chosen, self)
        column(self).addWidget(frame)
        parts = PlaygroundParts(services, session, self.chosen, frame)
        self._pages = PagesController(parts)
        self._models = ModelChoiceController(parts, self._pages)
        self._drafts = DraftController(parts)
        image_tokens = ImageTokens(parts.chosen, session, frame)
        self._context = ContextController(parts, image_tokens)
        self._images = ImagesController(parts, image_tokens, self._drafts)
        self._inspector = InspectorController(parts, self._context)
        self._library = PromptLibraryController(parts, self._inspector.presets)
        self._indexes = ChatIndexes(services, session)
        self._attachments = AttachmentController(
            parts, self._drafts, self._context, self._indexes, self._images
        )
        self._attaching = AttachController(parts, self._attachments)
        consent = ConsentController(parts, self._pages, self._indexes)
        given = GivenController(parts, self._context, self._attachments, consent)
        self._passages = PassagesController(parts, self._indexes)
        self._answers = answers = ChatAnswerController(
            parts, self._drafts, self._context, given, self._images
        )
        self._blindness = blindness = BlindnessController(parts, self._pages, self._models, self._images)
        self._questions = QuestionController(
            parts, answers, self._drafts, self._pages, self._images, blindness
        )
        self._temporary = TemporaryChatController(parts, answers, self._drafts, self._indexes)
        self._chats = ChatsController(parts, answers, self._temporary)
        self._exchange = ChatExchangeController(parts, self._chats.show_list, self._chats.open)
        self._turns = TurnsController(parts, answers, self._questions, self._models, self._drafts)
        self._ribbons = RibbonController(parts, self._models, answers, self._questions)
        self._connect()
        self._follow_session()
        self._follow_services(services)

    def _connect(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection  # the answer before is over by then
        for changed in (self._questions.edited, self._turns.changed):
            changed.connect(self._context.show_chat)
            changed.connect(self._pages.show)
        self._models.leaving = self._temporary.leaving
        self._library.more.append(self._temporary.lines)
        attach = SlashLine(self.tr("Attach images or files…"), "", "paperclip", self._attaching.choose_files)
        self._library.more.append(lambda: (attach,))
        self._context.go_on.connect(self._questions.go_on, queued)
        self._answers.began.connect(self._models.note_use)
        self._answers.refused.connect(self._inspector.show_refused)
        self._answers.ended.connect(self._inspector.show_thinking)
        self._attachments.changed.connect(self._show_documents)
        self._attachments.readings.ended.connect(lambda _chat: self._passages.look_again())
        self._answers.given.connect(self._passages.show_answer)
        self._answers.ended.connect(self._passages.show_answer)
        self._models.picked.connect(self._chats.show_list)
        self._chats.bin.emptied.connect(self._attachments.tidy)
        self._pages.failed.connect(self._answers.show_failure)
        self._answers.kept.keep_only(chat.id for chat in self.session.chats.all())

    def _follow_session(self) -> None:
        """What is done when another chat is opened, in this order; first for the chat of last time."""
        session, frame = self.session, self._frame
        session.leaving.add(self._drafts.keep)
        session.leaving.add(lambda _none: frame.inspector.finish())
        session.opened.add(self._answers.show_session)
        session.opened.add(lambda _chat: self._drafts.show(busy=self.is_busy()))
        session.opened.add(lambda _chat: self._images.show_chat())
        session.opened.add(lambda _chat: self._attachments.show())
        session.opened.add(lambda _chat: self._passages.show_chat())
        session.opened.add(lambda _chat: self._pages.forget_questions())
        session.opened.add(self._inspector.show_chat)
        session.opened.add(self._temporary.refresh)
        session.opened.emit(session.chat)
        session.opened.add(self._models.follow_chat)
        session.opened.add(self._pages.show)
        session.opened.add(lambda _chat: frame.fold_chats())
        session.opened.add(self._chats.show_list)
        session.opened.add(self._forget_temporary)
        self._answers.ended.connect(self._forget_temporary)

    def _forget_temporary(self, _left: object = None) -> None:
        """One that was left, once nothing is written in it any more."""
        if not self.is_busy():
            self.session.forget_temporary()
        if self.session.temporary is None:
            self._attachments.forget_temporary()

    def _follow_services(self, services: RoomServices) -> None:
        catalog = services.catalog
        self._listening = (
            catalog.changed.add(self._models.follow_catalog),
            catalog.changed.add(self._chats.show_list),
            catalog.changed.add(lambda _models: self._frame.transcript.rows.show_names()),
            services.core.settings.changed.add(lambda _settings: self.chosen.chosen.emit()),
            services.core.settings.changed.add(lambda _settings: self._answers.kept.tidy()),
        )
        self._models.follow_catalog()
        self._chats.show_list()

    def start(self) -> None:
        self._attachments.tidy()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._passages.look_again()
        self._attachments.show()

    @Slot()
    def _show_documents(self) -> None:
        self._inspector.show_documents(self._attachments.names())

    def show_place(self, place: Place) -> None:
        """Ready to type; a chat is opened or begun, ``place.model`` is chosen and begins to load."""
        if place.question:
            self._chats.begin(place.question, place.system)
        elif place.chat_id is not None:
            self._chats.open(place.chat_id)
        else:
            self._chats.look_again()
        if place.model is not None:
            self._models.begin_with(place.model)
        adapters = tuple(file for file in place.files if file.suffix.lower() == ".gguf")
        if adapters:
            self._inspector.add_adapters(adapters)
        chats = [file for file in place.files if is_chat_export(file)]
        if chats:
            self._exchange.bring_in(chats)
        if files := [file for file in place.files if file not in (*adapters, *chats)]:
            self._attachments.attach(files)
        if self.chosen.model is None:
            self._frame.transcript.area.setFocus()  # nothing can be typed; Tab leads to what helps
        else:
            self._frame.composer.focus()

    def end_work(self) -> None:
        """Keep what is typed and the text of a running answer, hear nothing more."""
        stop = (
            *self._listening,
            self._blindness.leave,
            self._answers.close,
            self._frame.transcript.close_room,
            self.chosen.close,
            self._inspector.close,
            self._temporary.close,
            self.session.close,
            self._indexes.close,
        )
        end_all(self._drafts.keep, *stop)

    def is_busy(self) -> bool:
        """Whether an answer is on its way, loading included."""
        return self._answers.is_busy()

    def unfinished(self) -> Sequence[str]:
        if self._temporary.is_keeping:
            return (self.tr("A temporary chat is being kept · quitting waits for it"),)
        if self.session.is_temporary and self.session.turns:
            return (self.tr("A temporary chat is open · it is not kept"),)
        return (self.tr("An answer is being written · what is written is kept"),) if self.is_busy() else ()

    def commands(self) -> Sequence[Action]:
        """Built when they are asked for, so that they are never stale."""
        return (*self._of_conversation(), *self._of_chats(), *self._of_model())

    def last_answer(self) -> str:
        """The text of the last answer in the open chat, so far; "" if there is none."""
        row = self._frame.transcript.rows.last_answer()
        return row.turn.text if row is not None else ""

    def _of_conversation(self) -> tuple[Action, ...]:
        busy, row = self._answers.is_busy(), self._frame.transcript.rows.last_answer()
        answer, judged = bool(row and row.turn.text), bool(row and row.is_judgeable)
        again = self.session.chat is not None and not busy
        more = self._answers.can_go_on() and not busy
        copy, sure = (row.copy, row.sure.click) if row else (_nothing, _nothing)
        regenerate, go_on = partial(self._questions.regenerate, None), self._questions.go_on
        temporary = self._temporary.begin
        leave, edits = self._frame.composer.cancelled.emit, self._frame.composer.is_editing()
        return (
            Action(Words("New chat"), self._chats.new, "plus", shortcut="Ctrl+N"),
            Action(Words("New temporary chat"), temporary, "clock", shortcut="Ctrl+Shift+N"),
            Action(Words("Stop the answer"), self._answers.stop, "stop", shortcut="Esc", enabled=busy),
            Action(Words("Leave the message as it was"), leave, "close", shortcut="Esc", enabled=edits),
            Action(Words("Answer again"), regenerate, "refresh", shortcut="Ctrl+R", enabled=again),
            Action(Words("Continue the answer"), go_on, "play", shortcut="Ctrl+G", enabled=more),
            Action(Words("Copy the last answer"), copy, "copy", shortcut="Ctrl+Shift+C", enabled=answer),
            Action(Words("How sure was it?"), sure, "odds", shortcut="Ctrl+T", enabled=judged and not busy),
        )

    def _of_chats(self) -> tuple[Action, ...]:
        """And what stands beside the conversation."""
        chat, frame = self._chats.at_hand(), self._frame
        some, pin_words = chat is not None, Words("Pin the chat")
        delete = pin = copy = _nothing
        if chat is not None:
            delete, pin = partial(self._chats.delete, chat), partial(self._chats.pin, chat)
            copy = partial(self._chats.duplicate, chat)
            pin_words = Words("Unpin the chat") if chat.is_pinned else pin_words
        return (
            Action(Words("Search chats"), self._search, "search", shortcut="Ctrl+F"),
            Action(Words("Rename the chat"), self._chats.rename, "edit", shortcut="F2", enabled=some),
            Action(pin_words, pin, "pin", enabled=some),
            Action(Words("Duplicate the chat"), copy, "copy", enabled=some),
            Action(Words("Move the chat to the bin"), delete, "trash", enabled=some, danger=True),
            Action(Words("Show the bin"), self._show_bin, "trash"),
            *self._exchange.commands(chat),
            Action(Words("Show or hide the chats"), frame.toggle_chats, "panel-left", shortcut="Ctrl+B"),
            Action(Words("Prompts and more"), self._library.open, "slash", shortcut="Ctrl+/"),
            Action(Words("How it answers"), frame.toggle_inspector, "panel", shortcut="Ctrl+I"),
        )

    def _of_model(self) -> tuple[Action, ...]:
        """Which it is, how it is loaded, and what is put on it."""
        chosen, inspector, is_file = self.chosen, self._inspector, self.chosen.file is not None
        is_loaded = chosen.is_resident and chosen.loaded is not None
        can_load = chosen.is_resident and not is_loaded
        again = chosen.is_other_load() and chosen.is_at_leisure()
        choose, loading = self._frame.header.picker.click, partial(inspector.reveal, "loading")
        return (
            Action(Words("Choose a model"), choose, "cpu", shortcut="Ctrl+L"),
            Action(Words("Load the model"), chosen.load, "play", enabled=can_load),
            Action(Words("Unload the model"), chosen.unload, "close", enabled=is_loaded),
            Action(Words("Load the model as it is set now"), chosen.load_again, "refresh", enabled=again),
            Action(Words("How the model is loaded"), loading, "cpu", enabled=is_file),
            Action(Words("Add an adapter…"), inspector.adapters.choose_file, "plus", enabled=is_file),
        )

    def _show_bin(self) -> None:
        self._frame.show_chats(opened=True)
        self._chats.listed.show_bin(True)

    def _search(self) -> None:
        self._frame.show_chats(opened=True)
        self._frame.column.begin_search()


def _nothing() -> None:
    """A disabled action is never used."""
