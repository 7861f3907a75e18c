"""Runs without a screen: real workers, tiny models, a subject of a few words, and all that a run tells."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage, Sampling
from explorer.domain.model import Model
from explorer.domain.words import Words, wording_of
from explorer.engine.backends import BackendProvider, Backends
from explorer.engine.local.engine_pool import EnginePool, PoolPolicy
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.evaluate.items import Item, Judged, Outcome, Reply, ToScore, ToWrite
from explorer.evaluate.run.assignments import of_set
from explorer.evaluate.run.judging import CameOf
from explorer.evaluate.run.model_run import ModelWork, RunMeans
from explorer.evaluate.run.plan import Assignment, EvalPlan, ModelLeg
from explorer.evaluate.run.runner import EvalListener, EvaluationRun
from explorer.evaluate.store import EvalRun, EvalStore, RunTerms, StoredSet
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.tasks import Tasks
from explorer.local.models.model_lookup import scan_folder
from tests.room_services import core_services

WORKER = [sys.executable, "-m", "explorer.engine.local.worker"]
MACHINE = Machine(16_000_000_000, 8_000_000_000, 4, "Example CPU 9000")


@dataclass(frozen=True)
class WordSubject:
    """Items ``prompts``, each passed by an answer with the word in it, or that prefers the first of two.

    ``scored``: prompts with two continuations.
    """

    word: str = "says"
    prompts: tuple[str, ...] = ("a", "b", "c")
    scored: tuple[tuple[str, str, str], ...] = ()
    id: str = "set:1"
    version: str = "1"
    title: str = "Words"
    most: int = 40
    judge_hook: Callable[[Item], object] = field(default=lambda _item: None, compare=False)

    def items(self, *, is_chat: bool) -> Sequence[Item]:
        sampling = Sampling(temperature=0.0, max_tokens=self.most)

        def asked(prompt: str) -> str | tuple[ChatMessage, ...]:
            return (ChatMessage("user", prompt),) if is_chat else prompt

        written = [Item(f"w{n}", p, ToWrite(asked(p), sampling)) for n, p in enumerate(self.prompts)]
        scored = [Item(f"s{n}", p, ToScore(asked(p), both)) for n, (p, *both_) in enumerate(self.scored)
                  for both in [tuple(both_)]]  # fmt: skip
        return [*written, *scored]

    def judge(self, item: Item, reply: Reply) -> Judged:
        self.judge_hook(item)
        if reply.not_measurable is not None:
            return Judged("unknown", wording_of(Words("not measurable")))
        if reply.scores:
            is_right = reply.scores[0].logprob > reply.scores[1].logprob
        else:
            is_right = self.word in reply.text
        return Judged("pass" if is_right else "fail", wording_of(Words("yes" if is_right else "no")))


@dataclass
class Told(EvalListener):
    """``heard``: each thing told, as "what model". ``on`` is called with each."""

    heard: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    runs: Sequence[EvalRun] = ()
    is_over: bool = False
    error: KnownError | None = None
    on: Callable[[str], object] = str
    judged: Callable[[float], object] = str  # with how much of it, each time a judge goes on

    def begun(self, runs: Sequence[EvalRun]) -> None:
        self.runs = runs

    def doing(self, leg: ModelLeg, what: ModelWork, fraction: float) -> None:
        if what == "judging":
            self.judged(fraction)
        if not fraction:
            self._tell(f"{what} {leg.reference}")

    def came(self, came: CameOf) -> None:
        self.outcomes += came.outcomes
        for one in came.outcomes:
            self._tell(f"came {one.model} {one.item}")

    def over(self, error: KnownError | None) -> None:
        assert not self.is_over, "told once"
        self.is_over, self.error = True, error

    def _tell(self, what: str) -> None:
        self.heard.append(what)
        self.on(what)


class EvalRig:
    """``models`` are those of ``folder``, by their ids."""

    def __init__(
        self,
        qtbot: QtBot | None,
        store: Store,
        settings: SettingsFile,
        tasks: Tasks,
        folder: Path,
        *providers: BackendProvider,
        rules: PoolPolicy | None = None,
    ) -> None:
        self._qtbot, self.folder = qtbot, folder
        self.pool, self.store = EnginePool(WorkerSupply(WORKER), rules), EvalStore(store)
        hub = Hub("http://127.0.0.1:9", lambda: True, ResponseCache(store))
        core = core_services(Paths(folder.parent), settings, store, hub, MACHINE)
        self.means = RunMeans(
            self.store, Backends(self.pool, *providers), core, tasks, lambda: tuple(self.models.values())
        )
        self.models: dict[str, Model] = {model.id: model for model in scan_folder(folder)}

    def plan(self, models: Sequence[Model], *subjects: WordSubject) -> EvalPlan:
        wanted = [Assignment(one, RunTerms()) for one in subjects]
        return self.means.planner.plan(wanted, models)

    def plan_of(self, stored: StoredSet, *references: str) -> EvalPlan:
        return self.means.planner.plan([of_set(stored)], [self.models[one] for one in references])

    def go_on(self, *subjects: WordSubject) -> EvalPlan:
        """What is missing of the last run of each."""
        wanted = [Assignment(one, RunTerms(), self.store.runs(one.id)[0]) for one in subjects]
        return self.means.planner.go_on(wanted, self.models)

    def start(self, plan: EvalPlan, on: Callable[[str], object] = str) -> tuple[EvaluationRun, Told]:
        told = Told(on=on)
        run = EvaluationRun(plan, self.means, told)
        run.start()
        return run, told

    def run(self, plan: EvalPlan, on: Callable[[str], object] = str) -> Told:
        """From beginning to end."""
        run, told = self.start(plan, on)
        self.wait(lambda: told.is_over)
        del run
        return told

    def wait(self, condition: Callable[[], bool]) -> None:
        assert self._qtbot is not None
        self._qtbot.waitUntil(condition, timeout=20_000)

    def verdicts(self, subject: str = "set:1") -> dict[str, dict[str, str]]:
        """Of the last run, by the models' keys and the items'."""
        found: dict[str, dict[str, str]] = {}
        for one in self.store.outcomes(self.store.runs(subject)[0].id):
            found.setdefault(one.model, {})[one.item] = one.judged.verdict
        return found

    def close(self) -> None:
        self.pool.close()
