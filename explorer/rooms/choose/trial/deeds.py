"""What a person can do about a candidate in a trial: one button a row, by how it stands."""

from dataclasses import dataclass
from typing import Literal

from explorer.choose.trial.trial_state import CandidateState, TrialStage
from explorer.domain.errors import ChangedError, GateError
from explorer.domain.model import is_endpoint_reference
from explorer.domain.words import Words

type DeedKind = Literal[
    "later", "fetch", "resume", "again", "renew", "gate", "terms", "endpoints", "library", "find", "results"
]

_WORDS: dict[DeedKind, Words] = {
    "later": Words("Not now"),
    "fetch": Words("Download it after all"),
    "resume": Words("Go on"),
    "again": Words("Try again"),
    "renew": Words("Take the version of now"),
    "gate": Words("How to get it"),
    "terms": Words("Read its terms"),
    "endpoints": Words("Open Endpoints"),
    "library": Words("Library"),
    "find": Words("Find it in Discover"),
    "results": Words("See its answers"),
}


@dataclass(frozen=True)
class Deed:
    kind: DeedKind
    candidate: CandidateState

    @property
    def words(self) -> Words:
        return _WORDS[self.kind]


def deed_for(one: CandidateState, later: tuple[str, ...]) -> Deed | None:
    """``later``: ids that the person put off."""
    kind = _kind(one, later)
    return Deed(kind, one) if kind is not None else None


def _kind(one: CandidateState, later: tuple[str, ...]) -> DeedKind | None:
    if one.stage in (TrialStage.WAITING, TrialStage.FETCHING):
        return "later"
    if one.stage is TrialStage.LATER:
        return "fetch" if one.kept.id in later else None
    if one.stage is TrialStage.NOT_FETCHED:
        return _of_failure(one)
    if one.stage is TrialStage.CANNOT:
        return _of_what_cannot(one)
    of_stages: dict[TrialStage, DeedKind] = {
        TrialStage.PAUSED: "resume",
        TrialStage.TERMS: "terms",
        TrialStage.DONE: "results",
        TrialStage.FAILED: "results",
    }
    return of_stages.get(one.stage)


def _of_what_cannot(one: CandidateState) -> DeedKind:
    reference = one.model.id if one.model is not None else one.kept.reference
    if is_endpoint_reference(reference):
        return "endpoints"
    return "library" if one.model is not None else "find"


def _of_failure(one: CandidateState) -> DeedKind:
    if isinstance(one.problem, ChangedError) and one.download is not None:
        return "renew"
    return "gate" if isinstance(one.problem, GateError) else "again"
