"""How a guard gets its name."""

from collections.abc import Callable, Sequence
from functools import wraps
from importlib import import_module

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.trace import TraceStep, note
from explorer.transparency.reading import Reading

type Guard = Callable[[Reading, Passage], bool]

# The guards that phrases name behind ``unless``, and the module each is in.
_PLACES: dict[str, str] = {}


def guard(name: str) -> Callable[[Guard], Guard]:
    """``name``: what the sentence is, such as "denied" or "of a rival"; seen by ``omx card --why``."""

    def named(ask: Guard) -> Guard:
        @wraps(ask)
        def asked(reading: Reading, passage: Passage) -> bool:
            refuses = ask(reading, passage)
            if refuses:
                note(TraceStep("guard", name, passage.text, file=f"{ask.__module__.replace('.', '/')}.py"))
            return refuses

        return asked

    return named


def guards_named(names: Sequence[str]) -> list[Guard]:
    """The guards of these names, in their order. Raises KeyError where there is none."""
    found: list[Guard] = []
    for name in names:
        module, _, function = _PLACES[name].partition(":")
        found.append(getattr(import_module(f"{__package__}.{module}"), function))
    return found
