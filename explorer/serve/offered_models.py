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


class Offer:
    """What is offered, and what finds it: a name, an id or an alias; the first of several called so."""

    def __init__(self, models: Iterable[LocalModel], chosen: Sequence[str] = ()) -> None:
        """As of ``offered``."""
        self.models = offered(models, chosen)
        self._exact, self._close = dict[str, OfferedModel](), dict[str, OfferedModel]()
        for one in self.models:
            for name in (one.name, one.model.id):
                self._exact.setdefault(name, one)
            for name in (one.name, *one.others):
                self._close.setdefault(name, one)

    def find(self, name: str) -> OfferedModel:
        """Raises ApiError."""
        if not name:
            raise bad_request("Name a model; /v1/models lists them.", "model")
        found = self._exact.get(name) or self._close.get(name.lower())
        if found is None:
            what = f"There is no model “{name[:200]}” here; /v1/models lists those there are."
            raise ApiError(404, what, NO_SUCH_MODEL, "model")
        return found

    def name_of(self, name: str) -> str:
        """What the model is called that is meant; one that is not offered the desk refuses."""
        found = self._exact.get(name) or self._close.get(name.lower())
        return found.name if found is not None else name


def slug(text: str) -> str:
    """ "Qwen3 1.7B" is "qwen3-1.7b"."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-.") or "model"


def _told_apart(models: Sequence[LocalModel]) -> list[str]:
    """With its quantization where two have a name, with more where they have that too."""
    plain = [slug(model.name) for model in models]
    exact = [slug(f"{model.name} {model.quantization}") for model in models]
    whole = [slug(f"{one} {model.apart}") for one, model in zip(exact, models, strict=True)]
    kinds = [(kind, Counter(kind)) for kind in (plain, exact, whole)]
    names, taken = list[str](), Counter[str]()
    for n in range(len(models)):
        name = next((kind[n] for kind, counts in kinds if counts[kind[n]] == 1), whole[n])
        names.append(f"{name}~{taken[name] + 1}" if taken[name] else name)
        taken[name] += 1
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
