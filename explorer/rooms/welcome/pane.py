"""The first run: what this is, where models go, a first model; it ends with a loaded model and a cursor."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from explorer.domain.places import Place, Room
from explorer.kit.boxes import column
from explorer.kit.keys import ENTER
from explorer.kit.room_pane import RoomPane
from explorer.rooms.room_services import RoomServices
from explorer.rooms.welcome.first_run import STEPS, FirstRun
from explorer.rooms.welcome.starter_cards_pane import StarterCard
from explorer.rooms.welcome.step_frame_pane import StepFrame
from explorer.rooms.welcome.step_pane import WelcomeStep
from explorer.rooms.welcome.steps_controller import WelcomeSteps


class WelcomePane(RoomPane):
    """Stands where the rooms are. ``finished`` carries the Place to go on to, once."""

    finished = Signal(object)

    def __init__(self, first_run: FirstRun, services: RoomServices) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self._first_run = first_run
        self._is_over = False
        self._steps = WelcomeSteps(first_run, services, self)
        self._steps.shown.connect(self._show)
        self._steps.ended.connect(self._end)
        self.frame = StepFrame()
        self.frame.primary.clicked.connect(self._on_primary)
        self.frame.back.clicked.connect(self._steps.go_back)
        self.frame.skip.clicked.connect(self._on_skip)
        column(self).add(self.frame)
        self._steps.resume()

    @property
    def step(self) -> WelcomeStep | None:
        return self._steps.step

    def is_busy(self) -> bool:
        return self.step is not None and self.step.is_busy()

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
