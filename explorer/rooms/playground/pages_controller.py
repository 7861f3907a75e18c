"""Which page stands in place of a conversation: the terms of a model, example prompts, the question before a
model is switched, or the way to a first model.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.elsewhere import unusable
from explorer.domain.included_models import TermsOfUse
from explorer.domain.model import Model, Whereabouts
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.theme import look_of
from explorer.local.models import included
from explorer.rooms.playground.asking_rows import AskingCard
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.pages_rows import (
    EmptyChatPage,
    FirstModelPage,
    ModelSwitchCard,
    TermsPage,
    all_damaged_page,
    reading_disk_page,
)

_LONG = 36  # characters of a name on a button
_UNDER = 14  # pixels at 100 % below the buttons of a question


class PagesController(QObject):
    """``failed`` carries the KnownError that kept the included model from being added.

    ``switched`` carries the Model that is to be opened on a page of its own, ``chosen`` the one that the open
    chat goes on with although its context is small.
    """

    failed = Signal(object)
    switched = Signal(object)
    chosen = Signal(object)
    turned = Signal()  # another page, or none

    def __init__(self, parts: PlaygroundParts) -> None:
        super().__init__(parts.frame)
        self._services, self._session, self._chosen = parts.services, parts.session, parts.chosen
        self._transcript, self._composer = parts.frame.transcript, parts.frame.composer
        self._blind: Model | None = None  # was wanted, and does not see what was said
        self._room: tuple[int, int] | None = None  # what was said takes so much, of which it sees so much
        self._question: tuple[object, Callable[[], QWidget]] | None = None  # of another part
        self._shown: tuple[object, QWidget | None] = (None, None)  # what the page is about, and the page
        self.added: Path | None = None  # the included model, until the catalog has it
        self._chosen.gate.asked.add(self.show)
        bar = self._transcript.area.verticalScrollBar()
        bar.rangeChanged.connect(self._bring_in_sight, Qt.ConnectionType.QueuedConnection)

    def show(self, _change: object = None) -> None:
        """The page for how things stand now; none where there is a conversation."""
        page = self._transcript.page
        if isinstance(page, FirstModelPage) and page.is_running() and not self._services.catalog.askable:
            return  # it adds the included model just now
        about, build = self._wanted()
        if (about, page) != self._shown:
            self._shown = (about, build() if build is not None else None)
            self._transcript.show_page(self._shown[1])
            self.turned.emit()

    def forget_questions(self) -> None:
        """What waited for an answer to one is not wanted any more."""
        self._blind = self._question = None
        self._chosen.gate.forget()

    def ask_to_switch(self, model: Model, room: tuple[int, int] | None = None) -> None:
        """Say that it does not see what was said here, or not all of it, before it is chosen."""
        self._blind, self._room = model, room
        self.show()
        page = self._transcript.page
        if isinstance(page, ModelSwitchCard):
            page.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, about: object, build: Callable[[], QWidget]) -> None:
        """A question of another part stands here until ``answered``; ``first`` of it has the focus."""
        self._question = about, build
        self.show()
        first = getattr(self._transcript.page, "first", None)
        if isinstance(first, QWidget):
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, first, self._bring_in_sight)  # once it has its place

    @Slot()
    def _bring_in_sight(self) -> None:
        """All that is asked, its buttons last: they win where there is not room for all. Again where there is
        another room for it.
        """
        page = self._transcript.page
        card, first = getattr(page, "card", None), getattr(page, "first", None)
        if isinstance(card, QWidget) and isinstance(first, QWidget) and first.hasFocus():
            self._transcript.area.ensureWidgetVisible(card, 0, 0)
            buttons = first.parentWidget() or first
            self._transcript.area.ensureWidgetVisible(buttons, 0, look_of(card).sizes.px(_UNDER))

    def answered(self) -> None:
        self._question = None
        self.show()
        self._composer.focus()

    def asking(self, action: Callable[[], object]) -> None:
        """Ask the chosen model, if it sees what was said, and under its terms."""
        model = self._chosen.model
        if model is not None and model.why_not_usable:
            self.show()  # it says why
        elif model is not None and not self._session.is_seen_by(model):
            self.ask_to_switch(model)
        else:
            self._chosen.gate.enter(action)

    @Slot()
    def _on_accepted(self) -> None:
        self._chosen.gate.accept()
        self.show()
        self._composer.focus()

    @Slot()
    def _on_stayed(self) -> None:
        self._blind = None
        self.show()
        self._composer.focus()

    @Slot()
    def _on_opened(self) -> None:
        model, self._blind = self._blind, None
        if self._room is None:
            self.switched.emit(model)
        else:
            self.chosen.emit(model)

    def _wanted(self) -> tuple[object, Callable[[], QWidget] | None]:
        """What the page is about, and how it is built."""
        terms, model = self._chosen.gate.terms, self._chosen.model
        if model is not None and model.where is not Whereabouts.HERE and model.why_not_usable:
            return ("unusable", model.id), partial(self._unusable_page, model)
        if self._blind is not None:
            return (self._blind, self._room), partial(self._switch_page, self._blind)
        if self._question is not None:
            return self._question
        if terms is not None:
            return terms, partial(self._terms_page, terms)
        return (None, None) if self._session.turns else self._of_empty_chat()

    def _of_empty_chat(self) -> tuple[object, Callable[[], QWidget]]:
        model, catalog = self._chosen.model, self._services.catalog
        if model is not None:
            return ("empty", model), partial(self._empty_page, model)
        if not catalog.is_ready:
            return "reading", reading_disk_page
        if catalog.askable:
            return "damaged", partial(all_damaged_page, self._services.find_models)
        return ("first", self._services.core.settings.current.offline), self._first_page

    def _unusable_page(self, model: Model) -> QWidget:
        """It is elsewhere, and no connection is opened: one that is here can go on, or the person online."""
        error, ways = unusable(model), list[Action]()
        here = [one for one in self._services.catalog.askable if one.where is Whereabouts.HERE]
        sees = [one for one in here if not one.why_not_usable and self._session.is_seen_by(one)]
        used = self._services.catalog.last_used()
        if sees:
            other = max(sees, key=lambda one: used.get(one.id, ""))
            title = other.title if len(other.title) <= _LONG else f"{other.title[:_LONG]}…"
            words = Words("Go on with {name}", name=title)
            ways.append(Action(words, partial(self.chosen.emit, other), "chat", tip=other.title))
        change = partial(self._services.core.settings.change, offline=False)
        ways.append(Action(Words("Go online"), change, "online"))
        return AskingCard(error.what, error.advice, None, ways)

    def _switch_page(self, model: Model) -> ModelSwitchCard:
        switch = ModelSwitchCard(model, self._services.find_models, self._room)
        switch.opened.connect(self._on_opened)
        switch.stayed.connect(self._on_stayed)
        return switch

    def _terms_page(self, terms: TermsOfUse) -> TermsPage:
        page = TermsPage(terms)
        page.card.accepted.connect(self._on_accepted)
        return page

    def _empty_page(self, model: Model) -> EmptyChatPage:
        welcome = EmptyChatPage(model, self._services.find_models)
        welcome.picked.connect(self._composer.set_text)
        return welcome

    def _first_page(self) -> FirstModelPage:
        first = FirstModelPage(self._services, included.first())
        first.added.connect(self._on_added)
        first.failed.connect(self.failed)
        return first

    @Slot(object)
    def _on_added(self, path: Path) -> None:
        self.added = path
        self._services.catalog.rescan()
