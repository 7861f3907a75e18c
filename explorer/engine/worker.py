"""The process that runs one model. It may crash; the window then says so and goes on.

A reader thread takes requests from stdin, so that a stop arrives while the library computes; the
main thread does them one after another. The real stdout belongs to the protocol alone: whatever a
library prints goes to stderr.
"""

import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.engine.abort import AbortSwitch
from explorer.engine.library import Library, open_library
from explorer.engine.llama import LlamaModel
from explorer.engine.protocol import (
    PROTOCOL,
    Cancel,
    Chunk,
    Done,
    Event,
    Generate,
    Hello,
    Load,
    Loaded,
    LoadProgress,
    Ping,
    Pong,
    Quit,
    Request,
    Share,
    decode_request,
    encode,
    failed,
)

_TELL_S = 0.03  # between chunks: a screen shows no more, and each costs both processes work
_PATIENCE_S = 2.0  # for work that does not notice the end of stdin


def main() -> int:
    """Serve until stdin closes or the window says quit; the process's exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches us too; our parent decides
    requests, answers = _take_pipes()
    jobs = Jobs()
    reader = threading.Thread(target=_read, args=(requests, jobs), name="requests", daemon=True)
    reader.start()
    try:
        Worker(jobs, answers).serve()
    except WindowGoneError:
        return 0
    return 0


class WindowGoneError(Exception):
    """Nobody reads the answers any more."""


class Jobs:
    """Requests on their way from the reader to the main thread, and the switch that stops one."""

    def __init__(self) -> None:
        self.switch = AbortSwitch()
        self._queue: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._current: int | None = None
        self._stopped: set[int] = set()
        self._is_closed = False
        self.share = 1  # models that answer at once, this one among them

    def put(self, request: Request) -> None:
        if isinstance(request, Cancel):
            self._stop(request.id)
        elif isinstance(request, Share):
            self.share = max(1, request.count)
        elif isinstance(request, Quit):
            self.close()
        else:
            self._queue.put(request)

    def take(self) -> Request:
        return self._queue.get()

    def begin(self, job: int | None) -> None:
        """The main thread starts the generation with this id, or with ``None`` a load."""
        with self._lock:
            self.switch.reset()
            self._current = job
            if self._is_closed or job in self._stopped:
                self.switch.throw()

    def end(self) -> None:
        with self._lock:
            self._current = None

    def close(self) -> None:
        """No request will come any more: stop what runs, end what waits."""
        with self._lock:
            self._is_closed = True
            self.switch.throw()
        self._queue.put(Quit())

    def _stop(self, job: int) -> None:
        with self._lock:
            self._stopped.add(job)
            if self._current == job:
                self.switch.throw()


class Worker:
    """Does the requests in turn."""

    def __init__(self, jobs: Jobs, answers: BinaryIO) -> None:
        self._jobs = jobs
        self._answers = answers
        self._library: Library | None = None
        self._model: LlamaModel | None = None

    def serve(self) -> None:
        self._send(Hello(PROTOCOL))
        while not isinstance(request := self._jobs.take(), Quit):
            self._do(request)
        self._close_model()

    def _do(self, request: Request) -> None:
        if isinstance(request, Ping):
            self._send(Pong())
        elif isinstance(request, Load):
            self._attempt(None, lambda: self._load(request))
        elif isinstance(request, Generate):
            self._attempt(request.id, lambda: self._generate(request))

    def _attempt(self, job: int | None, work: Callable[[], Event]) -> None:
        self._jobs.begin(job)
        try:
            answer = work()
        except KnownError as error:
            answer = failed(job, error)
        finally:
            self._jobs.end()
        self._send(answer)

    def _load(self, request: Load) -> Event:
        self._close_model()
        self._library = self._library or open_library()
        path = Path(os.fsdecode(request.path))
        self._model = LlamaModel(
            self._library, path, request.options, self._jobs.switch, lambda f: self._send(LoadProgress(f))
        )
        return Loaded(self._model.facts)

    def _generate(self, request: Generate) -> Event:
        if self._model is None:
            raise KnownError(Words("No model is loaded."), Words("Load a model first."))
        tell = _Teller(request.id, self._send)
        answer = self._model.generate(
            request.prompt, request.sampling, request.stop, tell, lambda: self._jobs.share
        )
        tell.flush()
        return Done(request.id, answer)

    def _close_model(self) -> None:
        if self._model is not None:
            self._model.close()
            self._model = None

    def _send(self, event: Event) -> None:
        try:
            self._answers.write(encode(event))
            self._answers.flush()
        except OSError as error:
            raise WindowGoneError from error


class _Teller:
    """Gathers the text of about 30 ms into one message; the first goes out at once."""

    def __init__(self, job: int, send: Callable[[Event], None]) -> None:
        self._job = job
        self._send = send
        self._text: list[str] = []
        self._tokens = 0
        self._told = 0.0

    def __call__(self, text: str, tokens: int) -> None:
        self._text.append(text)
        self._tokens = tokens
        if time.monotonic() - self._told >= _TELL_S:
            self.flush()

    def flush(self) -> None:
        if self._text:
            self._send(Chunk(self._job, "".join(self._text), self._tokens))
            self._text.clear()
            self._told = time.monotonic()


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Stdin and the real stdout; file descriptor 1 then leads to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return os.fdopen(os.dup(0), "rb"), answers


def _read(requests: BinaryIO, jobs: Jobs) -> None:
    try:
        for line in requests:
            jobs.put(decode_request(line))
    finally:
        jobs.close()
    # The main thread ends the process now; should it hang inside the library, it is ended for it.
    time.sleep(_PATIENCE_S)
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
