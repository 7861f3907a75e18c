"""What is wrong with the open set: looked for beside the window, a moment after it changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.base.listeners import Listeners
from explorer.domain.model import Model
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.run.embedding import helpers_here
from explorer.evaluate.set_problems import HelpersHere, SetProblem, set_problems
from explorer.evaluate.set_subject import enough_words
from explorer.kit.tasks import LatestTask
from explorer.rooms.evaluate.set_keeper import Later
from explorer.rooms.room_services import RoomServices


@dataclass(frozen=True)
class LookedAt:
    """``here``: who can be asked about answers; ``found``: of the set; ``enough``: what its tests are enough
    for, "" of none.
    """

    here: HelpersHere
    found: tuple[SetProblem, ...] = ()
    enough: str = ""


class FoundProblems:
    """``told``: of the open set; until it was looked at, that everybody is here. ``changed``: it is new."""

    def __init__(self, services: RoomServices, later: Later) -> None:
        self._services, self._later, self._looking = services, later, LatestTask(services.tasks)
        self.told = LookedAt(HelpersHere([one.id for one in self._models()], can_embed=True))
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
        document, models, core = self._document, self._models(), self._services.core

        def work() -> LookedAt:
            here = helpers_here(models, core)
            if document is None:
                return LookedAt(here)
            return LookedAt(here, set_problems(document, here), enough_words(document.cases))

        self._looking.do(work, self._take, self._services.messages.fail)

    def _take(self, told: LookedAt) -> None:
        if told != self.told:
            self.told = told
            self.changed.emit(None)
