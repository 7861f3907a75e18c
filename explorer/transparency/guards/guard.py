"""How a guard gets its name."""

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property, update_wrapper
from importlib import import_module
from inspect import signature
from typing import Any

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.trace import TraceStep, note
from explorer.transparency.reading import Reading

# Of this package, with what phrases may name behind ``unless``.
_MODULES = ("said", "others", "base", "place", "license", "family", "origins")


class Guard[**P]:
    """A function with a name, "denied" or "of a rival", that ``omx card --why`` tells when it refuses.

    Most are asked of a reading and a passage, some of a place in a text: text, start, end.
    """

    def __init__(self, name: str, ask: Callable[P, bool]) -> None:
        self.name = name
        self._ask = ask
        self._file = f"{ask.__module__.replace('.', '/')}.py"
        update_wrapper(self, ask)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        refuses = self._ask(*args, **kwargs)
        if refuses:
            note(TraceStep("guard", self.name, _text_of(args), file=self._file))
        return refuses

    def refuses(self, reading: Reading, passage: Passage, match: re.Match[str]) -> bool:
        """Whether what a phrase found does not count. ``match``: of the passage or of a title above it."""
        ask: Callable[..., bool] = self
        if self._asked[0] != "text":
            return ask(reading, passage)
        return ask(*(match.string, *match.span())[: len(self._asked)])

    @property
    def is_of_place(self) -> bool:
        """Whether it may refuse one place in a text and not the next."""
        return self._asked[0] == "text" and len(self._asked) > 1

    @cached_property
    def _asked(self) -> list[str]:
        return list(signature(self._ask).parameters)


def guard[**P](name: str) -> Callable[[Callable[P, bool]], Guard[P]]:
    """Make a guard of a function. ``name``: what the sentence is."""
    return lambda ask: Guard(name, ask)


def _text_of(args: Sequence[object]) -> str:
    """What a guard looked at: the text itself, or that of the passage or marked sentence."""
    texts = (getattr(one, "text", one) for one in args)
    return next((text for text in texts if isinstance(text, str)), "")


@cache
def guards() -> dict[str, Guard[Any]]:
    """All of them by their names. Raises ValueError where two have the same."""
    found: dict[str, Guard[Any]] = {}
    for module in _MODULES:
        for one in vars(import_module(f"{__package__}.{module}")).values():
            if isinstance(one, Guard) and found.setdefault(one.name, one) is not one:
                raise ValueError(f"two guards are called {one.name!r}")
    return found
