"""The app's own way to a model: pool, engine, worker, events; timed where the window would show them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, AnswerOptions, ChatMessage, LoadOptions, Sampling
from explorer.domain.tokens import KeptContext
from explorer.engine.jobs import Generation, Job
from explorer.engine.local.engine import Engine
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendChange, BackendState, Chunk, WritingEvent

_CHOOSING_MS = 3000  # between the choice of a model and the click that loads it

type Prompt = str | list[ChatMessage]


@dataclass(frozen=True)
class Timed:
    """One answer: its speed as shown, seconds until its first text was here, and what it was."""

    tokens_per_second: float
    first_s: float
    answer: Answer


class Client(QObject):
    """An engine with one model. Blocks until what was asked for is there."""

    def __init__(self, model: Path, context: int, threads: int = 0) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self._first = 0.0
        self._result: Any = None
        self._pool = EnginePool(WorkerSupply(ahead=True))
        self._engine = self._pool.get(model)
        QTimer.singleShot(_CHOOSING_MS, self._loop.quit)
        self._loop.exec()
        self._engine.changed.connect(self._on_change)
        begun = time.perf_counter()
        self._engine.load(model, LoadOptions(context_length=context, threads=threads))
        self._loop.exec()
        self.load_s = time.perf_counter() - begun
        assert self._engine.model is not None
        self.model = self._engine.model

    def answer(
        self,
        prompt: Prompt,
        sampling: Sampling,
        options: AnswerOptions | None = None,
        kept: KeptContext | None = None,
    ) -> Timed:
        self._first = 0.0
        begun = time.perf_counter()
        generation = self._engine.generate(prompt, sampling, options or AnswerOptions(), kept)
        generation.heard.connect(self._on_event)
        answer: Answer = self._wait(generation)
        last = time.perf_counter()
        speed = (answer.measured.answer_tokens - 1) / max(1e-9, last - self._first)
        return Timed(speed, self._first - begun, answer)

    def answer_all(self, requests: Sequence[Callable[[Engine], Generation]]) -> tuple[int, float, float]:
        """Asked for together: tokens that were written, seconds, and seconds of the processor there."""
        used, begun = self._processor_s(), time.perf_counter()
        answers: list[Answer] = []
        generations = [request(self._engine) for request in requests]
        for generation in generations:
            generation.finished.connect(answers.append)
            generation.finished.connect(
                lambda _: self._loop.quit() if len(answers) == len(requests) else None
            )
            generation.failed.connect(self._on_failed)
        self._loop.exec()
        tokens = sum(answer.measured.answer_tokens for answer in answers)
        return tokens, time.perf_counter() - begun, self._processor_s() - used

    def ask(self, request: Callable[[Engine], Job]) -> tuple[Any, float]:
        """What a job brings, and its seconds."""
        begun = time.perf_counter()
        result = self._wait(request(self._engine))
        return result, time.perf_counter() - begun

    def memory(self) -> int:
        return self._engine.memory()

    def close(self) -> None:
        self._pool.close()

    def _processor_s(self) -> float:
        assert self._engine.worker is not None
        used = psutil.Process(self._engine.worker.pid).cpu_times()
        return float(used.user + used.system)

    def _wait(self, job: Job) -> Any:
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        self._loop.exec()
        return self._result

    @Slot(object)
    def _on_change(self, change: BackendChange) -> None:
        if change.error is not None:
            self._on_failed(change.error)
        if change.state is BackendState.READY:
            self._loop.quit()

    @Slot(object)
    def _on_event(self, event: WritingEvent) -> None:
        if isinstance(event, Chunk):
            self._first = self._first or time.perf_counter()

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        self._result = result
        self._loop.quit()

    @Slot(object)
    def _on_failed(self, error: KnownError) -> None:
        raise SystemExit(f"{error}\n{error.details}")
