"""The chosen model: which one, how it is loaded, whether it is in memory, loading and unloading it."""

from dataclasses import replace

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.base.settings import SettingsFile
from explorer.domain.errors import KnownError
from explorer.domain.fit import Fit
from explorer.domain.generation import LoadOptions
from explorer.domain.included_models import TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch, opens_thought, switch_of
from explorer.engine.backend import Adapts, Backend, Resident
from explorer.engine.backends import Backends
from explorer.engine.local.driver_failures import DriverFailures
from explorer.engine.state import BackendChange, BackendState
from explorer.local.fit.estimates import Estimates
from explorer.local.fit.load_choices import LoadChoice, LoadChoices
from explorer.local.fit.load_forecast import forecast_load
from explorer.local.models.included import unseen_terms
from explorer.rooms.playground.captions import loaded_text
from explorer.rooms.playground.header_rows import ChatHeader

_AT_REST = (BackendState.EMPTY, BackendState.FAILED)


class ChosenModel(QObject):
    """Follows the engine of the chosen model. ``changed`` carries its BackendChange.

    ``chosen`` comes when the model, or how it is to be loaded, is another; ``problem`` carries a KnownError.
    """

    changed = Signal(object)
    chosen = Signal()
    problem = Signal(object)

    def __init__(
        self,
        backends: Backends,
        estimates: Estimates,
        choices: LoadChoices,
        settings: SettingsFile,
        header: ChatHeader,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._backends, self.estimates, self._choices = backends, estimates, choices
        self._settings = settings
        self._header = header
        self._loads: dict[str, tuple[LoadOptions, LoadChoice]] = {}  # begun by this room
        self.listed: Model | None = None  # as the catalog has it
        self.choice = LoadChoice()
        self.engine: Backend | None = None
        self._waits = False  # to be loaded again

    @property
    def model(self) -> Model | None:
        """It chats also where the person wrote the template that its file lacks."""
        return _as_used(self.listed, self.choice) if self.listed is not None else None

    @property
    def file(self) -> LocalModel | None:
        """Where it lies in a file of this disk."""
        return self.listed if isinstance(self.listed, LocalModel) else None

    @property
    def thinking(self) -> ThinkingSwitch:
        """What one may choose of its thinking, by the template it is asked with."""
        if self.listed is None:
            return NO_SWITCH
        if self.engine is not None and self.engine.model is not None and not self.is_other_load():
            return self.engine.model.thinking
        return switch_of(self.choice.template) if self.choice.template else self.listed.thinking

    @property
    def opens_thought(self) -> bool:
        """Whether that template has it think before every answer."""
        template = self.choice.template
        return opens_thought(template) if template else self.listed is not None and self.listed.opens_thought

    def as_used(self, model: Model) -> Model:
        """As it would be, were it chosen."""
        return _as_used(model, self._choice_of(model))

    def choose(self, model: Model | None) -> None:
        if self.engine is not None:
            self.engine.changed.disconnect(self._on_change)
        self.listed, self._waits = model, False
        self.choice = self._choice_of(model) if model else LoadChoice()
        self.engine = self._backends.of(model) if model else None
        if self.engine is not None:
            self.engine.changed.connect(self._on_change)
        self.show_status()
        self.chosen.emit()

    def choose_load(self, **values: object) -> None:
        """Change how the model is to be loaded, see LoadChoice; kept for this file."""
        if self.file is None:
            return
        self.choice = msgspec.structs.replace(self.choice, **values)
        self._choices.keep(self.file, self.choice)
        self.show_status()
        self.chosen.emit()

    def options(self) -> LoadOptions:
        """What the next load is asked for."""
        return self.choice.options(self._settings.current, self.estimates.machine.cores)

    @property
    def drivers(self) -> DriverFailures:
        """What is known of this machine's graphics drivers."""
        return self._backends.pool.drivers

    @property
    def usual_context(self) -> int:
        """Tokens, as the settings say."""
        return self._settings.current.context_length

    def is_other_load(self) -> bool:
        """Whether the model is loaded in another way than is chosen now.

        Settings that changed meanwhile hold for later loads, and do not count.
        """
        if self.engine is None or self.engine.model is None or self.listed is None:
            return False
        options, choice = self._loads.get(self.listed.id, (None, self.choice))
        if options is self.engine.options:
            return not choice.loads_as(self.choice)
        return not self.choice.is_met_by(self.engine.options)  # another room loaded it

    def load(self, *, is_forced: bool = False) -> None:
        """Start loading, unless it is loaded or loading already; ``is_forced`` even if memory is short."""
        if self.engine is not None and self.engine.state in _AT_REST:
            self._begin(is_forced=is_forced)

    @Slot()
    def load_again(self) -> None:
        """Load it as it is chosen now, once it is done with what it is asked at the moment: an answer, or
        how many tokens a draft has."""
        self._waits = self.engine is not None and self.engine.state is BackendState.GENERATING
        if not self._waits:
            self._begin()

    def prepare(self) -> LoadOptions:
        """Before a question: a model that was loaded in another way makes room for a new load."""
        if self.engine is not None and self.engine.state is BackendState.READY and self.is_other_load():
            self.unload()
        return self._noted(self.options())

    @Slot()
    def unload(self) -> None:
        """Give its memory back, or stop making it ready."""
        if isinstance(self.engine, Resident):
            self.engine.unload()
        elif self.engine is not None and self.engine.state is BackendState.LOADING:
            self.engine.cancel()

    def terms(self) -> TermsOfUse | None:
        """What must be seen before the first use."""
        return unseen_terms(self.file, self._settings.current.terms_seen) if self.file is not None else None

    def accept_terms(self) -> None:
        terms = self.terms()
        if terms is not None:
            self._settings.note_terms(terms.url)

    def fell(self) -> bool:
        """Whether the engine failed: nothing is loaded though it was asked for."""
        return self.engine is not None and self.engine.state is BackendState.FAILED

    @property
    def is_resident(self) -> bool:
        """Whether it is read into the memory of this machine."""
        return isinstance(self.engine, Resident)

    def is_loaded(self) -> bool:
        return self.engine is not None and self.engine.model is not None

    def is_at_leisure(self) -> bool:
        """Whether it is loaded and nothing is asked of it."""
        return self.engine is not None and self.engine.state is BackendState.READY

    @Slot()
    def refresh(self) -> None:
        """The settings are others now, which a choice may follow."""
        if self.engine is None or self.engine.state in _AT_REST:
            self.show_status()
        self.chosen.emit()

    def show_status(self, progress: float = 0.0) -> None:
        if self.listed is None or self.engine is None:
            self._header.show_nothing()
        elif not self.is_resident:
            is_reached = self.engine.state is not BackendState.LOADING
            self._header.show_elsewhere(self.listed.source, is_reached=is_reached)
        elif self.engine.state is BackendState.LOADING:
            self._header.show_loading(progress)
        elif self.engine.model is None:
            self._header.show_not_loaded(self._outlook())
        else:
            loaded = self.engine.model
            held = self.engine.memory() if isinstance(self.engine, Resident) else 0
            words = loaded_text(self.listed, held or loaded.memory)
            why = loaded.fell_back.words if loaded.fell_back is not None else ""
            self._header.show_loaded(words, why)

    def apply_adapters(self) -> None:
        """Make a loaded model work with the adapters that are chosen now, and no others."""
        engine, wanted = self.engine, self.choice.adapters
        if not isinstance(engine, Adapts) or not self.is_at_leisure() or engine.adapters == wanted:
            return
        job = engine.adapt([(adapter.file, adapter.scale) for adapter in wanted])
        job.failed.connect(self._on_problem)

    def _begin(self, *, is_forced: bool = False) -> None:
        if self.engine is not None:
            self.unload()
            self.engine.prepare(self._noted(replace(self.options(), is_forced=is_forced)))

    def _noted(self, options: LoadOptions) -> LoadOptions:
        """Remember what a load that will now begin was chosen by."""
        if self.listed is not None and self.engine is not None and self.engine.state in _AT_REST:
            self._loads[self.listed.id] = (options, self.choice)
        return options

    def _choice_of(self, model: Model) -> LoadChoice:
        return self._choices.of(model) if isinstance(model, LocalModel) else LoadChoice()

    def _outlook(self) -> Fit | None:
        """What it will take, ``None`` if its header cannot be read."""
        if self.file is None:
            return None
        seen = forecast_load(self.estimates, self.file.path, self.options())
        return seen.fit if seen is not None else None

    @Slot(object)
    def _on_change(self, change: BackendChange) -> None:
        self.show_status(change.progress)
        self.changed.emit(change)
        if self._waits and change.state is not BackendState.GENERATING:
            self._waits = False
            if change.state is BackendState.READY:
                QTimer.singleShot(0, self, self.load_again)  # after what the engine does at its end

    @Slot(object)
    def _on_problem(self, error: KnownError) -> None:
        self.problem.emit(error)


def _as_used(model: Model, choice: LoadChoice) -> Model:
    return replace(model, is_chat=True) if choice.template and isinstance(model, LocalModel) else model
