"""The playground: ask a local model, offline, and see what the answer cost."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.base.settings import Settings, SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.local import LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.engine.pool import Pool
from explorer.engine.process import EngineChange, EngineState
from explorer.kit.messages import Messages
from explorer.kit.room import RoomPane
from explorer.kit.tasks import Tasks
from explorer.local.catalog import Catalog
from explorer.playground.asking_pane import Asking
from explorer.playground.chats import Chat, Chats, Turn
from explorer.playground.chats_rows import Renamed, chat_rows, confirm_delete
from explorer.playground.chosen_pane import ChosenModel
from explorer.playground.conversation import why_not_usable
from explorer.playground.frame_pane import Frame
from explorer.playground.session import Session, choose_model
from explorer.playground.welcome_rows import FirstModel, TermsPage, Welcome, all_damaged, looking


class PlaygroundPane(RoomPane):
    """Chats left, conversation in the middle, inspector right."""

    def __init__(
        self,
        *,
        pool: Pool,
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
        self._chats = Chats(store)
        self._chats.mark_interrupted()
        self._session = Session(self._chats)
        self._added: Path | None = None
        self._after_terms: Callable[[], None] | None = None
        frame = Frame(store, self._find_more)
        self._frame, self._header, self._transcript = frame, frame.header, frame.transcript
        self._composer, self._inspector = frame.composer, frame.inspector
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        self._chosen = ChosenModel(pool, settings, self._header, self)
        self._asking = Asking(
            self._session,
            self._chats,
            self._chosen,
            self._transcript,
            self._composer,
            messages,
            self._on_load,
        )
        self._connect()
        self._listening = (catalog.changed.add(self._on_catalog), settings.changed.add(self._show_inspector))
        self._open_last()
        self._on_catalog(catalog.models)

    def show_place(self, place: Place) -> None:
        """Ready to type; ``place.model`` is chosen and begins to load."""
        if place.model is not None:
            self._begin_with(place.model)
        self._composer.focus()

    def close_room(self) -> None:
        """At quit: keep the text of a running answer, hear nothing more."""
        for stop_listening in self._listening:
            stop_listening()
        self._asking.close()
        self._chosen.choose(None)

    def is_busy(self) -> bool:
        """Whether an answer is on its way, loading included."""
        return self._asking.is_busy()

    def last_answer(self) -> str:
        """The text of the last answer in the open chat, so far; "" if there is none."""
        return self._transcript.last_answer()

    def _connect(self) -> None:
        self._chosen.changed.connect(self._on_engine)
        self._header.picker.picked.connect(self._on_picked)
        self._header.load.connect(self._on_load)
        self._header.unload.connect(self._chosen.unload)
        self._header.cancel.connect(self._chosen.unload)
        self._frame.column.new.connect(self._on_new)
        self._frame.column.list.opened.connect(self._on_opened)
        self._frame.column.list.renamed.connect(self._on_renamed)
        self._frame.column.list.deleted.connect(self._on_delete)
        self._transcript.edit.connect(self._asking.edit)
        self._transcript.regenerate.connect(self._on_regenerate)
        self._composer.sent.connect(self._on_sent)
        self._asking.began.connect(self._on_began)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+N"), self, context=here).activated.connect(self._on_new)

    # The model

    def _begin_with(self, model: LocalModel) -> None:
        why = why_not_usable(model)
        if why:
            what = self.tr("{name} cannot be used: the file is {why}.").format(name=model.name, why=why)
            self._messages.fail(KnownError(what, self.tr("Delete it in the Library and get it again.")))
            return
        chat = self._session.chat
        if chat is not None and chat.model != model.id:
            self._on_new()
        self._choose(model)
        self._under_terms(self._load)

    def _on_catalog(self, models: tuple[LocalModel, ...]) -> None:
        usable = [model for model in models if not why_not_usable(model)]
        wanted = self._chosen.model.id if self._chosen.model else self._store.get_state("playground.model")
        model = choose_model(usable, wanted, self._catalog.last_used(), self._added)
        self._choose(model)
        self._show_chats()
        if model is not None and model.path == self._added:
            self._added = None
            self._under_terms(self._load)

    def _choose(self, model: LocalModel | None) -> None:
        if model != self._chosen.model:
            self._chosen.choose(model)
            self._transcript.clear_error()
        if model is not None:
            self._store.set_state("playground.model", model.id)
        self._header.picker.show_models(self._catalog.models, model)
        self._composer.show_model(model)
        self._show_inspector()
        self._show_page()

    def _show_inspector(self, _settings: Settings | None = None) -> None:
        self._inspector.show_model(self._chosen.model, self._settings.current.context_length)

    def _find_more(self) -> None:
        self._go(Place(Room.DISCOVER))

    def _load(self) -> None:
        self._transcript.clear_error()
        self._chosen.load(self._inspector.controls)

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
        first = FirstModel(self._tasks, self._catalog.models_folder, self._find_more)
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
        self._show_chats()

    @Slot()
    def _on_regenerate(self) -> None:
        self._under_terms(self._ask_again)

    def _ask_again(self) -> None:
        question = self._asking.question_to_repeat()
        if question is not None:
            self._ask(question.text)

    # The chats

    def _open_last(self) -> None:
        last = self._store.get_state("playground.chat")
        chat = next((chat for chat in self._chats.all() if str(chat.id) == last), None)
        if chat is not None:
            self._session.open(chat)
            self._asking.show_session()

    def _show_chats(self) -> None:
        """All chats, the open one marked and remembered."""
        rows, chat = chat_rows(self._chats.all(), self._catalog.models), self._session.chat
        self._frame.column.show_rows(rows, chat.id if chat else None)
        self._store.set_state("playground.chat", str(chat.id) if chat else "")

    @Slot()
    def _on_new(self) -> None:
        self._session.new()
        self._show_session()
        self._composer.focus()

    @Slot(object)
    def _on_opened(self, chat: Chat) -> None:
        self._session.open(chat)
        model = self._catalog.find(chat.model)
        if model is not None and not why_not_usable(model):
            self._choose(model)
        self._show_session()
        self._frame.fold_chats()
        self._composer.focus()

    def _show_session(self) -> None:
        self._after_terms = None
        self._asking.show_session()
        self._show_page()
        self._show_chats()

    @Slot(object)
    def _on_renamed(self, renamed: Renamed) -> None:
        self._chats.rename(renamed.chat.id, renamed.title)
        self._show_chats()

    @Slot(object)
    def _on_delete(self, chat: Chat) -> None:
        confirm_delete(self, chat, partial(self._delete, chat))

    def _delete(self, chat: Chat) -> None:
        if self._asking.is_answering_in(chat.id):
            self._asking.stop()
        self._chats.delete(chat.id)
        if self._session.chat is not None and self._session.chat.id == chat.id:
            self._on_new()
        self._show_chats()
