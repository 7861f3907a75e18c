"""The strip under the head of the room: how far the run is, or what can be gone on with."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, IconLabel


class RunStrip(QFrame):
    """``stopped``, ``went_on`` and ``dropped`` are presses of its buttons."""

    stopped = Signal()
    went_on = Signal()
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("evaluate-run-strip")
        self.setProperty("rule", "bottom")
        self._icon = IconLabel("clock", "accent", 16)
        self.words = Elided("", "body")
        self._bar = ProgressBar(self.tr("The run"), 4)
        self.stop = Button("outlined", self.tr("Stop"), "stop", scale="compact", then=self.stopped)
        self.go_on = Button("accent", self.tr("Go on"), "play", scale="compact", then=self.went_on)
        self.leave = Button("quiet", self.tr("Leave it so"), scale="compact", then=self.dropped)
        line = boxes.row(spacing=10).add(
            boxes.centred(self._icon), boxes.stretched(self.words), self.leave, self.go_on, self.stop
        )
        boxes.column(self, margins=(20, 8, 20, 8), spacing=6).add(line, self._bar)

    def show_run(self, words: str, fraction: float) -> None:
        """One that goes on."""
        self._icon.show_icon("play", "accent")
        self.words.setText(words)
        self._bar.set_fraction(fraction)
        self._offer(runs=True)

    def show_rest(self, words: str, *, are_failures: bool) -> None:
        """One that can be gone on with, or of which some gave no answer."""
        self.go_on.setText(self.tr("Ask these again") if are_failures else self.tr("Go on"))
        self._icon.show_icon("clock", "muted")
        self.words.setText(words)
        self._offer(runs=False)

    def _offer(self, *, runs: bool) -> None:
        self._bar.setVisible(runs)
        self.stop.setVisible(runs)
        self.go_on.setVisible(not runs)
        self.leave.setVisible(not runs)
        self.show()
