"""What trials work with, in the window and in ``omx``."""

from dataclasses import dataclass

from explorer.choose.store import DecisionStore
from explorer.choose.trial.trial_reading import TrialReader
from explorer.choose.trial.trial_state import TrialAround, TrialDoing
from explorer.domain.model import Model
from explorer.evaluate.run.run_session import EvalRunSession
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Downloads
from explorer.local.models.catalog import Catalog
from explorer.services import Core


@dataclass(frozen=True)
class TrialMeans:
    """Built once."""

    core: Core
    tasks: Tasks
    catalog: Catalog
    downloads: Downloads
    decisions: DecisionStore
    runs: EvalRunSession
    reader: TrialReader

    @property
    def models(self) -> tuple[Model, ...]:
        """All here, those that do not write too, and those at endpoints."""
        return (*self.catalog.models, *self.catalog.others)

    def around(self, doing: TrialDoing) -> TrialAround:
        seen = self.core.settings.current.terms_seen
        return TrialAround(self.models, self.downloads.items, seen, doing)
