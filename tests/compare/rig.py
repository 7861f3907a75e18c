"""A comparison without a screen: real workers, tiny models, and everything a run tells, written down."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.generation import Piece, Sampling
from explorer.domain.local_model import LocalModel
from explorer.engine.backends import Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.tasks import Tasks
from explorer.local.models.file_cache import FileCache
from explorer.local.models.model_lookup import scan_folder
from explorer.rooms.compare.document.answer_store import StoredRun
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import Failure, Outcome, Result, results_in
from explorer.rooms.compare.run.plan import PlanStep, RunListener, RunPlan
from explorer.rooms.compare.run.runner import ComparisonRun, RunStarter
from tests.compare.making import fill
from tests.room_services import core_services

WORKER = [sys.executable, "-m", "explorer.engine.local.worker"]
MACHINE = Machine(16_000_000_000, 8_000_000_000, 4, "Example CPU 9000")
GREEDY = Sampling(max_tokens=4000, temperature=0.0)


@dataclass
class Recorder(RunListener):
    """``heard``: each thing told as "what column", chunks left out. ``on`` is called with each."""

    heard: list[str] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    text: str = ""
    thought: str = ""
    is_over: bool = False
    on: Callable[[str], object] = str

    def checking(self, column: str, fraction: float) -> None:
        if not fraction:
            self._tell(f"checking {column}")

    def loading(self, column: str, fraction: float) -> None:
        if not fraction:
            self._tell(f"loading {column}")

    def warming(self, column: str) -> None:
        self._tell(f"warming {column}")

    def asked(self, step: PlanStep) -> None:
        self.text = self.thought = ""
        self._tell(f"asked {step.column} {step.prompt}")

    def chunk(self, step: PlanStep, piece: Piece) -> None:
        self.text += piece.text
        self.thought += piece.thought
        self.on(f"chunk {step.column}")

    def came(self, _step: PlanStep, outcome: Outcome) -> None:
        if isinstance(outcome, Result):
            self.results.append(outcome)
            self._tell(f"answered {outcome.column} {outcome.prompt_key}")
        else:
            self.failures.append(outcome)
            self._tell(f"failed {outcome.column} {outcome.prompt_key}")

    def column_over(self, column: str) -> None:
        self._tell(f"over {column}")

    def over(self) -> None:
        assert not self.is_over, "told once"
        self.is_over = True

    def _tell(self, what: str) -> None:
        if self.heard[-1:] != [what]:
            self.heard.append(what)
        self.on(what)


class Rig:
    """``models`` are those of ``folder``, looked for when it was made and by ``look``."""

    def __init__(
        self,
        qtbot: QtBot | None,
        store: Store,
        settings: SettingsFile,
        tasks: Tasks,
        folder: Path,
        sampling: Sampling = GREEDY,
    ) -> None:
        self._qtbot, self.folder, self._sampling = qtbot, folder, sampling
        self.pool, self.kept = EnginePool(WorkerSupply(WORKER)), Comparisons(store)
        hub = Hub("http://127.0.0.1:9", lambda: True, ResponseCache(store))
        core = core_services(Paths(folder.parent), settings, store, hub, MACHINE)
        self.estimates = core.estimates
        self.runner = RunStarter(self.kept.answers, Backends(self.pool), core, tasks, FileCache(store))
        self.look()

    def look(self) -> None:
        self.models = {model.id: model for model in scan_folder(self.folder)}

    def fill(
        self, references: Sequence[str], prompts: Sequence[str], **changes: object
    ) -> ComparisonDocument:
        document = fill(self.kept, references, prompts)
        self.kept.change(replace(document, **{"sampling": self._sampling, **changes}))  # type: ignore[arg-type]
        return self.kept.current.document

    def by_key(self) -> dict[str, LocalModel]:
        columns = self.kept.current.document.columns
        return {c.key: self.models[c.reference] for c in columns if c.reference in self.models}

    def plan(self, steps: Sequence[PlanStep] | None = None) -> RunPlan:
        return self.runner.planner.plan(self.kept.current.document, self.by_key(), steps)

    def start(
        self,
        steps: Sequence[PlanStep] | None = None,
        resumed: StoredRun | None = None,
        on: Callable[[str], object] = str,
    ) -> tuple[ComparisonRun, Recorder]:
        heard = Recorder(on=on)
        run = self.runner.run(self.kept.current, self.plan(steps), heard, resumed)
        run.start()
        return run, heard

    def run(
        self,
        steps: Sequence[PlanStep] | None = None,
        resumed: StoredRun | None = None,
        on: Callable[[str], object] = str,
    ) -> Recorder:
        """From beginning to end."""
        _run, heard = self.start(steps, resumed, on)
        self.wait(lambda: heard.is_over)
        return heard

    def wait(self, condition: Callable[[], bool]) -> None:
        assert self._qtbot is not None
        self._qtbot.waitUntil(condition)

    def stored(self) -> tuple[Result, ...]:
        return results_in(self.kept.answers.outcomes(self.kept.current.id))

    def texts(self) -> dict[str, str]:
        """The latest answer of each column."""
        return {result.column: result.answer.text.strip() for result in self.stored()}

    def close(self) -> None:
        self.pool.close()
