"""How far a trial is: of each candidate what there is and what is missing, and what all of it will take.

Nothing is changed by reading it. Bytes and seconds; ``None`` where nobody can tell yet.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from explorer.choose.decision import KeptCandidate
from explorer.choose.trial.tried import TriedWith
from explorer.domain.elsewhere import CostLimit
from explorer.domain.errors import KnownError
from explorer.domain.included_models import TermsOfUse
from explorer.domain.model import Model
from explorer.domain.words import Words
from explorer.local.download_queue.download import Download

_NO_WORDS = Words("")
_NOTHING = TriedWith()


class TrialStage(StrEnum):
    """Of a candidate."""

    WAITING = "waiting"  # to be fetched
    FETCHING = "fetching"
    PAUSED = "paused"  # by the person
    LATER = "later"  # put off by the person
    NOT_FETCHED = "not fetched"  # it could not be
    TERMS = "terms"  # which must be seen first
    CANNOT = "cannot"  # be asked
    HERE = "here"  # it waits for its turn
    ASKING = "asking"
    DONE = "done"
    FAILED = "failed"  # it gave no answer at all

    @property
    def is_coming(self) -> bool:
        """It goes on without the person."""
        return self in (TrialStage.WAITING, TrialStage.FETCHING, TrialStage.HERE, TrialStage.ASKING)


@dataclass(frozen=True)
class TrialTime:
    """Seconds of asking: ``likely``, as answers usually are, and ``at_most``, if all are as long as they may
    be. ``unknown``: how many models nothing can be told of.
    """

    likely: float | None = None
    at_most: float | None = None
    unknown: int = 0


@dataclass(frozen=True)
class CandidateState:
    """``done`` of ``total`` questions are asked, of which ``failed`` gave no answer. ``missing``: bytes to
    fetch. ``problem``: why, and what to do. ``unmeasurable``: questions that it cannot be asked.
    """

    kept: KeptCandidate
    stage: TrialStage
    model: Model | None = None
    download: Download | None = None
    missing: int = 0
    done: int = 0
    total: int = 0
    failed: int = 0
    problem: KnownError | None = None
    terms: TermsOfUse | None = None
    time: TrialTime = TrialTime()
    unmeasurable: int = 0
    cost: CostLimit | None = None
    doing: Words = _NO_WORDS

    @property
    def is_asked(self) -> bool:
        """All of it."""
        return self.done >= self.total > 0

    @property
    def share(self) -> float | None:
        """Of what goes on with it now."""
        if self.download is not None:
            return self.download.fraction if self.download.total else None
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True)
class TrialDoing:
    """What the trial does now. ``asked``: the reference of the model that is, ``work`` in words, and the
    seconds that are ``left`` of its run, which asks all that is ``covered``. ``waits``: why nothing is asked.
    ``problems``: why candidates could not be fetched, by their ids.
    """

    is_running: bool = False
    asked: str = ""
    work: Words = _NO_WORDS
    left: float | None = None
    covered: Collection[str] = ()
    waits: Words = _NO_WORDS
    problems: Mapping[str, KnownError] = field(default_factory=dict)


@dataclass(frozen=True)
class TrialAround:
    """``models``: all here and at endpoints; ``terms_seen``: addresses."""

    models: Sequence[Model] = ()
    downloads: tuple[Download, ...] = ()
    terms_seen: Collection[str] = ()
    doing: TrialDoing = TrialDoing()


@dataclass(frozen=True)
class TrialState:
    """All candidates, as they were kept."""

    candidates: tuple[CandidateState, ...] = ()
    tried: TriedWith = _NOTHING
    doing: TrialDoing = TrialDoing()
    begun_at: str = ""
    is_stopped: bool = False

    def of(self, candidate_id: str) -> CandidateState | None:
        return next((one for one in self.candidates if one.kept.id == candidate_id), None)

    @property
    def missing(self) -> int:
        """Bytes that are fetched."""
        return sum(one.missing for one in self.candidates if one.stage.is_coming)

    @property
    def done(self) -> int:
        return sum(one.done for one in self.candidates)

    @property
    def total(self) -> int:
        return sum(one.total for one in self.candidates if one.done or one.stage.is_coming)

    @property
    def time(self) -> TrialTime:
        """Of all that is still to be asked."""
        times = [one.time for one in self.candidates if one.stage.is_coming]
        known = [one for one in times if one.at_most is not None]
        likely = _sum(one.likely for one in known)
        is_all = all(one.likely is not None for one in known)
        unknown = sum(one.unknown for one in times)
        return TrialTime(likely if is_all else None, _sum(one.at_most for one in known), unknown)

    @property
    def is_over(self) -> bool:
        """Nothing more comes by itself."""
        return bool(self.begun_at) and not any(one.stage.is_coming for one in self.candidates)

    @property
    def measured(self) -> tuple[CandidateState, ...]:
        """Those that answered everything they can be asked."""
        return tuple(one for one in self.candidates if one.stage is TrialStage.DONE)

    @property
    def open(self) -> tuple[CandidateState, ...]:
        """Those that wait for the person."""
        waiting = (
            TrialStage.PAUSED,
            TrialStage.NOT_FETCHED,
            TrialStage.TERMS,
            TrialStage.CANNOT,
            TrialStage.FAILED,
        )
        return tuple(one for one in self.candidates if one.stage in waiting)


def _sum(seconds: Iterable[float | None]) -> float | None:
    known = [one for one in seconds if one is not None]
    return sum(known) if known else None
