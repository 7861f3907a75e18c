"""Loaded models in the activity panel: the memory each takes, and a button that unloads it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame

from explorer.base.machine import Machine
from explorer.domain.units import context_text, size_text
from explorer.engine.local.engine import Engine
from explorer.engine.local.engine_pool import EnginePool
from explorer.frame.activity.page_pane import ActivityPage, page_row
from explorer.kit.actions import Action
from explorer.kit.boxes import column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import tr
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, Label

_REFRESH_MS = 1_000


class LoadedModelsPage(ActivityPage):
    """Follows the pool. ``name_of`` tells the name of the model in a file."""

    def __init__(
        self, pool: EnginePool, machine: Machine, name_of: Callable[[Path], str], choose: Action
    ) -> None:
        words = tr("A model is read into memory when you ask it something, and stays until you let it go.")
        super().__init__(tr("Loaded models"), EmptyState("cpu", tr("No model loaded"), words, choose))
        self._pool, self._machine, self._name_of = pool, machine, name_of
        self._rows: dict[Path, LoadedModelRow] = {}
        self.show_rows(())
        self._total = _Total()
        self.add_foot(self._total)
        self._ticks = QTimer(self, interval=_REFRESH_MS)
        self._ticks.timeout.connect(self._refresh)
        pool.changed.connect(self._refresh)
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()
        self._ticks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._ticks.stop()
        super().hideEvent(event)

    @property
    def rows(self) -> "tuple[LoadedModelRow, ...]":
        return tuple(self._rows.values())

    @Slot()
    def _refresh(self) -> None:
        engines: Sequence[Engine] = (*self._pool.loaded, *self._pool.loading)
        shown = {engine.path: engine for engine in engines if engine.path is not None}
        if list(shown) != list(self._rows):
            self._rows = {path: self._rows.get(path) or self._build(path) for path in shown}
            self.show_rows(self.rows)
        for path, engine in shown.items():
            self._rows[path].show_engine(engine)
        used = sum(engine.memory() for engine in engines)
        self._total.setVisible(bool(engines))
        self._total.show_memory(used, self._machine.memory_total)

    def _build(self, path: Path) -> "LoadedModelRow":
        row = LoadedModelRow(self._name_of(path))
        row.unload.clicked.connect(partial(self._pool.unload, path))
        row.unload.clicked.connect(self._refresh)
        return row


class LoadedModelRow(QFrame):
    """Name, memory and context, and the button that unloads it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._name = name
        self.facts = Elided("", "secondary", "muted")
        self.unload = Button("outlined", "", scale="compact")
        words = column(spacing=1).add(Elided(name, "strong"), self.facts)
        frame, line = page_row()
        line.add(stretched(words), self.unload)
        column(self).add(frame)

    def show_engine(self, engine: Engine) -> None:
        memory = size_text(engine.memory())
        if engine.model is None:
            self.facts.setText(self.tr("Loading · {memory} so far").format(memory=memory))
            self.unload.setText(self.tr("Stop loading"))
        else:
            context = context_text(engine.model.context_length)
            facts = self.tr("{memory} · context {context} · {backend}")
            self.facts.setText(facts.format(memory=memory, context=context, backend=engine.model.backend))
            self.unload.setText(self.tr("Unload"))
        self.unload.setAccessibleName(f"{self.unload.text()}: {self._name}")


class _Total(QFrame):
    """All loaded models together, of this machine's memory."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "top")
        self._bar = ProgressBar(self.tr("Memory of loaded models"), 6)
        self._words = Label("", "secondary", "muted")
        row(self, margins=(18, 11, 18, 11), spacing=12).add(stretched(self._bar), self._words)

    def show_memory(self, used: int, total: int) -> None:
        self._bar.set_fraction(used / total if total else 0.0)
        words = self.tr("{used} of {total} memory").format(used=size_text(used), total=size_text(total))
        self._words.setText(words)
        self._bar.setAccessibleDescription(words)
