"""A plan in words: what runs in which order, what it takes, and how far off such estimates were."""

from collections.abc import Iterator

from explorer.compare.count_words import answers_text, models_text, prompts_text
from explorer.compare.plan import Leg, Plan
from explorer.domain.enumeration import enumerated
from explorer.domain.fit import speed_text
from explorer.domain.units import duration_text, off_text, size_text
from explorer.domain.words import Words, joined

_ERRORS = {
    "memory": Words("memory"),
    "tokens_per_second": Words("speed"),
    "load_s": Words("loading"),
    "first_token_s": Words("first token"),
}


def manner_text(*, is_parallel: bool) -> Words:
    """Said beside the numbers, because it decides what they mean."""
    if is_parallel:
        return Words("all at once, so speeds share this machine")
    return Words("one after the other, so that speeds are fair")


def order_text(plan: Plan) -> Words:
    """The columns that run, in their order."""
    titles = [leg.title for leg in plan.legs if leg.problem is None]
    return joined(" + " if plan.is_parallel else " → ", titles)


def memory_text(plan: Plan) -> Words:
    """The largest model in turn, all of them at once."""
    needed = plan.together if plan.is_parallel else plan.largest
    return Words(
        "{needed} of {free} that models may take", needed=size_text(needed), free=size_text(plan.free)
    )


def time_text(plan: Plan) -> Words:
    if plan.likely is not None and plan.at_most is not None:
        likely, most = duration_text(plan.likely), duration_text(plan.at_most)
        if likely != most:
            return Words("about {time}, at most {most}", time=likely, most=most)
    if plan.at_most is not None:
        return Words("at most {time}", time=duration_text(plan.at_most))
    return Words("time not known yet: the first answer will tell")


def error_text(plan: Plan) -> Words:
    """How far off estimates were on this machine; "" before enough was measured to say so."""
    told = [
        Words("{what} {percent}", what=words, percent=off_text(plan.errors[name].error))
        for name, words in _ERRORS.items()
        if name in plan.errors
    ]
    if not told:
        return Words("")
    count = max(accuracy.count for accuracy in plan.errors.values())
    middle = answers_text(count)
    return Words("Estimates here were off by: {errors} (middle of {answers}).",
                 errors=enumerated(told), answers=middle)  # fmt: skip


def count_text(plan: Plan) -> Words:
    """How much is asked."""
    steps = plan.steps
    models = len({step.column for step in steps})
    prompts = len({step.prompt for step in steps})
    return Words(
        "{answers}: {models}, {prompts}.",
        answers=answers_text(len(steps)), models=models_text(models), prompts=prompts_text(prompts),
    )  # fmt: skip


def leg_text(leg: Leg) -> Words:
    """What one column takes."""
    return joined(" · ", _leg_parts(leg))


def _leg_parts(leg: Leg) -> Iterator[Words]:
    yield answers_text(len(leg.steps))
    said = leg.predicted
    if said.memory:
        yield Words("about {size} memory", size=size_text(said.memory))
    if leg.is_loaded:
        yield Words("in memory already")
    elif said.load_s:
        yield Words("loads in about {time}", time=duration_text(said.load_s))
    if said.tokens_per_second:
        yield Words("about {speed} tokens/s", speed=speed_text(said.tokens_per_second))
    told = leg.likely if leg.likely is not None else leg.at_most
    if told is not None:
        yield Words("about {time}", time=duration_text(told))
