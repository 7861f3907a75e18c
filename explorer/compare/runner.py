"""Plans and starts the runs of comparisons: what a screen and `omx` have in common."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from explorer.base.energy import EnergyMeter
from explorer.base.machine import Machine
from explorer.base.settings import SettingsFile
from explorer.base.version import app_version
from explorer.compare.document import Document
from explorer.compare.hashing import Hashes
from explorer.compare.kept import Comparison
from explorer.compare.kept_answers import Answers, StoredRun
from explorer.compare.plan import Plan, Step
from explorer.compare.planning import Planner, Remembered, Usual
from explorer.compare.results import Setting
from explorer.compare.run import Run
from explorer.compare.run_leg import Means
from explorer.compare.run_listener import RunListener
from explorer.domain.model import Model
from explorer.engine.backends import Backends
from explorer.kit.tasks import Tasks
from explorer.local.estimates import Estimates
from explorer.local.file_memory import FileMemory


class Runner:
    """``answers`` is where outcomes are kept."""

    def __init__(
        self,
        answers: Answers,
        backends: Backends,
        estimates: Estimates,
        settings: SettingsFile,
        machine: Machine,
        tasks: Tasks,
        memory: FileMemory,
    ) -> None:
        self._answers, self._settings, self._machine = answers, settings, machine
        self._planner = Planner(estimates, answers, backends)
        self._backends, self._tasks, self._memory = backends, tasks, memory

    @cached_property
    def _means(self) -> Means:
        """Made for the first run: to ask for the app's version takes a tenth of the room's first visit."""
        return Means(
            self._backends, setting_of(self._machine), EnergyMeter(), Hashes(self._tasks, self._memory)
        )

    def plan(
        self,
        document: Document,
        models: Mapping[str, Model],
        steps: Sequence[Step] | None = None,
        remembered: Remembered | None = None,
    ) -> Plan:
        """What a run would do and take; see Planner."""
        settings = self._settings.current
        usual = Usual(settings.context_length, settings.threads_of(self._machine.cores))
        return self._planner.plan(document, models, usual, steps, remembered)

    def remember(self, models: Iterable[Model]) -> Remembered:
        """What plans are made of, read on any thread."""
        return self._planner.remember(models)

    def run(
        self,
        comparison: Comparison,
        plan: Plan,
        listener: RunListener,
        resumed: StoredRun | None = None,
    ) -> Run:
        """A run that is to be started, and held until it is over."""
        return Run(self._means, self._answers, comparison.id, comparison.document, plan, listener, resumed)


def setting_of(machine: Machine) -> Setting:
    """This machine as answers remember it; its name is nobody's business."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return Setting(system, machine.processor, machine.cores, machine.memory_total, app_version())
