"""The models to choose from: what is loaded first, then what was used last, told apart by what differs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from explorer.domain.local import LocalModel
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined


@dataclass(frozen=True)
class Pick:
    """A model in the list. ``details``: quantization, size, and whatever else tells it apart."""

    model: LocalModel
    details: str
    is_loaded: bool = False
    why_not: str = ""  # it cannot be chosen


@dataclass(frozen=True)
class PickHeading:
    """Over a group of them."""

    words: str


type Line = Pick | PickHeading

_NONE: Mapping[str, str] = {}


def lines_for(
    words: str,
    models: Sequence[LocalModel],
    loaded: Collection[Path],
    last_used: Mapping[str, str],
    apart: Mapping[str, str] = _NONE,
) -> list[Line]:
    """Those that ``words`` are found in, in groups; with one group alone it needs no heading.

    ``apart``: the headings, by their ids, of models that stand behind the others.
    """
    groups: dict[str, list[Pick]] = {}
    for model in sorted(models, key=lambda model: _rank(model, loaded, last_used, apart)):
        if _is_found(words, model):
            pick = Pick(model, _details(model), model.path in loaded, model.why_not_usable)
            groups.setdefault(_group(model, loaded, last_used, apart), []).append(pick)
    lines: list[Line] = []
    for heading, picks in groups.items():
        lines += [PickHeading(heading), *picks] if len(groups) > 1 or heading in apart.values() else picks
    return lines


def _rank(
    model: LocalModel, loaded: Collection[Path], last_used: Mapping[str, str], apart: Mapping[str, str]
) -> tuple[bool, bool, bool, bool, list[int], str, int]:
    """What cannot be chosen comes last; times are compared backwards."""
    used = [-ord(letter) for letter in last_used.get(model.id, "")]
    is_loaded = model.path in loaded
    last = bool(model.why_not_usable), model.id in apart
    return *last, not is_loaded, not used, used, model.name.casefold(), model.size


def _group(
    model: LocalModel, loaded: Collection[Path], last_used: Mapping[str, str], apart: Mapping[str, str]
) -> str:
    if model.why_not_usable:
        return Words("Cannot be used")
    if model.id in apart:
        return apart[model.id]
    if model.path in loaded:
        return Words("Loaded")
    return Words("Used before") if model.id in last_used else Words("Not used yet")


def _is_found(words: str, model: LocalModel) -> bool:
    said = " ".join((model.name, model.quantization, model.publisher, model.id)).casefold()
    return all(word in said for word in words.casefold().split())


def _details(model: LocalModel) -> str:
    base = "" if model.is_chat else Words("base model")
    return joined(" · ", (model.quantization, size_text(model.size), base, model.apart))
