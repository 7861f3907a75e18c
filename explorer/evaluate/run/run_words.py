"""A run in words: its plan, and how far it is."""

from collections.abc import Iterable, Iterator, Sequence

from explorer.domain.elsewhere import goes_words, most_cost_words, price_of
from explorer.domain.model import Model, Whereabouts
from explorer.domain.time_left import left_text
from explorer.domain.units import answers_text, duration_text, models_text, size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.run.live import EvalLive
from explorer.evaluate.run.plan import Assignment, EvalPlan, ModelLeg
from explorer.evaluate.store import UnfinishedRun


def plan_text(plan: EvalPlan) -> Words:
    """How much is asked: "96 answers of 4 models, one model after the other."."""
    models = len(plan.running)
    values = {"answers": answers_text(plan.count), "models": models_text(models)}
    if models == 1:
        return Words("{answers} of {models}.", **values)
    return Words("{answers} of {models}, one model after the other.", **values)


def takes_text(plan: EvalPlan) -> Words:
    """Memory of the largest, and the time."""
    memory = Words("no memory of this machine")
    if plan.memory:
        memory = Words(
            "{needed} of {free} that models may take",
            needed=size_text(plan.memory), free=size_text(plan.free),
        )  # fmt: skip
    limits = [leg.most_cost for leg in plan.running if leg.most_cost is not None]
    cost = most_cost_words(limits) if len(limits) > 1 else ""  # that of one stands with it
    return joined(" · ", (memory, time_text(plan.likely, plan.at_most), cost))


def time_text(likely: float | None, at_most: float | None) -> Words:
    if likely is not None and at_most is not None and duration_text(likely) != duration_text(at_most):
        return Words("about {time}, at most {most}", time=duration_text(likely), most=duration_text(at_most))
    if at_most is not None:
        return Words("at most {time}", time=duration_text(at_most))
    return Words("time not known yet: the first answers will tell")


def leg_text(leg: ModelLeg) -> Words:
    """What one model takes."""
    return joined(" · ", _leg_parts(leg))


def _leg_parts(leg: ModelLeg) -> Iterator[Words]:
    yield answers_text(leg.count)
    yield most_cost_words([leg.most_cost])
    if leg.at_once > 1:
        yield Words("{n} at a time", n=leg.at_once)
    if leg.memory:
        yield Words("about {size} memory", size=size_text(leg.memory))
    if leg.at_most is not None:
        yield time_text(leg.likely, leg.at_most)


def goes_text(leg: ModelLeg) -> Words:
    """Where it is asked; "" if here."""
    return goes_words(leg.model.where, leg.model.host) if leg.model is not None else Words("")


def untold_text(leg: ModelLeg) -> Words:
    """What it cannot be asked; "" if nothing."""
    return joined(" ", (_unspoken(leg), _unscored(leg)))


def judge_words(judge: Model | None) -> Words:
    """That it is told the tests elsewhere, and what that costs beside what is told of the plan."""
    if judge is None or judge.where is not Whereabouts.AWAY:
        return Words("")
    goes = Words("{name} judges: tests and answers go to {host}.", name=judge.title, host=judge.host)
    cost = Words("What that costs comes on top.") if price_of(judge) is not None else ""
    return joined(" ", (goes, cost))


def _unspoken(leg: ModelLeg) -> Words:
    packs = packs_for_chat(part.assignment for part in leg.parts)
    if leg.model is None or leg.model.is_chat or not packs:
        return Words("")
    return Words("{packs}: not measurable, this model does not take a conversation.", packs=enumerated(packs))


def packs_for_chat(assignments: Iterable[Assignment]) -> list[Words]:
    """What those are called that only a model is asked that takes a conversation."""
    subjects = (one.subject for one in assignments)
    return [one.words for one in subjects if isinstance(one, Pack) and one.is_for_chat]


def _unscored(leg: ModelLeg) -> Words:
    count = leg.not_measurable
    if not count:
        return Words("")
    if leg.model is not None and leg.model.where is not Whereabouts.HERE:
        answers = answers_text(count)
        return Words("{answers} cannot be measured: this server gives no probabilities.", answers=answers)
    if count == leg.count:
        return Words("Nothing of this can be measured: this model gives no probabilities.")
    return Words(
        "{answers} cannot be measured: this model gives no probabilities.", answers=answers_text(count)
    )


def live_text(live: EvalLive) -> Words:
    """ "Gemma 3 4B answers · 31 of 96 · about 3 min left"."""
    return joined(" · ", (doing_text(live), count_text(live), left_text(live.left)))


def own_doing_text(live: EvalLive) -> Words:
    """Where the name of the model stands over it."""
    if live.leg is None:
        return Words("")
    percent = round(live.fraction * 100)
    return {
        "checking": Words("Checking the file, {percent} %", percent=percent),
        "loading": Words("Loading, {percent} %", percent=percent),
        "waiting": Words("Waits: it is in use elsewhere"),
        "warming": Words("Warms up"),
        "asking": Words("Answers now"),
        "held up": Words("Waits for {server}", server=_server(live.leg)),
        "judging": Words("Judges, {percent} %", percent=percent),
    }[live.work]


def doing_text(live: EvalLive) -> Words:
    if live.leg is None:
        return Words("")
    name, percent = live.leg.title, round(live.fraction * 100)
    return {
        "checking": Words("{model}: checking the file, {percent} %", model=name, percent=percent),
        "loading": Words("{model} loads, {percent} %", model=name, percent=percent),
        "waiting": Words("{model} waits: it is in use elsewhere", model=name),
        "warming": Words("{model} warms up", model=name),
        "asking": Words("{model} answers", model=name),
        "held up": Words("{model} waits for {server}", model=name, server=_server(live.leg)),
        "judging": Words("{model} judges, {percent} %", model=name, percent=percent),
    }[live.work]


def _server(leg: ModelLeg) -> str:
    return leg.model.source if leg.model is not None else ""


def count_text(live: EvalLive) -> Words:
    return Words("{done} of {total}", done=f"{live.done:,}", total=f"{live.total:,}")


def work_text(live: EvalLive) -> Words:
    """For the activity bar."""
    told = Words("Evaluation: {progress} answers", progress=count_text(live))
    return joined(" · ", (told, left_text(live.left)))


def ended_text(runs: Sequence[UnfinishedRun]) -> Words:
    """Of runs that can be gone on with together."""
    done, total = sum(one.done for one in runs), sum(one.total for one in runs)
    values = {"done": f"{done:,}", "total": f"{total:,}"}
    if are_only_failures(runs):
        return Words("{failed} of {total} gave no answer.", failed=f"{total - done:,}", total=f"{total:,}")
    if done >= total:
        return Words("All {total} answers are there, but not all that other models say of them.", **values)
    if runs[0].was_stopped:
        return Words("Stopped: {done} of {total} answers are there.", **values)
    return Words("The app ended in the middle: {done} of {total} answers are there.", **values)


def are_only_failures(runs: Iterable[UnfinishedRun]) -> bool:
    """Whether all was asked, and nothing is missing but what gave no answer."""
    return all(one.was_stopped and one.failed and one.done + one.failed >= one.total for one in runs)
