"""Trials without a window: a hub that gives tiny models, real downloads, real workers, a decision."""

import sys
from pathlib import Path

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.choose.decision import Decision, KeptCandidate, Trial
from explorer.choose.store import DecisionStore
from explorer.choose.trial.trial_counts import TrialCounts
from explorer.choose.trial.trial_means import TrialMeans
from explorer.choose.trial.trial_reading import TrialReader
from explorer.choose.trial.trial_state import CandidateState, TrialState
from explorer.choose.trial.trials_controller import Trials
from explorer.choose.uses.starting_sets import StartingSet
from explorer.domain.errors import KnownError
from explorer.domain.model import Model
from explorer.engine.backends import BackendProvider, Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.run.model_run import RunMeans
from explorer.evaluate.run.run_session import EvalRunSession
from explorer.evaluate.store import EvalStore
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.current_work import CurrentWork
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Downloads
from explorer.local.fit.pool_policy import SettingsPoolPolicy
from explorer.local.models.catalog import Catalog
from tests.models.tiny import Tiny, write_tiny
from tests.room_services import core_services

WORKER = [sys.executable, "-m", "explorer.engine.local.worker"]
MACHINE = Machine(16_000_000_000, 8_000_000_000, 4, "Example CPU 9000")
ONE, TWO = "meadow-ai/One-GGUF", "meadow-ai/Two-GGUF"
MANY = 40  # tests: so that most are still to come when the first is kept
FILES = {ONE: "one-Q8_0.gguf", TWO: "two-Q8_0.gguf"}
SAYS = {ONE: "One says this.", TWO: "Two is silent and much longer than the other one is" + ", on and on" * 4}


def says(count: int = 3) -> EvalSet:
    """Tests that ONE passes and TWO does not."""
    cases = tuple(
        EvalCase(
            f"c{n}",
            f"Test {n}",
            turns=(EvalTurn("user", f"Prompt {n}"),),
            checks=(Check("contains", "says"),),
        )
        for n in range(count)
    )
    return EvalSet(cases=cases)


def write_repos(root: Path) -> None:
    """The second is larger."""
    for repo, file in FILES.items():
        write_tiny(root / repo / file, Tiny(text=SAYS[repo], name=repo.split("/")[1]))
        (root / repo / "README.md").write_text("---\nlicense: apache-2.0\n---\n# A model\n")


def kept_of(hub: Hub, repo: str) -> KeptCandidate:
    """As the proposals keep it."""
    opened = hub.open(repo)
    file = opened.variants[0].first
    return KeptCandidate(
        f"hub:{repo}/{file.path}", repo.split("/")[1], "meadow-ai", repo, opened.commit, file.path,
        file.sha256 or "", file.size or 0, "Q8_0",
    )  # fmt: skip


class TrialRig:
    """What the app has of it."""

    def __init__(
        self,
        paths: Paths,
        settings: SettingsFile,
        store: Store,
        tasks: Tasks,
        endpoint: str,
        *providers: BackendProvider,
        others: tuple[Model, ...] = (),
        count: int = 3,
    ) -> None:
        """``count``: of the tests that a decision begins with."""
        self.settings, self.store, self.tasks = settings, store, tasks
        self.hub = Hub(endpoint, settings.is_offline, ResponseCache(store))
        self.core = core_services(paths, settings, store, self.hub, MACHINE)
        self.catalog = Catalog(tasks, store, self.core.models_folder)
        self.catalog.offer(others)
        starting = StartingSet("Starting", says(count))
        self.downloads = Downloads(tasks, store, self.hub, self.catalog, settings)
        rules = SettingsPoolPolicy(self.core.estimates, settings)
        self.pool, self.evals = EnginePool(WorkerSupply(WORKER), rules), EvalStore(store)
        self.pool.uses.add(rules.learn)
        self.failed: list[KnownError] = []
        means = RunMeans(
            self.evals, Backends(self.pool, *providers), self.core, tasks,
            lambda: (*self.catalog.models, *self.catalog.others),
        )  # fmt: skip
        self.runs = EvalRunSession(means, self.catalog, self.failed.append)
        counts = TrialCounts(self.core, self.runs.held, lambda _purposes: starting)
        reader = TrialReader(self.core, means.planner, counts)
        self.decisions, self.working = DecisionStore(store), CurrentWork()
        self.means = TrialMeans(
            self.core, tasks, self.catalog, self.downloads, self.decisions, self.runs, reader
        )
        self.trials = Trials(self.means, self.working, self.failed.append)
        self.catalog.rescan()
        self.downloads.restore()

    def decide(self, *kept: KeptCandidate, trial: Trial | None = None) -> int:
        """A decision with these; without packs, unless ``trial`` says so."""
        tried = trial or Trial(packs=())
        return self.decisions.add("Which one?", Decision(kept=kept, trial=tried)).id

    def decision(self, number: int) -> Decision:
        stored = self.decisions.decision(number)
        assert stored is not None
        return stored.decision

    def state(self, number: int) -> TrialState:
        return self.means.reader.state(self.decision(number), self.trials.around(number))

    def of(self, number: int, repo: str) -> CandidateState:
        return next(one for one in self.state(number).candidates if one.kept.repo == repo)

    def stages(self, number: int) -> list[str]:
        return [one.stage.value for one in self.state(number).candidates]

    def close(self) -> None:
        self.trials.close()
        self.runs.close()
        self.downloads.close()
        self.pool.close()
