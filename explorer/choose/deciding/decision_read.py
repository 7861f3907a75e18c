"""All that a page is made of, read: what is known of the candidates, and what was measured. Blocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.choose.deciding.measured import NOTHING_TRIED, SpeedSeen, TriedCandidates, read_measured
from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.leaderboards.board import Board, boards_at_hand
from explorer.choose.leaderboards.import_store import BoardStore
from explorer.choose.proposing.candidate_facts import CandidateFacts, read_facts
from explorer.choose.proposing.kept import with_references
from explorer.choose.trial.tried import packs_of
from explorer.domain.facts import Verdict
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.evaluate.store import EvalStore
from explorer.services import Core


@dataclass(frozen=True)
class DecisionRead:
    """What a page is made of. ``boards``: leaderboards that were imported, or read on the Hub."""

    title: str
    decision: Decision
    kept: tuple[KeptCandidate, ...]
    facts: Mapping[str, CandidateFacts]
    boards: tuple[Board, ...] = ()
    tried: TriedCandidates = NOTHING_TRIED

    @property
    def is_going(self) -> bool:
        """Whether the trial goes on by itself."""
        return self.decision.trial.is_under_way

    @property
    def was_seen(self) -> bool:
        """Whether something is known of each: a page of nothing but silence would mislead."""
        return all(
            one.is_elsewhere or any(f.verdict is not Verdict.NOT_CHECKED for f in one.dossier.findings)
            for one in self.facts.values()
        )

    @property
    def packs(self) -> tuple[str, ...]:
        """Asked, or to be asked; () before a trial."""
        trial = self.decision.trial
        return packs_of(self.decision.need, trial) if trial.begun_at else trial.packs or ()


def read_decision(
    core: Core,
    title: str,
    decision: Decision,
    models: Sequence[Model],
    stopped: Callable[[], bool] = lambda: False,
    *,
    asks: bool = True,
) -> DecisionRead:
    """``models``: those that can be asked, of this disk and of endpoints. Unless it ``asks``, the Hub is not
    asked for what was seen before. Raises CancelledError.
    """
    kept = with_references(models, decision).kept
    facts = {one.id: read_facts(core, one, models, stopped, asks=asks) for one in kept}
    return measured_again(core, DecisionRead(title, decision, kept, facts), stopped)


def measured_again(
    core: Core, read: DecisionRead, stopped: Callable[[], bool] = lambda: False
) -> DecisionRead:
    """With what was measured, and brought in, by now. Raises CancelledError."""
    imported = (one.board for one in BoardStore(core.store).all())
    boards = (*imported, *boards_at_hand(core.hub))
    facts = {key: _timed_now(core, one) for key, one in read.facts.items()}
    tried = read_measured(EvalStore(core.store), facts, read.decision.trial, read.packs, stopped)
    speeds = {key: one for key, one in tried.speeds.items() if not _says_less(one, facts[key])}
    return replace(read, facts=facts, boards=boards, tried=replace(tried, speeds=speeds))


def _timed_now(core: Core, facts: CandidateFacts) -> CandidateFacts:
    """Its speed may have been measured since the rest was read."""
    model = facts.model
    return replace(facts, fit=core.estimates.of(model)) if isinstance(model, LocalModel) else facts


def _says_less(seen: SpeedSeen, facts: CandidateFacts) -> bool:
    """Than an answer written alone, unless that was slowed down by something else."""
    fit = facts.fit
    return seen.is_shared and fit is not None and bool(fit.measured_on) and fit.speed >= seen.middle
