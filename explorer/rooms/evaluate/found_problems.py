"""What is wrong with the open set: looked for beside the window, a moment after it changed."""

from collections.abc import Sequence
from functools import partial

from explorer.base.listeners import Listeners
from explorer.domain.model import Model
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.run.embedding import helpers_here
from explorer.evaluate.set_problems import HelpersHere, SetProblem, set_problems
from explorer.kit.tasks import LatestTask
from explorer.rooms.evaluate.set_keeper import Later
from explorer.rooms.room_services import RoomServices


class FoundProblems:
    """``found``: of the set; ``here``: who can be asked about answers, everybody until that is known.
    ``changed``: another set, or other problems of it.
    """

    def __init__(self, services: RoomServices, later: Later) -> None:
        self._services, self._later, self._looking = services, later, LatestTask(services.tasks)
        self.found: tuple[SetProblem, ...] = ()
        self.here = HelpersHere([one.id for one in self._models()], can_embed=True)
        self.changed = Listeners[None]()
        self._document: EvalSet | None = None
        self._is_due = False
        self._leave = services.catalog.changed.add(lambda _models: self.look(self._document))

    def look(self, document: EvalSet | None) -> None:
        self._document = document
        if not self._is_due:
            self._is_due = True
            self._later(self._look)

    def close(self) -> None:
        self._leave()
        self._looking.stop()

    def _models(self) -> Sequence[Model]:
        return (*self._services.catalog.models, *self._services.catalog.others)

    def _look(self) -> None:
        self._is_due = False
        if self._document is None:
            self._take((self.here, ()))
            return
        work = partial(_looked, self._document, self._models(), self._services)
        self._looking.do(work, self._take, self._services.messages.fail)

    def _take(self, told: tuple[HelpersHere, tuple[SetProblem, ...]]) -> None:
        if told != (self.here, self.found):
            self.here, self.found = told
            self.changed.emit(None)


def _looked(
    document: EvalSet, models: Sequence[Model], services: RoomServices
) -> tuple[HelpersHere, tuple[SetProblem, ...]]:
    """On another thread."""
    here = helpers_here(models, services.core)
    return here, set_problems(document, here)
