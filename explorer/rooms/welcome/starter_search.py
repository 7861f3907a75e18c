"""The models to begin with: those on this disk and the included ones at once, the Hub's when it answers.

Those of other programs are used where they lie. Whose they are is said on each card; nothing is copied,
changed or deleted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.fit import Fit, RemoteFileFacts, Yardstick
from explorer.domain.local_model import Integrity, LocalModel, OtherApp
from explorer.domain.words import Words
from explorer.kit.tasks import LatestTask, TaskContext
from explorer.local.fit.measurements import key_of
from explorer.local.models.included import available
from explorer.rooms.room_services import RoomServices
from explorer.rooms.welcome.folder_state import FolderState, measure_folder
from explorer.rooms.welcome.suggestions import (
    StarterModel,
    Suggestion,
    included_starter,
    is_comfortable,
    suggest,
    suggested_starter,
)
from explorer.transparency.licensing.licenses import Licenses

_SMALLEST = 250_000_000  # bytes: a model that is worth offering is hardly smaller

type _Found = tuple[FolderState, tuple[Suggestion, ...]]


@dataclass(frozen=True)
class LocalSuggestions:
    """``more``: models of other programs that can be run, besides the ``choices``."""

    choices: tuple[StarterModel, ...] = ()
    more: int = 0


class StarterSearch:
    """``most`` models of each kind. ``here``: on this disk; ``choices``: the others, included ones first."""

    def __init__(self, services: RoomServices, most: int) -> None:
        self._services, self._most = services, most
        self._licenses, self._machine = services.core.licenses, services.core.machine
        self._asking = LatestTask(services.tasks)
        self._included = tuple(included_starter(one, self._licenses) for one in available() if one.writes)
        self.folder: FolderState | None = None  # once it was measured
        self.choices: tuple[StarterModel, ...] = self._included
        self.here = suggest_local(services.catalog.models, self._licenses, self._machine.yardstick, most)
        self.error: KnownError | None = None
        self.changed: Listeners[None] = Listeners()
        self._forget = services.catalog.changed.add(self._look_here)

    def is_asking(self) -> bool:
        return self._asking.is_running()

    def ask(self) -> None:
        hub, licenses, yardstick = self._services.core.hub, self._licenses, self._machine.yardstick
        folder, most = self._services.catalog.models_folder, self._most - len(self._included)

        def work(context: TaskContext[None]) -> _Found:
            hub.check_online()
            state = measure_folder(folder)
            found = suggest(
                hub, licenses, yardstick=yardstick, room=state.for_models, most=most, stopped=context.stopped
            )
            return state, found

        self.error = None
        self._asking.run(work, self._take, self._fail, network=True)
        self.changed.emit(None)

    def close(self) -> None:
        self._forget()
        self._asking.stop()

    def trouble(self) -> KnownError | None:
        """What went wrong, and what can be done all the same."""
        error = self.error
        if not isinstance(error, OfflineError):
            return error
        advice = Words("Models of the Hub can be found in Discover once there is a network.")
        if self.here.choices:
            advice = Words("A model on this disk works without a network. Others are in Discover, later.")
        elif self._included:
            advice = Words("What is included works without a network. Others are in Discover, later.")
        return KnownError(error.what, advice, error.details)

    def why_few(self) -> str:
        """Why the Hub has nothing for this machine, once that is known."""
        if self.is_asking() or self.error is not None or len(self.choices) > len(self._included):
            return ""
        if self.folder is not None and self.folder.for_models < _SMALLEST:
            return Words("There is too little room on this disk for a download.")
        return Words(
            "None of the most downloaded models suits this machine with memory to spare. Discover shows all."
        )

    def _look_here(self, models: tuple[LocalModel, ...]) -> None:
        here = suggest_local(models, self._licenses, self._machine.yardstick, self._most)
        if here != self.here:
            self.here = here
            self.changed.emit(None)

    def _take(self, found: _Found) -> None:
        self.folder, suggestions = found
        self.choices = (*self._included, *(suggested_starter(s, self._licenses) for s in suggestions))
        self.changed.emit(None)

    def _fail(self, error: KnownError) -> None:
        self.error = error
        self.changed.emit(None)


def suggest_local(
    models: Iterable[LocalModel], licenses: Licenses, yardstick: Yardstick, most: int
) -> LocalSuggestions:
    """The largest that leave half of the memory free, then the smallest of the others that fit."""
    sound = [model for model in models if _can_be_run(model)]
    fits = {model.id: _fit(model, yardstick) for model in sound if model.is_chat and model.writes}
    suited = [model for model in sound if model.id in fits and fits[model.id].word.is_possible]
    easy = [model for model in suited if is_comfortable(fits[model.id])]
    others = [model for model in suited if model not in easy]
    ranked = (*sorted(easy, key=lambda m: -m.size), *sorted(others, key=lambda m: m.size))
    choices = tuple(_choice(model, model.app, licenses) for model in ranked[:most] if model.app is not None)
    return LocalSuggestions(choices, len(sound) - len(choices))


def _can_be_run(model: LocalModel) -> bool:
    return model.app is not None and not model.problem and model.intact is not Integrity.DAMAGED


def _fit(model: LocalModel, yardstick: Yardstick) -> Fit:
    facts = RemoteFileFacts(
        model.size,
        model.parameters,
        model.context_length,
        model.quantization,
        model.name,
        key=key_of(model.path, model.size),
        is_here=True,
    )
    return yardstick.fit(facts)


def _choice(model: LocalModel, app: OtherApp, licenses: Licenses) -> StarterModel:
    return StarterModel(
        name=model.name,
        license=licenses.words(model.license),
        tone=licenses.tone(model.license),
        why=Words("It belongs to {app} and is used where it lies: nothing is copied.", app=app.value),
        size=model.size,
        local=model,
    )
