"""The page in place of a conversation: the terms of a model, a welcome, or the way to a first model."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.settings import SettingsFile
from explorer.kit.actions import Action
from explorer.kit.tasks import Tasks
from explorer.local.catalog import Catalog
from explorer.playground.chosen_pane import ChosenModel
from explorer.playground.composer_rows import Composer
from explorer.playground.session import Session
from explorer.playground.transcript_rows import Transcript
from explorer.playground.welcome_rows import FirstModel, TermsPage, Welcome, all_damaged, looking


class Pages(QObject):
    """``failed`` carries the KnownError that kept the included model from being added."""

    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        chosen: ChosenModel,
        transcript: Transcript,
        composer: Composer,
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
        self.added: Path | None = None  # the included model, until the catalog has it

    def show(self) -> None:
        """The page for how things stand now; none where there is a conversation."""
        if isinstance(self._transcript.page(), FirstModel) and not self._catalog.models:
            return  # it may be adding the included model just now
        self._transcript.show_page(self._page())

    def follow_settings(self) -> None:
        """The first model may be offline now."""
        page = self._transcript.page()
        if isinstance(page, FirstModel) and not page.is_running():
            self._transcript.show_page(self._page())

    def forget_terms(self) -> None:
        """What waited for them is not wanted any more."""
        self._after_terms = None

    def under_terms(self, action: Callable[[], object]) -> None:
        """Do it now, or once the person has seen the terms of the model that came with the app."""
        if self._chosen.needs_terms():
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
        return all_damaged(self._find_more) if self._catalog.models else self._first_model()

    def _first_model(self) -> FirstModel:
        offline = self._settings.current.offline
        find = Action(self.tr("Find a model"), self._find_more, "search")
        if offline:
            find = Action(self.tr("Go online"), partial(self._settings.change, offline=False), "online")
        first = FirstModel(self._tasks, self._catalog, find, offline=offline)
        first.added.connect(self._on_added)
        first.failed.connect(self.failed)
        return first

    @Slot(object)
    def _on_added(self, path: Path) -> None:
        self.added = path
        self._catalog.rescan()
