"""The third step: choose a first model. What is here is there at once, the Hub's come when it answers."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.included_models import TermsOfUse
from explorer.domain.units import size_text
from explorer.kit.actions import Action
from explorer.kit.boxes import clear
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown
from explorer.rooms.room_services import RoomServices
from explorer.rooms.welcome.starter_cards_pane import CARDS, StarterCard, StarterCards
from explorer.rooms.welcome.starter_search import StarterSearch
from explorer.rooms.welcome.step_pane import CautionCard, StepFace, WelcomeStep
from explorer.rooms.welcome.suggestions import StarterModel

_JOINED = "\N{NO-BREAK SPACE}"


class ModelStep(WelcomeStep):
    """``chosen`` carries the StarterModel the person goes on with. ``speed``: see its size_words.

    ``wanted``: the one to check as soon as it is offered, unless the person checks another.
    """

    chosen = Signal(object)

    def __init__(
        self,
        services: RoomServices,
        is_known: Callable[[TermsOfUse], bool],
        speed: float = 0.0,
        wanted: StarterModel | None = None,
    ) -> None:
        """``is_known``: whether the terms of an included model were seen."""
        super().__init__()
        self._memory, self._is_known, self._speed = services.core.machine.memory_total, is_known, speed
        self._wanted = wanted
        self._search = StarterSearch(services, CARDS)
        self._shown = StarterCards(self._search.here, (), 0, speed)
        self._search.changed.add(self._rebuild)
        self._search.ask()

    @property
    def cards(self) -> tuple[StarterCard, ...]:
        return self._shown.cards

    @property
    def choice(self) -> StarterModel | None:
        """The checked one; ``None`` while there is nothing to choose."""
        return self._shown.choice

    @property
    def wanted(self) -> StarterModel | None:
        """The checked one, or the one that still is to come."""
        return self._wanted or self.choice

    def is_asking(self) -> bool:
        return self._search.is_asking()

    def face(self) -> StepFace:
        is_ready = self.choice is not None or not self.is_asking()
        title = self.tr("Choose a first model")
        return StepFace(
            title, self._lead(), self._primary(), is_ready=is_ready, note=self._note(), can_help=True
        )

    def _lead(self) -> str:
        words = self.tr(
            "It stays on this computer, and so does everything you write. You have {memory} of memory."
        )
        free = self._search.folder.free if self._search.folder is not None else None
        if free is not None:
            words = self.tr(
                "It stays on this computer, and so does everything you write. You have {memory} of memory"
                " and {free} free."
            )
        memory, room = size_text(self._memory), size_text(free or 0)
        # A number is not torn from its unit.
        return words.format(memory=memory.replace(" ", _JOINED), free=room.replace(" ", _JOINED))

    def _primary(self) -> str:
        if self.choice is None and not self.is_asking():
            return self.tr("Finish")
        if self.choice is not None and self.choice.suggestion is None:
            return self.tr("Try it now")
        return self.tr("Download and try")

    def _note(self) -> str:
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
        self._search.close()

    def _rebuild(self, _change: None) -> None:
        """The cards, what is still awaited, and what went wrong. The choice and the focus stay."""
        wanted = self.wanted
        had_focus = any(card.hasFocus() for card in self.cards)
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt looks for another place, and scrolls
        search = self._search
        waiting = CARDS - len(search.choices) if search.is_asking() else 0
        self._shown = StarterCards(search.here, search.choices, waiting, self._speed)
        self._shown.check(wanted)
        self._shown.chosen.connect(self._on_chosen)
        self._fill(self._shown, self._below())
        focus = self.first_focus()
        if had_focus and focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @Slot()
    def _on_chosen(self) -> None:
        self._wanted = None
        self.changed.emit()

    def _fill(self, *widgets: QWidget | None) -> None:
        """These, in place of what was there."""
        clear(self.body)
        for widget in filter(None, widgets):
            self.body.addWidget(widget)
            widget.show()

    def _below(self) -> QWidget | None:
        """What went wrong, or why there are fewer cards than places."""
        trouble, why_few = self._search.trouble(), self._search.why_few()
        if trouble is not None:
            return ErrorCard(trouble, Action(self.tr("Try again"), self._search.ask, "refresh"))
        return CautionCard(shown(why_few)) if why_few else None
