"""The third step: choose a first model. What is here is there at once, the Hub's come when it answers."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from explorer.base.machine import Machine
from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.included_models import TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.units import size_text
from explorer.hub.client import Hub
from explorer.kit.actions import Action
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.models.catalog import Catalog
from explorer.local.models.included import available
from explorer.rooms.welcome.folder_state import FolderState, measure_folder
from explorer.rooms.welcome.local_suggestions import LocalSuggestions, suggest_local
from explorer.rooms.welcome.starter_cards_pane import CARDS, StarterCard, StarterCards
from explorer.rooms.welcome.step_pane import CautionCard, WelcomeStep
from explorer.rooms.welcome.suggestions import (
    StarterModel,
    Suggestion,
    included_starter,
    suggest,
    suggested_starter,
)
from explorer.transparency.licensing.licenses import Licenses

_SMALLEST = 250_000_000  # bytes: a model that is worth offering is hardly smaller
_JOINED = "\N{NO-BREAK SPACE}"

type HubSuggestions = tuple[FolderState, tuple[Suggestion, ...]]


class ModelStep(WelcomeStep):
    """``chosen`` carries the Choice the person goes on with. ``speed``: see Choice.size_words."""

    chosen = Signal(object)

    def __init__(
        self,
        *,
        hub: Hub,
        catalog: Catalog,
        licenses: Licenses,
        machine: Machine,
        tasks: Tasks,
        is_known: Callable[[TermsOfUse], bool],
        speed: float = 0.0,
    ) -> None:
        """``is_known``: whether the terms of an included model were seen."""
        super().__init__()
        self._hub, self._catalog, self._licenses = hub, catalog, licenses
        self._machine, self._tasks, self._is_known = machine, tasks, is_known
        self._speed = speed
        self._task: Task | None = None
        self._folder: FolderState | None = None
        self._included = tuple(included_starter(one, licenses) for one in available())
        self._choices: tuple[StarterModel, ...] = self._included
        self._error: KnownError | None = None
        self._here = self._look_here()
        self._shown = StarterCards(self._here, (), 0, speed)
        self._forget = catalog.changed.add(self._on_looked)
        self._ask()

    @property
    def cards(self) -> tuple[StarterCard, ...]:
        return self._shown.cards

    @property
    def choice(self) -> StarterModel | None:
        """The checked one; ``None`` while there is nothing to choose."""
        return self._shown.choice

    def is_asking(self) -> bool:
        return self._task is not None and not self._task.is_over()

    def title(self) -> str:
        return self.tr("Choose a first model")

    def lead(self) -> str:
        words = self.tr(
            "It stays on this computer, and so does everything you write. You have {memory} of memory."
        )
        free = self._folder.free if self._folder is not None else None
        if free is not None:
            words = self.tr(
                "It stays on this computer, and so does everything you write. You have {memory} of memory"
                " and {free} free."
            )
        memory, room = size_text(self._machine.memory_total), size_text(free or 0)
        # A number is not torn from its unit.
        return words.format(memory=memory.replace(" ", _JOINED), free=room.replace(" ", _JOINED))

    def primary(self) -> str:
        if self.choice is None and not self.is_asking():
            return self.tr("Finish")
        if self.choice is not None and self.choice.suggestion is None:
            return self.tr("Try it now")
        return self.tr("Download and try")

    def is_ready(self) -> bool:
        return self.choice is not None or not self.is_asking()

    def note(self) -> str:
        included = self.choice.included if self.choice is not None else None
        if included is None or included.terms is None or self._is_known(included.terms):
            return ""
        words = self.tr("{name} is provided under terms of {maker}. You see them next.")
        return words.format(name=included.terms.name, maker=included.terms.maker)

    def press_primary(self) -> None:
        if self.choice is None:
            self.done.emit()
        else:
            self.chosen.emit(self.choice)

    def first_focus(self) -> QWidget | None:
        return next((card for card in self.cards if card.isChecked()), None)

    def close_step(self) -> None:
        self._forget()
        if self._task is not None:
            self._task.stop()

    def _look_here(self) -> LocalSuggestions:
        return suggest_local(self._catalog.models, self._licenses, self._machine.yardstick, CARDS)

    def _on_looked(self, _models: tuple[LocalModel, ...]) -> None:
        here = self._look_here()
        if here != self._here:
            self._here = here
            self._rebuild()

    def _ask(self) -> None:
        hub, licenses, yardstick = self._hub, self._licenses, self._machine.yardstick
        folder, most = self._catalog.models_folder, CARDS - len(self._included)

        def work(context: TaskContext[None]) -> HubSuggestions:
            hub.check_online()
            state = measure_folder(folder)
            found = suggest(
                hub, licenses, yardstick=yardstick, room=state.for_models, most=most, stopped=context.stopped
            )
            return state, found

        self._error = None
        self._task = self._tasks.run(work, self._take, self._fail, owner=self, network=True)
        self._rebuild()

    def _take(self, found: HubSuggestions) -> None:
        self._folder, suggestions = found
        self._choices = (*self._included, *(suggested_starter(s, self._licenses) for s in suggestions))
        self._rebuild()

    def _fail(self, error: KnownError) -> None:
        self._error = error
        self._rebuild()

    def _rebuild(self) -> None:
        """The cards, what is still awaited, and what went wrong. The choice and the focus stay."""
        chosen = self.choice
        had_focus = any(card.hasFocus() for card in self.cards)
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt looks for another place, and scrolls
        waiting = CARDS - len(self._choices) if self.is_asking() else 0
        self._shown = StarterCards(self._here, self._choices, waiting, self._speed)
        self._shown.check(chosen)
        self._shown.chosen.connect(self.changed)
        self._fill(self._shown, self._below())
        focus = self.first_focus()
        if had_focus and focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _fill(self, *widgets: QWidget | None) -> None:
        """These, in place of what was there."""
        while (item := self.body.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for widget in filter(None, widgets):
            self.body.addWidget(widget)
            widget.show()

    def _below(self) -> QWidget | None:
        """What went wrong, or why there are fewer cards than places."""
        if self._error is not None:
            again = Action(self.tr("Try again"), self._ask, "refresh")
            return ErrorCard(self._told(self._error), again)
        if self.is_asking() or len(self._choices) > len(self._included):
            return None
        return CautionCard(shown(self._nothing_words()))

    def _told(self, error: KnownError) -> KnownError:
        """The error, and what can be done all the same."""
        if not isinstance(error, OfflineError):
            return error
        advice = self.tr("Models of the Hub can be found in Discover once there is a network.")
        if self._here.choices:
            advice = self.tr("A model on this disk works without a network. Others are in Discover, later.")
        elif self._included:
            advice = self.tr("What is included works without a network. Others are in Discover, later.")
        return KnownError(error.what, advice, error.details)

    def _nothing_words(self) -> str:
        if self._folder is not None and self._folder.for_models < _SMALLEST:
            return self.tr("There is too little room on this disk for a download.")
        return self.tr(
            "None of the most downloaded models suits this machine with memory to spare. Discover shows all."
        )
