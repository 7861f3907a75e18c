"""What a trial writes into its decision, each as a function of the decision as it is kept by then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.trial.tried import packs_of
from explorer.evaluate.set_store import now_text
from explorer.local.download_queue.download_order import DownloadOrder


@dataclass(frozen=True)
class TrialChange:
    """Each field is that of ``Trial``; called with a decision, it gives the changed one."""

    fields: Mapping[str, object]

    def __call__(self, decision: Decision) -> Decision:
        trial = msgspec.structs.replace(decision.trial, **self.fields)
        return msgspec.structs.replace(decision, trial=trial)


def trial_change(**fields: object) -> TrialChange:
    return TrialChange(fields)


def begun(eval_set: int, decision: Decision) -> Decision:
    """It goes on from now; what it is tried with does not change with the need any more."""
    trial = decision.trial
    return trial_change(
        eval_set=eval_set,
        packs=packs_of(decision.need, trial),
        begun_at=trial.begun_at or now_text(),
        ended_at="",
        is_stopped=False,
    )(decision)


def with_runs(numbers: Sequence[int], decision: Decision) -> Decision:
    return trial_change(runs=tuple(dict.fromkeys((*decision.trial.runs, *numbers))))(decision)


def put_off(candidate: str, decision: Decision) -> Decision:
    """It is not fetched now."""
    return trial_change(later=tuple(dict.fromkeys((*decision.trial.later, candidate))))(decision)


def taken_up(candidate: str, decision: Decision) -> Decision:
    return trial_change(later=tuple(one for one in decision.trial.later if one != candidate))(decision)


def of_version(candidate: str, order: DownloadOrder, decision: Decision) -> Decision:
    """What is fetched may be another version than was kept."""
    kept = tuple(_brought(one, order) if one.id == candidate else one for one in decision.kept)
    return msgspec.structs.replace(decision, kept=kept)


def _brought(kept: KeptCandidate, order: DownloadOrder) -> KeptCandidate:
    file = next((one for one in order.files if one.path == kept.file), order.files[0])
    size = sum(one.size or 0 for one in order.files)
    return msgspec.structs.replace(
        kept, commit=order.commit, file=file.path, sha256=file.sha256 or "", size=size or kept.size
    )
