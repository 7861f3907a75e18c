"""The model that is asked: which one, whether it is in memory, and the way there."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from explorer.base.settings import SettingsFile
from explorer.domain.fit import Fit
from explorer.domain.generation import LoadOptions
from explorer.domain.local import LocalModel, Origin
from explorer.engine.pool import Pool
from explorer.engine.process import Engine, EngineChange, EngineState
from explorer.local.estimates import Estimates
from explorer.playground.controls import Controls
from explorer.playground.header_rows import Header
from explorer.playground.words import loaded_text


class ChosenModel(QObject):
    """Follows the engine of the chosen model. ``changed`` carries its EngineChange."""

    changed = Signal(object)

    def __init__(
        self, pool: Pool, estimates: Estimates, settings: SettingsFile, header: Header, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._pool, self._estimates = pool, estimates
        self._settings = settings
        self._header = header
        self._context_asked = 0  # what the engine was loaded with, as far as this room did it
        self._used = 0
        self._context = 0  # that it would be loaded with
        self.model: LocalModel | None = None
        self.engine: Engine | None = None

    def choose(self, model: LocalModel | None) -> None:
        if self.engine is not None:
            self.engine.changed.disconnect(self._on_change)
        self.model = model
        self.engine = self._pool.get(model.path) if model else None
        self._context_asked = 0
        if self.engine is not None:
            self.engine.changed.connect(self._on_change)
        self.show_status()

    def options(self, controls: Controls) -> LoadOptions:
        settings = self._settings.current
        return LoadOptions(controls.context_length or settings.context_length, settings.threads)

    def load(self, controls: Controls, *, is_forced: bool = False) -> None:
        """Start loading, unless it is loaded or loading already; ``is_forced`` even if memory is short."""
        if self.engine is None or self.model is None:
            return
        if self.engine.state in (EngineState.EMPTY, EngineState.FAILED):
            options = replace(self.options(controls), is_forced=is_forced)
            self._context_asked = options.context_length
            self.engine.load(self.model.path, options)

    def prepare(self, controls: Controls) -> LoadOptions:
        """Before a question: a model loaded with another context length makes room for a new load."""
        options = self.options(controls)
        other = self._context_asked not in (0, options.context_length)
        if self.engine is not None and other and self.engine.state is EngineState.READY:
            self.engine.unload()
        self._context_asked = options.context_length
        return options

    @Slot()
    def unload(self) -> None:
        """Give its memory back, or stop loading it."""
        if self.engine is not None:
            self.engine.unload()

    def needs_terms(self) -> bool:
        """Whether terms must be seen before the first use."""
        included = self.model is not None and self.model.origin is Origin.INCLUDED
        return included and not self._settings.current.gemma_terms_shown

    def accept_terms(self) -> None:
        self._settings.change(gemma_terms_shown=True)

    def fell(self) -> bool:
        """Whether the engine failed: nothing is loaded though it was asked for."""
        return self.engine is not None and self.engine.state is EngineState.FAILED

    def is_loaded(self) -> bool:
        return self.engine is not None and self.engine.model is not None

    def note_used(self, tokens: int) -> None:
        """How much of the context the open chat takes."""
        self._used = tokens
        self.show_status()

    def show_status(self, progress: float = 0.0) -> None:
        if self.model is None or self.engine is None:
            self._header.show_nothing()
        elif self.engine.state is EngineState.LOADING:
            self._header.show_loading(progress)
        elif self.engine.model is None:
            self._header.show_not_loaded(self._outlook())
        else:
            memory = self.engine.memory() or self.engine.model.memory
            self._header.show_loaded(loaded_text(self.model, self.engine.model, memory, self._used))

    def show_controls(self, controls: Controls) -> None:
        """What it would take follows the context length."""
        self._context = self.options(controls).context_length
        if not self.is_loaded() and self.model is not None:
            self.show_status()

    def _outlook(self) -> Fit | None:
        """What it will take, ``None`` if its header cannot be read."""
        if self.model is None:
            return None
        return self._estimates.fit(self.model.path, self._context or self._settings.current.context_length)

    @Slot(object)
    def _on_change(self, change: EngineChange) -> None:
        self.show_status(change.progress)
        self.changed.emit(change)
