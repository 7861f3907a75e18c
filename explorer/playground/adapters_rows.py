"""One adapter of the chosen model: its name, how strongly it works, and the way to be rid of it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.tokens import AdapterFile
from explorer.kit.boxes import column, row
from explorer.kit.buttons import IconButton
from explorer.kit.language import shown
from explorer.kit.slider import Slider
from explorer.kit.text import Elided, Label, Para
from explorer.local.load_choices import MOST_STRENGTH

_STEPS = 40  # of strength


class AdapterRow(QWidget):
    """``moved`` carries the new strength, ``removed`` nothing."""

    moved = Signal(float)
    removed = Signal()

    def __init__(self, adapter: AdapterFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = adapter.file.name
        self.slider = Slider(self.tr("Strength of {name}").format(name=name), _STEPS)
        self.slider.valueChanged.connect(self._on_moved)
        self._value = Label("", "secondary", "muted")
        self._gone = Para(self.tr("The file is not there now."), "secondary", "caution")
        self.remove = IconButton("close", self.tr("Take {name} off").format(name=name))
        self.remove.clicked.connect(self.removed)
        head = row(spacing=6)
        head.addWidget(Elided(name, "body"), 1)
        head.addWidget(self._value)
        head.addWidget(self.remove)
        outer = column(self, spacing=2)
        outer.addLayout(head)
        outer.addWidget(self.slider)
        outer.addWidget(self._gone)
        self.show_adapter(adapter)

    def show_adapter(self, adapter: AdapterFile) -> None:
        self.slider.show_step(round(adapter.scale / MOST_STRENGTH * _STEPS))
        words = self.tr("strength {value}").format(value=f"{adapter.scale:.2g}")
        self._value.setText(words)
        self.slider.setAccessibleDescription(shown(words))
        self._gone.setVisible(not adapter.file.exists())

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        self.moved.emit(round(step * MOST_STRENGTH / _STEPS, 3))
