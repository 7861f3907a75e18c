"""Texts become vectors: one embedding model is asked for all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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

_TEXTS = 32  # in one request
_WITHIN = 8192  # tokens of a text, at most

type Around = Callable[[], Sequence[Model]]  # all models here, those that embed too
type Place = tuple[int, int]  # of an outcome, and of what is asked about it


def helpers_here(models: Sequence[Model], core: Core) -> HelpersHere:
    """Of all models here. Looks at files; puts none in place."""
    local = [one for one in models if isinstance(one, LocalModel)]
    can_embed = bool(embedders(local)) or embedder_to_bring(core.models_folder) is not None
    return HelpersHere(frozenset(one.id for one in models), can_embed)


class EmbeddingTexts:
    """``done`` gets the vectors of the texts of each place, or why there are none; nothing after ``stop``."""

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
        self._left = [(place, text) for place, several in texts.items() for text in several]
        self._places = tuple(texts)
        self._backends, self._core, self._hashes, self._models = backends, core, hashes, models
        self._doing, self._done = doing, done
        self._vectors: dict[Place, list[Embedding]] = {}
        self._request: RunningRequest | None = None
        self._sha256 = ""
        self.asked: RunModel | None = None  # what made the vectors
        self._count = len(self._left)
        self._own: LocalModel | None = None  # that was loaded for this
        self._is_over = False

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
        if self._is_over:
            return
        if model is None:
            what = Words("There is no embedding model here that could compare texts.")
            self._end(NotFoundError(what, Words("Download one in Discover.")))
            return
        self._own = None if self._backends.is_ready(model) else model
        self._go_on(model, ModelLeg(model.id, model.title, (), model, self._options(model)))

    def stop(self) -> None:
        self._is_over = True
        if self._request is not None:
            self._request.stop(unload=False)
        self._release()

    def _release(self) -> None:
        if self._own is not None:
            self._backends.release(self._own)

    def _go_on(self, model: LocalModel, leg: ModelLeg) -> None:
        self._doing(leg, "judging", 1 - len(self._left) / max(1, self._count))
        some, self._left = self._left[:_TEXTS], self._left[_TEXTS:]
        backend = self._backends.of(model)
        assert isinstance(backend, Embeds)  # noqa: S101  what runs files does

        def hear(event: object) -> None:
            if self._is_over or isinstance(event, ModelLoading | LoadedModel):
                return
            if isinstance(event, tuple):
                known = run_model_of(leg, model.id)
                self.asked = replace(known, sha256=self._sha256, loaded=backend.model)
                for (place, _text), vector in zip(some, event, strict=True):
                    self._vectors.setdefault(place, []).append(vector)
            if self._left and not isinstance(event, KnownError):
                self._go_on(model, leg)
                return
            self._release()
            self._end(event if isinstance(event, KnownError) else None)

        texts = [text for _place, text in some]
        self._request = RunningRequest(backend, leg.options, lambda: backend.embed(texts, cut=True), hear)
        self._request.start()

    def _options(self, model: LocalModel) -> LoadOptions:
        threads = self._core.settings.current.threads_of(self._core.machine.cores)
        return LoadOptions(min(_WITHIN, model.context_length or _WITHIN), threads)

    def _end(self, error: KnownError | None) -> None:
        self._is_over = True
        helps: dict[Place, Help] = {}
        if error is not None:
            helps.update(dict.fromkeys(self._places, record_of(error)))
        else:
            helps.update({place: tuple(several) for place, several in self._vectors.items()})
        self._done(helps)
