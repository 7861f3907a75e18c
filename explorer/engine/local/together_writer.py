"""Writes answers at once in a worker: takes up more of their kind from the queue as places become free."""

from collections.abc import Callable

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer
from explorer.engine.local import protocol
from explorer.engine.local.failures import too_much
from explorer.engine.local.job_queue import JobQueue
from explorer.engine.local.llama.answer_writer import STOPPED_BEFORE
from explorer.engine.local.llama.contexts import StoppedError
from explorer.engine.local.llama.continuous_batch import ContinuousBatch
from explorer.engine.local.llama.model import LlamaModel
from explorer.engine.local.protocol import Event
from explorer.engine.local.reporters import AnswerReporter


class TogetherWriter:
    """One run of answers that are asked for in the same way."""

    def __init__(
        self,
        jobs: JobQueue,
        send: Callable[[Event], None],
        model: LlamaModel,
        do: Callable[[protocol.JobRequest], None],
    ) -> None:
        """``do``: what does a quick job of another kind."""
        self._jobs, self._send, self._model, self._do = jobs, send, model, do
        self._tells: dict[int, AnswerReporter] = {}

    def write(self, first: protocol.Generate) -> None:
        """This one and all that come before anything else does that takes a while."""
        assert first.together is not None  # noqa: S101  what makes it of this kind
        try:
            batch = self._model.batch_for(first.together)
        except KnownError as error:
            self._send(protocol.failed(first.id, error))
            return
        self._begin(batch, first)
        while True:
            while (more := self._jobs.take_beside(first.together, has_room=batch.has_room)) is not None:
                if isinstance(more, protocol.Generate):
                    self._begin(batch, more)
                else:
                    self._do(more)
            for job in self._jobs.go_on(batch.jobs):
                self._end(job, batch.stop(job))
            if not batch.jobs:
                break
            self._step(batch)
        self._jobs.end()

    def _begin(self, batch: ContinuousBatch, asked: protocol.Generate) -> None:
        if self._jobs.drops(asked.id):
            self._end(asked.id, STOPPED_BEFORE)
            return
        tell = self._tells[asked.id] = AnswerReporter(asked.id, self._send)
        try:
            batch.begin(asked, tell)
        except KnownError as error:
            self._end(asked.id, error)
        except MemoryError:
            self._end(asked.id, too_much())

    def _step(self, batch: ContinuousBatch) -> None:
        try:
            ended = batch.step()
        except StoppedError:  # who was stopped is seen to next
            return
        except KnownError as error:
            ended = [(job, error) for job in batch.jobs]
            batch.forget()
        for job, end in ended:
            self._end(job, end)

    def _end(self, job: int, end: Answer | KnownError) -> None:
        tell = self._tells.pop(job, None)
        if isinstance(end, KnownError):
            self._send(protocol.failed(job, end))
            return
        if tell is not None:
            tell.flush()
        self._send(protocol.done(job, end))
