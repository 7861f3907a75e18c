"""Adapters of the chosen model: added after a look into the file, and scaled while the model runs."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.tokens import AdapterFile
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.llama.adapters import adapter_header, check_adapter
from explorer.kit.boxes import at_start, column, row, stretched
from explorer.kit.buttons import Button, IconButton
from explorer.kit.file_dialogs import ask_which_file
from explorer.kit.language import shown, tr
from explorer.kit.section import Section
from explorer.kit.slider import Slider
from explorer.kit.tasks import Tasks
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of
from explorer.local.fit.load_choices import MOST_STRENGTH
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel

_STEPS = 40  # of strength


class AdapterRow(QWidget):
    """``moved`` carries the new strength, ``removed`` nothing."""

    moved = Signal(float)
    removed = Signal()

    def __init__(self, adapter: AdapterFile) -> None:
        super().__init__()
        name = adapter.file.name
        self.slider = Slider(self.tr("Strength of {name}").format(name=name), _STEPS)
        self.slider.valueChanged.connect(self._on_moved)
        self._value = Label("", "secondary", "muted")
        self._gone = Para(self.tr("The file is not there now."), "secondary", "caution")
        self.remove = IconButton("close", self.tr("Take {name} off").format(name=name), then=self.removed)
        head = row(spacing=6).add(stretched(Elided(name, "body")), self._value, self.remove)
        column(self, spacing=2).add(head, self.slider, self._gone)
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


_PAUSE_MS = 200  # after the slider stands still, before the model is told


class AdaptersSection(Section):
    """Kept for each model file. What is wrong with one is told in place."""

    def __init__(self, chosen: ChosenModel, tasks: Tasks) -> None:
        super().__init__(tr("Adapters"), opened=False, role="strong")
        self._chosen, self._tasks = chosen, tasks
        self.rows: dict[bytes, AdapterRow] = {}
        self._for: Path | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(chosen.apply_adapters)
        self.body.setSpacing(look_of(self).sizes.px(10))
        what = self.tr("A LoRA adapter changes how the model answers, and leaves its file as it is.")
        self._list = column(spacing=12)
        self._problem = Para("", "secondary", "bad")
        self._problem.hide()
        self.button = Button("outlined", self.tr("Add an adapter…"), "plus", scale="compact")
        self.button.clicked.connect(self.choose_file)
        self.body.add(Para(what, "secondary", "muted"), self._list, self._problem, at_start(self.button))
        chosen.chosen.connect(self.refresh)
        chosen.problem.connect(self.show_problem)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the adapters as they are now; a row that is being dragged stays the same one."""
        file = self._chosen.file
        self.setVisible(file is not None)
        path = file.path if file is not None else None
        if path != self._for:
            self._for = path
            self._problem.hide()
        adapters = self._chosen.choice.adapters
        for gone in [name for name in self.rows if name not in {a.path for a in adapters}]:
            self.rows.pop(gone).deleteLater()
        for adapter in adapters:
            if adapter.path in self.rows:
                self.rows[adapter.path].show_adapter(adapter)
            else:
                self.rows[adapter.path] = built = AdapterRow(adapter)
                built.moved.connect(partial(AdaptersSection._scale, self, adapter.file))
                built.removed.connect(partial(AdaptersSection._remove, self, adapter.file))
                self._list.addWidget(built)
        self.header.set_note(self._count(len(adapters)))

    def add(self, path: Path) -> None:
        """Look into the file; if it is made for such a model, it works from the next answer on."""
        model = self._chosen.file
        if model is None:
            return
        self._problem.hide()

        def work() -> None:
            architecture = model.architecture or read_header(model.path).architecture or ""
            check_adapter(adapter_header(path), architecture)

        self._tasks.do(work, partial(self._take, model.path, path), self.show_problem, owner=self)

    @Slot(object)
    def show_problem(self, error: KnownError) -> None:
        self._problem.setText(error.words)
        self._problem.show()
        self.set_open(True)

    def problem(self) -> str:
        """What is wrong with the last adapter; "" if nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    def _take(self, model: Path, path: Path, _fine: None) -> None:
        file = self._chosen.file
        if file is not None and file.path == model:  # else another was chosen meanwhile
            self._chosen.choose_load(adapters=self._chosen.choice.with_adapter(path).adapters)
            self._chosen.apply_adapters()

    def _scale(self, path: Path, strength: float) -> None:
        self._chosen.choose_load(adapters=self._chosen.choice.with_adapter(path, strength).adapters)
        self._pause.start()

    def _remove(self, path: Path) -> None:
        self._problem.hide()
        self._chosen.choose_load(adapters=self._chosen.choice.without_adapter(path).adapters)
        self._chosen.apply_adapters()

    def _count(self, count: int) -> str:
        if not count:
            return ""
        return self.tr("1 in use") if count == 1 else self.tr("{count} in use").format(count=count)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file, and add it."""
        kinds = self.tr("LoRA adapters (*.gguf)")
        ask_which_file(self.window(), self.tr("Add an adapter"), kinds, partial(AdaptersSection.add, self))
