"""Words for the person, made where no screen is: English as they stand, with what another language needs.

``Words("{name} is damaged.", name=name)`` is the English text, and remembers its template and values, so
that the window can say the same in another language (``kit/language.py: shown``). Logs, `omx` and reports
use it as the text it is. The template is a literal: the list of texts to translate is read from the source.
"""

from collections.abc import Iterable


class Words(str):
    """A text and how it was made. ``values`` may hold Words, which are translated in turn."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> "Words":
        built = super().__new__(cls, template.format(**values) if values else template)
        built.template = template
        built.values = values
        return built

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.values


def joined(separator: str, parts: Iterable[str]) -> Words:
    """Like ``separator.join(parts)``, but each part can still be translated. Empty parts are left out."""
    kept = {f"part{number}": part for number, part in enumerate(p for p in parts if p)}
    return Words(separator.join("{" + name + "}" for name in kept), **kept)
