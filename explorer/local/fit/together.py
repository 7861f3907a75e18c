"""How many answers of a model can be written at once here, and what memory that takes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from explorer.domain.endpoint import EndpointModel
from explorer.domain.generation import LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.tokens import Together
from explorer.domain.words import Words
from explorer.engine.backend import AnswersTogether
from explorer.engine.backends import Backends
from explorer.engine.local.gguf.memory_estimate import together_need
from explorer.local.fit.estimates import Estimates

_TRIED = (16, 8, 4, 2)
MOST_TOGETHER = _TRIED[0]
_PROGRAMS = 8  # answers at once for other programs, and conversations that are kept
_FOR_PROGRAMS = 0.5  # of the memory that is free beside the model: it is held for as long as they ask
_TEMPLATE = 256  # tokens that a chat template adds, rather too many
_ROUND = 256


@dataclass(frozen=True)
class AtOnce:
    """So many answers at once, 1 where ``why`` they are written one by one. ``memory``: bytes, of all of it;
    0 where it is none of this machine.
    """

    count: int
    memory: int
    why: str = ""


def at_once_of(
    estimates: Estimates,
    backends: Backends,
    model: Model,
    options: LoadOptions,
    most: Together,
    part: float = 1.0,
) -> AtOnce:
    """As many of ``most`` as there is memory for beside the model, whose header is read, in that part of what
    is free; of one elsewhere as many as its endpoint takes, if what asks it can.
    """
    if not isinstance(model, LocalModel):
        if isinstance(backends.find(model), AnswersTogether):
            limit = model.endpoint.at_once if isinstance(model, EndpointModel) else most.at_once
            return AtOnce(max(1, min(limit, most.at_once)), 0)
        return AtOnce(1, 0, Words("asked one by one: it does not run on this machine"))
    need, header = estimates.need_as(model.path, options), estimates.headers.read(model.path)
    alone = AtOnce(1, need)
    if most.at_once < 2 or header is None:
        return alone
    if any(layer.state for layer in header.shape.layers):
        return replace(alone, why=Words("asked one by one: it keeps a state, of which there is but one"))
    for count in (most.at_once, *(one for one in _TRIED if one < most.at_once)):
        memory = together_need(header.shape, replace(most, at_once=count), options.cache_type)
        if memory <= part * (backends.room() - need):
            return AtOnce(count, need + memory)
    return replace(alone, why=Words("asked one by one: there is no memory for more at once"))


def for_programs(
    estimates: Estimates, backends: Backends, model: LocalModel, options: LoadOptions
) -> Together | None:
    """Where several programs are answered at once, each as far as the context of the settings goes; ``None``
    where only one by one.
    """
    context = min(options.context_length, model.context_length or options.context_length)
    most = Together(_PROGRAMS, context, keeps=True)
    count = at_once_of(estimates, backends, model, options, most, _FOR_PROGRAMS).count
    return replace(most, at_once=count) if count > 1 else None


def context_for(texts: Iterable[str], written: int, most: int) -> int:
    """Tokens that surely hold any of these texts, which has at most as many as bytes, and an answer."""
    longest = max((len(text.encode("utf-8", "replace")) for text in texts), default=0)
    return min(most, -(-(longest + _TEMPLATE + written) // _ROUND) * _ROUND)
