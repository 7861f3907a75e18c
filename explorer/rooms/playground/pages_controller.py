"""Which page stands in place of a conversation: the terms of a model, example prompts, the question before a
model is switched, or the way to a first model.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.settings import SettingsFile
from explorer.domain.model import Model
from explorer.kit.actions import Action
from explorer.kit.tasks import Tasks
from explorer.local.models import included
from explorer.local.models.catalog import Catalog
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.composer.composer_rows import ChatComposer
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.pages_rows import (
    EmptyChatPage,
    FirstModelPage,
    ModelSwitchCard,
    TermsPage,
    all_damaged_page,
    reading_disk_page,
)
from explorer.rooms.playground.transcript.transcript_pane import Transcript


class PagesController(QObject):
    """``failed`` carries the KnownError that kept the included model from being added.

    ``switched`` carries the Model that is to be opened on a page of its own.
    """

    failed = Signal(object)
    switched = Signal(object)

    def __init__(
        self,
        session: ChatSession,
        chosen: ChosenModel,
        transcript: Transcript,
        composer: ChatComposer,
        *,
        catalog: Catalog,
        settings: SettingsFile,
        tasks: Tasks,
        find_more: Callable[[], object],
    ) -> None:
        super().__init__(transcript)
        self._session, self._chosen = session, chosen
        self._transcript, self._composer = transcript, composer
        self._catalog, self._settings, self._tasks = catalog, settings, tasks
        self._find_more = find_more
        self._after_terms: Callable[[], object] | None = None
        self._blind: Model | None = None  # was wanted, and does not see what was said
        self.added: Path | None = None  # the included model, until the catalog has it

    def show(self) -> None:
        """The page for how things stand now; none where there is a conversation."""
        if isinstance(self._transcript.page(), FirstModelPage) and not self._catalog.askable:
            return  # it may be adding the included model just now
        self._transcript.show_page(self._page())

    def follow_settings(self) -> None:
        """The first model may be offline now."""
        page = self._transcript.page()
        if isinstance(page, FirstModelPage) and not page.is_running():
            self._transcript.show_page(self._page())

    def forget_questions(self) -> None:
        """What waited for an answer to one is not wanted any more."""
        self._after_terms = self._blind = None

    def ask_to_switch(self, model: Model) -> None:
        """Say that it does not see what was said here, before it is chosen."""
        self._blind = model
        self.show()
        page = self._transcript.page()
        if isinstance(page, ModelSwitchCard):
            page.take_focus()

    def asking(self, action: Callable[[], object]) -> None:
        """Ask the chosen model, if it sees what was said, and under its terms."""
        model = self._chosen.model
        if model is not None and not self._session.is_seen_by(model):
            self.ask_to_switch(model)
        else:
            self.under_terms(action)

    def under_terms(self, action: Callable[[], object]) -> None:
        """Do it now, or once the person has seen the terms of the model that came with the app."""
        if self._chosen.terms() is not None:
            self._after_terms = action
            self.show()
        else:
            action()

    @Slot()
    def _on_accepted(self) -> None:
        self._chosen.accept_terms()
        action, self._after_terms = self._after_terms, None
        self.show()
        if action is not None:
            action()
        self._composer.focus()

    @Slot()
    def _on_stayed(self) -> None:
        self._blind = None
        self.show()
        self._composer.focus()

    @Slot()
    def _on_opened(self) -> None:
        model, self._blind = self._blind, None
        self.switched.emit(model)

    def _page(self) -> QWidget | None:
        model = self._chosen.model
        if self._blind is not None:
            switch = ModelSwitchCard(self._blind, self._find_more)
            switch.opened.connect(self._on_opened)
            switch.stayed.connect(self._on_stayed)
            return switch
        terms = self._chosen.terms()
        if terms is not None and self._after_terms is not None:
            card = TermsPage(terms)
            card.accepted.connect(self._on_accepted)
            return card
        if self._session.turns:
            return None
        if model is not None:
            welcome = EmptyChatPage(model, self._find_more)
            welcome.picked.connect(self._composer.set_text)
            return welcome
        if not self._catalog.is_ready:
            return reading_disk_page()
        return all_damaged_page(self._find_more) if self._catalog.models else self._first_model()

    def _first_model(self) -> FirstModelPage:
        offline = self._settings.current.offline
        find = Action(self.tr("Find a model"), self._find_more, "search")
        if offline:
            find = Action(self.tr("Go online"), partial(self._settings.change, offline=False), "online")
        first = FirstModelPage(self._tasks, self._catalog, find, included.first(), offline=offline)
        first.added.connect(self._on_added)
        first.failed.connect(self.failed)
        return first

    @Slot(object)
    def _on_added(self, path: Path) -> None:
        self.added = path
        self._catalog.rescan()
