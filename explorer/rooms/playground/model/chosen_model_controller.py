"""The chosen model: which one, how it is loaded, whether it is in memory, loading and unloading it."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch, opens_thought, switch_of
from explorer.engine.backend import Adapts, Backend, Resident
from explorer.engine.state import READY_STATES, BackendChange, BackendState
from explorer.local.fit.load_choices import LoadChoice, LoadChoices
from explorer.rooms.playground.model.load_plan import AT_REST, LoadPlan, TermsGate
from explorer.rooms.room_services import RoomServices


class ChosenModel(QObject):
    """Follows the engine of the chosen model. ``changed`` carries its BackendChange.

    ``chosen`` comes when the model, or how it is to be loaded, is another; ``problem`` carries a KnownError.
    """

    changed = Signal(object)
    chosen = Signal()
    problem = Signal(object)

    def __init__(self, services: RoomServices, parent: QObject) -> None:
        super().__init__(parent)
        self._backends, self.estimates = services.backends, services.core.estimates
        cores = services.core.estimates.machine.cores
        self.plan = LoadPlan(LoadChoices(services.core.store), services.core.settings, cores)
        self.gate = TermsGate(services.core.settings, lambda: self.file)
        self.listed: Model | None = None  # as the catalog has it
        self.engine: Backend | None = None
        self._waits = False  # to be loaded again

    @property
    def model(self) -> Model | None:
        """As it is used, see ``LoadPlan.as_used``."""
        return self.plan.as_used(self.listed) if self.listed is not None else None

    @property
    def choice(self) -> LoadChoice:
        """How it is to be loaded."""
        return self.plan.choice

    @property
    def file(self) -> LocalModel | None:
        """Where it lies in a file of this disk."""
        return self.listed if isinstance(self.listed, LocalModel) else None

    @property
    def thinking(self) -> ThinkingSwitch:
        """What one may choose of its thinking, by the template it is asked with."""
        if self.listed is None:
            return NO_SWITCH
        if self.loaded is not None and not self.is_other_load():
            return self.loaded.thinking
        return switch_of(self.choice.template) if self.choice.template else self.listed.thinking

    @property
    def opens_thought(self) -> bool:
        """Whether that template has it think before every answer."""
        template = self.choice.template
        return opens_thought(template) if template else self.listed is not None and self.listed.opens_thought

    def choose(self, model: Model | None) -> None:
        try:
            engine = self._backends.of(model) if model else None
        except LookupError:  # its endpoint was just taken out, and the catalog will tell
            model = engine = None
        self.close()
        if model is None or self.listed is None or model.id != self.listed.id:
            self.gate.forget()
        self.listed, self._waits = model, False
        self.plan.take_up(model)
        self.engine = engine
        if self.engine is not None:
            self.engine.changed.connect(self._on_change)
        self.chosen.emit()

    def close(self) -> None:
        """Hear nothing more."""
        if self.engine is not None:
            self.engine.changed.disconnect(self._on_change)
            self.engine = None

    def choose_load(self, **values: object) -> None:
        """Change how the model is to be loaded, see LoadChoice; kept for this file."""
        if self.file is not None:
            self.plan.change(self.file, **values)
            self.chosen.emit()

    def is_other_load(self) -> bool:
        """Whether the model is loaded in another way than is chosen now."""
        return self.engine is not None and self.loaded is not None and self.plan.is_other(self.engine)

    @Slot()
    def load(self, *, is_forced: bool = False) -> None:
        """Start loading under its terms, unless it is loaded or loading already.

        ``is_forced``: even if memory is short.
        """
        if self.engine is not None and self.engine.state in AT_REST:
            self.gate.enter(partial(self._begin, is_forced=is_forced))

    @Slot()
    def load_again(self) -> None:
        """Load it as it is chosen now, once it is done with what it is asked at the moment: an answer, or
        how many tokens a draft has."""
        self._waits = self.engine is not None and self.engine.state is BackendState.GENERATING
        if not self._waits:
            self._begin()

    def prepare(self) -> LoadOptions:
        """Before a question: a model that was loaded in another way makes room for a new load."""
        if self.is_at_leisure() and self.is_other_load():
            self.unload()
        options = self.plan.options()
        return self.plan.noted(self.engine, options) if self.engine is not None else options

    @Slot()
    def unload(self) -> None:
        """Give its memory back, or stop making it ready."""
        if isinstance(self.engine, Resident):
            self.engine.unload()
        elif self.engine is not None and self.engine.state is BackendState.LOADING:
            self.engine.cancel()

    @property
    def is_resident(self) -> bool:
        """Whether it is read into the memory of this machine."""
        return isinstance(self.engine, Resident)

    @property
    def loaded(self) -> LoadedModel | None:
        """What its engine says of it; ``None`` while it cannot answer: one that failed may still say it."""
        engine = self.engine
        return engine.model if engine is not None and engine.state in READY_STATES else None

    def is_at_leisure(self) -> bool:
        """Whether it is loaded and nothing is asked of it."""
        return self.engine is not None and self.engine.state is BackendState.READY

    def apply_adapters(self) -> None:
        """Make a loaded model work with the adapters that are chosen now, and no others."""
        engine, wanted = self.engine, self.choice.adapters
        if not isinstance(engine, Adapts) or not self.is_at_leisure() or engine.adapters == wanted:
            return
        job = engine.adapt([(adapter.file, adapter.scale) for adapter in wanted])
        job.failed.connect(self.problem)

    def _begin(self, *, is_forced: bool = False) -> None:
        if self.engine is not None:
            self.unload()
            self.engine.prepare(
                self.plan.noted(self.engine, replace(self.plan.options(), is_forced=is_forced))
            )

    @Slot(object)
    def _on_change(self, change: BackendChange) -> None:
        self.changed.emit(change)
        if self._waits and change.state is not BackendState.GENERATING:
            self._waits = False
            if change.state is BackendState.READY:
                QTimer.singleShot(0, self, self.load_again)  # after what the engine does at its end
