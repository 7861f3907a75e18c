"""Where prompts of a trial went, or will go: those of its own runs, and of all others that are shown."""

from collections.abc import Sequence

from explorer.choose.deciding.measured import TriedCandidates
from explorer.choose.decision import Trial
from explorer.domain.words import Words, enumerated
from explorer.evaluate.store import EvalRun, EvalStore, RunModel


def went_words(store: EvalStore, trial: Trial, tried: TriedCandidates) -> Words:
    """Blocks for some milliseconds."""
    shown = {run.id: run for run in tried.runs()}
    own = (shown.get(number) or store.run(number) for number in trial.runs)
    runs = {**shown, **{run.id: run for run in own if run is not None}}.values()
    asked = [(place, _was_asked(store, run, one)) for run in runs for one in run.models
             if (place := _away(one))]  # fmt: skip
    went = [place for place, was_asked in asked if was_asked]
    if judges := _judges(list(runs)):
        return Words("Questions and answers of the trial went to {places}; all else stayed on this machine.",
                     places=_named([*went, *judges]))  # fmt: skip
    if went:
        return Words("The questions of the trial went to {places}; all else stayed on this machine.",
                     places=_named(went))  # fmt: skip
    if asked:
        return Words("The questions of the trial go to {places}; nothing was sent there yet.",
                     places=_named([place for place, _ in asked]))  # fmt: skip
    return Words("No prompt left this machine.")


def _named(places: Sequence[str]) -> Words:
    return enumerated(dict.fromkeys(places))


def _away(model: RunModel) -> str:
    return model.elsewhere.place if model.elsewhere is not None and model.elsewhere.is_away else ""


def _was_asked(store: EvalStore, run: EvalRun, model: RunModel) -> bool:
    return next(iter(store.outcomes(run.id, model.key)), None) is not None


def _judges(runs: Sequence[EvalRun]) -> list[str]:
    """They are noted once they were asked."""
    return [place for run in runs for one in run.judges if (place := _away(one.model))]
