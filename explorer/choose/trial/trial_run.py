"""Runs the trial of one decision: what is missing is fetched, and each model is asked once it is here.

Downloads go through the queue of the app, the smallest first; asking goes through the runs of the app, one at
a time. Whatever fails is told of its candidate, and never stops the others. All that counts is stored: a
trial that was cut off goes on with what is missing. Everything here happens on the screen thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.proposing.kept import model_of
from explorer.choose.store import DecisionStore, StoredDecision
from explorer.choose.trial.changes import (
    begun,
    of_version,
    put_off,
    trial_change,
    with_references,
    with_runs,
)
from explorer.choose.trial.found_here import (
    brings,
    can_come,
    download_of,
    ordered,
    to_fetch,
)
from explorer.choose.trial.trial_reading import TrialReader
from explorer.choose.trial.trial_state import TrialAround, TrialDoing, TrialStage
from explorer.domain.errors import KnownError, NotFoundError, OfflineError
from explorer.domain.model import Model, Whereabouts
from explorer.domain.places import Room
from explorer.domain.repo import Repo
from explorer.domain.words import Words
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.run.run_session import EvalRunSession
from explorer.evaluate.run.run_words import doing_text
from explorer.evaluate.set_store import now_text
from explorer.hub.errors import BusyError
from explorer.kit.tasks import Task, Tasks
from explorer.local.download_queue.download import Download, DownloadState
from explorer.local.download_queue.download_order import DownloadOrder
from explorer.local.download_queue.downloads import Downloads
from explorer.local.models.catalog import Catalog
from explorer.services import Core


@dataclass(frozen=True)
class TrialMeans:
    """What trials work with, in the window and in ``omx``."""

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


class TrialRun:
    """``told``: something else goes on; ``over``: nothing more comes, with what it could not go on for."""

    def __init__(
        self,
        number: int,
        means: TrialMeans,
        told: Callable[[], object],
        over: Callable[[KnownError | None], object],
        problems: dict[str, KnownError],
    ) -> None:
        """``problems``: is told why candidates could not be fetched, by their ids."""
        self.number, self._means = number, means
        self._told, self._over = told, over
        self._problems = problems
        self._brought: dict[str, int] = {}  # numbers of downloads, by candidates
        self._arrived: set[str] = set()  # that are looked for on the disk now
        self._asked: set[str] = set()  # references: what fails is asked again by a press alone
        self._held: set[str] = set()  # those that are not asked as things are
        self._tried: object = None
        self._opening: Task | None = None
        self._planning: Task | None = None
        self._is_ready = self._is_looking = self._is_due = self._is_over = False
        self._has_run = False
        self._noted: Sequence[object] = ()
        runs, downloads = means.runs, means.downloads
        self._leaves = [
            downloads.changed.add(self._follow_download),
            downloads.finished.add(self._note_arrival),
            means.catalog.changed.add(self._follow_catalog),
            means.core.settings.changed.add(self._retry),
            runs.busy_changed.add(self._follow_runs),
            runs.told.add(self._note_runs),
            means.decisions.changed.add(self._follow_decision),
        ]

    @property
    def doing(self) -> TrialDoing:
        """What goes on just now."""
        if self._is_over:
            return TrialDoing(problems=dict(self._problems))
        live = self._means.runs.live
        if live is None or not self._has_run or live.leg is None:
            return TrialDoing(is_running=True, waits=self._waits, problems=dict(self._problems))
        covered = [leg.reference for leg in live.plan.running]
        return TrialDoing(
            is_running=True,
            asked=live.leg.reference,
            work=doing_text(live),
            left=live.left.seconds,
            covered=covered,
            problems=dict(self._problems),
        )

    @property
    def _waits(self) -> Words:
        if self._means.runs.is_busy and not self._has_run:
            return Words("Waits until the run in Evaluate has ended.")
        if self._means.core.settings.is_offline() and self._is_fetching:
            return Words("Waits for the network: offline mode is on.")
        return Words("")

    @property
    def _is_fetching(self) -> bool:
        return self._opening is not None or any(one.is_active for one in self._means.downloads.items)

    def start(self) -> None:
        """Go on with it. What failed or was paused is tried again."""
        decision = self._decision()
        if decision is None:
            return
        for kept in decision.kept:
            item = download_of(kept, self._means.downloads.items)
            if item is not None and kept.id not in decision.trial.later:
                self._means.downloads.resume(item.id)
        self._means.tasks.do(partial(self._prepare, decision), self._begin, self._fail)

    def _prepare(self, decision: Decision) -> int:
        """On another thread: the number of the set; the starting one becomes one of the person's own. Raises
        NotFoundError where it is in the bin, KnownError if nothing is asked.
        """
        trial, reader = decision.trial, self._means.reader
        tried = reader.tried(decision)
        if tried.missing_set:
            raise NotFoundError(Words("The tests that were chosen are gone."), Words("Choose others."))
        if not tried.assignments:
            raise KnownError(Words("Nothing is asked in this trial."), Words("Choose tests, or a pack."))
        starting = None if trial.eval_set or trial.is_without_set else reader.starting(decision)
        if starting is None:
            return trial.eval_set
        return reader.store.add_set(starting.title, starting.document).id

    def _begin(self, eval_set: int) -> None:
        if not self._is_over:
            self._change(partial(begun, eval_set))
            self._is_ready = True
            self.look()

    def stop(self) -> None:
        """By the person. What came so far is kept."""
        self.close()
        self._change(trial_change(is_stopped=True))
        downloads = self._means.downloads
        for number in self._brought.values():
            if any(one.id == number and one.is_active for one in downloads.items):
                downloads.pause(number)
        if self._has_run:
            self._means.runs.stop()
        self._over(None)

    def close(self) -> None:
        """Tell nothing any more; it goes on later."""
        self._is_over = True
        for leave in self._leaves:
            leave()
        for task in (self._opening, self._planning):
            if task is not None:
                task.stop()

    def look(self, _change: object = None) -> None:
        """Do what can be done now. Called while it does so, it looks once more after that."""
        if self._is_looking:
            self._is_due = True
            return
        self._is_looking = True
        try:
            while not self._is_over:
                self._is_due = False
                self._look_once()
                if not self._is_due:
                    break
        finally:
            self._is_looking = False

    def try_again(self, candidate: str) -> None:
        """To fetch what could not be."""
        self._problems.pop(candidate, None)
        self.look()

    def retry(self) -> None:
        """What the network kept from being asked of the Hub."""
        for_now = [key for key, one in self._problems.items() if isinstance(one, (OfflineError, BusyError))]
        for key in for_now:
            del self._problems[key]
        if for_now:
            self.look()

    def _look_once(self) -> None:
        decision = self._decision()
        if decision is None:  # deleted meanwhile
            self._end(None, is_done=False)
            return
        if not (self._is_ready and self._means.catalog.is_ready):
            return
        self._note_tried(decision)
        found = {one.id: model_of(one, self._means.models) for one in decision.kept}
        self._adopt(decision, found)
        absent = [one for one in decision.kept if found[one.id] is None and can_come(one)]
        wanted = to_fetch(decision, absent)
        self._fetch(wanted)
        self._ask([one for one in found.values() if one is not None])
        if not self._goes_on(wanted):
            self._end(None, is_done=True)
        else:
            self._told()

    def _decision(self) -> Decision | None:
        listed = (one for one in self._means.decisions.listed() if one.id == self.number)
        return next((one.decision for one in listed), None)

    def _adopt(self, decision: Decision, found: dict[str, Model | None]) -> None:
        """The reference of what is here now."""
        here = {key: model.id for key, model in found.items() if model is not None}
        if any(here.get(one.id, one.reference) != one.reference for one in decision.kept):
            self._change(partial(with_references, here))
        self._arrived.difference_update(here)

    def _fetch(self, wanted: Sequence[KeptCandidate]) -> None:
        """One after the other is put into the queue."""
        items = self._means.downloads.items
        for kept in wanted:
            item = download_of(kept, items)
            if item is not None:
                self._brought[kept.id] = item.id
            elif kept.id in self._brought and kept.id not in self._arrived:  # given up by the person
                del self._brought[kept.id]
                self._change(partial(put_off, kept.id))
            elif kept.id not in self._arrived and kept.id not in self._problems and self._opening is None:
                work = partial(ordered, self._means.core.hub, kept)
                fail = partial(self._fail_to_open, kept.id)
                take = partial(self._bring, kept)
                self._opening = self._means.tasks.do(work, take, fail, network=True)

    def _bring(self, kept: KeptCandidate, found: tuple[Repo, DownloadOrder]) -> None:
        self._opening = None
        if not self._is_over:
            self._brought[kept.id] = self._means.downloads.bring(*found).id
            self.look()

    def _fail_to_open(self, candidate: str, error: KnownError) -> None:
        self._opening = None
        self._problems[candidate] = error
        self.look()

    def _ask(self, models: Sequence[Model]) -> None:
        """Those that are here and were not asked yet, all in one run."""
        if self._means.runs.is_busy or self._planning is not None:
            return
        done = self._asked | self._held
        fresh = [one for one in models if one.id not in done and not self._waits_for_network(one)]
        if not fresh:
            return
        decision = self._decision()
        assert decision is not None  # noqa: S101  looked at just now
        work = partial(self._plan, decision, fresh)
        self._planning = self._means.tasks.do(work, self._take_plan, self._fail)

    def _waits_for_network(self, model: Model) -> bool:
        return model.where is Whereabouts.AWAY and self._means.core.settings.is_offline()

    def _plan(self, decision: Decision, models: Sequence[Model]) -> tuple[EvalPlan | None, Sequence[str]]:
        """On another thread. With the references of those that need no run now."""
        reader = self._means.reader
        state = reader.state(decision, self._means.around(TrialDoing()))
        here = (one.model for one in state.candidates if one.stage is TrialStage.HERE or one.failed)
        ready = {one.id for one in here if one is not None}
        asked = [one for one in models if one.id in ready]
        rest = [one.id for one in models if one.id not in ready]
        return (reader.plan(decision, asked) if asked else None), rest

    def _take_plan(self, planned: tuple[EvalPlan | None, Sequence[str]]) -> None:
        self._planning = None
        plan, rest = planned
        self._held.update(rest)
        if self._is_over or self._means.runs.is_busy:
            return
        if plan is not None:
            self._asked.update(leg.reference for leg in plan.legs)
            if any(leg.count for leg in plan.legs):
                self._noted, self._has_run = (), True
                self._means.runs.start(plan, Room.CHOOSE)
                self._told()
                return
        self.look()

    def _goes_on(self, wanted: Sequence[KeptCandidate]) -> bool:
        """Whether something comes without the person."""
        runs, items = self._means.runs, self._means.downloads.items
        if self._planning is not None or self._opening is not None or self._arrived:
            return True
        if runs.is_busy:  # its own, or one that it waits for
            return True
        downloads = [download_of(one, items) for one in wanted]
        if any(one is not None and one.is_active for one in downloads):
            return True
        waiting = [self._problems.get(one.id) for one in wanted]
        if any(isinstance(one, (OfflineError, BusyError)) for one in waiting):
            return True
        here = [model_of(one, self._means.models) for one in self._kept()]
        return any(
            one is not None and self._waits_for_network(one) and one.id not in self._asked for one in here
        )

    def _kept(self) -> tuple[KeptCandidate, ...]:
        decision = self._decision()
        return decision.kept if decision is not None else ()

    def _follow_download(self, item: Download) -> None:
        if item.state is DownloadState.DONE:  # whether it came, or was given up, is told a moment later
            self._means.tasks.do(lambda: None, self.look, self._fail)
            return
        if item.id in self._brought.values():
            self._note_version(item)
        if item.state is DownloadState.RUNNING and item.received:
            self._told()  # how far it is changes nothing else
        else:
            self.look()

    def _note_version(self, item: Download) -> None:
        """It may be another one than was kept, if the person wished that."""
        for kept in self._kept():
            if self._brought.get(kept.id) == item.id:
                self._change(partial(of_version, kept.id, item.order))

    def _note_arrival(self, item: Download) -> None:
        """Told before the disk was looked at."""
        for kept in self._kept():
            if brings(item.order, kept):
                self._arrived.add(kept.id)
                self._brought.pop(kept.id, None)

    def _follow_catalog(self, _models: object) -> None:
        arrived = set(self._arrived)
        self._held.clear()
        self.look()
        for kept in self._kept():
            if kept.id in arrived and kept.id in self._arrived and not self._is_over:
                self._arrived.discard(kept.id)
                what = Words("{file} was fetched, and is not found among the models.", file=kept.file)
                self._problems[kept.id] = KnownError(what, Words("Look for it in the Library."))
                self.look()

    def _follow_runs(self, is_busy: bool) -> None:  # noqa: FBT001  a listener
        runs = self._means.runs
        if is_busy or self._is_over:
            return
        was_own, self._has_run = self._has_run, False
        if was_own and runs.was_stopped:
            self.stop()
        elif was_own and runs.trouble is not None:
            self._end(runs.trouble, is_done=False)
        else:
            self.look()

    def _note_runs(self, _told: None) -> None:
        """Which runs are of this trial, before the first answer is kept."""
        runs = self._means.runs
        if runs.live is None or not self._has_run:
            return
        if runs.live.runs and runs.live.runs is not self._noted:
            self._noted = runs.live.runs
            numbers = [run.id for run in runs.live.runs]
            self._change(partial(with_runs, numbers))
        self._told()

    def _follow_decision(self, changed: StoredDecision) -> None:
        if changed.id == self.number:
            self.look()

    def _note_tried(self, decision: Decision) -> None:
        """If something else is tried now, all are asked that."""
        trial = decision.trial
        tried = trial.eval_set, trial.is_without_set, trial.packs, trial.is_quick
        if tried != self._tried:
            self._tried = tried
            self._asked.clear()
            self._held.clear()

    def _retry(self, _settings: object) -> None:
        """Terms were accepted, or the network is there again."""
        self._held.clear()
        if not self._means.core.settings.is_offline():
            self.retry()
        self.look()

    def _change(self, change: Callable[[Decision], Decision]) -> None:
        self._means.decisions.update(self.number, change)

    def _fail(self, error: KnownError) -> None:
        self._planning = None
        self._end(error, is_done=False)

    def _end(self, error: KnownError | None, *, is_done: bool) -> None:
        if self._is_over:
            return
        self.close()
        if is_done:
            self._change(trial_change(ended_at=now_text()))
        self._over(error)
