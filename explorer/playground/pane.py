"""The playground: ask a local model, offline, and see what the answer cost."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.base.ending import end_all
from explorer.base.settings import Settings, SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import KnownError, MemoryShortError
from explorer.domain.local import LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.domain.units import context_text
from explorer.engine.pool import Pool
from explorer.engine.process import EngineChange, EngineState
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.messages import Messages
from explorer.kit.room import RoomPane
from explorer.kit.tasks import Tasks
from explorer.local.catalog import Catalog
from explorer.local.estimates import Estimates
from explorer.playground.asking_pane import Asking
from explorer.playground.chats import Chat, Chats, Turn
from explorer.playground.chats_pane import OpenChat
from explorer.playground.chosen_pane import ChosenModel
from explorer.playground.commands_pane import Commands
from explorer.playground.conversation import why_not_usable
from explorer.playground.drafting_pane import Drafting
from explorer.playground.drafts import Drafts
from explorer.playground.frame_pane import Frame
from explorer.playground.session import Session, choose_model
from explorer.playground.welcome_rows import FirstModel, TermsPage, Welcome, all_damaged, looking


class PlaygroundPane(RoomPane):
    """Chats left, conversation in the middle, inspector right."""

    def __init__(
        self,
        *,
        pool: Pool,
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
        self._session = Session(chats)
        self._added: Path | None = None
        self._after_terms: Callable[[], None] | None = None
        frame = Frame(store, self._find_more)
        self._frame, self._header, self._transcript = frame, frame.header, frame.transcript
        self._composer, self._inspector = frame.composer, frame.inspector
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        self._chosen = ChosenModel(pool, estimates, settings, self._header, self)
        self._build_parts(chats)
        self._connect()
        self._listening = (catalog.changed.add(self._on_catalog), settings.changed.add(self._on_settings))
        self._open_chat.open_last()
        self._on_catalog(catalog.models)

    def _build_parts(self, chats: Chats) -> None:
        session, frame = self._session, self._frame
        self._drafting = Drafting(Drafts(self._store), session, self._composer)
        self._asking = Asking(
            session,
            chats,
            self._chosen,
            self._transcript,
            self._composer,
            self._drafting,
            self._messages,
            self._ways,
        )
        self._open_chat = OpenChat(
            frame, self._store, chats, self._catalog, session, self._asking, self._drafting
        )
        self._commands = Commands(
            frame, self._open_chat, self._asking, self._chosen, self._on_load, self._on_regenerate
        )

    def show_place(self, place: Place) -> None:
        """Ready to type; ``place.chat_id`` is opened, ``place.model`` is chosen and begins to load."""
        if place.chat_id is not None:
            self._open_chat.open_number(place.chat_id)
        if place.model is not None:
            self._begin_with(place.model)
        if self._chosen.model is None:
            self._transcript.area.setFocus()  # nothing can be typed; Tab leads to what helps
        else:
            self._composer.focus()

    def close_room(self) -> None:
        """Keep what is typed and the text of a running answer, hear nothing more."""
        forget = partial(self._chosen.choose, None)
        stop = (*self._listening, self._asking.close, self._transcript.close_room, forget)
        end_all(self._drafting.keep, *stop)

    def is_busy(self) -> bool:
        """Whether an answer is on its way, loading included."""
        return self._asking.is_busy()

    def unfinished(self) -> Sequence[str]:
        words = self.tr("An answer is being written · what is written is kept")
        return (words,) if self.is_busy() else ()

    def commands(self) -> Sequence[Action]:
        return self._commands.all()

    def last_answer(self) -> str:
        """The text of the last answer in the open chat, so far; "" if there is none."""
        return self._transcript.last_answer()

    def _connect(self) -> None:
        self._chosen.changed.connect(self._on_engine)
        self._header.picker.picked.connect(self._on_picked)
        self._header.load.connect(self._on_load)
        self._header.unload.connect(self._chosen.unload)
        self._header.cancel.connect(self._chosen.unload)
        self._open_chat.opened.connect(self._on_opened)
        self._transcript.edit.connect(self._drafting.begin_edit)
        self._transcript.regenerate.connect(self._on_regenerate)
        self._composer.sent.connect(self._on_sent)
        self._asking.began.connect(self._on_began)

    # The model

    def _begin_with(self, model: LocalModel) -> None:
        why = why_not_usable(model)
        if why:
            template = self.tr("{name} cannot be used: {why}.")
            what = template.format(name=model.name, why=shown(why))
            self._messages.fail(KnownError(what, self.tr("Delete it in the Library and get it again.")))
            return
        chat = self._session.chat
        if chat is not None and chat.model != model.id:
            self._open_chat.new()
        self._choose(model)
        self._under_terms(self._load)

    def _on_catalog(self, models: tuple[LocalModel, ...]) -> None:
        usable = [model for model in models if not why_not_usable(model)]
        wanted = self._chosen.model.id if self._chosen.model else self._store.get_state("playground.model")
        model = choose_model(usable, wanted, self._catalog.last_used(), self._added)
        self._choose(model)
        self._open_chat.show_list()
        if model is not None and model.path == self._added:
            self._added = None
            self._under_terms(self._load)

    def _choose(self, model: LocalModel | None) -> None:
        if model != self._chosen.model:
            self._chosen.choose(model)
            self._transcript.clear_error()
        if model is not None:
            self._store.set_state("playground.model", model.id)
        is_any = bool(self._catalog.models) or not self._catalog.is_ready
        self._header.picker.show_models(self._catalog.models, model, is_any=is_any)
        self._composer.show_model(model, is_any=is_any)
        self._show_inspector()
        self._show_page()

    def _on_settings(self, _settings: Settings) -> None:
        self._show_inspector()
        page = self._transcript.page()
        if isinstance(page, FirstModel) and not page.is_running():
            self._transcript.show_page(self._page())  # it may be offline now

    def _show_inspector(self) -> None:
        self._inspector.show_model(self._chosen.model, self._settings.current.context_length)
        self._chosen.show_controls(self._inspector.controls)

    def _find_more(self) -> None:
        self._go(Place(Room.DISCOVER))

    def _load(self) -> None:
        self._transcript.clear_error()
        self._chosen.load(self._inspector.controls)

    def _ways(self, error: KnownError) -> Sequence[Action]:
        """What can be done about a model that is not in memory."""
        if not isinstance(error, MemoryShortError):
            return (Action(self.tr("Load again"), self._on_load, "refresh"),) if self._chosen.fell() else ()
        ways = [Action(self.tr("Try anyway"), self._try_anyway, "play")]
        if error.smaller is not None:
            context = error.smaller[0]
            text = self.tr("Load with {context} tokens").format(context=context_text(context))
            ways.insert(0, Action(text, partial(self._load_with, context), "refresh"))
        return (*ways, Action(self.tr("Choose another file"), self._header.picker.open, "search"))

    def _load_with(self, context: int) -> None:
        self._inspector.set_context(context)
        self._show_inspector()
        self._under_terms(self._load)

    def _try_anyway(self) -> None:
        self._transcript.clear_error()
        self._chosen.load(self._inspector.controls, is_forced=True)

    def _under_terms(self, action: Callable[[], None]) -> None:
        """Do it now, or once the person has seen the terms of the model that came with the app."""
        if self._chosen.needs_terms():
            self._after_terms = action
            self._show_page()
        else:
            action()

    @Slot()
    def _on_accepted(self) -> None:
        self._chosen.accept_terms()
        action, self._after_terms = self._after_terms, None
        self._show_page()
        if action is not None:
            action()
        self._composer.focus()

    @Slot(object)
    def _on_picked(self, model: LocalModel) -> None:
        self._choose(model)
        self._composer.focus()

    @Slot()
    def _on_load(self) -> None:
        self._under_terms(self._load)

    @Slot(object)
    def _on_engine(self, change: EngineChange) -> None:
        if change.error is not None:
            self._asking.show_failure(change.error)
        elif change.state is EngineState.EMPTY:
            self._asking.stop_waiting()

    # The page before there is a conversation

    def _show_page(self) -> None:
        if isinstance(self._transcript.page(), FirstModel) and not self._catalog.models:
            return  # it may be adding the included model just now
        self._transcript.show_page(self._page())

    def _page(self) -> QWidget | None:
        model = self._chosen.model
        if model is not None and self._after_terms is not None and self._chosen.needs_terms():
            card = TermsPage()
            card.accepted.connect(self._on_accepted)
            return card
        if self._session.turns:
            return None
        if model is not None:
            welcome = Welcome(model)
            welcome.picked.connect(self._composer.set_text)
            return welcome
        if not self._catalog.is_ready:
            return looking()
        if self._catalog.models:
            return all_damaged(self._find_more)
        return self._first_model()

    def _first_model(self) -> FirstModel:
        offline = self._settings.current.offline
        find = Action(self.tr("Find a model"), self._find_more, "search")
        if offline:
            find = Action(self.tr("Go online"), partial(self._settings.change, offline=False), "online")
        first = FirstModel(self._tasks, self._catalog, find, offline=offline)
        first.added.connect(self._on_added)
        first.failed.connect(self._asking.show_failure)
        return first

    @Slot(object)
    def _on_added(self, path: Path) -> None:
        self._added = path
        self._catalog.rescan()

    # The conversation

    @Slot(object)
    def _on_sent(self, text: str) -> None:
        self._under_terms(partial(self._ask, text))

    def _ask(self, text: str) -> None:
        self._asking.ask(text, self._inspector.controls)

    @Slot(object)
    def _on_began(self, _question: Turn) -> None:
        if self._chosen.model is not None:
            self._catalog.note_use(self._chosen.model.id, datetime.now(UTC).isoformat())
        self._open_chat.show_list()

    @Slot()
    def _on_regenerate(self) -> None:
        self._under_terms(self._ask_again)

    def _ask_again(self) -> None:
        question = self._asking.question_to_repeat()
        if question is not None:
            self._asking.ask(question.text, self._inspector.controls, typed=False)

    @Slot(object)
    def _on_opened(self, chat: Chat | None) -> None:
        """Another chat is open: its model is chosen, its title is the window's."""
        self._after_terms = None
        model = self._catalog.find(chat.model) if chat else None
        if model is not None and not why_not_usable(model):
            self._choose(model)
        self._show_page()
