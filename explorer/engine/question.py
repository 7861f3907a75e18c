"""One question to one model: makes its backend ready, asks, reports to a listener.

For all rooms and `omx`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import (
    Answer,
    AnswerOptions,
    ChatMessage,
    LoadedModel,
    LoadOptions,
    Piece,
    Sampling,
)
from explorer.domain.tokens import NO_OPTIONS, ContextUse, TokenDetail
from explorer.engine.backend import Adapts, Backend
from explorer.engine.jobs import Generation
from explorer.engine.local import protocol
from explorer.engine.state import READY_STATES, BackendChange, BackendState, Chunk, ContextShortened


@dataclass(frozen=True)
class Question:
    """What to ask. A ``str`` prompt is completed as it is; messages go through the chat template."""

    prompt: str | Sequence[ChatMessage]
    sampling: Sampling
    options: LoadOptions
    answer: AnswerOptions = NO_OPTIONS

    @property
    def with_template(self) -> AnswerOptions:
        """How to answer, with the template that was chosen for the model unless it names one itself."""
        return replace(self.answer, template=self.answer.template or self.options.template or None)


class QuestionListener:
    """What an asker hears: loading*, loaded, begun, chunk* with what belongs to it, then done or failed."""

    def loading(self, fraction: float) -> None:
        """``fraction`` of the model loaded, 0 to 1."""

    def loaded(self, model: LoadedModel) -> None:
        """The model is ready and the prompt was sent."""

    def begun(self, prompt_tokens: int, reused: int) -> None:
        """The prompt was read; ``reused`` of its tokens the context still held from before."""

    def chunk(self, piece: Piece) -> None:
        """More of the answer."""

    def context(self, context: ContextUse) -> None:
        """How full the context is, with each chunk and once the prompt was read."""

    def details(self, tokens: Sequence[TokenDetail]) -> None:
        """How likely the tokens of the last chunk were, if that was asked for."""

    def low(self, context: ContextUse) -> None:
        """The context will soon be full; told once, before it is."""

    def shortened(self, shortened: ContextShortened) -> None:
        """The oldest turns were left out to make room, as ``answer.when_full`` says."""

    def done(self, answer: Answer) -> None:
        """The answer is whole, or was stopped."""

    def failed(self, error: KnownError) -> None:
        """Nothing more comes; text so far stays with the asker."""


class RunningQuestion:
    """One running question. Hold it until it is over: signals do not keep a listener alive."""

    def __init__(self, backend: Backend, question: Question, listener: QuestionListener) -> None:
        self._backend = backend
        self._question = question
        self._listener = listener
        self._generation: Generation | None = None
        self._is_over = False
        self._is_adapting = False

    def start(self) -> None:
        if self._backend.state in READY_STATES:
            self._send()
            return
        self._backend.changed.connect(self._on_change)
        if self._backend.state is not BackendState.LOADING:
            self._backend.prepare(self._question.options)

    def stop(self) -> bool:
        """End it. True if ``done`` follows with the text so far; False if nothing more comes."""
        if self._is_over:
            return False
        if self._generation is not None:
            self._generation.stop()
            return True
        if self._is_adapting:
            self._is_over = True
            return False
        self._end_loading()
        self._backend.cancel()
        return False

    def _on_change(self, change: BackendChange) -> None:
        if change.state is BackendState.LOADING:
            self._listener.loading(change.progress)
        elif change.state is BackendState.READY:
            self._end_loading(is_over=False)
            self._send()
        elif change.error is not None:
            self._end_loading()
            self._listener.failed(change.error)
        elif change.state is BackendState.EMPTY:  # someone else unloaded it meanwhile
            self._end_loading()
            self._listener.failed(CancelledError())

    def _end_loading(self, *, is_over: bool = True) -> None:
        self._is_over = is_over
        self._backend.changed.disconnect(self._on_change)

    def _send(self) -> None:
        """With the adapters of the question, whatever the one before was asked with."""
        wanted = self._question.options.adapters
        if not isinstance(self._backend, Adapts) or wanted == self._backend.adapters:
            self._generate()
            return
        self._is_adapting = True
        job = self._backend.adapt([(adapter.file, adapter.scale) for adapter in wanted])
        job.finished.connect(self._on_adapted)
        job.failed.connect(self._on_failed)

    def _on_adapted(self, _adapters: object) -> None:
        self._is_adapting = False
        if not self._is_over:
            self._generate()

    def _generate(self) -> None:
        if self._backend.model is not None:
            self._listener.loaded(self._backend.model)
        self._generation = self._backend.generate(
            self._question.prompt, self._question.sampling, self._question.with_template
        )
        self._generation.begun.connect(self._on_begun)
        self._generation.chunk.connect(self._on_chunk)
        self._generation.low.connect(self._on_low)
        self._generation.shortened.connect(self._on_shortened)
        self._generation.finished.connect(self._on_done)
        self._generation.failed.connect(self._on_failed)

    def _on_chunk(self, chunk: Chunk) -> None:
        self._listener.chunk(chunk.piece)
        if chunk.context is not None:
            self._listener.context(chunk.context)
        if chunk.details:
            self._listener.details(chunk.details)

    def _on_begun(self, begun: protocol.Begun) -> None:
        self._listener.begun(begun.prompt_tokens, begun.reused)
        self._listener.context(begun.context)

    def _on_low(self, context: ContextUse) -> None:
        self._listener.low(context)

    def _on_shortened(self, shortened: ContextShortened) -> None:
        self._listener.shortened(shortened)

    def _on_done(self, answer: Answer) -> None:
        self._is_over = True
        self._listener.done(answer)

    def _on_failed(self, error: KnownError) -> None:
        was_stopped, self._is_over = self._is_over, True
        if not was_stopped:
            self._listener.failed(error)
