"""Which step of the first run follows: by what the person does, and where the app ended before."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from explorer.domain.errors import KnownError
from explorer.domain.included_models import IncludedModel, TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.rooms.room_services import RoomServices
from explorer.rooms.welcome.fetch_steps_pane import DownloadStep, FetchStep, IncludedStep, TermsStep
from explorer.rooms.welcome.first_run import STEPS, FirstRun
from explorer.rooms.welcome.folder_pane import FolderStep
from explorer.rooms.welcome.model_pane import ModelStep
from explorer.rooms.welcome.step_pane import AboutStep, WelcomeStep
from explorer.rooms.welcome.suggestions import StarterModel


class WelcomeSteps(QObject):
    """``shown`` tells of another ``step``, of this ``number``; ``ended`` carries the Place to go on to."""

    shown = Signal()
    ended = Signal(object)

    def __init__(self, first_run: FirstRun, services: RoomServices, parent: QObject) -> None:
        super().__init__(parent)
        self._first_run, self._services = first_run, services
        self._speed = 0.0  # as a download of this run was measured
        self.number = 1
        self.step: WelcomeStep | None = None

    def resume(self) -> None:
        """Where the app ended: a download that was begun is followed, else the step of then."""
        downloads = self._services.downloads
        item = next((d for d in downloads.items if d.id == self._first_run.download), None)
        if item is not None:
            self._follow(DownloadStep(self._services.catalog, downloads, item))
        else:
            self._go_to(self._first_run.step)

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
        if isinstance(self.step, DownloadStep):
            self._speed = self.step.speed
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
        step = ModelStep(self._services, self._knows, self._speed)
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
