"""One prompt answered by several models, one after the other, so that the speeds are fair.

Each is loaded, asked and unloaded again; a column that fails never stops the others.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from explorer.compare.document import Prompt
from explorer.compare.plan import Step
from explorer.compare.results import Failure, Result
from explorer.compare.run_listener import RunListener
from explorer.domain.errors import KnownError, record_of
from explorer.domain.generation import Answer, ChatMessage, LoadedModel, LoadOptions, Sampling
from explorer.domain.local import LocalModel
from explorer.engine.ask import Ask, Listener, Question
from explorer.engine.pool import Pool


class Run:
    """One run over the columns that are on this disk."""

    def __init__(
        self,
        pool: Pool,
        models: Sequence[tuple[str, LocalModel]],
        prompt: Prompt,
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
        key, model = self._waiting.pop(0)
        question = Question(model.path, prompt_for(model, self._prompt.text), self._sampling, self._options)
        engine = self._pool.get(model.path)
        self._was_loaded = engine.model is not None
        self._ask = Ask(engine, question, _Column(self, Step(key, self._prompt.key), model))
        self._ask.start()

    def stop(self) -> None:
        """End the column that answers and leave the rest out."""
        self._waiting.clear()
        if self._ask is None or self._ask.stop():
            return  # the question stays held here: its connections keep it only weakly until it is done
        self._ask = None
        self._listener.over()

    def column_done(self, step: Step, model: LocalModel, answer: Answer, loaded: LoadedModel) -> None:
        memory = self._pool.get(model.path).memory()
        self._unload(model)
        self._listener.answered(
            Result(
                reference=model.id,
                prompt=self._prompt.text,
                answer=answer,
                loaded=loaded,
                sampling=self._sampling,
                sha256=model.measured_sha256,
                peak_memory=memory,
                at=datetime.now(UTC),
                processor=self._processor,
                column=step.column,
                prompt_key=step.prompt,
            )
        )
        self.start()

    def column_failed(self, step: Step, model: LocalModel, error: KnownError) -> None:
        self._unload(model)
        self._listener.failed(Failure(step.column, step.prompt, "", record_of(error), datetime.now(UTC)))
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

    def __init__(self, run: Run, step: Step, model: LocalModel) -> None:
        self._run = run
        self._step = step
        self._model = model
        self._loaded: LoadedModel | None = None

    def loading(self, fraction: float) -> None:
        self._run.listener.loading(self._step.column, fraction)

    def loaded(self, model: LoadedModel) -> None:
        self._loaded = model
        self._run.listener.asked(self._step)

    def chunk(self, text: str) -> None:
        self._run.listener.chunk(self._step, text)

    def done(self, answer: Answer) -> None:
        assert self._loaded is not None, "an answer before the model was loaded"  # noqa: S101  engine.ask's order
        self._run.column_done(self._step, self._model, answer, self._loaded)

    def failed(self, error: KnownError) -> None:
        self._run.column_failed(self._step, self._model, error)
