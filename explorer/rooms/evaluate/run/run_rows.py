"""The strip under the head of the room: how far the run is, or what can be gone on with."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from explorer.domain.model import Model
from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, IconLabel
from explorer.kit.where_mark import WhereMark


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
        self.mark = WhereMark()
        line = boxes.row(spacing=10).add(boxes.centred(self._icon), self.mark, boxes.stretched(self.words))
        line.add(self.leave, self.go_on, self.stop)
        boxes.column(self, margins=(20, 8, 20, 8), spacing=6).add(line, self._bar)

    def show_run(self, words: str, fraction: float, asked: Model | None) -> None:
        """One that goes on, and the model that is asked now."""
        self.mark.show_model(asked)
        self._icon.show_icon("play", "accent")
        self.words.setText(words)
        self._bar.set_fraction(fraction)
        self._offer(runs=True)

    def show_rest(self, words: str, *, are_failures: bool) -> None:
        """One that can be gone on with, or of which some gave no answer."""
        self.mark.show_model(None)
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
