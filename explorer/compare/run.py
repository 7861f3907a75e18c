"""One prompt answered by several models, one after the other, so that the speeds are fair.

Each is loaded, asked and unloaded again; a column that fails never stops the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, ChatMessage, LoadedModel, LoadOptions, Sampling
from explorer.domain.local import LocalModel
from explorer.engine.ask import Ask, Listener, Question
from explorer.engine.pool import Pool


@dataclass(frozen=True)
class Result:
    """What one column answered, with everything needed to say under which conditions.

    ``sha256``: of the bytes that ran, where they were measured. ``peak_memory``: resident bytes of the
    process that ran the model, after the answer. ``processor``: its name, "" in answers of older versions.
    """

    reference: str
    prompt: str
    answer: Answer
    loaded: LoadedModel
    sampling: Sampling
    sha256: str | None
    peak_memory: int
    at: datetime
    processor: str = ""


class RunListener:
    """What a run tells, by the column's reference."""

    def loading(self, reference: str, fraction: float) -> None: ...

    def started(self, reference: str) -> None: ...

    def chunk(self, reference: str, text: str) -> None: ...

    def answered(self, result: Result) -> None: ...

    def failed(self, reference: str, error: KnownError) -> None: ...

    def over(self) -> None: ...


class Run:
    """One run over the columns that are on this disk."""

    def __init__(
        self,
        pool: Pool,
        models: Sequence[LocalModel],
        prompt: str,
        sampling: Sampling,
        options: LoadOptions,
        listener: RunListener,
        processor: str = "",
    ) -> None:
        self._pool = pool
        self._processor = processor
        self._waiting = list(models)
        self._prompt = prompt
        self._sampling = sampling
        self._options = options
        self._listener = listener
        self._ask: Ask | None = None
        self._was_loaded = False  # by another room, which may still need it

    def start(self) -> None:
        """Go on to the next column, or end."""
        if not self._waiting:
            self._ask = None
            self._listener.over()
            return
        model = self._waiting.pop(0)
        question = Question(model.path, prompt_for(model, self._prompt), self._sampling, self._options)
        engine = self._pool.get(model.path)
        self._was_loaded = engine.model is not None
        self._ask = Ask(engine, question, _Column(self, model))
        self._ask.start()

    def stop(self) -> None:
        """End the column that answers and leave the rest out."""
        self._waiting.clear()
        if self._ask is None or self._ask.stop():
            return  # the question stays held here: its connections keep it only weakly until it is done
        self._ask = None
        self._listener.over()

    def column_done(self, model: LocalModel, answer: Answer, loaded: LoadedModel) -> None:
        memory = self._pool.get(model.path).memory()
        self._unload(model)
        self._listener.answered(
            Result(
                reference=model.id,
                prompt=self._prompt,
                answer=answer,
                loaded=loaded,
                sampling=self._sampling,
                sha256=model.measured_sha256,
                peak_memory=memory,
                at=datetime.now(UTC),
                processor=self._processor,
            )
        )
        self.start()

    def column_failed(self, model: LocalModel, error: KnownError) -> None:
        self._unload(model)
        self._listener.failed(model.id, error)
        self.start()

    def _unload(self, model: LocalModel) -> None:
        if not self._was_loaded:
            self._pool.unload(model.path)

    @property
    def listener(self) -> RunListener:
        return self._listener


def prompt_for(model: LocalModel, prompt: str) -> str | tuple[ChatMessage, ...]:
    """A chat model gets a message, a base model the bare text."""
    return (ChatMessage("user", prompt),) if model.is_chat else prompt


class _Column(Listener):
    """Turns what one question tells into what the run tells."""

    def __init__(self, run: Run, model: LocalModel) -> None:
        self._run = run
        self._model = model
        self._loaded: LoadedModel | None = None

    def loading(self, fraction: float) -> None:
        self._run.listener.loading(self._model.id, fraction)

    def loaded(self, model: LoadedModel) -> None:
        self._loaded = model
        self._run.listener.started(self._model.id)

    def chunk(self, text: str) -> None:
        self._run.listener.chunk(self._model.id, text)

    def done(self, answer: Answer) -> None:
        assert self._loaded is not None, "an answer before the model was loaded"  # noqa: S101  engine.ask's order
        self._run.column_done(self._model, answer, self._loaded)

    def failed(self, error: KnownError) -> None:
        self._run.column_failed(self._model, error)
