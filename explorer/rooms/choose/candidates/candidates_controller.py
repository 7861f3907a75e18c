"""Looks for candidates while the questions are answered: after a short pause, the newest answers alone."""

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial

import msgspec
from PySide6.QtCore import QObject, QTimer, Slot

from explorer.base.listeners import Listeners
from explorer.choose.candidate import Candidate, Proposal
from explorer.choose.decision import KeptCandidate
from explorer.choose.need import Need
from explorer.choose.proposing.kept import with_references
from explorer.choose.proposing.proposer import CARDS_READ, Proposer
from explorer.choose.store import StoredDecision
from explorer.choose.trial.trial_state import TrialState
from explorer.choose.trial.trial_words import forecast_words
from explorer.domain.errors import KnownError
from explorer.domain.model import Model
from explorer.kit.tasks import LatestTask, TaskContext
from explorer.rooms.choose.candidates.shown_candidates import ShownCandidate
from explorer.rooms.choose.session import ChooseSession
from explorer.transparency.source_texts import SourceTexts

_PAUSE_MS = 350  # after an answer: the next one often follows at once


@dataclass(frozen=True)
class CandidatesState:
    """``is_first``: this is the first of a search, so that everything may be arranged anew. ``error``: of a
    search that failed as a whole.
    """

    proposal: Proposal = field(default_factory=Proposal)
    is_searching: bool = True
    is_first: bool = False
    error: KnownError | None = None


class CandidatesSearch(QObject):
    """``changed`` tells of each step. ``shelf_of`` gives the texts of a card that was read."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self._session, services = session, session.services
        self._proposer = Proposer(services.core, self._models)
        self._task = LatestTask(services.tasks)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._need: Need | None = None
        self._is_first = True
        self._known: tuple[str, ...] = ()
        self._wanted: frozenset[str] = frozenset()
        self.state = CandidatesState()
        self.changed = Listeners[CandidatesState]()
        self._leave = (
            services.catalog.changed.add(self._models_changed),
            services.core.settings.changed.add(self._settings_changed),
        )
        self._asked = self._asked_of

    @property
    def models(self) -> tuple[Model, ...]:
        return tuple(self._models())

    def shelf_of(self, candidate: Candidate) -> SourceTexts | None:
        return self._proposer.shelf_of(candidate)

    def look(self, *, anew: bool = False) -> None:
        """By the answers as they are; nothing happens where they mean the same as before. ``anew``: what is
        shown is of no use meanwhile.
        """
        stored = self._session.stored
        if stored is None:
            return
        need = msgspec.structs.replace(stored.decision.need, words="")
        if need == self._need:
            return
        self._need, self._is_first = need, True
        self._task.stop()
        before = Proposal() if anew else self.state.proposal
        self._set(CandidatesState(before))
        self._pause.start(0 if anew else _PAUSE_MS)

    def want(self, shown: Iterable[ShownCandidate]) -> None:
        """Their cards are read, too: before anything was answered only of what is kept."""
        is_asked = self._need != Need()
        self._wanted = frozenset(one.key for one in shown if is_asked or one.kept is not None)
        need, state = self._need, self.state
        if need is None or state.is_searching or not self._proposer.lacks(state.proposal, self._wanted):
            return
        self._set(replace(state, is_searching=True))

        def work(context: TaskContext[Proposal]) -> Proposal:
            return self._proposer.read_more(need, context.report, context.stopped, lambda: self._wanted)

        self._task.run(work, self._take, self._fail, self._take, network=True)

    def again(self) -> None:
        """Asked anew, whatever was read before."""
        self._proposer.forget()
        self._need = None
        if self._session.page.kind == "need":
            self.look(anew=True)

    def follow(self) -> None:
        """What is kept finds its file once that was downloaded."""
        self._session.change(partial(with_references, self.models))

    def close(self) -> None:
        for leave in self._leave:
            leave()
        self._pause.stop()
        self._task.stop()

    @Slot()
    def _search(self) -> None:
        need, proposer = self._need, self._proposer
        if need is None:
            return

        def work(context: TaskContext[Proposal]) -> Proposal:
            importlib.import_module("explorer.choose.trial.trials_controller")  # for the first tick: slow
            cards = CARDS_READ if need != Need() else 0  # nothing was answered yet
            return proposer.propose(need, context.report, context.stopped, lambda: self._wanted, cards=cards)

        self._task.run(work, self._take, self._fail, self._take, network=True)

    def _take(self, proposal: Proposal) -> None:
        if not proposal.is_over and not proposal.candidates and not proposal.left_out:
            return  # nothing to show yet
        is_first, self._is_first = self._is_first, False
        self._set(CandidatesState(proposal, not proposal.is_over, is_first))
        self.state = replace(self.state, is_first=False)

    def _fail(self, error: KnownError) -> None:
        self._set(CandidatesState(is_searching=False, error=error))

    def _models(self) -> tuple[Model, ...]:
        catalog = self._session.services.catalog
        return (*catalog.models, *catalog.others)

    def _models_changed(self, _models: object) -> None:
        known = tuple(sorted(one.id for one in self._models()))
        if known == self._known:
            return
        self._known, self._need = known, None
        if self._session.page.kind == "need":
            self.follow()
            self.look()

    def _settings_changed(self, _settings: object) -> None:
        now = self._asked_of
        if now != self._asked:
            self._asked = now
            self.again()

    @property
    def _asked_of(self) -> tuple[bool, str]:
        """Whether the Hub may be asked, and which."""
        core = self._session.services.core
        return core.settings.is_offline(), core.hub.endpoint

    def _set(self, state: CandidatesState) -> None:
        self.state = state
        self.changed.emit(state)


class TrialForecast:
    """What measuring the kept ones will take, told to ``heard`` as words; "" until it is known."""

    def __init__(self, session: ChooseSession, heard: Callable[[], None]) -> None:
        self._session, self._heard = session, heard
        self._task = LatestTask(session.services.tasks)
        self._asked: tuple[KeptCandidate, ...] = ()
        self.words = ""

    def look(self, stored: StoredDecision) -> None:
        """Worked out anew where other ones are kept."""
        decision = stored.decision
        if decision.kept == self._asked:
            return
        self._asked, self.words = decision.kept, ""
        trials = self._session.services.trials
        around = trials.around(stored.id)
        self._task.do(partial(trials.means.reader.state, decision, around), self._take, self._fail)

    def close(self) -> None:
        self._task.stop()

    def _take(self, state: TrialState) -> None:
        self.words = forecast_words(state)
        self._heard()

    def _fail(self, _error: KnownError) -> None:
        """The bytes alone are told; the trial says what is wrong."""
