"""``{{variables}}`` in a text that a person wrote, and what stands in their places."""

import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"\{\{[ \t]*([^\W_](?:[\w -]{0,60}\w)?)[ \t]*\}\}")  # letters, digits, spaces between


def variables_of(text: str) -> tuple[str, ...]:
    """The names in ``{{…}}``, each once, in the order they stand there."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def places_of(text: str) -> tuple[tuple[int, int], ...]:
    """Where variables stand: characters from, to."""
    return tuple(found.span() for found in _VARIABLE.finditer(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """With values in place of variables; one without a value stays, and none is looked for in a value."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)
