"""A trial in words: what it will take, how far it is, and what each candidate does."""

from collections.abc import Sequence

from explorer.choose.trial.trial_state import CandidateState, TrialStage, TrialState, TrialTime
from explorer.domain.errors import KnownError
from explorer.domain.time_left import TimeLeft, left_text
from explorer.domain.units import answers_text, duration_text, models_text, size_text
from explorer.domain.words import Words, joined
from explorer.local.download_queue.download_words import download_status


def forecast_words(state: TrialState) -> Words:
    """ "4.5 GB to download, then about 1 h 30 min unattended" """
    return takes_words(state.missing, state.time)


def takes_words(missing: int, time: TrialTime) -> Words:
    """``missing``: bytes to download."""
    asking, size = _time_words(time), size_text(missing)
    if not asking and not missing:
        return Words("How long it takes is not known yet") if time.unknown else Words("Nothing is missing")
    if not asking:
        unknown = Words("how long asking takes is not known yet") if time.unknown else ""
        return joined("; ", (Words("{size} to download", size=size), unknown))
    if not missing:
        return joined("; ", (Words("{time} unattended", time=asking), _unknown_words(time)))
    words = Words("{size} to download, then {time} unattended", size=size, time=asking)
    return joined("; ", (words, _unknown_words(time)))


def _time_words(time: TrialTime) -> Words:
    likely, most = time.likely, time.at_most
    if likely is not None and most is not None and duration_text(likely) != duration_text(most):
        return Words("about {time}, at most {most}", time=duration_text(likely), most=duration_text(most))
    if likely is not None:
        return Words("about {time}", time=duration_text(likely))
    return Words("at most {time}", time=duration_text(most)) if most is not None else Words("")


def _unknown_words(time: TrialTime) -> Words:
    if not time.unknown:
        return Words("")
    return Words("the time of {models} is not known yet", models=models_text(time.unknown))


def not_measurable_words(state: TrialState) -> Words:
    """What some cannot be asked; "" if nothing."""
    told = [
        Words("{answers} of {name} cannot be measured", answers=answers_text(one.unmeasurable),
              name=one.kept.full_title)
        for one in state.candidates if one.unmeasurable
    ]  # fmt: skip
    return joined("; ", told)


def bar_words(state: TrialState) -> Words:
    """For the activity bar."""
    return Words("Trial: {progress}", progress=work_words(state))


def work_words(state: TrialState) -> Words:
    """How far it is, what goes on, and the time left."""
    now = next((one.kept.title for one in state.candidates if one.stage is TrialStage.ASKING), "")
    doing = Words("now {name}", name=now) if now else state.doing.waits
    return joined(" · ", (work_short(state), doing, _left_words(state)))


def work_short(state: TrialState) -> Words:
    return Words("{done} of {total} models done", done=len(state.measured), total=len(state.candidates))


def _left_words(state: TrialState) -> Words:
    time = state.time
    if state.missing or time.unknown or time.likely is None:
        return Words("")
    return left_text(TimeLeft(time.likely))


def stage_words(one: CandidateState) -> Words:
    """What it does just now, or why nothing."""
    if one.problem is not None and one.stage is not TrialStage.DONE:
        return joined(" ", (one.problem.what,))
    if one.download is not None:
        return joined(" ", (download_status(one.download),))
    return {
        TrialStage.WAITING: Words("Not downloaded yet"),
        TrialStage.LATER: Words("Not now: it is not downloaded"),
        TrialStage.TERMS: Words("Its terms must be seen first"),
        TrialStage.HERE: Words("Ready"),
        TrialStage.ASKING: one.doing,
        TrialStage.DONE: _done_words(one),
    }.get(one.stage, Words(""))


def _done_words(one: CandidateState) -> Words:
    if one.failed:
        return Words("Done, but for {answers} that did not come", answers=answers_text(one.failed))
    return Words("Done")


def count_words(one: CandidateState) -> Words:
    """How much of it is asked; "" before its turn."""
    if not one.total or not (one.done or one.stage is TrialStage.ASKING):
        return Words("")
    return Words("{done} of {total} asked", done=f"{one.done:,}", total=f"{one.total:,}")


def ended_words(state: TrialState, trouble: KnownError | None = None) -> Words:
    """How a trial stands that does not go on just now."""
    if trouble is not None:
        return joined(" ", (trouble.what, trouble.advice))
    if state.is_stopped:
        return Words("Stopped. What came so far is kept.")
    if len(state.measured) == len(state.candidates):
        return Words("All models are done.")
    return work_short(state)


def left_out_words(later: Sequence[CandidateState]) -> Words:
    """What the person has no patience for now; "" if nothing."""
    if not later:
        return Words("")
    size = size_text(sum(one.missing for one in later))
    return Words("{models} not now: {size} less to download", models=models_text(len(later)), size=size)
