"""How the chosen model is to be loaded, and whether it is loaded so; and what waits for terms of use."""

from collections.abc import Callable
from dataclasses import replace

import msgspec

from explorer.base.listeners import Listeners
from explorer.base.settings import SettingsFile
from explorer.domain.generation import LoadOptions
from explorer.domain.included_models import TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.engine.backend import Backend
from explorer.engine.state import BackendState
from explorer.local.fit.load_choices import LoadChoice, LoadChoices
from explorer.local.models.included import unseen_terms

AT_REST = (BackendState.EMPTY, BackendState.FAILED)


class LoadPlan:
    """``choice`` is what the person chose for the file of this model."""

    def __init__(self, choices: LoadChoices, settings: SettingsFile, cores: int) -> None:
        self._choices, self._settings, self._cores = choices, settings, cores
        self._begun: dict[str, tuple[LoadOptions, LoadChoice]] = {}  # by this room, by the model's id
        self._model: Model | None = None
        self.choice = LoadChoice()

    @property
    def usual_context(self) -> int:
        """Tokens, as the settings say."""
        return self._settings.current.context_length

    def take_up(self, model: Model | None) -> None:
        self._model, self.choice = model, self._choice_of(model)

    def change(self, file: LocalModel, **values: object) -> None:
        """See LoadChoice; kept for this file."""
        self.choice = msgspec.structs.replace(self.choice, **values)
        self._choices.keep(file, self.choice)

    def as_used(self, model: Model) -> Model:
        """It chats also where the person wrote the template that its file lacks."""
        choice = self.choice if model == self._model else self._choice_of(model)
        return replace(model, is_chat=True) if choice.template and isinstance(model, LocalModel) else model

    def context_of(self, model: Model) -> int | None:
        """Tokens that it would be loaded with; ``None`` where that is not settled here."""
        if not isinstance(model, LocalModel):
            return model.context_length
        wanted = self._choice_of(model).context_length or self.usual_context
        return min(wanted, model.context_length or wanted)

    def options(self) -> LoadOptions:
        """What the next load is asked for."""
        return self.choice.options(self._settings.current, self._cores, self._model)

    def is_other(self, backend: Backend) -> bool:
        """Whether a loaded model is loaded in another way than is chosen now.

        Settings that changed meanwhile hold for later loads, and do not count.
        """
        if self._model is None:
            return False
        options, choice = self._begun.get(self._model.id, (None, self.choice))
        if options is backend.options:
            return not choice.loads_as(self.choice)
        return not self.choice.is_met_by(backend.options)  # another room loaded it

    def noted(self, backend: Backend, options: LoadOptions) -> LoadOptions:
        """Remember what a load that will now begin was chosen by."""
        if self._model is not None and backend.state in AT_REST:
            self._begun[self._model.id] = (options, self.choice)
        return options

    def _choice_of(self, model: Model | None) -> LoadChoice:
        return self._choices.of(model) if isinstance(model, LocalModel) else LoadChoice()


class TermsGate:
    """What is to be done with a model that came with the app waits until its terms were seen.

    ``asked`` tells the terms that something waits for now.
    """

    def __init__(self, settings: SettingsFile, file: Callable[[], LocalModel | None]) -> None:
        """``file``: the one that is chosen."""
        self._settings, self._file = settings, file
        self._waiting: tuple[TermsOfUse, Callable[[], object]] | None = None
        self.asked: Listeners[TermsOfUse] = Listeners()

    @property
    def terms(self) -> TermsOfUse | None:
        """Those that something waits for."""
        return self._waiting[0] if self._waiting is not None else None

    def enter(self, action: Callable[[], object]) -> None:
        """Do it now, or once the person has seen the terms."""
        file = self._file()
        terms = unseen_terms(file, self._settings.current.terms_seen) if file is not None else None
        if terms is None:
            action()
        else:
            self._waiting = terms, action
            self.asked.emit(terms)

    def accept(self) -> None:
        """They were seen: do what waited."""
        if self._waiting is not None:
            (terms, action), self._waiting = self._waiting, None
            self._settings.note_terms(terms.url)
            action()

    def forget(self) -> None:
        """What waited is not wanted any more."""
        self._waiting = None
