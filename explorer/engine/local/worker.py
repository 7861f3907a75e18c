"""The worker process that runs one model. It may crash; the window then says so and goes on.

A reader thread takes requests from stdin, so that a stop arrives while the library computes; the main
thread does them one after another. The real stdout belongs to the protocol alone: whatever a library prints
goes to stderr.
"""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, TypeGuard

from explorer.base.child_process import begin_as_child, let_window_go_first
from explorer.domain.divergence import Divergence
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import Answer, LoadOptions
from explorer.domain.speed import MachineSpeed
from explorer.domain.tokens import AnswerOptions, Device
from explorer.domain.words import Words
from explorer.engine.local import protocol
from explorer.engine.local.answer_judge import AnswerJudge, WrittenAnswer
from explorer.engine.local.failures import failure_of, not_installed
from explorer.engine.local.given_images import ImageKeeper
from explorer.engine.local.job_queue import JobQueue
from explorer.engine.local.llama.contexts import StoppedError
from explorer.engine.local.llama.library import LlamaLibrary, open_library
from explorer.engine.local.llama.loading import CPU_PLACEMENT, Placement
from explorer.engine.local.llama.model import LlamaModel
from explorer.engine.local.llama.placement import choose_placement, with_fallback
from explorer.engine.local.process_memory import give_back_freed
from explorer.engine.local.protocol import Event
from explorer.engine.local.reporters import AnswerReporter, DivergenceReporter, JobReporter
from explorer.engine.local.template.renderer import TemplateRenderer
from explorer.engine.local.together_writer import TogetherWriter

FOR_A_CHAT = "chat"  # on its command line: a chat comes at once, so what runs templates starts before a load
_LINGER_S = 3.0  # that room for several answers is kept: the next are asked for once some are there
_LONG_LINGER_S = 900.0  # and where it holds conversations: a person reads, and asks on
_PATIENCE_S = 2.0  # for work that does not notice the end of stdin


def main() -> int:
    """Serve until stdin closes; the process's exit status."""
    requests, answers = begin_as_child()
    let_window_go_first()
    jobs, out = JobQueue(), EventWriter(answers)
    reader = threading.Thread(target=_read, args=(requests, jobs, out), name="requests", daemon=True)
    try:
        out(protocol.Hello(protocol.PROTOCOL))  # before the reader may answer a ping
        reader.start()
        Worker(jobs, out).serve()
    except WindowGoneError:
        return 0
    return 0


class WindowGoneError(BaseException):
    """Nobody reads the answers any more; no failure of a job."""


class EventWriter:
    """Where events go, from either thread."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        line = protocol.encode(event)
        try:
            with self._lock:
                self._stream.write(line)
                self._stream.flush()
        except OSError as error:
            raise WindowGoneError from error


class Worker:
    """Does the requests in turn."""

    def __init__(self, jobs: JobQueue, out: Callable[[Event], None]) -> None:
        self._jobs = jobs
        self._send = out
        self._judge = AnswerJudge(out)
        self._library: LlamaLibrary | None = None
        self._model: LlamaModel | None = None
        self._options = LoadOptions()
        self._renderer = TemplateRenderer()

    def serve(self) -> None:
        if FOR_A_CHAT in sys.argv:
            self._renderer.start()
        with contextlib.suppress(KnownError):  # whoever needs it is told
            self._opened_library()
        while (request := self._next()) is not None:
            self._do(request)
            if self._jobs.is_empty:
                give_back_freed()  # of a large vocabulary 3 MB after each answer
        self._close_model()
        self._renderer.close()

    def _next(self) -> protocol.Load | protocol.JobRequest | None:
        if self._model is None or self._model.together is None:
            return self._jobs.take()
        try:
            return self._jobs.take(_LONG_LINGER_S if self._model.together.keeps else _LINGER_S)
        except TimeoutError:
            self._model.close_batch()
            give_back_freed()
            return self._jobs.take()

    def _do(self, request: protocol.Load | protocol.JobRequest) -> None:
        if isinstance(request, protocol.Load):
            self._attempt(None, lambda: self._load(request))
        elif self._model is not None and _is_for_turns(request):
            TogetherWriter(self._jobs, self._send, self._judge, self._model, self._do_alone).write(request)
        else:
            self._do_alone(request)

    def _do_alone(self, request: protocol.JobRequest) -> None:
        self._attempt(request.id, lambda: self._done(request))

    def _done(self, request: protocol.JobRequest) -> Event | None:
        """``None``: the judge tells it."""
        result = self._answer(request)
        if isinstance(result, WrittenAnswer):
            self._judge.tell(request.id, result)
            return None
        return protocol.done(request.id, result)

    def _attempt(self, job: int | None, work: Callable[[], Event | None]) -> None:
        self._jobs.begin(job)
        answer: Event | None
        try:
            answer = work()
        except StoppedError:
            answer = protocol.failed(job, CancelledError())
        except Exception as error:  # noqa: BLE001  a bug ends one job
            answer = protocol.failed(job, failure_of(error))
        finally:
            self._jobs.end()
        if answer is not None:
            self._send(answer)

    def _load(self, request: protocol.Load) -> Event:
        self._close_model()
        self._options = request.options
        library, path = self._opened_library(), Path(os.fsdecode(request.path))

        def build(placement: Placement) -> LlamaModel:
            if placement != CPU_PLACEMENT:
                self._send(protocol.Trying(device=placement.name if placement.device else ""))
            control, tell = self._jobs.control, self._tell_progress
            return LlamaModel(library, path, request.options, control, tell, placement, self._renderer)

        first = choose_placement(library, path, request.options, self._tell_drivers)
        if request.fell_back is not None:
            first = replace(first, fell_back=request.fell_back)
        self._model = with_fallback(build, first)
        return protocol.Loaded(self._model.facts)

    def _tell_progress(self, fraction: float) -> None:
        self._send(protocol.LoadProgress(fraction))

    def _tell_drivers(self, is_begun: bool) -> None:  # noqa: FBT001  a callback
        self._send(protocol.Trying(drivers=is_begun))

    def _answer(self, job: protocol.JobRequest) -> Any:
        """What it brings."""
        match job:
            case protocol.ListDevices():
                return self._list_devices(job)
            case protocol.MeasureSpeed():
                return self._gauge(job)
        if self._model is None:
            raise KnownError(Words("No model is loaded."), Words("Load a model first."))
        if self._jobs.control.is_stopped and not isinstance(job, protocol.Generate):
            raise StoppedError  # stopped while it waited
        return self._asked_model(job, self._model)

    def _list_devices(self, job: protocol.ListDevices) -> tuple[tuple[Device, ...], str]:
        library = self._opened_library()
        if job.graphics:
            library.open_graphics(self._tell_drivers)
        return library.devices(), library.backend()

    def _gauge(self, job: protocol.MeasureSpeed) -> MachineSpeed:
        from explorer.engine.local.llama.benchmark import measure_machine  # noqa: PLC0415  once in the life of a machine

        try:
            return measure_machine(self._opened_library(), job.threads, self._jobs.control)
        except AttributeError as error:
            raise not_installed(str(error)) from error

    def _asked_model(self, job: protocol.JobRequest, model: LlamaModel) -> Any:  # noqa: PLR0911  one a kind
        progress = JobReporter(job.id, self._send)
        match job:
            case protocol.Generate():
                return self._generate(job, model)
            case protocol.Score() | protocol.ScoreEach() | protocol.ScoreText():
                return _scored(job, model, progress)
            case protocol.Diverge():
                return self._diverge(job, model, progress)
            case protocol.Embed():
                return model.embed(job.texts, progress, cut=job.cut)
            case protocol.KeepContext():
                return model.keep_context(job.file, job.most)
            case protocol.CountImages():
                return model.count_images(job.images)
            case protocol.Adapt():
                return model.adapt([(file.file, file.scale) for file in job.adapters])
            case protocol.Describe():
                return model.describe()
        return _of_text(job, model)

    def _diverge(
        self, job: protocol.Diverge, model: LlamaModel, progress: Callable[[float], None]
    ) -> Divergence:
        """The other one lies where this one does, with a context that is only there to load it."""
        library, path = self._opened_library(), Path(os.fsdecode(job.other))
        options = replace(self._options, context_length=job.context, projector=b"")
        device, control = model.facts.device, self._jobs.control

        def build(placement: Placement) -> LlamaModel:
            return LlamaModel(library, path, options, control, progress, placement, self._renderer)

        first = choose_placement(library, path, replace(options, device=device), self._tell_drivers)
        with closing(with_fallback(build, first)) as other:
            return model.diverge(other, job.text, job.context, DivergenceReporter(job.id, self._send))

    def _generate(self, request: protocol.Generate, model: LlamaModel) -> WrittenAnswer:
        """At one go."""
        tell = AnswerReporter(request.id, self._send)
        writing = model.generate(request, tell)
        try:
            while True:
                next(writing)
        except StopIteration as end:
            answer: Answer = end.value
        tell.flush()
        return WrittenAnswer(answer, tell.schema)

    def _opened_library(self) -> LlamaLibrary:
        self._library = self._library or open_library()
        return self._library

    def _close_model(self) -> None:
        if self._model is not None:
            self._model.close()
            self._model = None


def _is_for_turns(request: protocol.Load | protocol.JobRequest) -> TypeGuard[protocol.Generate]:
    """Whether others may be answered beside it."""
    return isinstance(request, protocol.Generate) and not protocol.shows_images(request)


def _scored(
    job: protocol.Score | protocol.ScoreEach | protocol.ScoreText,
    model: LlamaModel,
    progress: Callable[[float], None],
) -> Any:
    match job:
        case protocol.Score():
            return model.score(job.prefix, job.continuations, job.alternatives, progress)
        case protocol.ScoreEach():
            return model.score_each(job.asked, progress)
    return model.score_text(job.text, job.alternatives, progress)


def _of_text(job: protocol.JobRequest, model: LlamaModel) -> Any:
    match job:
        case protocol.Tokenize():
            return model.tokenize(job.text, add_special=job.add_special)
        case protocol.Count():
            return model.count(job.texts)
        case protocol.Render():
            return model.render(job.messages, AnswerOptions(template=job.template, think=job.think))
    raise AssertionError(job)  # what needs no model was seen to before


def _read(requests: BinaryIO, jobs: JobQueue, out: EventWriter) -> None:
    images = ImageKeeper()
    try:
        for line in requests:
            request = protocol.decode_request(line)
            if isinstance(request, protocol.GiveImages):
                images.take(request, requests.read)
                continue
            jobs.put(images.filled(request))
            if isinstance(request, protocol.Ping):
                out(protocol.Pong(jobs.current))
    except WindowGoneError:
        pass
    finally:
        jobs.close()
    # The main thread ends the process now; should it hang inside the library, it is ended for it.
    time.sleep(_PATIENCE_S)
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
