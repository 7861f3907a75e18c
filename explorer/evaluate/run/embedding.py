"""Texts become vectors: one embedding model is asked for all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal

from explorer.documents.embedders import choose_embedder, embedders
from explorer.domain.errors import KnownError, NotFoundError, record_of
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.tokens import Embedding
from explorer.domain.words import Words
from explorer.engine.backend import Embeds
from explorer.engine.backends import Backends
from explorer.engine.question import RunningRequest
from explorer.engine.state import ModelLoading
from explorer.evaluate.items import Help
from explorer.evaluate.run.plan import ModelLeg
from explorer.evaluate.run.planner import run_model_of
from explorer.evaluate.set_problems import HelpersHere
from explorer.evaluate.store import RunModel
from explorer.kit.tasks import TaskContext
from explorer.local.models.file_hashes import FileHashes
from explorer.local.models.included import bring_embedder, embedder_to_bring
from explorer.local.models.model_lookup import read_model
from explorer.services import Core

_PLACES = 16  # of which texts are in one request
_WITHIN = 8192  # tokens of a text, at most

type Around = Callable[[], Sequence[Model]]  # all models here, those that embed too
type Place = tuple[int, int]  # of an outcome, and of what is asked about it


def helpers_here(models: Sequence[Model], core: Core) -> HelpersHere:
    """Of all models here. Looks at files; puts none in place."""
    local = [one for one in models if isinstance(one, LocalModel)]
    can_embed = bool(embedders(local)) or embedder_to_bring(core.models_folder) is not None
    return HelpersHere(frozenset(one.id for one in models), can_embed)


class EmbeddingTexts:
    """``done`` gets the vectors of the texts of some places, or why there are none, as they come, until it
    ``is_over``; nothing after ``stop``. ``asked``: what made them.
    """

    def __init__(
        self,
        texts: Mapping[Place, Sequence[str]],
        backends: Backends,
        core: Core,
        hashes: FileHashes,
        models: Around,
        doing: Callable[[ModelLeg, Literal["judging"], float], None],
        done: Callable[[Mapping[Place, Help]], None],
    ) -> None:
        self._left, self._count = dict(texts), len(texts)
        self._backends, self._core, self._hashes, self._models = backends, core, hashes, models
        self._doing, self._done = doing, done
        self._request: RunningRequest | None = None
        self._sha256 = ""
        self.asked: RunModel | None = None
        self._own: LocalModel | None = None  # that was loaded for this
        self.is_over = False

    def find(self, context: TaskContext[float]) -> LocalModel | None:
        """On another thread; the included one is put in place where there is need of it."""
        local = [one for one in self._models() if isinstance(one, LocalModel)]
        found = choose_embedder(local, self._core.settings.current.embedder)
        if found is None and (path := bring_embedder(self._core.models_folder)) is not None:
            found = read_model(path)
        self._sha256 = self._hashes.here(found, context) if found is not None else ""
        return found

    def start(self, model: LocalModel | None) -> None:
        """With what was found."""
        if self.is_over:
            return
        if model is None:
            what = Words("There is no embedding model here that could compare texts.")
            self._end(NotFoundError(what, Words("Download one in Discover.")))
            return
        self._own = None if self._backends.is_ready(model) else model
        self._go_on(model, ModelLeg(model.id, model.title, (), model, self._options(model)))

    def stop(self) -> None:
        self.is_over = True
        if self._request is not None:
            self._request.stop(unload=False)
        self._release()

    def _release(self) -> None:
        if self._own is not None:
            self._backends.release(self._own)

    def _go_on(self, model: LocalModel, leg: ModelLeg) -> None:
        self._doing(leg, "judging", 1 - len(self._left) / self._count)
        some = dict(islice(self._left.items(), _PLACES))
        backend = self._backends.of(model)
        assert isinstance(backend, Embeds)  # noqa: S101  what runs files does

        def hear(event: object) -> None:
            if self.is_over or isinstance(event, ModelLoading | LoadedModel):
                return
            if isinstance(event, KnownError):
                self._end(event)
            elif isinstance(event, tuple):
                known = run_model_of(leg, model.id)
                self.asked = replace(known, sha256=self._sha256, loaded=backend.model)
                self._take(some, event)
                if not self.is_over:
                    self._go_on(model, leg)

        texts = [text for several in some.values() for text in several]
        self._request = RunningRequest(backend, leg.options, lambda: backend.embed(texts, cut=True), hear)
        self._request.start()

    def _take(self, some: Mapping[Place, Sequence[str]], vectors: Sequence[Embedding]) -> None:
        left = iter(vectors)
        helps = {place: tuple(islice(left, len(several))) for place, several in some.items()}
        for place in some:
            del self._left[place]
        if not self._left:
            self.is_over = True
            self._release()
        self._done(helps)

    def _options(self, model: LocalModel) -> LoadOptions:
        threads = self._core.settings.current.threads_of(self._core.machine.cores)
        return LoadOptions(min(_WITHIN, model.context_length or _WITHIN), threads)

    def _end(self, error: KnownError) -> None:
        self.is_over = True
        self._release()
        self._done(dict.fromkeys(self._left, record_of(error)))
