"""The first run: what this is, where models go, a first model; it ends with a loaded model and a cursor."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from explorer.base.machine import Machine
from explorer.base.settings import SettingsFile
from explorer.domain.errors import KnownError
from explorer.domain.included_models import IncludedModel, TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.hub.client import Hub
from explorer.kit.boxes import column
from explorer.kit.keys import ENTER
from explorer.kit.messages import Messages
from explorer.kit.room_pane import RoomPane
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look, look_of
from explorer.local.download_queue.downloads import Downloads
from explorer.local.models.catalog import Catalog
from explorer.rooms.welcome.fetch_steps_pane import DownloadStep, FetchStep, IncludedStep, TermsStep
from explorer.rooms.welcome.first_run import STEPS, FirstRun
from explorer.rooms.welcome.folder_pane import FolderStep
from explorer.rooms.welcome.model_pane import ModelStep
from explorer.rooms.welcome.starter_cards_pane import StarterCard
from explorer.rooms.welcome.step_frame_pane import StepFrame
from explorer.rooms.welcome.step_pane import AboutStep, WelcomeStep
from explorer.rooms.welcome.suggestions import StarterModel
from explorer.transparency.licensing.licenses import Licenses


class WelcomePane(RoomPane):
    """Stands where the rooms are. ``finished`` carries the Place to go on to, once."""

    finished = Signal(object)

    def __init__(
        self,
        *,
        first_run: FirstRun,
        hub: Hub,
        catalog: Catalog,
        downloads: Downloads,
        settings: SettingsFile,
        licenses: Licenses,
        machine: Machine,
        tasks: Tasks,
        messages: Messages,
    ) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self._first_run, self._hub, self._catalog = first_run, hub, catalog
        self._downloads, self._settings, self._licenses = downloads, settings, licenses
        self._machine, self._tasks, self._messages = machine, tasks, messages
        self._speed = 0.0
        self._is_over = False
        self.step: WelcomeStep | None = None
        self._column = column(self)
        self.frame = self._new_frame()
        self._percent = look_of(self).sizes.percent
        look_of(self).changed.connect(self._rescale)
        self._renewal = QTimer(self, singleShot=True, interval=0)
        self._renewal.timeout.connect(self._renew)
        self._resume()

    def is_busy(self) -> bool:
        return self.step is not None and self.step.is_busy()

    def end_work(self) -> None:
        """The app ends: the step is kept, a download goes on next time."""
        if self.step is not None:
            self.step.close_step()
            self.step = None

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

    def _new_frame(self) -> StepFrame:
        frame = StepFrame()
        frame.primary.clicked.connect(self._on_primary)
        frame.back.clicked.connect(self._on_back)
        frame.skip.clicked.connect(self._on_skip)
        self._column.addWidget(frame)
        return frame

    # The steps

    def _resume(self) -> None:
        """Where the app ended: a download that was begun is followed, else the step of then."""
        item = next((d for d in self._downloads.items if d.id == self._first_run.download), None)
        if item is not None:
            self._show(self._following(DownloadStep(self._catalog, self._downloads, item)), 3)
        else:
            self._go_to(self._first_run.step)

    def _go_to(self, number: int) -> None:
        self._first_run.reach(number)
        build = {1: AboutStep, 2: self._folder_step, 3: self._model_step}[number]
        self._show(build(), number)

    def _show(self, step: WelcomeStep, number: int) -> None:
        if self.step is not None:
            self.step.close_step()
        self.step, self._number = step, number
        step.done.connect(self._on_done)
        step.back.connect(self._on_left)
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt looks for another place, and scrolls
        words = self.tr("Step {number} of {all}").format(number=number, all=STEPS)
        self.frame.show_step(step, words)
        self.setAccessibleName(step.title())
        self.setAccessibleDescription(step.lead())
        self.take_focus()

    def _folder_step(self) -> FolderStep:
        return FolderStep(self._catalog, self._machine, self._tasks, self._move)

    def _model_step(self) -> ModelStep:
        step = ModelStep(
            hub=self._hub,
            catalog=self._catalog,
            licenses=self._licenses,
            machine=self._machine,
            tasks=self._tasks,
            is_known=self._knows,
            speed=self._speed,
        )
        step.chosen.connect(self._on_chosen)
        return step

    def _following(self, step: FetchStep) -> FetchStep:
        step.arrived.connect(self._on_arrived)
        return step

    def _knows(self, terms: TermsOfUse) -> bool:
        return terms.url in self._settings.current.terms_seen

    def _move(self, folder: Path) -> None:
        self._keep(partial(self._settings.change, models_folder=str(folder)))

    def _note(self, terms: TermsOfUse) -> None:
        self._keep(partial(self._settings.note_terms, terms.url))

    def _keep(self, change: Callable[[], object]) -> None:
        """What cannot be saved holds until the app ends, and the steps go on."""
        try:
            change()
        except KnownError as error:
            self._messages.fail(error)

    # What the person does

    @Slot()
    def _on_primary(self) -> None:
        if self.step is not None:
            self.step.press_primary()

    @Slot()
    def _on_back(self) -> None:
        if self._number == STEPS and not isinstance(self.step, ModelStep):
            self._on_left()
        else:
            self._go_to(max(1, self._number - 1))

    @Slot()
    def _on_left(self) -> None:
        """A choice was taken back: the cards again, with the time a download takes where it is known now."""
        if isinstance(self.step, DownloadStep):
            self._speed = self.step.speed
            self.step.give_up()
        self._first_run.choose(None)
        self._go_to(STEPS)

    @Slot()
    def _on_skip(self) -> None:
        self._end(Place(Room.DISCOVER))

    @Slot()
    def _on_done(self) -> None:
        if isinstance(self.step, TermsStep):
            self._note(self.step.terms)
            self._get(self.step.included)
        elif self._number < STEPS:
            self._go_to(self._number + 1)
        else:
            self._end(Place(Room.DISCOVER))

    @Slot(object)
    def _on_chosen(self, choice: StarterModel) -> None:
        if choice.local is not None:
            self._on_arrived(choice.local)
        elif choice.suggestion is not None:
            item = self._downloads.add(choice.suggestion.repo, choice.suggestion.variant)
            self._first_run.choose(item.id)
            self._show(self._following(DownloadStep(self._catalog, self._downloads, item)), STEPS)
        elif choice.included is not None:
            self._take(choice.included)

    def _take(self, included: IncludedModel) -> None:
        """Under its terms, where it has any that were not seen yet."""
        if included.terms is None or self._knows(included.terms):
            self._get(included)
        else:
            self._show(TermsStep(included, included.terms), STEPS)

    def _get(self, included: IncludedModel) -> None:
        self._show(self._following(IncludedStep(self._catalog, self._tasks, included)), STEPS)

    @Slot(object)
    def _on_arrived(self, model: LocalModel) -> None:
        self._end(Place(Room.PLAYGROUND, model=model))

    def _end(self, place: Place) -> None:
        if not self._is_over:
            self._is_over = True
            self.leave()
            self.finished.emit(place)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._renewal.start()  # Qt tells of each file of a language; the words are there after the last

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        """Sizes fixed in what is built do not follow the text size: it is built anew."""
        if look.sizes.percent != self._percent:
            self._percent = look.sizes.percent
            self._renew()

    @Slot()
    def _renew(self) -> None:
        """The same step in the text size and the language of now."""
        if self.step is None:
            return
        old, number = self.frame, self._number
        self.step.close_step()
        self.frame = self._new_frame()
        self.step = None
        old.hide()
        old.deleteLater()
        if self._first_run.download is not None:
            self._resume()
        else:
            self._go_to(number)
