"""The playground: ask a local model, offline, and see what the answer cost."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, Slot

from explorer.base.settings import Settings, SettingsFile
from explorer.base.shutdown import end_all
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.places import Go, Place, Room
from explorer.engine.backends import Backends
from explorer.engine.local.engine import BackendChange, BackendState
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.language import shown
from explorer.kit.messages import Messages
from explorer.kit.room_pane import RoomPane
from explorer.kit.tasks import Tasks
from explorer.local.fit.estimates import Estimates
from explorer.local.fit.load_choices import LoadChoices
from explorer.local.model_picker_pane import ModelPickerOpener
from explorer.local.models.catalog import Catalog
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.session import AnswerBranch, ChatSession, choose_model
from explorer.rooms.playground.chats.settings_store import ChatSettingsStore
from explorer.rooms.playground.chats.store import Chat, Chats, Turn
from explorer.rooms.playground.chats_controller import ChatsController
from explorer.rooms.playground.commands_controller import ChatCommands
from explorer.rooms.playground.composer.draft_controller import DraftController
from explorer.rooms.playground.composer.drafts import Drafts
from explorer.rooms.playground.composer.queued_message_controller import QueuedMessageController
from explorer.rooms.playground.context.context_controller import ContextController
from explorer.rooms.playground.inspector.changed_settings_controller import ChangedSettingsController
from explorer.rooms.playground.inspector.inspector_controller import InspectorController
from explorer.rooms.playground.layout_pane import PlaygroundLayout
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.load_error_controller import LoadErrorActions
from explorer.rooms.playground.model.sections_controller import ModelSections
from explorer.rooms.playground.pages_controller import PagesController
from explorer.rooms.playground.transcript.ribbon_controller import RibbonController


class PlaygroundPane(RoomPane):
    """Chats left, conversation in the middle, inspector right."""

    def __init__(
        self,
        *,
        backends: Backends,
        estimates: Estimates,
        catalog: Catalog,
        store: Store,
        settings: SettingsFile,
        tasks: Tasks,
        messages: Messages,
        go: Go,
    ) -> None:
        super().__init__()
        self.setObjectName("playground")
        self._catalog, self._store, self._settings = catalog, store, settings
        self._tasks, self._messages, self._go = tasks, messages, go
        chats = Chats(store)
        chats.mark_interrupted()
        self._session = ChatSession(chats, ChatSettingsStore(store))
        self._is_chat = True  # what was shown last
        frame = PlaygroundLayout(store, catalog.model_of, self)
        self._frame, self._header, self._transcript = frame, frame.header, frame.transcript
        self._composer, self._inspector = frame.composer, frame.inspector
        column(self).addWidget(frame)
        self._backends = backends
        self._chosen = ChosenModel(backends, estimates, LoadChoices(store), settings, self._header, self)
        self._sections = ModelSections(self._chosen, frame, tasks, messages, self)
        self._pages = PagesController(
            self._session,
            self._chosen,
            self._transcript,
            self._composer,
            catalog=catalog,
            settings=settings,
            tasks=tasks,
            find_more=self._find_more,
        )
        self._build_parts(chats)
        self._connect()
        self._listening = (catalog.changed.add(self._on_catalog), settings.changed.add(self._on_settings))
        self._open_chat.open_last()
        self._show_manner()
        self._on_catalog(catalog.models)

    def _build_parts(self, chats: Chats) -> None:
        session, frame = self._session, self._frame
        self._drafting = DraftController(Drafts(self._store), session, self._composer)
        self._context = ContextController(session, self._chosen, self._composer)
        self._picking = ModelPickerOpener(
            self._catalog, self._backends, self._chosen.estimates, self._tasks, self._find_more
        )
        ways = LoadErrorActions(self._chosen, self._on_load, self._header.picker.open, self._go)
        self._asking = ChatAnswerController(
            session,
            chats,
            self._chosen,
            self._transcript,
            self._composer,
            self._drafting,
            self._messages,
            self._context,
            ways=ways.of,
        )
        self._waiting = QueuedMessageController(
            session, chats, self._chosen, self._asking, self._drafting, self._pages.under_terms
        )
        self._manner = InspectorController(
            frame, session, self._chosen, self._asking, self._context, self._tasks
        )
        self._differing = ChangedSettingsController(frame, session, self._chosen, self._sections)
        self._open_chat = ChatsController(
            frame,
            self._store,
            chats,
            self._catalog,
            session,
            self._asking,
            self._drafting,
            messages=self._messages,
            go=self._go,
        )
        self._ribbons = RibbonController(
            self._transcript,
            chats.details,
            self._catalog,
            self._backends,
            load=self._load_this,
            begin=self._branch,
            is_busy=self._asking.is_busy,
        )
        self._commands = ChatCommands(
            frame,
            self._open_chat,
            self._asking,
            self._chosen,
            self._sections,
            self._on_load,
            self._on_regenerate,
            self._on_go_on,
        )

    def show_place(self, place: Place) -> None:
        """Ready to type; ``place.chat_id`` is opened, ``place.model`` is chosen and begins to load."""
        if place.chat_id is not None:
            self._open_chat.open_number(place.chat_id)
        if place.model is not None:
            self._begin_with(place.model)
        if place.files:
            self._sections.add_adapters(place.files)
        if self._chosen.model is None:
            self._transcript.area.setFocus()  # nothing can be typed; Tab leads to what helps
        else:
            self._composer.focus()

    def end_work(self) -> None:
        """Keep what is typed and the text of a running answer, hear nothing more."""
        stop = (
            *self._listening,
            self._asking.close,
            self._transcript.close_room,
            partial(self._chosen.choose, None),
            self._sections.close,
        )
        end_all(self._drafting.keep, *stop)

    def is_busy(self) -> bool:
        """Whether an answer is on its way, loading included."""
        return self._asking.is_busy()

    def unfinished(self) -> Sequence[str]:
        return (self.tr("An answer is being written · what is written is kept"),) if self.is_busy() else ()

    def commands(self) -> Sequence[Action]:
        return self._commands.all()

    def last_answer(self) -> str:
        """The text of the last answer in the open chat, so far; "" if there is none."""
        return self._transcript.last_answer()

    def _connect(self) -> None:
        self._chosen.changed.connect(self._on_engine)
        self._chosen.chosen.connect(self._on_chosen)
        self._header.picker.wanted.connect(self._open_picker)
        self._header.load.connect(self._on_load)
        self._header.unload.connect(self._chosen.unload)
        self._header.cancel.connect(self._chosen.unload)
        self._open_chat.opened.connect(self._on_opened)
        self._transcript.edit.connect(self._drafting.begin_edit)
        self._drafting.edits.connect(self._transcript.mark_edited)
        self._transcript.regenerate.connect(self._on_regenerate)
        self._transcript.go_on.connect(self._on_go_on)
        queued = Qt.ConnectionType.QueuedConnection  # the answer before is over by then
        self._context.go_on.connect(self._on_go_on, queued)
        self._transcript.switch.connect(self._asking.show_sibling)
        self._composer.sent.connect(self._on_sent)
        self._asking.began.connect(self._on_began)
        self._pages.failed.connect(self._asking.show_failure)
        self._pages.switched.connect(self._on_switched)

    # The model

    def _begin_with(self, model: Model) -> None:
        why = model.why_not_usable
        if why:
            template = self.tr("{name} cannot be used: {why}.")
            what = template.format(name=model.name, why=shown(why))
            self._messages.fail(KnownError(what, self.tr("Delete it in the Library and get it again.")))
            return
        chat = self._session.chat
        if chat is not None and chat.model != model.id:
            self._open_chat.new()
        self._load_this(model)

    def _on_catalog(self, _models: tuple[LocalModel, ...]) -> None:
        usable = [model for model in self._catalog.askable if not model.why_not_usable]
        wanted = self._chosen.model.id if self._chosen.model else self._store.get_state("playground.model")
        model = choose_model(usable, wanted, self._catalog.last_used(), self._pages.added)
        self._choose(model)
        self._open_chat.show_list()
        self._transcript.show_names()
        if isinstance(model, LocalModel) and model.path == self._pages.added:
            self._pages.added = None
            self._pages.under_terms(self._chosen.load)

    def _choose(self, model: Model | None) -> None:
        if model != self._chosen.listed:
            self._chosen.choose(model)
            self._transcript.clear_error()
        if model is not None:
            self._store.set_state("playground.model", model.id)
        is_any = bool(self._catalog.askable) or not self._catalog.is_ready
        self._header.picker.show_model(model, is_any=is_any)
        self._composer.show_model(self._chosen.model, is_any=is_any)
        self._show_inspector()
        self._pages.show()

    def _on_settings(self, _settings: Settings) -> None:
        self._show_inspector()
        self._pages.follow_settings()

    def _show_inspector(self) -> None:
        self._inspector.show_model(self._chosen.model)
        self._sections.refresh()

    @Slot()
    def _on_chosen(self) -> None:
        """With a template of one's own a base model chats, and without it no more."""
        model = self._chosen.model
        if model is not None and model.is_chat is not self._is_chat:
            self._is_chat = model.is_chat
            self._inspector.show_model(model)
            self._composer.show_model(model)
            self._pages.show()

    @Slot()
    def _open_picker(self) -> None:
        button, chosen = self._header.picker, self._chosen.listed
        picker = self._picking.open(lambda: button, chosen.id if chosen is not None else "")
        picker.picked.connect(self._on_picked)

    def _find_more(self) -> None:
        self._go(Place(Room.DISCOVER))

    @Slot(object)
    def _on_picked(self, model: Model) -> None:
        if self._session.is_seen_by(self._chosen.as_used(model)):
            self._pages.forget_questions()
            self._session.choose_model(model)
            self._choose(model)
            self._open_chat.show_list()
            self._composer.focus()
        else:
            self._pages.ask_to_switch(self._chosen.as_used(model))

    @Slot(object)
    def _on_switched(self, model: Model) -> None:
        """On a page of its own; the chat that was open stays as it is."""
        self._open_chat.new()
        self._on_picked(self._catalog.model_of(model.id) or model)

    @Slot()
    def _on_load(self) -> None:
        self._pages.under_terms(self._chosen.load)

    @Slot(object)
    def _on_engine(self, change: BackendChange) -> None:
        if change.error is not None:
            self._asking.show_failure(change.error)
        elif change.state is BackendState.LOADING and not change.progress:
            self._transcript.clear_error()
        elif change.state is BackendState.EMPTY:
            self._asking.stop_waiting()

    # The conversation

    @Slot(object)
    def _on_sent(self, text: str) -> None:
        if self._asking.is_busy():
            self._drafting.wait(text)
        else:
            self._pages.asking(partial(self._asking.ask, text))

    @Slot(object)
    def _on_began(self, _question: Turn) -> None:
        if self._chosen.model is not None:
            self._catalog.note_use(self._chosen.model.id, datetime.now(UTC).isoformat())
        self._open_chat.show_list()

    @Slot()
    def _on_regenerate(self) -> None:
        self._pages.asking(self._asking.ask_again)

    def _show_manner(self) -> None:
        """How the open chat is asked."""
        self._manner.show_chat()
        self._differing.settle()

    def _load_this(self, model: Model) -> None:
        self._choose(model)
        self._pages.under_terms(self._chosen.load)

    def _branch(self, model: Model, branch: AnswerBranch) -> None:
        """Go on from a token, in the model that wrote it."""
        self._choose(model)
        self._pages.asking(partial(self._asking.ask_again, branch))

    @Slot()
    def _on_go_on(self) -> None:
        self._pages.asking(self._asking.go_on)

    @Slot(object)
    def _on_opened(self, chat: Chat | None) -> None:
        """Another chat is open: its model is chosen, its title is the window's."""
        self._pages.forget_questions()
        self._show_manner()
        model = self._catalog.model_of(chat.model) if chat else None
        if model is not None and not model.why_not_usable:
            self._choose(model)
        self._pages.show()
