"""Runs the trial of one decision: what is missing is fetched, and each model is asked once it is here.

Downloads go through the queue of the app, the smallest first; asking goes through the runs of the app, one at
a time. Whatever fails is told of its candidate, and never stops the others. All that counts is stored: a
trial that was cut off goes on with what is missing. Everything here happens on the screen thread.
"""

from collections.abc import Callable, Sequence
from functools import partial

from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.proposing.kept import model_of, with_references
from explorer.choose.store import StoredDecision
from explorer.choose.trial.asking import TrialAsking
from explorer.choose.trial.changes import begun, trial_change
from explorer.choose.trial.fetching import TrialFetching
from explorer.choose.trial.found_here import can_come, to_fetch
from explorer.choose.trial.trial_means import TrialMeans
from explorer.choose.trial.trial_state import TrialDoing
from explorer.domain.errors import KnownError
from explorer.domain.model import Model
from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.evaluate.run.run_words import own_doing_text
from explorer.evaluate.set_store import now_text
from explorer.local.download_queue.download import Download, DownloadState


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
        self._asking = TrialAsking(number, means, self.look, told, self._fail)
        self._is_ready = self._is_looking = self._is_due = self._is_over = False
        runs, downloads = means.runs, means.downloads
        self._leaves = [
            downloads.changed.add(self._follow_download),
            downloads.finished.add(lambda item: self._fetching.note_arrival(item, self._kept())),
            means.catalog.changed.add(self._follow_catalog),
            means.core.settings.changed.add(self._follow_settings),
            runs.busy_changed.add(self._follow_runs),
            runs.told.add(self._asking.follow),
            means.decisions.changed.add(self._follow_decision),
        ]

    @property
    def doing(self) -> TrialDoing:
        """What goes on just now."""
        problems = dict(self._fetching.problems)
        if self._is_over:
            return TrialDoing(problems=problems)
        live = self._asking.live
        if live is None or live.leg is None:
            return TrialDoing(is_running=True, waits=self._waits, problems=problems)
        return TrialDoing(
            is_running=True,
            asked=live.leg.reference,
            work=own_doing_text(live),
            left=live.left.seconds,
            covered=[leg.reference for leg in live.plan.running],
            problems=problems,
        )

    @property
    def _waits(self) -> Words:
        if self._means.runs.is_busy and not self._asking.has_run:
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

    def _prepare(self, decision: Decision) -> int:
        """On another thread: the number of the set that is asked. Raises KnownError."""
        reader = self._means.reader
        self._asking.note_asked(reader.state(decision, self._means.around(TrialDoing())))
        return reader.counts.set_to_ask(decision)

    def _begin(self, eval_set: int) -> None:
        if not self._is_over:
            self._change(partial(begun, eval_set))
            self._is_ready = True
            self.look()

    def stop(self) -> None:
        """By the person. What came so far is kept."""
        self.close()
        self._change(trial_change(is_stopped=True))
        self._fetching.pause()
        if self._asking.has_run:
            self._means.runs.stop()
        self._over(None)

    def close(self) -> None:
        """Tell nothing any more; it goes on later."""
        self._is_over = True
        for leave in self._leaves:
            leave()
        self._fetching.stop()
        self._asking.stop()

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
        self._asking.note_tried(decision.trial)
        self._change(partial(with_references, self._means.models))
        absent = [one for one in decision.kept if self._model_of(one) is None and can_come(one)]
        wanted = to_fetch(decision, [one for one in absent if not self._asking.is_done_with(one)])
        self._fetching.fetch(wanted)
        if (decision := self._decision()) is not None:
            self._asking.ask(decision, self._here())
        if not self._goes_on(wanted):
            self._end(None, is_done=True)
        else:
            self._told()

    def _decision(self) -> Decision | None:
        stored = self._means.decisions.decision(self.number)
        return stored.decision if stored is not None else None

    def _goes_on(self, wanted: Sequence[KeptCandidate]) -> bool:
        """Whether something comes without the person; a run of others is waited for."""
        runs, here = self._means.runs, self._here()
        return runs.is_busy or self._fetching.comes(wanted) or self._asking.comes(here)

    def _model_of(self, kept: KeptCandidate) -> Model | None:
        return model_of(kept, self._means.models)

    def _here(self) -> list[Model]:
        """The models of those that are."""
        return [model for one in self._kept() if (model := self._model_of(one)) is not None]

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
        here = [one.id for one in kept if self._model_of(one) is not None]
        self._fetching.note_disk(kept, here)
        self._asking.note_change()
        self.look()

    def _follow_runs(self, is_busy: bool) -> None:  # noqa: FBT001  a listener
        runs = self._means.runs
        if is_busy or self._is_over:
            return
        was_own = self._asking.end_run()
        if was_own and runs.was_stopped:
            self.stop()
        elif was_own and runs.trouble is not None:
            self._end(runs.trouble, is_done=False)
        else:
            self.look()

    def _follow_decision(self, changed: StoredDecision) -> None:
        if changed.id == self.number:
            self.look()

    def _follow_settings(self, _settings: object) -> None:
        """Terms were accepted, or the network is there again."""
        self._asking.note_change()
        if not self._means.core.settings.is_offline():
            self._fetching.retry()
        self.look()

    def _change(self, change: Callable[[Decision], Decision]) -> None:
        self._means.decisions.update(self.number, change)

    def _fail(self, error: KnownError) -> None:
        self._end(error, is_done=False)

    def _end(self, error: KnownError | None, *, is_done: bool) -> None:
        if self._is_over:
            return
        self.close()
        if is_done:
            self._change(trial_change(ended_at=now_text()))
        self._over(error)
