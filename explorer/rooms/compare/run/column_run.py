"""One column of a run: its file is loaded, warmed up and hashed, then asked one prompt after the other.

It is hashed after the load, whose time would be that of a file just read otherwise; the SHA-256 is measured
once for as long as the file stays as it is.

A prompt that cannot be answered is a failure in its cell, and the next one is asked. A model that cannot be
loaded, or ends twice in a row while it answers, fails in all cells that are left.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from explorer.answers.recorder import CrashPolicy
from explorer.base.energy import EnergyMeter
from explorer.base.hashing import hash_files
from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, LoadedModel, Sampling
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.words import Words
from explorer.engine.backend import Backend, Resident
from explorer.engine.backends import Backends
from explorer.engine.question import Question, RunningQuestion
from explorer.engine.state import READY_STATES, AnswerEvent, BackendState, ModelLoading
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.models.file_cache import FileCache
from explorer.local.models.split_files import parts_of
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import (
    Failure,
    MachineRecord,
    Outcome,
    gone_error,
    unknown_endpoint,
)
from explorer.rooms.compare.run.answer_run import AnswerContext, AnswerRun, failure_of, prompt_for
from explorer.rooms.compare.run.plan import ColumnPlan, RunListener
from explorer.rooms.compare.run.planner import loads_alike


class FileHashes:
    """Looks hashes up, and measures those that are not known in the background."""

    def __init__(self, tasks: Tasks, memory: FileCache) -> None:
        self._tasks, self._memory = tasks, memory

    def known(self, model: LocalModel) -> str:
        """ "" where it was not measured since the file changed."""
        try:
            stat = model.path.stat()
        except OSError:  # gone: the load will tell
            return ""
        own = model.measured_sha256 if stat.st_size == model.size else ""
        return own or self._memory.sha256(model.path, stat)

    def measure(
        self, model: LocalModel, done: Callable[[str], None], progress: Callable[[float], None]
    ) -> Task:
        """``done`` gets the hash; "" for a model in several files, for one that cannot be read, where the
        database refuses, and where it was stopped."""
        work = partial(_measure, model.path, self._memory)
        return self._tasks.run(work, done, lambda _error: done(""), progress)


def _measure(path: Path, memory: FileCache, context: TaskContext[float]) -> str:
    if len(parts_of(path)) > 1:
        return ""  # no hash of one file would name all of them
    try:
        (found,) = hash_files([path], context.stopped, context.report)
        memory.note_sha256(path, found)
    except OSError:
        return ""
    return found


_WARM_UP = "Say hello."
_WARM_TOKENS = 8  # fewer than estimates learn from


@dataclass(frozen=True)
class RunEnvironment:
    """What every leg needs."""

    backends: Backends
    setting: MachineRecord
    energy: EnergyMeter
    hashes: FileHashes


class ColumnRunHost(Protocol):
    """The run, as one of its legs knows it."""

    def beside(self, leg: "ColumnRun") -> int:
        """How many other columns run now."""

    def keep(self, outcome: Outcome) -> None:
        """Store it, then tell it."""

    def postpone(self, leg: "ColumnRun", error: KnownError) -> bool:
        """Whether it is tried again later instead of failing with this; then it is over here."""

    def leg_over(self, leg: "ColumnRun") -> None:
        """Nothing more comes; called once."""


class ColumnRun:
    """Drives one leg of the plan."""

    def __init__(
        self,
        leg: ColumnPlan,
        document: ComparisonDocument,
        means: RunEnvironment,
        host: ColumnRunHost,
        listener: RunListener,
    ) -> None:
        self.leg = leg
        self._document, self._means, self._host, self._listener = document, means, host, listener
        self._left = list(leg.steps)
        self._hash: Task | None = None
        self._sha256, self._is_checked = "", False
        self.engine: Backend | None = None
        self._ask: RunningQuestion | None = None
        self._step: AnswerRun | None = None
        self.is_own_load = False  # the one under way, or the last one
        self._begun = 0.0
        self._load_s: float | None = None
        self._warm_up_s: float | None = None
        self._crashes = CrashPolicy()
        self._is_over = False

    def start(self) -> None:
        """Load it, where there is a file."""
        model = self.leg.model
        if model is None or self.leg.problem is not None:
            self._fail_rest(self.leg.problem or gone_error(self.leg.title))
        else:
            self._load(model)

    def stop(self) -> None:
        """Leave out what is left; an answer under way is kept as far as it is."""
        self._left.clear()
        if self._step is not None:
            self._step.stop()  # and what came of it ends the leg
        else:
            self._end_work()
            self._end()

    def drop(self) -> None:
        """Tell nothing any more; nothing of what is under way is kept."""
        self._is_over = True
        self._end_work()

    def _end_work(self) -> None:
        self._left.clear()
        if self._hash is not None:
            self._hash.stop()
        if self._step is not None:
            self._step.drop()
        if self._ask is not None:
            self._ask.stop(unload=self.is_own_load)  # another room may wait for what it loads

    def _hear(self, event: AnswerEvent) -> None:
        """Of its load and warm-up; what that says is of no interest."""
        match event:
            case ModelLoading():
                self._listener.loading(self.leg.column, event.fraction)
            case LoadedModel():
                now = time.perf_counter()
                is_load = self.is_own_load and isinstance(self.engine, Resident)
                self._load_s = now - self._begun if is_load else None
                self._begun = now
                self._listener.warming(self.leg.column)
            case Answer():
                self._ask, self._warm_up_s = None, time.perf_counter() - self._begun
                if not self._is_over:
                    self._check()
            case KnownError():
                self._ask = None
                if not self._is_over:
                    self._fail_to_warm(event)

    def _fail_to_warm(self, error: KnownError) -> None:
        """Prompts may still be answered, if the model is there."""
        if self.engine is not None and self.engine.state in READY_STATES:
            self._check()
        elif self._host.postpone(self, error):
            self._is_over = True
        else:
            self._fail_rest(error)

    def _check(self) -> None:
        """With the hash of the file, where it can be had; then the prompts."""
        hashes, model = self._means.hashes, self.leg.model
        if self._is_checked or not isinstance(model, LocalModel):
            self._next()
            return
        self._is_checked, self._sha256 = True, hashes.known(model)
        if self._sha256:
            self._next()
            return
        self._listener.checking(self.leg.column, 0.0)
        self._hash = hashes.measure(model, self._take_hash, self._tell_hash)

    def _tell_hash(self, fraction: float) -> None:
        self._listener.checking(self.leg.column, fraction)

    def _take_hash(self, sha256: str) -> None:
        self._hash, self._sha256 = None, sha256
        self._next()

    def _load(self, model: Model) -> None:
        """And ask for a few words, which count nowhere: what is slow only once is over then."""
        if isinstance(model, LocalModel) and not model.path.is_file():
            self._fail_rest(gone_error(model.file_name))
            return
        try:
            engine = self.engine = self._means.backends.of(model)
        except LookupError:
            self._fail_rest(unknown_endpoint(model.id))
            return
        is_alike = not isinstance(engine, Resident) or loads_alike(engine.options, self.leg.options)
        if engine.state in (BackendState.LOADING, BackendState.GENERATING) and not is_alike:
            self._fail_rest(_is_used())
            return
        if isinstance(engine, Resident) and not is_alike:
            engine.unload()
        self.is_own_load = engine.state not in (BackendState.LOADING, *READY_STATES)
        self._begun = time.perf_counter()
        warm = Sampling(max_tokens=_WARM_TOKENS, temperature=0.0)
        question = Question(prompt_for(model, _WARM_UP, ""), warm, self.leg.options)
        self._ask = RunningQuestion(engine, question, self._hear)
        self._ask.start()

    def _next(self) -> None:
        model, engine = self.leg.model, self.engine
        if not self._left or model is None or engine is None:
            self._end()
            return
        means = self._means
        is_here = isinstance(engine, Resident)
        setting = means.setting if is_here else MachineRecord(app=means.setting.app)
        around = AnswerContext(
            self._document, self.leg, model, self._sha256, self._load_s, self._warm_up_s,
            setting, means.energy, partial(self._host.beside, self),
        )  # fmt: skip
        self._step = AnswerRun(self._left.pop(0), around, engine, self._listener, self._take)
        self._step.start()

    def _take(self, outcome: Outcome | None) -> None:
        """What came of one step."""
        has_died = self._step is not None and self._step.has_died
        self._step = None
        if outcome is not None:
            self._host.keep(outcome)
        if self._crashes.gives_up(has_died=has_died) and isinstance(outcome, Failure):
            self._fail_rest(outcome.error)
        elif has_died and self._left and self.leg.model is not None:
            self._load(self.leg.model)
        else:
            self._next()

    def _fail_rest(self, error: KnownError) -> None:
        left, self._left = self._left, []
        for step in left:
            self._host.keep(failure_of(step, error))
        self._end()

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._host.leg_over(self)


def _is_used() -> KnownError:
    return KnownError(
        Words("This model is in use elsewhere, loaded in another way."),
        Words("Wait until it is done there, then run this column again."),
    )
