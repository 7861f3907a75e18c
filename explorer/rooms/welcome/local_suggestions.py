"""Chat models of other programs on this disk, offered as a first model that need not be downloaded.

They are used where they lie. Whose they are is said on each card; nothing is copied, changed or deleted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.domain.fit import Fit, RemoteFileFacts, Yardstick
from explorer.domain.local_model import Integrity, LocalModel, OtherApp
from explorer.domain.words import Words
from explorer.local.fit.measurements import key_of
from explorer.rooms.welcome.suggestions import StarterModel, is_comfortable
from explorer.transparency.licensing.licenses import Licenses


@dataclass(frozen=True)
class LocalSuggestions:
    """``more``: models of other programs that can be run, besides the ``choices``."""

    choices: tuple[StarterModel, ...] = ()
    more: int = 0


def suggest_local(
    models: Iterable[LocalModel], licenses: Licenses, yardstick: Yardstick, most: int
) -> LocalSuggestions:
    """The largest that leave half of the memory free, then the smallest of the others that fit."""
    sound = [model for model in models if _can_be_run(model)]
    fits = {model.id: _fit(model, yardstick) for model in sound if model.is_chat}
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
