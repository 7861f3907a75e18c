"""Words for the person, made where no screen is: English as they stand, with what another language needs.

``Words("{name} is damaged.", name=name)`` is the English text, and remembers its template and values, so
that the window can say the same in another language (``kit/language.py: shown``). Logs, `omx` and reports
use it as the text it is. The template is a literal: the list of texts to translate is read from the source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter


class Words(str):
    """A text and how it was made. ``values`` may hold Words, which are translated in turn."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> "Words":
        built = super().__new__(cls, template.format(**values) if values else template)
        built.template = str(template)  # members of an enum are made of Words
        built.values = values
        return built

    def filled(self, **values: object) -> "Words":
        """The same template with these values: one that stands in a table is written without them."""
        return Words(self.template, **values)

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.values


class Day(Words):
    """A day as it is kept, "2026-12-01", and said in logs and files; a window says it in its own way."""


def joined(separator: str, parts: Iterable[str]) -> Words:
    """Like ``separator.join(parts)``, but each part can still be translated. Empty parts are left out."""
    kept = {f"part{number}": part for number, part in enumerate(p for p in parts if p)}
    return Words(separator.join("{" + name + "}" for name in kept), **kept)


def listed(text: str) -> Words:
    """A text of our own out of a resource file; the list of texts to translate reads those files too."""
    return Words(text)


@dataclass(frozen=True)
class Wording:
    """Words in a form that can be stored, or sent to another process: JSON does not know ``Words``."""

    template: str
    values: "dict[str, int | float | str | Wording]" = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """Of one that no code here wrote (it may stand in a file from elsewhere), the template as it is."""
        values = {n: v.words if isinstance(v, Wording) else v for n, v in self.values.items()}
        return Words(self.template, **(values if _fits(self.template, values) else {}))


def _fits(template: str, values: Mapping[str, object]) -> bool:
    """Whether it asks for no more than its values: no attribute of one, no width of a gigabyte."""
    try:
        fields = [(name, form, way) for _, name, form, way in Formatter().parse(template) if name is not None]
    except ValueError:
        return False
    return all(
        name in values and not way and (not form or (form == "," and isinstance(values[name], int | float)))
        for name, form, way in fields
    )


def wording_of(text: str) -> Wording:
    """How a text was made; one that is no ``Words`` is its own template."""
    if not isinstance(text, Words):
        return Wording(text)
    return Wording(text.template, {name: _plain(value) for name, value in text.values.items()})


def _plain(value: object) -> int | float | str | Wording:
    if isinstance(value, Words):
        return wording_of(value)
    return value if isinstance(value, int | float | str) else str(value)


def enumerated(parts: Iterable[str]) -> Words:
    """The parts with commas between; empty ones are left out. Each part can still be translated."""
    kept = [part for part in parts if part]
    said = joined("", kept[:1])
    for part in kept[1:]:
        said = Words("{first}, {next}", first=said, next=part)
    return said
