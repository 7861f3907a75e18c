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
    estimates: Estimates, backends: Backends, model: Model, options: LoadOptions, most: Together
) -> AtOnce:
    """As many of ``most`` as there is memory for beside the model, whose header is read; of one elsewhere as
    many as its endpoint takes, if what asks it can.
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
        memory = need + together_need(header.shape, replace(most, at_once=count), options.cache_type)
        if memory <= backends.room():
            return AtOnce(count, memory)
    return replace(alone, why=Words("asked one by one: there is no memory for more at once"))


def context_for(texts: Iterable[str], written: int, most: int) -> int:
    """Tokens that surely hold any of these texts, which has at most as many as bytes, and an answer."""
    longest = max((len(text.encode("utf-8", "replace")) for text in texts), default=0)
    return min(most, -(-(longest + _TEMPLATE + written) // _ROUND) * _ROUND)
