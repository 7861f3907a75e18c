"""What stands below a trial: what it takes or has come to, and what may be done next."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame

from explorer.choose.trial.trial_state import TrialStage, TrialState
from explorer.choose.trial.trial_words import (
    ended_words,
    forecast_words,
    left_out_words,
    not_measurable_words,
    work_words,
)
from explorer.domain.words import Words, joined
from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.text import Para
from explorer.rooms.room_services import RoomServices


class TrialFoot(QFrame):
    """``start``, ``again``, ``stop``, ``online`` and ``decide`` are its buttons; those that fit are there."""

    def __init__(
        self, services: RoomServices, begin: Callable[[], object], decide: Callable[[], object]
    ) -> None:
        super().__init__()
        self._trials, self._settings = services.trials, services.core.settings
        self.setProperty("rule", "top")
        self._sum, self._note = Para("", "strong"), Para("", "secondary", "muted")
        self.start = Button("primary", self.tr("Start the trial"), "play", then=begin)
        self.stop = Button("outlined", self.tr("Stop"), "stop", then=self._trials.stop)
        self.again = Button("outlined", self.tr("Go on"), "play", then=begin)
        self.decide = Button("primary", self.tr("See the decision"), then=decide)
        self.online = Button("outlined", self.tr("Go online"), "online", then=self._go_online)
        words = boxes.column(spacing=2).add(boxes.STRETCH, self._sum, self._note, boxes.STRETCH)
        line = boxes.row(self, margins=(20, 12, 20, 12), spacing=10)
        line.add(boxes.stretched(words))
        self._buttons = self.online, self.stop, self.again, self.start, self.decide
        for button in self._buttons:
            button.hide()
            line.add(boxes.centred(button))

    @property
    def next(self) -> Button | None:
        """What a person most likely does now."""
        likely = self.start, self.decide, self.again, self.stop
        return next((one for one in likely if not one.isHidden()), None)

    def show_state(self, state: TrialState, number: int, *, runs: bool) -> bool:
        """``number``: of the decision; ``runs``: its trial. Whether the button with the focus is gone."""
        is_begun, is_all = bool(state.begun_at), len(state.measured) == len(state.candidates)
        had_focus = self._has_focus
        self.start.setVisible(bool(state.candidates) and not is_begun and not runs)
        self.stop.setVisible(runs)
        self.online.setVisible(runs and bool(state.doing.waits) and self._settings.is_offline())
        self.again.setVisible(is_begun and not runs and not is_all)
        self.decide.setVisible(is_begun and (bool(state.measured) or not runs))
        self._sum.setText(self._sum_words(state, number, runs=runs))
        self._note.setText(self._note_words(state, runs=runs))
        self._note.setVisible(bool(self._note.text()))
        return had_focus and not self._has_focus

    def other_words(self) -> str:
        """Why this one cannot begin."""
        return self.tr("Another trial goes on just now. Wait for its end, or stop it first.")

    @property
    def _has_focus(self) -> bool:
        return any(one.hasFocus() for one in self._buttons)

    def _sum_words(self, state: TrialState, number: int, *, runs: bool) -> str:
        if runs:
            return shown(work_words(state))
        trouble = self._trials.troubles.get(number)
        if not state.begun_at and trouble is None:
            return shown(forecast_words(state))
        return shown(ended_words(state, trouble))

    def _note_words(self, state: TrialState, *, runs: bool) -> str:
        if runs:
            return self.tr(
                "You may close the app: the trial pauses, and goes on by itself when you open it again."
            )
        if self._trials.number:
            return self.other_words()
        later = [one for one in state.candidates if one.stage is TrialStage.LATER]
        told = [left_out_words(later), not_measurable_words(state)]
        if not state.begun_at:
            told.append(
                Words("If you close the app meanwhile, it pauses, and goes on when you open it again.")
            )
        elif any(one.stage.is_coming for one in state.candidates):
            told.append(forecast_words(state))
        return shown(joined(" · ", [one for one in told if one]))

    @Slot()
    def _go_online(self) -> None:
        self._settings.change(offline=False)
