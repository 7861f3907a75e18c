"""A second kind of backend, scripted: it has no file, process, tokenizer, memory, probabilities or rendered
prompt, takes images where its model sees, and fails on order.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import KnownError
from explorer.domain.generation import (
    Answer,
    AnswerOptions,
    AnswerTiming,
    ChatMessage,
    LoadedModel,
    LoadOptions,
    Piece,
    Sampling,
    StopReason,
)
from explorer.domain.images import ChatImage
from explorer.domain.model import Capability, Model, Whereabouts, endpoint_reference
from explorer.domain.sampling import NOTHING_STATED
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch
from explorer.domain.tokens import NO_OPTIONS, ContextUse, Together
from explorer.domain.words import Wording
from explorer.engine.backend import Backend
from explorer.engine.jobs import Generation, Job
from explorer.engine.state import (
    BackendChange,
    BackendState,
    Chunk,
    ImageRead,
    PromptRead,
    ReadingImage,
    WaitingForServer,
)

UNTOLD = Wording("The test server tells neither what it sent nor how likely tokens were.")
SAYS = "Far away it is said that this is so."
BROKEN = KnownError("The endpoint ended the connection.", "Ask again.")
SEEING = frozenset({Capability.CONTINUES, Capability.SEES})
IMAGE_TOKENS, IMAGE_S = 256, 40.0  # of every image
AWAY = KnownError("The endpoint does not answer.", "Check that it runs, then try again.")


@dataclass(frozen=True)
class ScriptedModel:
    """A model at an endpoint that is called ``endpoint``."""

    name: str = "Faraway 9B"
    endpoint: str = "Test server"
    publisher: str = "Faraway Labs"
    quantization: str = ""
    context_length: int | None = None
    parameters: int | None = None
    size: int | None = None
    sha256: str | None = None
    is_chat: bool = True
    thinking: ThinkingSwitch = NO_SWITCH
    opens_thought: bool = False
    apart: str = ""
    where: Whereabouts = Whereabouts.AWAY
    host: str = "far.example"
    why_not_usable: str = ""
    capabilities: frozenset[Capability] = frozenset({Capability.CONTINUES})

    @property
    def id(self) -> str:
        return endpoint_reference(self.endpoint, self.name)

    @property
    def title(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        return self.endpoint


class ScriptedBackend(QObject):
    """Says ``says``, word by word. What is to go wrong is set before it is asked.

    ``refuses``: why it cannot be made ready. ``breaks``: what ends an answer after ``breaks_after`` words,
    and each one unless ``breaks_once``. ``is_held``: it writes no more than a word until ``go_on`` is called,
    and while it ``is_busy`` none. ``asked``: each prompt so far. ``unsent``: paths of settings that it does
    not take. ``states``: what its makers say of sampling. ``looks``: it reads the images of a prompt until
    ``has_seen``.
    """

    changed = Signal(object)  # BackendChange

    def __init__(self, model: ScriptedModel | EndpointModel) -> None:
        super().__init__()
        self._of = model
        self.state = BackendState.EMPTY
        self.model: LoadedModel | None = None
        self.options = LoadOptions()
        self.says = SAYS
        self.refuses: KnownError | None = None
        self.breaks: KnownError | None = None
        self.breaks_after = 0
        self.breaks_once = True
        self.is_held = False
        self.states = NOTHING_STATED
        self.is_busy = False
        self.unsent: tuple[str, ...] = ()
        self.usage = (0, 0)  # tokens read and written
        self.looks = False
        self.cannot_see: KnownError | None = None  # when it is to count images
        self.counted = 0  # times
        self.asked: list[str | tuple[ChatMessage, ...]] = []
        self._numbers = itertools.count()
        self._jobs: dict[int, tuple[Generation, list[str]]] = {}
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._write)

    def prepare(self, options: LoadOptions) -> None:
        self.options = options
        self._become(BackendState.LOADING)
        QTimer.singleShot(0, self, self._on_reached)

    def generate(
        self, prompt: str | Sequence[ChatMessage], sampling: Sampling, options: AnswerOptions = NO_OPTIONS
    ) -> Generation:
        self.asked.append(prompt if isinstance(prompt, str) else tuple(prompt))
        generation = Generation(self.stop, next(self._numbers))
        begun = options.begun if isinstance(options.begun, str) else ""
        words = [f" {word}" for word in self.says.split()][: sampling.max_tokens]
        words = [begun, *words] if begun else [word.lstrip() for word in words[:1]] + words[1:]
        self._jobs[generation.number] = generation, words
        self._become(BackendState.GENERATING)
        if self.looks:
            QTimer.singleShot(0, self, self._look)
        else:
            self._timer.start()
        return generation

    def count_images(self, images: Sequence[ChatImage]) -> Job:
        job = Job(self.stop, next(self._numbers))
        self.counted += 1
        self._become(BackendState.GENERATING)

        def end() -> None:
            self._become(BackendState.READY)
            if self.cannot_see is not None:
                job.failed.emit(self.cannot_see)
            else:
                job.finished.emit((IMAGE_TOKENS,) * len(images))

        QTimer.singleShot(0, job, end)
        return job

    def reads_on(self) -> None:
        """The image is read, and text follows."""
        for generation, _words in self._jobs.values():
            generation.hear(ImageRead())

    def has_seen(self) -> None:
        """It goes on to the answer."""
        self.looks = False
        for generation, _words in self._jobs.values():
            generation.hear(PromptRead(0, 0, ContextUse(0, 0), 1, IMAGE_S))
        self._timer.start()

    def _look(self) -> None:
        for generation, _words in self._jobs.values():
            generation.hear(ReadingImage(1, 2))

    def stop(self, job: Job) -> None:
        if job.number in self._jobs:
            self._end(job.number, "stopped")

    def cancel(self) -> None:
        if self.state is BackendState.LOADING:
            self._become(BackendState.EMPTY)
        for number in tuple(self._jobs):
            self._end(number, "stopped")

    def close(self) -> None:
        self._timer.stop()
        self._jobs.clear()

    def go_on(self) -> None:
        """Write the rest of what is held."""
        self.is_held = False
        self._timer.start()

    def _on_reached(self) -> None:
        if self.state is not BackendState.LOADING:
            return
        if self.refuses is not None:
            self._become(BackendState.FAILED, self.refuses)
            return
        self.model = LoadedModel(
            name=self._of.name, architecture="", parameters=0, context_length=0, trained_context=0,
            has_chat_template=self._of.is_chat, memory=0, load_s=0.0, engine="Scripted 1.0", backend="",
            threads=0, device="", stated=self.states, untold=UNTOLD,
            sees=Capability.SEES in self._of.capabilities,
        )  # fmt: skip
        self._become(BackendState.READY)

    def _write(self) -> None:
        """The next word of each answer under way."""
        if self.is_busy:
            for generation, _words in tuple(self._jobs.values()):
                generation.hear(WaitingForServer(2.0))
            return
        for number, (generation, words) in tuple(self._jobs.items()):
            if number not in self._jobs:  # whoever heard of another stopped it
                continue
            if self.breaks is not None and generation.tokens >= self.breaks_after:
                self._break(number, self.breaks)
            elif not words:
                self._end(number, "end")
            elif not (self.is_held and generation.tokens):
                piece = Piece(text := words.pop(0), "", text)
                generation.hear(Chunk(piece, generation.tokens + 1, None))
        if self._jobs and not self.is_held:
            self._timer.start()

    def _take(self, number: int) -> Generation:
        generation, _words = self._jobs.pop(number)
        if not self._jobs:
            self._become(BackendState.READY)
        return generation

    def _end(self, number: int, reason: StopReason) -> None:
        generation = self._take(number)
        timing = AnswerTiming(*self.usage, 0.2, 0.8)
        answer = Answer(generation.said.text, timing, reason, "", untold=UNTOLD, unsent=self.unsent)
        generation.finished.emit(answer)

    def _break(self, number: int, error: KnownError) -> None:
        self.breaks = None if self.breaks_once else error
        self._take(number).failed.emit(error)

    def _become(self, state: BackendState, error: KnownError | None = None) -> None:
        self.state = state
        self.changed.emit(BackendChange(state, 0.0, self.model, error))


class ScriptedTogether(ScriptedBackend):
    """One that is asked several at once. ``most_at_once``: so many were under way together."""

    most_at_once = 0

    def generate_together(
        self,
        prompt: str | Sequence[ChatMessage],
        sampling: Sampling,
        options: AnswerOptions,
        together: Together,
    ) -> Generation:
        del together
        generation = self.generate(prompt, sampling, options)
        self.most_at_once = max(self.most_at_once, len(self._jobs))
        return generation


class ScriptedProvider:
    """Of engine.backends."""

    def __init__(
        self, *models: ScriptedModel | EndpointModel, kind: type[ScriptedBackend] = ScriptedBackend
    ) -> None:
        self.models = models or (ScriptedModel(),)
        self._backends = {model.id: kind(model) for model in self.models}
        self._taken_out: dict[str, ScriptedBackend] = {}

    def of(self, model: Model) -> Backend | None:
        return self._backends.get(model.id)

    def scripted(self, model: ScriptedModel | EndpointModel | None = None) -> ScriptedBackend:
        return self._backends[(model or self.models[0]).id]

    def take_out(self) -> None:
        """The endpoint with all its models; what was asked for goes on where it is held."""
        self._taken_out.update(self._backends)
        self._backends.clear()

    @property
    def backends(self) -> tuple[Backend, ...]:
        return tuple(self._backends.values())

    def close(self) -> None:
        for backend in (*self._backends.values(), *self._taken_out.values()):
            backend.close()
