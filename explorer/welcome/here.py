"""Chat models that other programs keep on this disk: a first model that need not be downloaded.

They are used where they lie. Whose they are is said on each card; nothing is copied, changed or deleted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.domain.fit import Facts, Fit, Yardstick
from explorer.domain.local import App, Intact, LocalModel
from explorer.domain.words import Words
from explorer.local.measured import key_of
from explorer.transparency.licenses import Licenses
from explorer.welcome.choosing import Choice, is_comfortable


@dataclass(frozen=True)
class Here:
    """``more``: models of other programs that can be run, besides the ``choices``."""

    choices: tuple[Choice, ...] = ()
    more: int = 0


def found_here(models: Iterable[LocalModel], licenses: Licenses, yardstick: Yardstick, most: int) -> Here:
    """The largest that leave half of the memory free, then the smallest of the others that fit."""
    sound = [model for model in models if _can_be_run(model)]
    fits = {model.id: _fit(model, yardstick) for model in sound if model.is_chat}
    suited = [model for model in sound if model.id in fits and fits[model.id].word.is_possible]
    easy = [model for model in suited if is_comfortable(fits[model.id])]
    others = [model for model in suited if model not in easy]
    ranked = (*sorted(easy, key=lambda m: -m.size), *sorted(others, key=lambda m: m.size))
    choices = tuple(_choice(model, model.app, licenses) for model in ranked[:most] if model.app is not None)
    return Here(choices, len(sound) - len(choices))


def _can_be_run(model: LocalModel) -> bool:
    return model.app is not None and not model.problem and model.intact is not Intact.DAMAGED


def _fit(model: LocalModel, yardstick: Yardstick) -> Fit:
    facts = Facts(
        model.size,
        model.parameters,
        model.context_length,
        model.quantization,
        model.name,
        key=key_of(model.path, model.size),
        is_here=True,
    )
    return yardstick.fit(facts)


def _choice(model: LocalModel, app: App, licenses: Licenses) -> Choice:
    return Choice(
        name=model.name,
        license=licenses.words(model.license),
        tone=licenses.tone(model.license),
        why=Words("It belongs to {app} and is used where it lies: nothing is copied.", app=app.value),
        size=model.size,
        local=model,
    )
