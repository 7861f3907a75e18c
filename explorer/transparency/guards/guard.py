"""How a guard gets its name."""

from collections.abc import Callable, Sequence
from functools import cache, wraps
from importlib import import_module

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.trace import TraceStep, note
from explorer.transparency.reading import Reading

type Guard = Callable[[Reading, Passage], bool]

# Of this package, with what phrases may name behind ``unless``.
_MODULES = ("said", "others", "base", "place", "license", "family", "origins")
_NAMED: dict[str, Callable[..., bool]] = {}


def guard[**P](name: str) -> Callable[[Callable[P, bool]], Callable[P, bool]]:
    """``name``: what the sentence is, such as "denied" or "of a rival"; seen by ``omx card --why``.

    Most guards are asked of a reading and a passage, some of a place in a text.
    """

    def named(ask: Callable[P, bool]) -> Callable[P, bool]:
        @wraps(ask)
        def asked(*args: P.args, **kwargs: P.kwargs) -> bool:
            refuses = ask(*args, **kwargs)
            if refuses:
                note(TraceStep("guard", name, _text_of(args), file=f"{ask.__module__.replace('.', '/')}.py"))
            return refuses

        if name in _NAMED:
            raise ValueError(f"two guards are called {name!r}")
        _NAMED[name] = asked
        return asked

    return named


def _text_of(args: Sequence[object]) -> str:
    """What a guard looked at: the text itself, or that of the passage or marked sentence."""
    texts = (getattr(one, "text", one) for one in args)
    return next((text for text in texts if isinstance(text, str)), "")


@cache
def guard_named(name: str) -> Callable[..., bool]:
    """The guard of that name. Raises KeyError where there is none."""
    _load_all()
    return _NAMED[name]


def guard_names() -> list[str]:
    """The names of all guards."""
    _load_all()
    return list(_NAMED)


def _load_all() -> None:
    for module in _MODULES:
        import_module(f"{__package__}.{module}")
