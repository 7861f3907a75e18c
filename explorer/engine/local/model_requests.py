"""Requests to a loaded model: each becomes a job, which ends with what comes of it, or without the worker."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.divergence import DIVERGENCE_CONTEXT
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import AnswerOptions, ChatMessage, Sampling
from explorer.domain.images import ChatImage
from explorer.domain.tokens import NO_OPTIONS, Adapter, AdapterFile, KeptContext, Together
from explorer.domain.words import Words
from explorer.engine.jobs import DivergenceJob, Generation, Job
from explorer.engine.local import protocol

_STOP_S = 0.06  # for a worker to end what was stopped; after that the window goes on without it
_HANG_S = 6.0  # for it to end that nevertheless, before it is asked where it is; and once more after that
_WATCH_MS = 20


class RunningJobs(QObject):
    """Jobs of one worker by their numbers: who waits for what, and what becomes of those that are stopped.

    The worker gets time to end them; what it has not ended then ends here, and its later events are not told.
    If it takes very long, it is asked which job it is at, as a stopped one may also wait behind another.
    """

    emptied = Signal()  # the last one is taken out, and told after this
    answered = Signal(object)  # Answer, after its job was told; of those that were written alone
    hung = Signal()  # the worker does not react any more
    abandoned = Signal()  # it has long been at an image that nobody waits for any more, and cannot be stopped

    def __init__(self, parent: QObject, send: Callable[[protocol.Request], None]) -> None:
        """``send`` reaches the worker that does them."""
        super().__init__(parent)
        self._send = send
        self._jobs: dict[int, tuple[Job, type[protocol.JobRequest]]] = {}
        self._stopping: dict[int, float] = {}  # until when the worker has time
        self._late: dict[int, float] = {}  # ended here, not yet in the worker
        self._is_doubted = False
        self._seen_at: int | None = None  # the late job that it named when it was asked
        self._seeing = 0  # the late job that was at an image, which may take minutes
        self._watch = QTimer(self)
        self._watch.setInterval(_WATCH_MS)
        self._watch.timeout.connect(self._look)

    def __len__(self) -> int:
        return len(self._jobs)

    @property
    def are_seeing(self) -> bool:
        """Whether the worker reads an image, also one that nobody waits for, or loads what sees images."""
        return self._seeing in self._late or any(
            kind is protocol.CountImages or (isinstance(job, Generation) and job.is_seeing)
            for job, kind in self._jobs.values()
        )

    def begin(self, job: Job, kind: type[protocol.JobRequest]) -> None:
        self._jobs[job.number] = job, kind
        answers = [one for one, _ in self._jobs.values() if isinstance(one, Generation)]
        if not all(one.is_alone for one in answers):
            for one in answers:  # also the one that is written in turns with others
                one.is_alone = False

    def hear(self, event: protocol.JobEvent) -> None:
        """What comes of a job goes to it, unless it ended here before."""
        number, is_late = event.id, event.id in self._late
        if isinstance(event, protocol.Done | protocol.Failed):
            self._stopping.pop(number or 0, None)
            self._late.pop(number or 0, None)
        if is_late or number is None:  # a failed load was seen to before
            return
        job, kind = self._jobs[number]
        match event:
            case protocol.Failed():
                self._take(number)
                job.failed.emit(event.record.error)
            case protocol.Done():
                self._take(number)
                self._finish(job, kind, event)
            case protocol.JobProgress():
                job.progress.emit(event.fraction)
            case protocol.Diverging() if isinstance(job, DivergenceJob):
                job.heard.emit(event.figures)
            case protocol.Writing() if isinstance(job, Generation):
                job.hear(event.event)

    def _finish(self, job: Job, kind: type[protocol.JobRequest], event: protocol.Done) -> None:
        try:
            result = protocol.result_of(kind, event)
        except msgspec.DecodeError as error:  # a graphics driver that fails may make of a number none
            what = Words("What the engine worked out cannot be read.")
            job.failed.emit(KnownError(what, Words("Load the model again."), str(error)))
            return
        job.finished.emit(result)
        if isinstance(job, Generation) and job.is_alone:
            self.answered.emit(result)

    def hear_life(self, pong: protocol.Pong) -> None:
        """The worker lives, and is at this job: hung in it if it is there the next time too.

        Once is not enough: a job that waited behind others may have had its turn just now.
        """
        self._is_doubted = False
        is_hung = pong.job in self._late and pong.job == self._seen_at != self._seeing
        self._seen_at = pong.job if pong.job in self._late else None
        if is_hung:
            self.hung.emit()

    def stop(self, job: Job) -> None:
        """End one early. A worker that does not do so in time is not waited for."""
        if job.number in self._jobs and job.number not in self._stopping:
            self._send(protocol.Cancel(job.number))
            self._stopping[job.number] = time.monotonic() + _STOP_S
            self._watch.start()

    def stop_all(self) -> None:
        for job, _ in tuple(self._jobs.values()):
            self.stop(job)

    def take_all(self) -> tuple[Job, ...]:
        """Those that will get no answer: there is another worker now, or none."""
        jobs, self._jobs = tuple(job for job, _ in self._jobs.values()), {}
        self._stopping.clear()
        self._late.clear()
        self._is_doubted, self._seen_at = False, None
        return jobs

    def _take(self, number: int) -> Job:
        """Remove a job; the caller holds it while it emits, nobody else may."""
        job, _ = self._jobs.pop(number)
        if not self._jobs:
            self.emptied.emit()
        return job

    @Slot()
    def _look(self) -> None:
        now = time.monotonic()
        for number in [number for number, until in self._stopping.items() if until < now]:
            if self._stopping.pop(number, None) is not None:  # else whoever heard of another one unloaded all
                self._late[number] = now + _HANG_S
                self._give_up(number)
        if any(until < now for until in self._late.values()):
            self._doubt(now)
        if not self._stopping and not self._late:
            self._watch.stop()

    def _give_up(self, number: int) -> None:
        """What was stopped does not end by itself in time, so it ends here."""
        job = self._take(number)
        if isinstance(job, Generation):
            self._seeing = number if job.is_seeing else self._seeing
            job.finished.emit(job.so_far())
        else:
            job.failed.emit(CancelledError())

    def _doubt(self, now: float) -> None:
        if self._late.get(self._seeing, now) < now:
            self.abandoned.emit()
            return
        if self._is_doubted:
            self.hung.emit()
            return
        self._is_doubted = True
        self._late = dict.fromkeys(self._late, now + _HANG_S)
        self._send(protocol.Ping())


class ModelRequests(QObject):
    """The half of an engine that asks; the other half sees to the worker."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last = 0
        self._jobs = RunningJobs(self, self.send)
        self.adapters: tuple[AdapterFile, ...] = ()  # that are applied

    def generate(
        self,
        prompt: str | Sequence[ChatMessage],
        sampling: Sampling,
        options: AnswerOptions = NO_OPTIONS,
        kept: KeptContext | None = None,
    ) -> Generation:
        """Answer a conversation, or go on from a raw text. Several are done one after another."""
        generation = Generation(self._jobs.stop, self._next())
        content = prompt if isinstance(prompt, str) else tuple(prompt)
        self._begin(generation, protocol.Generate(generation.number, content, sampling, options, kept))
        return generation

    def generate_together(
        self,
        prompt: str | Sequence[ChatMessage],
        sampling: Sampling,
        options: AnswerOptions,
        together: Together,
    ) -> Generation:
        """As ``generate``, at once with others of the same ``together``."""
        generation = Generation(self._jobs.stop, self._next())
        generation.is_alone = False
        content = prompt if isinstance(prompt, str) else tuple(prompt)
        asked = protocol.Generate(generation.number, content, sampling, options, together=together)
        self._begin(generation, asked)
        return generation

    def score(self, prefix: str, continuations: Sequence[str], alternatives: int = 0) -> Job:
        """How likely each continuation is: a tuple of ContinuationScore, in their order."""
        return self._ask(lambda n: protocol.Score(n, prefix, tuple(continuations), alternatives))

    def score_each(self, asked: Sequence[tuple[str | Sequence[ChatMessage], Sequence[str]]]) -> Job:
        """How likely each continuation of each prompt is: a tuple of tuples of ContinuationScore."""
        each = tuple(
            (prompt if isinstance(prompt, str) else tuple(prompt), tuple(texts)) for prompt, texts in asked
        )
        return self._ask(lambda n: protocol.ScoreEach(n, each))

    def score_text(self, text: str, alternatives: int = 0) -> Job:
        """How likely every token of a text is: a tuple of TokenDetail."""
        return self._ask(lambda n: protocol.ScoreText(n, text, alternatives))

    def diverge(self, other: Path, text: str, context: int = DIVERGENCE_CONTEXT) -> DivergenceJob:
        """How far the model in another file is from this one on a text: a Divergence."""
        job = DivergenceJob(self._jobs.stop, self._next())
        self._begin(job, protocol.Diverge(job.number, os.fsencode(other), text, context))
        return job

    def tokenize(self, text: str, *, add_special: bool = False) -> Job:
        """The tokens of a text: a tuple of TokenPiece."""
        return self._ask(lambda n: protocol.Tokenize(n, text, add_special))

    def render(self, messages: Sequence[ChatMessage], template: str | None = None, think: str = "") -> Job:
        """What would be read for this conversation, with this template or the model's own: a str."""
        return self._ask(lambda n: protocol.Render(n, tuple(messages), template, think))

    def count(self, texts: Sequence[str]) -> Job:
        """How many tokens each text has: a tuple of int, in their order."""
        return self._ask(lambda n: protocol.Count(n, tuple(texts)))

    def count_images(self, images: Sequence[ChatImage]) -> Job:
        """How many tokens each image takes: a tuple of int, in their order."""
        return self._ask(lambda n: protocol.CountImages(n, tuple(images)))

    def embed(self, texts: Sequence[str], *, cut: bool = False) -> Job:
        """What each text means: a tuple of Embedding; ``cut``: of one that is too long its beginning."""
        return self._ask(lambda n: protocol.Embed(n, tuple(texts), cut))

    def keep_context(self, file: KeptContext, most: int) -> Job:
        """What the context holds, to a file of at most ``most`` bytes: an int, the bytes written."""
        return self._ask(lambda n: protocol.KeepContext(n, file, most))

    def adapt(self, adapters: Sequence[tuple[Path, float]]) -> Job:
        """Apply these LoRA files with these scales, and no others: a tuple of Adapter."""
        files = tuple(AdapterFile(os.fsencode(path), scale) for path, scale in adapters)
        job = self._ask(lambda n: protocol.Adapt(n, files))
        job.finished.connect(self._note_adapters)
        return job

    def describe(self) -> Job:
        """All about the loaded model: a ModelDescription."""
        return self._ask(protocol.Describe)

    def send(self, request: protocol.Request) -> None:
        """To the worker, if there is one."""
        raise NotImplementedError

    def _begin(self, job: Job, request: protocol.JobRequest) -> None:
        """Send it; ``job`` hears what comes of it."""
        raise NotImplementedError

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _ask(self, request: Callable[[int], protocol.JobRequest]) -> Job:
        job = Job(self._jobs.stop, self._next())
        self._begin(job, request(job.number))
        return job

    @Slot(object)
    def _note_adapters(self, applied: tuple[Adapter, ...]) -> None:
        self.adapters = tuple(AdapterFile(os.fsencode(one.path), one.scale) for one in applied)
