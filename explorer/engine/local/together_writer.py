"""Writes answers in a worker: those that are asked for in the same way at once, and in turns with them one in
the context of a conversation. More are taken from the queue as places become free.
"""

from collections.abc import Callable

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer
from explorer.domain.tokens import Together
from explorer.engine.local import protocol
from explorer.engine.local.answer_judge import AnswerJudge, WrittenAnswer
from explorer.engine.local.failures import failure_of
from explorer.engine.local.job_queue import JobQueue
from explorer.engine.local.llama.answer_writer import STOPPED_BEFORE, Writing
from explorer.engine.local.llama.contexts import StoppedError
from explorer.engine.local.llama.continuous_batch import ContinuousBatch
from explorer.engine.local.llama.model import LlamaModel
from explorer.engine.local.protocol import Event
from explorer.engine.local.reporters import AnswerReporter


class TogetherWriter:
    """One run of answers, until there is none left that comes next."""

    def __init__(
        self,
        jobs: JobQueue,
        send: Callable[[Event], None],
        judge: AnswerJudge,
        model: LlamaModel,
        do: Callable[[protocol.JobRequest], None],
    ) -> None:
        """``do``: what does a quick job of another kind."""
        self._jobs, self._send, self._judge, self._model, self._do = jobs, send, judge, model, do
        self._tells: dict[int, AnswerReporter] = {}
        self._batch: ContinuousBatch | None = None
        self._together: Together | None = None
        self._alone: tuple[int, Writing] | None = None  # the job of the one in the conversation's context

    def write(self, first: protocol.Generate) -> None:
        """This one and all that come before anything else does that takes a while."""
        self._begin(first)
        while True:
            while (more := self._jobs.take_beside(self._has_room)) is not None:
                if isinstance(more, protocol.Generate):
                    self._begin(more)
                else:
                    self._do(more)
            if not self._tells:
                break
            self._go_on_together()
            self._go_on_alone()
        self._jobs.end()

    @property
    def _at_once(self) -> tuple[int, ...]:
        return () if self._batch is None else self._batch.jobs

    def _has_room(self, asked: protocol.Generate) -> bool:
        if protocol.shows_images(asked):  # encoding them lets nobody have a turn
            return False
        if asked.together is None:
            return self._alone is None
        if self._batch is None or not self._at_once:
            return True
        return asked.together == self._together and self._batch.has_room

    def _begin(self, asked: protocol.Generate) -> None:
        if self._jobs.drops(asked.id):
            self._end(asked.id, STOPPED_BEFORE)
            return
        tell = self._tells[asked.id] = AnswerReporter(asked.id, self._send)
        if asked.together is None:
            self._alone = asked.id, self._model.generate(asked, tell)
            return
        try:
            self._batch = self._model.batch_for(asked.together)
            self._together = asked.together
            self._batch.begin(asked, tell)
        except Exception as error:  # noqa: BLE001  a bug ends one job
            self._end(asked.id, failure_of(error))

    def _go_on_together(self) -> None:
        batch, others = self._batch, () if self._alone is None else (self._alone[0],)
        if batch is None or not batch.jobs:
            return
        for job in self._jobs.go_on(batch.jobs, others):
            self._end(job, batch.stop(job))
        if not batch.jobs:
            return
        try:
            ended = batch.step()
        except StoppedError:  # who was stopped is seen to next
            return
        except Exception as error:  # noqa: BLE001  a bug ends one job
            ended = [(job, failure_of(error)) for job in batch.jobs]
            batch.forget()
        for job, end in ended:
            self._end(job, end)

    def _go_on_alone(self) -> None:
        if self._alone is None:
            return
        job, writing = self._alone
        end: Answer | KnownError
        try:
            if self._jobs.go_on((job,), self._at_once):
                writing.throw(StoppedError())
            else:
                next(writing)
        except StopIteration as stop:
            end = stop.value
        except StoppedError:
            end = STOPPED_BEFORE
        except Exception as error:  # noqa: BLE001  a bug ends one job
            end = failure_of(error)
        else:
            return
        self._alone = None
        self._end(job, end)

    def _end(self, job: int, end: Answer | KnownError) -> None:
        tell = self._tells.pop(job, None)
        if isinstance(end, KnownError):
            self._send(protocol.failed(job, end))
            return
        if tell is not None:
            tell.flush()
        self._judge.tell(job, WrittenAnswer(end, tell.schema if tell is not None else None))
