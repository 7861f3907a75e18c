"""The trial of the app: one at a time, begun by a press or gone on with at a start, and told of below."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.base.listeners import Listeners
from explorer.choose.decision import Decision
from explorer.choose.store import StoredDecision
from explorer.choose.trial.trial_means import TrialMeans
from explorer.choose.trial.trial_run import TrialRun
from explorer.choose.trial.trial_state import TrialAround, TrialDoing, TrialState
from explorer.choose.trial.trial_words import bar_words, work_short
from explorer.domain.errors import KnownError
from explorer.domain.places import Place, Room
from explorer.domain.words import Words
from explorer.kit.current_work import CurrentWork, WorkStatus
from explorer.kit.tasks import LatestTask
from explorer.local.download_queue.download import Download

_RETRY_MS = 60_000  # until the network is tried once more
_LOOK_MS = 400  # between two looks at how far it is


class Trials(QObject):
    """``changed``: something goes on, begins or ends. ``number``: of the decision under trial, 0 for none.
    ``told``: how far it is, read a moment ago; ``ended``: nothing more comes of one by itself. ``troubles``:
    what others could not go on for, by their decisions. ``watched``: the decision whose trial is before the
    person, 0 for none.
    """

    def __init__(self, means: TrialMeans, working: CurrentWork, fail: Callable[[KnownError], None]) -> None:
        super().__init__()
        self.means, self._working, self._fail = means, working, fail
        self._run: TrialRun | None = None
        self.changed, self.told = Listeners[None](), Listeners[TrialState]()
        self.ended = Listeners[StoredDecision]()
        self.troubles: dict[int, KnownError] = {}
        self._problems: dict[int, dict[str, KnownError]] = {}  # of what could not be fetched
        self.watched: Callable[[], int] = lambda: 0
        self._last: TrialRun | None = None
        self._leave = means.decisions.changed.add(self._forget_trouble)
        self._state = LatestTask(means.tasks)
        self._retry = QTimer(self, interval=_RETRY_MS)
        self._retry.timeout.connect(self._try_again)
        self._looks = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._looks.timeout.connect(self._look)
        self.state = TrialState()  # of the one under trial, as of a moment ago

    @property
    def number(self) -> int:
        return self._run.number if self._run is not None else 0

    @property
    def unfinished(self) -> tuple[str, ...]:
        """What is told before the app ends."""
        if self._run is None:
            return ()
        return (
            Words(
                "A trial of models runs: {work} · it goes on at the next start", work=work_short(self.state)
            ),
        )

    def around(self, number: int) -> TrialAround:
        """What there is for reading how far the trial of a decision is."""
        is_own = self._run is not None and self._run.number == number
        idle = TrialDoing(problems=dict(self._problems.get(number, {})))
        doing = self._run.doing if self._run is not None and is_own else idle
        return self.means.around(doing)

    def tells_of(self, item: Download) -> bool:
        """Whether the person sees what becomes of this download of its."""
        run = self._run or self._last
        return run is not None and self.watched() == run.number and run.brings(item)

    def start(self, number: int) -> None:
        """Begin the trial of a decision, or go on with it. Nothing while another one goes on."""
        if self._run is not None:
            return
        self.troubles.pop(number, None)
        problems = self._problems[number] = {}
        self._run = TrialRun(number, self.means, self._tell, self._end, problems)
        self.state = TrialState()
        self._retry.start()
        self._run.start()
        self._tell()

    def go_on(self) -> None:
        """With one that was cut off as the app ended."""
        if (stored := self.means.decisions.under_way()) is not None:
            self.start(stored.id)

    def try_again(self, candidate: str) -> None:
        """To fetch what could not be."""
        if self._run is not None:
            self._run.try_again(candidate)

    def stop(self) -> None:
        if self._run is not None:
            self._run.stop()

    def close(self) -> None:
        """It goes on at the next start."""
        self._leave()
        self._retry.stop()
        self._looks.stop()
        self._state.stop()
        if self._run is not None:
            self._run.close()
            self._run = None

    def _tell(self) -> None:
        if not self._looks.isActive():
            self._looks.start()
        self.changed.emit(None)

    def _end(self, error: KnownError | None) -> None:
        number, self._last, self._run = self.number, self._run, None
        self._retry.stop()
        self._state.stop()
        self._working.show(Room.CHOOSE, None)
        if error is not None:
            self.troubles[number] = error
            self._fail(error)
        self.changed.emit(None)
        stored = self.means.decisions.decision(number)
        is_ended = stored is not None and stored.decision.trial.ended_at and error is None
        if stored is not None and is_ended and self.watched() != number:
            self.ended.emit(stored)

    def _forget_trouble(self, changed: StoredDecision) -> None:
        """Something else is wanted now."""
        self.troubles.pop(changed.id, None)

    @Slot()
    def _try_again(self) -> None:
        if self._run is not None:
            self._run.retry()

    @Slot()
    def _look(self) -> None:
        """How far it is: once more, if that is being read already."""
        if self._state.is_running():
            self._looks.start()
            return
        decision = self._decision()
        if decision is not None:
            around = self.around(self.number)
            self._state.do(lambda: self.means.reader.state(decision, around), self._show, self._fail)

    def _decision(self) -> Decision | None:
        stored = self.means.decisions.decision(self.number) if self._run is not None else None
        return stored.decision if stored is not None else None

    def _show(self, state: TrialState) -> None:
        if self._run is None:
            return
        self.state = state
        self.told.emit(state)
        place = Place(Room.CHOOSE, decision_id=self.number, choosing="trial")
        self._working.show(Room.CHOOSE, WorkStatus(bar_words(state), work_short(state), place))
