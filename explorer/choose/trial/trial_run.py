"""Runs the trial of one decision: what is missing is fetched, and each model is asked once it is here.

Downloads go through the queue of the app, the smallest first; asking goes through the runs of the app, one at
a time. Whatever fails is told of its candidate, and never stops the others. All that counts is stored: a
trial that was cut off goes on with what is missing. Everything here happens on the screen thread.
"""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.proposing.kept import model_of, with_references
from explorer.choose.store import StoredDecision
from explorer.choose.trial.changes import begun, trial_change, with_runs
from explorer.choose.trial.fetching import TrialFetching
from explorer.choose.trial.found_here import can_come, to_fetch
from explorer.choose.trial.trial_means import TrialMeans
from explorer.choose.trial.trial_state import TrialDoing, TrialStage, TrialState
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model, Whereabouts
from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.run.run_words import own_doing_text
from explorer.evaluate.set_store import now_text
from explorer.evaluate.store import EvalRun
from explorer.kit.tasks import Task
from explorer.local.download_queue.download import Download, DownloadState
from explorer.local.models.included import unseen_terms


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
        self._fetching = TrialFetching(means, problems, self._change, self.look)
        self._asked: set[str] = set()  # references: what fails is asked again by a press alone
        self._held: set[str] = set()  # those that are not asked as things are
        self._whole: set[str] = set()  # ids of those that answered everything: never fetched again
        self._tried: object = None
        self._planning: Task | None = None
        self._is_ready = self._is_looking = self._is_due = self._is_over = False
        self._has_run = False
        self._begun: Sequence[EvalRun] = ()
        runs, downloads = means.runs, means.downloads
        self._leaves = [
            downloads.changed.add(self._follow_download),
            downloads.finished.add(lambda item: self._fetching.note_arrival(item, self._kept())),
            means.catalog.changed.add(self._follow_catalog),
            means.core.settings.changed.add(self._follow_settings),
            runs.busy_changed.add(self._follow_runs),
            runs.told.add(self._tell_runs),
            means.decisions.changed.add(self._follow_decision),
        ]

    @property
    def doing(self) -> TrialDoing:
        """What goes on just now."""
        if self._is_over:
            return TrialDoing(problems=dict(self._fetching.problems))
        live = self._means.runs.live
        if live is None or not self._has_run or live.leg is None:
            return TrialDoing(is_running=True, waits=self._waits, problems=dict(self._fetching.problems))
        covered = [leg.reference for leg in live.plan.running]
        return TrialDoing(
            is_running=True,
            asked=live.leg.reference,
            work=own_doing_text(live),
            left=live.left.seconds,
            covered=covered,
            problems=dict(self._fetching.problems),
        )

    @property
    def _waits(self) -> Words:
        if self._means.runs.is_busy and not self._has_run:
            if self._means.runs.room is Room.CHOOSE:  # it was stopped just now
                return Words("Waits until the last answers are kept.")
            return Words("Waits until the run in Evaluate has ended.")
        if self._means.core.settings.is_offline() and self._fetching.is_active:
            return Words("Waits for the network: offline mode is on.")
        return Words("")

    def start(self) -> None:
        """Go on with it. What failed or was paused is tried again."""
        decision = self._decision()
        if decision is None:
            self._end(None, is_done=False)
            return
        self._fetching.resume([one for one in decision.kept if one.id not in decision.trial.later])
        self._means.tasks.do(partial(self._prepare, decision), self._begin, self._fail)

    def _prepare(self, decision: Decision) -> tuple[int, Collection[str]]:
        """On another thread: what is asked. Raises KnownError."""
        reader = self._means.reader
        state = reader.state(decision, self._means.around(TrialDoing()))
        return reader.counts.set_to_ask(decision), _asked_of(state)

    def _begin(self, prepared: tuple[int, Collection[str]]) -> None:
        """``prepared``: number of the set, and the ids of those that answered everything."""
        eval_set, whole = prepared
        if not self._is_over:
            self._change(partial(begun, eval_set))
            self._whole.update(whole)
            self._is_ready = True
            self.look()

    def stop(self) -> None:
        """By the person. What came so far is kept."""
        self.close()
        self._change(trial_change(is_stopped=True))
        self._fetching.pause()
        if self._has_run:
            self._means.runs.stop()
        self._over(None)

    def close(self) -> None:
        """Tell nothing any more; it goes on later."""
        self._is_over = True
        for leave in self._leaves:
            leave()
        self._fetching.stop()
        if self._planning is not None:
            self._planning.stop()

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
        self._fetching.problems.pop(candidate, None)
        self.look()

    def brings(self, item: Download) -> bool:
        return self._fetching.brings(item)

    def retry(self) -> None:
        """What the network kept from being asked of the Hub."""
        if self._fetching.retry():
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
        self._change(partial(with_references, self._means.models))
        absent = [one for one in decision.kept if found[one.id] is None and can_come(one)]
        left = [one for one in absent if one.id not in self._whole and one.reference not in self._asked]
        wanted = to_fetch(decision, left)
        self._fetching.fetch(wanted)
        self._ask([one for one in found.values() if one is not None])
        if not self._goes_on(wanted):
            self._end(None, is_done=True)
        else:
            self._told()

    def _decision(self) -> Decision | None:
        listed = (one for one in self._means.decisions.listed() if one.id == self.number)
        return next((one.decision for one in listed), None)

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
        self._whole.update(_asked_of(state))
        here = (one.model for one in state.candidates if one.stage is TrialStage.HERE or one.failed)
        seen = self._means.core.settings.current.terms_seen
        ready = {one.id for one in here if one is not None and not _has_terms(one, seen)}
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
                self._begun, self._has_run = (), True
                self._means.runs.start(plan, Room.CHOOSE, self._note_runs)
                self._told()
                return
        self.look()

    def _goes_on(self, wanted: Sequence[KeptCandidate]) -> bool:
        """Whether something comes without the person; a run of others is waited for."""
        if self._planning is not None or self._means.runs.is_busy or self._fetching.comes(wanted):
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
        self._fetching.note_version(item)
        if item.state is DownloadState.RUNNING and item.received:
            self._told()  # how far it is changes nothing else
        else:
            self.look()

    def _follow_catalog(self, _models: object) -> None:
        kept = self._kept()
        here = [one.id for one in kept if model_of(one, self._means.models) is not None]
        self._fetching.note_disk(kept, here)
        self._held.clear()
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

    def _note_runs(self, runs: Sequence[EvalRun]) -> None:
        """On another thread: which are of this trial, as they are begun."""
        self._means.decisions.write(self.number, partial(with_runs, [run.id for run in runs]))

    def _tell_runs(self, _told: None) -> None:
        live = self._means.runs.live
        if live is None or not self._has_run:
            return
        if live.runs and live.runs is not self._begun:
            self._begun = live.runs
            decisions = self._means.decisions
            if (stored := decisions.decision(self.number)) is not None:
                decisions.changed.emit(stored)
        self._told()

    def _follow_decision(self, changed: StoredDecision) -> None:
        if changed.id == self.number:
            self.look()

    def _note_tried(self, decision: Decision) -> None:
        """If something else is tried now, all are asked that."""
        trial = decision.trial
        tried = trial.eval_set, trial.is_without_set, trial.packs, trial.is_quick
        if tried != self._tried:
            if self._tried is not None:
                self._whole.clear()
            self._tried = tried
            self._asked.clear()
            self._held.clear()

    def _follow_settings(self, _settings: object) -> None:
        """Terms were accepted, or the network is there again."""
        self._held.clear()
        if not self._means.core.settings.is_offline():
            self._fetching.retry()
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


def _asked_of(state: TrialState) -> Collection[str]:
    """Ids of those that answered everything."""
    return {one.kept.id for one in state.candidates if one.is_asked}


def _has_terms(model: Model, seen: Collection[str]) -> bool:
    """That must be seen first."""
    return isinstance(model, LocalModel) and unseen_terms(model, seen) is not None
