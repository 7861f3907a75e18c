"""The tests of a trial, seen and written in Evaluate: what is opened there is what will be asked."""

from collections.abc import Callable
from functools import partial

from explorer.choose.trial.changes import trial_change
from explorer.domain.errors import KnownError
from explorer.domain.places import Place, Room
from explorer.evaluate.eval_set import EvalSet, blank_case
from explorer.kit.language import tr
from explorer.rooms.choose.session import ChooseSession


class OwnTests:
    """Of the open decision."""

    def __init__(self, session: ChooseSession) -> None:
        self._session, self._services = session, session.services
        self._counts = session.services.trials.means.reader.counts

    def look(self) -> None:
        """The chosen ones; those to begin with are the person's own then."""
        stored = self._session.stored
        if stored is None:
            return
        if stored.decision.trial.eval_set:
            self._open(stored.decision.trial.eval_set)
        else:
            starting = self._counts.starting(stored.decision.need.purposes)
            self._choose(partial(starting.keep, self._counts.store))

    def write(self) -> None:
        """New ones, with one that is still empty."""
        document = EvalSet(cases=(blank_case(),))
        self._choose(lambda: self._counts.store.add_set(tr("New tests"), document).id)

    def _choose(self, add: Callable[[], int]) -> None:
        try:
            number = add()
        except KnownError as error:
            self._services.messages.fail(error)
            return
        self._session.change(trial_change(eval_set=number, is_without_set=False))
        self._open(number)

    def _open(self, number: int) -> None:
        self._services.go(Place(Room.EVALUATE, eval_set_id=number))
