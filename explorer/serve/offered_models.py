"""Which models other programs are offered, and by which names: never one that would be asked elsewhere."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explorer.domain.local_model import Integrity, LocalModel
from explorer.serve.api_error import ApiError, bad_request
from explorer.serve.served import NO_SUCH_MODEL


@dataclass(frozen=True)
class OfferedModel:
    """``name``: what it is asked for by; ``others``: what finds it too."""

    name: str
    model: LocalModel
    others: frozenset[str]


def offered(models: Iterable[LocalModel], chosen: Sequence[str] = ()) -> tuple[OfferedModel, ...]:
    """Those that can be asked, or make vectors; only the ``chosen`` ones if there are any, by their ids."""
    usable = [
        model
        for model in models
        if not (model.problem or model.is_missing or model.ranks or model.intact is Integrity.DAMAGED)
        and (not chosen or model.id in chosen)
    ]
    usable.sort(key=lambda model: (model.name.lower(), model.quantization, model.id))
    names = _told_apart(usable)
    return tuple(
        OfferedModel(name, model, frozenset(_also(model))) for name, model in zip(names, usable, strict=True)
    )


def find_offered(every: Sequence[OfferedModel], name: str) -> OfferedModel:
    """By its name, id or alias; the first where several are called so. Raises ApiError."""
    if not name:
        raise bad_request("Name a model; /v1/models lists them.", "model")
    exact = (one for one in every if name in (one.name, one.model.id))
    close = (one for one in every if name.lower() in (one.name, *one.others))
    found = next(exact, None) or next(close, None)
    if found is None:
        what = f"There is no model “{name[:200]}” here; /v1/models lists those there are."
        raise ApiError(404, what, NO_SUCH_MODEL, "model")
    return found


def slug(text: str) -> str:
    """ "Qwen3 1.7B" is "qwen3-1.7b"."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-.") or "model"


def _told_apart(models: Sequence[LocalModel]) -> list[str]:
    """With its quantization where two have a name, with more where they have that too."""
    plain = [slug(model.name) for model in models]
    exact = [slug(f"{model.name} {model.quantization}") for model in models]
    whole = [slug(f"{one} {model.apart}") for one, model in zip(exact, models, strict=True)]
    names = list[str]()
    for choices in zip(plain, exact, whole, strict=True):
        kinds = zip(choices, (plain, exact, whole), strict=True)
        name = next((one for one, kind in kinds if kind.count(one) == 1), choices[-1])
        taken = Counter(re.sub(r"~\d+\Z", "", one) for one in names)[name]
        names.append(f"{name}~{taken + 1}" if taken else name)
    return names


def _also(model: LocalModel) -> Iterable[str]:
    for name in (model.name, model.own_name, model.called):
        if name:
            yield name.lower()
            yield slug(name)
            yield slug(f"{name} {model.quantization}")
    yield model.id.lower()
    yield model.file_name.lower()
    if model.repo:
        yield model.repo.lower()
