"""How a model answers for the server: loaded as the rooms load it, and as many answers at once as fit."""

from dataclasses import dataclass

from explorer.domain.generation import LoadOptions, Sampling
from explorer.domain.local_model import LocalModel
from explorer.domain.sampling import NOTHING_STATED, StatedSampling
from explorer.domain.tokens import Together
from explorer.engine.backends import Backends
from explorer.engine.local.gguf.stated_sampling import stated_sampling_of
from explorer.local.fit.load_choices import LoadChoices
from explorer.local.fit.together import for_programs
from explorer.services import Core

_WITHIN = 8192  # tokens of a text that becomes a vector, at most


@dataclass(frozen=True)
class PreparedModel:
    """``stated``: what its makers say of sampling. ``together``: where it writes several at once."""

    model: LocalModel
    options: LoadOptions
    stated: StatedSampling = NOTHING_STATED
    together: Together | None = None

    @property
    def at_once(self) -> int:
        return self.together.at_once if self.together is not None else 1

    @property
    def context_length(self) -> int:
        most = self.options.context_length
        return min(most, self.model.context_length or most)

    @property
    def sampling(self) -> Sampling:
        """Where a request says nothing: as its makers state, until the context is full."""
        return self.stated.applied(Sampling(max_tokens=self.context_length))


def prepare_model(core: Core, backends: Backends, model: LocalModel) -> PreparedModel:
    """Reads files and the database: not on the screen thread."""
    settings, cores = core.settings.current, core.machine.cores
    if model.embeds:
        length = min(_WITHIN, model.context_length or _WITHIN)
        return PreparedModel(model, LoadOptions(length, settings.threads_of(cores)))
    options = LoadChoices(core.store).of(model).options(settings, cores, model)
    stated = stated_sampling_of(model.path)
    return PreparedModel(model, options, stated, for_programs(core.estimates, backends, model, options))
