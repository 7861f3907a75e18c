"""A trial in words: what it will take, how far it is, and what each candidate does."""

from collections.abc import Sequence

from explorer.choose.trial.trial_state import CandidateState, TrialStage, TrialState, TrialTime
from explorer.domain.elsewhere import most_cost_words
from explorer.domain.errors import KnownError
from explorer.domain.time_left import TimeLeft, left_text
from explorer.domain.units import answers_text, duration_text, models_text, size_text
from explorer.domain.words import Words, joined
from explorer.local.download_queue.download_words import download_status


def forecast_words(state: TrialState) -> Words:
    """ "4.5 GB to fetch, then about 1 h 30 min unattended" """
    return takes_words(state.missing, state.time)


def takes_words(missing: int, time: TrialTime) -> Words:
    """``missing``: bytes to fetch."""
    asking, size = _time_words(time), size_text(missing)
    if not asking and not missing:
        return Words("How long it takes is not known yet") if time.unknown else Words("Nothing is missing")
    if not asking:
        unknown = Words("how long asking takes is not known yet") if time.unknown else ""
        return joined("; ", (Words("{size} to fetch", size=size), unknown))
    if not missing:
        return joined("; ", (Words("{time} unattended", time=asking), _unknown_words(time)))
    words = Words("{size} to fetch, then {time} unattended", size=size, time=asking)
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


def cost_words(state: TrialState) -> Words:
    """Of answers of full length at endpoints; "" without a price."""
    return most_cost_words([one.cost for one in state.candidates if one.stage is not TrialStage.DONE])


def bar_words(state: TrialState) -> Words:
    """For the activity bar."""
    return Words("Trial: {progress}", progress=work_words(state))


def work_words(state: TrialState) -> Words:
    """How far it is, what goes on, and the time left."""
    told = work_short(state)
    doing = next((one.doing for one in state.candidates if one.stage is TrialStage.ASKING), state.doing.waits)
    return joined(" · ", (told, doing, _left_words(state)))


def work_short(state: TrialState) -> Words:
    count = len(state.candidates)
    return Words("{done} of {total} models measured", done=len(state.measured), total=count)


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
        TrialStage.WAITING: Words("Waits to be fetched"),
        TrialStage.LATER: Words("Put off: it is not fetched now"),
        TrialStage.TERMS: Words("Its terms must be seen first"),
        TrialStage.HERE: Words("Here, waits for its turn"),
        TrialStage.ASKING: one.doing,
        TrialStage.DONE: _done_words(one),
    }.get(one.stage, Words(""))


def _done_words(one: CandidateState) -> Words:
    if one.failed:
        return Words("Measured; {answers} are missing", answers=answers_text(one.failed))
    return Words("Measured")


def count_words(one: CandidateState) -> Words:
    """How much of it is asked; "" before the first answer."""
    if not one.done or not one.total:
        return Words("")
    return Words("{done} of {total}", done=f"{one.done:,}", total=f"{one.total:,}")


def ended_words(state: TrialState, trouble: KnownError | None = None) -> Words:
    """How a trial stands that does not go on just now."""
    if trouble is not None:
        return joined(" ", (trouble.what, trouble.advice))
    if state.is_stopped:
        return Words("Stopped. What came so far is kept.")
    if len(state.measured) == len(state.candidates):
        return Words("All models are measured.")
    return Words("{done} of {total} models measured", done=len(state.measured), total=len(state.candidates))


def left_out_words(later: Sequence[CandidateState]) -> Words:
    """What the person has no patience for now; "" if nothing."""
    if not later:
        return Words("")
    size = size_text(sum(one.missing for one in later))
    return Words("{models} are put off: {size} less to fetch", models=models_text(len(later)), size=size)
