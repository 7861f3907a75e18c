"""One question, or other request, to one model: makes its backend ready, asks, and tells what comes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.domain.errors import CancelledError, KnownError, NotBegunError
from explorer.domain.generation import AnswerOptions, ChatMessage, LoadOptions, Sampling
from explorer.domain.tokens import NO_OPTIONS, KeptContext, Together
from explorer.engine.backend import Adapts, AnswersTogether, Backend, KeepsContext
from explorer.engine.jobs import DivergenceJob, Generation, Job
from explorer.engine.state import READY_STATES, AnswerEvent, BackendChange, BackendState, ModelLoading


@dataclass(frozen=True)
class Question:
    """What to ask. A ``str`` prompt is completed as it is; messages go through the chat template.

    ``kept``: where what was read of this conversation before may lie. ``together``: with which others it may
    be answered at once, by a backend that can.
    """

    prompt: str | Sequence[ChatMessage]
    sampling: Sampling
    options: LoadOptions
    answer: AnswerOptions = NO_OPTIONS
    kept: KeptContext | None = None
    together: Together | None = None

    @property
    def with_template(self) -> AnswerOptions:
        """How to answer, with the template that was chosen for the model unless it names one itself."""
        return replace(self.answer, template=self.answer.template or self.options.template or None)


class RunningRequest:
    """One request to a model, made ready first. Hold it until it is over: signals do not keep it alive."""

    def __init__(
        self, backend: Backend, options: LoadOptions, begin: Callable[[], Job], hear: Callable[[Any], None]
    ) -> None:
        """``begin`` it once the model is ready. ``hear`` gets a ModelLoading, the LoadedModel, what a
        Generation or DivergenceJob tells on its way, and what the job brings at its end, or a KnownError.
        """
        self._backend, self._options, self._hear = backend, options, hear
        # Let go once it is over: whoever hears it holds it, and so itself, with all images of a chat
        self._begin_job: Callable[[], Job] | None = begin
        self._job: Job | None = None
        self._is_adapting = False

    @property
    def _is_over(self) -> bool:
        return self._begin_job is None

    def start(self) -> None:
        if self._backend.state in READY_STATES:
            self._send()
            return
        self._backend.changed.connect(self._on_change)
        if self._backend.state is not BackendState.LOADING:
            self._backend.prepare(self._options)

    def stop(self, *, unload: bool = True) -> bool:
        """End it. True if its end follows, an answer with the text so far; False if nothing more comes.

        ``unload``: end a load that is under way too.
        """
        if self._is_over:
            return False
        if self._job is not None:
            self._job.stop()
            return True
        if self._is_adapting:
            self._begin_job = None
            return False
        self._end_loading()
        if unload:
            self._backend.cancel()
        return False

    def _on_change(self, change: BackendChange) -> None:
        if change.state is BackendState.LOADING:
            self._hear(ModelLoading(change.progress))
        elif change.state is BackendState.READY:
            self._end_loading(is_over=False)
            self._send()
        elif change.error is not None:
            self._end_loading()
            self._hear(change.error)
        elif change.state is BackendState.EMPTY:  # someone else unloaded it meanwhile
            self._end_loading()
            self._hear(CancelledError())

    def _end_loading(self, *, is_over: bool = True) -> None:
        if is_over:
            self._begin_job = None
        self._backend.changed.disconnect(self._on_change)

    def _send(self) -> None:
        """With the adapters of the request, whatever the one before was asked with."""
        wanted = self._options.adapters
        if not isinstance(self._backend, Adapts) or wanted == self._backend.adapters:
            self._begin()
            return
        self._is_adapting = True
        job = self._backend.adapt([(adapter.file, adapter.scale) for adapter in wanted])
        job.finished.connect(self._on_adapted)
        job.failed.connect(self._on_failed)

    def _on_adapted(self, _adapters: object) -> None:
        self._is_adapting = False
        self._begin()

    def _begin(self) -> None:
        if self._begin_job is None:
            return
        if self._backend.model is not None:
            self._hear(self._backend.model)
        self._job = self._begin_job()
        if isinstance(self._job, Generation | DivergenceJob):
            self._job.heard.connect(self._hear)
        self._job.finished.connect(self._on_done)
        self._job.failed.connect(self._on_failed)

    def _on_done(self, result: object) -> None:
        self._begin_job = None
        self._hear(result)

    def _on_failed(self, error: KnownError) -> None:
        if self._is_over:
            return
        if isinstance(error, NotBegunError):
            self._job, self._is_adapting = None, False
            self.start()
            return
        self._begin_job = None
        self._hear(error)


class RunningQuestion(RunningRequest):
    """One running question."""

    def __init__(self, backend: Backend, question: Question, hear: Callable[[AnswerEvent], None]) -> None:
        def begin() -> Job:
            asked = question.prompt, question.sampling, question.with_template
            if question.together is not None and isinstance(backend, AnswersTogether):
                return backend.generate_together(*asked, question.together)
            if question.kept is not None and isinstance(backend, KeepsContext):
                return backend.generate(*asked, question.kept)
            return backend.generate(*asked)

        super().__init__(backend, question.options, begin, hear)
