"""The first run: what this is, where models go, a first model; it ends with a loaded model and a cursor."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from explorer.domain.errors import KnownError
from explorer.domain.included_models import IncludedModel, TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.kit.boxes import column
from explorer.kit.keys import ENTER
from explorer.kit.room_pane import RoomPane
from explorer.rooms.room_services import RoomServices
from explorer.rooms.welcome.fetch_steps_pane import DownloadStep, FetchStep, IncludedStep, TermsStep
from explorer.rooms.welcome.first_run import STEPS, FirstRun
from explorer.rooms.welcome.folder_pane import FolderStep
from explorer.rooms.welcome.model_pane import ModelStep
from explorer.rooms.welcome.starter_cards_pane import StarterCard
from explorer.rooms.welcome.step_frame_pane import StepFrame
from explorer.rooms.welcome.step_pane import AboutStep, WelcomeStep
from explorer.rooms.welcome.suggestions import StarterModel


@dataclass(frozen=True)
class WelcomeProgress:
    """What the steps hand on to those that are built in their place.

    ``speed`` as a download of this run was measured; ``choice`` is checked among the cards, or taken already:
    its terms are shown, or it is being put in place.
    """

    speed: float = 0.0
    choice: StarterModel | None = None
    is_taken: bool = False


class WelcomeSteps(QObject):
    """``shown`` tells of another ``step``, of this ``number``; ``ended`` carries the Place to go on to."""

    shown = Signal()
    ended = Signal(object)

    def __init__(
        self, first_run: FirstRun, services: RoomServices, before: WelcomeProgress, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._first_run, self._services, self._before = first_run, services, before
        self._speed, self._choice = before.speed, before.choice
        self.number = 1
        self.step: WelcomeStep | None = None

    def resume(self) -> None:
        """Where the steps ended: a download that was begun is followed, else the step of then."""
        downloads = self._services.downloads
        item = next((d for d in downloads.items if d.id == self._first_run.download), None)
        if item is not None:
            self._follow(DownloadStep(self._services.catalog, downloads, item))
        elif self._before.is_taken and self._choice is not None:
            self._take(self._choice)
        else:
            self._go_to(self._first_run.step)

    def progress(self) -> WelcomeProgress:
        is_taken = isinstance(self.step, TermsStep | IncludedStep)
        choice = self.step.wanted if isinstance(self.step, ModelStep) else self._choice
        return WelcomeProgress(self._measured(), choice, is_taken)

    def _measured(self) -> float:
        now = self.step.speed if isinstance(self.step, DownloadStep) else 0.0
        return now or self._speed

    def close(self) -> None:
        if self.step is not None:
            self.step.close_step()
            self.step = None

    @Slot()
    def go_back(self) -> None:
        if self.number == STEPS and not isinstance(self.step, ModelStep):
            self._take_back()
        else:
            self._go_to(max(1, self.number - 1))

    @Slot()
    def _take_back(self) -> None:
        """A choice was: the cards again, with the time a download takes where it is known now."""
        self._speed, self._choice = self._measured(), None
        if isinstance(self.step, DownloadStep):
            self.step.give_up()
        self._first_run.choose(None)
        self._go_to(STEPS)

    def _go_to(self, number: int) -> None:
        self._first_run.reach(number)
        steps: dict[int, Callable[[], WelcomeStep]] = {
            1: AboutStep,
            2: partial(FolderStep, self._services, self._keep),
            3: self._model_step,
        }
        self._show(steps[number](), number)

    def _show(self, step: WelcomeStep, number: int) -> None:
        self.close()
        self.step, self.number = step, number
        step.done.connect(self._go_on)
        step.back.connect(self._take_back)
        self.shown.emit()

    def _follow(self, step: FetchStep) -> None:
        step.arrived.connect(self._try)
        self._show(step, STEPS)

    def _model_step(self) -> ModelStep:
        step = ModelStep(self._services, self._knows, self._speed, self._choice)
        step.chosen.connect(self._take)
        return step

    @Slot()
    def _go_on(self) -> None:
        if isinstance(self.step, TermsStep):
            self._keep(partial(self._services.core.settings.note_terms, self.step.terms.url))
            self._get(self.step.included)
        elif self.number < STEPS:
            self._go_to(self.number + 1)
        else:
            self.ended.emit(Place(Room.DISCOVER))

    @Slot(object)
    def _take(self, choice: StarterModel) -> None:
        """An included one under its terms, where it has any that were not seen yet."""
        self._choice = choice
        services, included = self._services, choice.included
        if choice.local is not None:
            self._try(choice.local)
        elif choice.suggestion is not None:
            item = services.downloads.add(choice.suggestion.repo, choice.suggestion.variant)
            self._first_run.choose(item.id)
            self._follow(DownloadStep(services.catalog, services.downloads, item))
        elif included is not None and included.terms is not None and not self._knows(included.terms):
            self._show(TermsStep(included, included.terms), STEPS)
        elif included is not None:
            self._get(included)

    def _get(self, included: IncludedModel) -> None:
        self._follow(IncludedStep(self._services.catalog, self._services.tasks, included))

    @Slot(object)
    def _try(self, model: LocalModel) -> None:
        self.ended.emit(Place(Room.PLAYGROUND, model=model))

    def _knows(self, terms: TermsOfUse) -> bool:
        return terms.url in self._services.core.settings.current.terms_seen

    def _keep(self, change: Callable[[], object]) -> None:
        """What cannot be saved holds until the app ends, and the steps go on."""
        try:
            change()
        except KnownError as error:
            self._services.messages.fail(error)


class WelcomePane(RoomPane):
    """Stands where the rooms are. ``finished`` carries the Place to go on to, once."""

    finished = Signal(object)

    def __init__(
        self, first_run: FirstRun, services: RoomServices, before: WelcomeProgress | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self._first_run = first_run
        self._is_over = False
        self._steps = WelcomeSteps(first_run, services, before or WelcomeProgress(), self)
        self._steps.shown.connect(self._show)
        self._steps.ended.connect(self._end)
        self.frame = StepFrame()
        self.frame.primary.clicked.connect(self._on_primary)
        self.frame.back.clicked.connect(self._steps.go_back)
        self.frame.skip.clicked.connect(self._on_skip)
        self.frame.help.clicked.connect(partial(self._end, Place(Room.CHOOSE, choosing="start")))
        column(self).add(self.frame)
        self._steps.resume()

    @property
    def step(self) -> WelcomeStep | None:
        return self._steps.step

    def progress(self) -> WelcomeProgress:
        """What the pane in place of this one goes on with; asked before this one is closed."""
        return self._steps.progress()

    def end_work(self) -> None:
        """The app ends: the step is kept, a download goes on next time."""
        self._steps.close()

    def leave(self) -> None:
        """The person went elsewhere, or skipped: not shown again. A download goes on."""
        self._first_run.finish()
        self.close_room()

    def take_focus(self) -> None:
        """To the choice of a step, or to the frame, where Enter goes on."""
        wanted = self.step.first_focus() if self.step is not None else None
        (wanted or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, else the primary one; Esc goes back."""
        if event.key() in ENTER:
            self._press(QApplication.focusWidget())
        elif event.key() == Qt.Key.Key_Escape and self.frame.back.isVisible():
            self.frame.back.click()
        else:
            super().keyPressEvent(event)

    def _press(self, focused: object) -> None:
        if isinstance(focused, QAbstractButton) and not isinstance(focused, StarterCard):
            focused.click()
        elif self.frame.primary.isVisible():
            self.frame.primary.click()

    @Slot()
    def _show(self) -> None:
        step = self.step
        if step is None:
            return
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt looks for another place, and scrolls
        words = self.tr("Step {number} of {all}").format(number=self._steps.number, all=STEPS)
        self.frame.show_step(step, words)
        self.setAccessibleName(step.face().title)
        self.setAccessibleDescription(step.face().lead)
        self.take_focus()

    @Slot()
    def _on_primary(self) -> None:
        if self.step is not None:
            self.step.press_primary()

    @Slot()
    def _on_skip(self) -> None:
        self._end(Place(Room.DISCOVER))

    @Slot(object)
    def _end(self, place: Place) -> None:
        if not self._is_over:
            self._is_over = True
            self.leave()
            self.finished.emit(place)
