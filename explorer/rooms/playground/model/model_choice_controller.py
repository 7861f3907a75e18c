"""Which model is chosen: by the person, by another room, with an opened chat, or by what is on this disk."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from explorer.domain.elsewhere import unusable
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel, writes_nothing
from explorer.domain.model import Model, Whereabouts
from explorer.kit.language import shown
from explorer.local.model_picker_pane import ModelPickerOpener
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.session import choose_model
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.pages_controller import PagesController

_KEPT = "playground.model"


class ModelChoiceController(QObject):
    """Makes a model the chosen one, and has the parts of the room show it.

    ``picked``: the person chose it for the open chat.
    """

    picked = Signal()

    def __init__(self, parts: PlaygroundParts, pages: PagesController) -> None:
        super().__init__(parts.frame)
        self._services, self._session, self._chosen = parts.services, parts.session, parts.chosen
        self._frame, self._pages = parts.frame, pages
        self.leaving: Callable[[Callable[[], object]], object] = _now  # what leaves the open chat
        self.has_images: Callable[[], bool] = lambda: False  # go with the next message
        self.before_blind: Callable[[Model, int, Callable[[], object]], object] | None = None
        services = parts.services
        self._picker = ModelPickerOpener(
            services.catalog, services.backends, services.core.estimates, services.tasks, services.go
        )
        parts.frame.header.picker.clicked.connect(self.open_picker)
        parts.chosen.chosen.connect(self._show)
        pages.switched.connect(self._on_switched)
        pages.chosen.connect(self._on_chosen)

    def begin_with(self, model: Model) -> None:
        """Another room sends it: it begins to load, in a new chat if the open one is with another."""
        if isinstance(model, LocalModel) and not model.writes:
            self._services.messages.fail(writes_nothing(model))
            return
        why = model.why_not_usable
        if why and model.where is not Whereabouts.HERE:
            self._services.messages.fail(unusable(model))
            return
        if why:
            what = self.tr("{name} cannot be used: {why}.").format(name=model.name, why=shown(why))
            self._services.messages.fail(
                KnownError(what, self.tr("Delete it in the Library and get it again."))
            )
            return
        chat = self._session.chat
        if chat is not None and chat.model != model.id:
            self.leaving(partial(self._begin_anew, model))
        else:
            self.load(model)

    def _begin_anew(self, model: Model) -> None:
        self._session.open(None)
        self.load(model)

    def load(self, model: Model) -> None:
        self.choose(model)
        self._chosen.load()

    @Slot(object)
    def pick(self, model: Model) -> None:
        """For the open chat; asks first where it does not see what was said there."""
        used = self._chosen.plan.as_used(model)
        if not self._session.is_seen_by(used):
            self._pages.ask_to_switch(used)
        elif self.before_blind is not None and (unseen := self._session.unseen(used)):
            self.before_blind(used, unseen, partial(self._take, model))  # so many images would be left out
        elif (room := self._too_small(model)) is not None:
            self._pages.ask_to_switch(used, room)
        else:
            self._take(model)

    def _too_small(self, model: Model) -> tuple[int, int] | None:
        """Tokens that the conversation took last, and those that this model would see, where that is less."""
        used = next((turn.record.used for turn in reversed(self._session.turns) if turn.record.used), 0)
        room = self._chosen.plan.context_of(model)
        return (used, room) if room is not None and used >= room else None

    def _take(self, model: Model) -> None:
        """For the open chat."""
        self._pages.forget_questions()
        self._session.choose_model(model)
        self.choose(model)
        self.picked.emit()
        self._frame.composer.focus()

    def choose(self, model: Model | None) -> None:
        if model != self._chosen.listed:
            self._chosen.choose(model)
            self._frame.transcript.clear_error()
        else:
            self._chosen.chosen.emit()  # what is known of it may be another
        if model is not None:
            self._services.core.store.set_state(_KEPT, model.id)

    def follow_chat(self, chat: Chat | None) -> None:
        """Another chat is open."""
        model = self._services.catalog.model_of(chat.model) if chat else None
        if model is not None and (not model.why_not_usable or model.where is not Whereabouts.HERE):
            self.choose(model)  # what stands against one elsewhere is said in its chat

    def follow_catalog(self, _models: object = None) -> None:
        """Other models are on this disk, or they have other names."""
        catalog, added = self._services.catalog, self._pages.added
        usable = [model for model in catalog.askable if not model.why_not_usable]
        wanted = self._chosen.model.id if self._chosen.model else self._services.core.store.get_state(_KEPT)
        if (chat := self._session.chat) is not None and chat.model == wanted:
            usable += [one for one in catalog.others if one.id == wanted and one.why_not_usable]
        model = choose_model(usable, wanted, catalog.last_used(), added)
        self.choose(model)
        if isinstance(model, LocalModel) and model.path == added:
            self._pages.added = None
            self._chosen.load()

    @Slot(object)
    def note_use(self, _question: object) -> None:
        """It is asked something."""
        if self._chosen.model is not None:
            self._services.catalog.note_use(self._chosen.model.id, datetime.now(UTC).isoformat())

    @Slot()
    def _show(self) -> None:
        frame, chosen, catalog = self._frame, self._chosen, self._services.catalog
        is_any = bool(catalog.askable) or not catalog.is_ready
        frame.header.picker.show_model(chosen.listed, is_any=is_any)
        frame.composer.show_model(chosen.model, is_any=is_any)
        frame.inspector.show_model(chosen.model)
        frame.transcript.rows.show_model(chosen.model)
        self._pages.show()

    @Slot()
    def open_picker(self) -> None:
        button, chosen = self._frame.header.picker, self._chosen.listed
        at = chosen.id if chosen is not None else ""
        picker = self._picker.open(lambda: button, at, seeing_first=self.has_images())
        picker.picked.connect(self.pick)

    @Slot(object)
    def _on_chosen(self, model: Model) -> None:
        self._take(self._services.catalog.model_of(model.id) or model)

    @Slot(object)
    def _on_switched(self, model: Model) -> None:
        """On a page of its own; the chat that was open stays as it is."""
        self.leaving(partial(self._pick_anew, self._services.catalog.model_of(model.id) or model))

    def _pick_anew(self, model: Model) -> None:
        self._session.open(None)
        self.pick(model)


def _now(call: Callable[[], object]) -> object:
    return call()
