"""A slider that moves in steps."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSlider


class Slider(QSlider):
    """From 0 to ``steps``; the wheel scrolls the page instead. ``name`` is its accessible name."""

    def __init__(self, name: str, steps: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setRange(0, steps)
        self.setPageStep(1)

    def show_step(self, step: int) -> None:
        """Without telling it as a change."""
        with QSignalBlocker(self):
            self.setValue(step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
