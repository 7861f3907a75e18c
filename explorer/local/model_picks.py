"""Models to pick from, in groups: what is loaded first, then what was used last, told apart by what
differs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from explorer.domain.model import Capability, Model, Whereabouts
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined


@dataclass(frozen=True)
class ModelPick:
    """A model in the list. ``details``: quantization, size, and whatever else tells it apart."""

    model: Model
    details: str
    is_loaded: bool = False
    why_not: str = ""  # it cannot be chosen


@dataclass(frozen=True)
class PickHeading:
    """Over a group of them."""

    words: str


type PickLine = ModelPick | PickHeading

_NONE: Mapping[str, str] = {}


def pick_lines(
    words: str,
    models: Sequence[Model],
    loaded: Collection[str],
    last_used: Mapping[str, str],
    apart: Mapping[str, str] = _NONE,
    *,
    seeing_first: bool = False,
) -> list[PickLine]:
    """Those that ``words`` are found in, in groups; with one group alone it needs no heading.

    ``loaded``: ids of those in memory. ``apart``: the headings, by their ids, of models that
    stand behind the others. ``seeing_first``: those that see images stand before all others.
    """

    def is_first(model: Model) -> bool:
        can_see = model.is_chat and Capability.SEES in model.capabilities
        return seeing_first and can_see and not model.why_not_usable and model.id not in apart

    def rank(model: Model) -> tuple[object, ...]:
        return not is_first(model), *_rank(model, loaded, last_used, apart)

    groups: dict[str, list[ModelPick]] = {}
    for model in sorted(models, key=rank):
        if _is_found(words, model):
            pick = ModelPick(model, _details(model), model.id in loaded, model.why_not_usable)
            group = Words("Sees images") if is_first(model) else _group(model, loaded, last_used, apart)
            groups.setdefault(group, []).append(pick)
    told = {*apart.values(), *(_why_elsewhere(one) for one in models)}  # their lines do not say it again
    lines: list[PickLine] = []
    for heading, picks in groups.items():
        lines += [PickHeading(heading), *picks] if len(groups) > 1 or heading in told else picks
    return lines


def _rank(
    model: Model, loaded: Collection[str], last_used: Mapping[str, str], apart: Mapping[str, str]
) -> tuple[bool, bool, bool, bool, bool, list[int], str, int]:
    """What cannot be chosen comes last, what does not run here before it; times are compared backwards."""
    used = [-ord(letter) for letter in last_used.get(model.id, "")]
    is_loaded = model.id in loaded
    last = bool(model.why_not_usable), model.id in apart, model.where is not Whereabouts.HERE
    return *last, not is_loaded, not used, used, model.name.casefold(), model.size or 0


def _group(
    model: Model, loaded: Collection[str], last_used: Mapping[str, str], apart: Mapping[str, str]
) -> str:
    is_here = model.where is Whereabouts.HERE
    if model.why_not_usable:
        return Words("Cannot be used") if is_here else _why_elsewhere(model)
    if model.id in apart:
        return apart[model.id]
    if not is_here:
        return Words("Models at endpoints")
    if model.id in loaded:
        return Words("Loaded")
    return Words("Used before") if model.id in last_used else Words("Not used yet")


def _why_elsewhere(model: Model) -> str:
    return Words("Cannot be used: {why}", why=model.why_not_usable)


def _is_found(words: str, model: Model) -> bool:
    said = " ".join((model.name, model.quantization, model.publisher, model.id)).casefold()
    return all(word in said for word in words.casefold().split())


def size_or_place(model: Model) -> str:
    """The size of its file; of one that has none here, where it runs."""
    return size_text(model.size) if model.size is not None else Words("at {source}", source=model.source)


def _details(model: Model) -> str:
    base = "" if model.is_chat else Words("base model")
    apart = model.apart if model.where is Whereabouts.HERE else ""  # else its place tells it
    return joined(" · ", (model.quantization, size_or_place(model), base, apart))
