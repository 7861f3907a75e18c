"""A run in words: its plan, its progress, the state of each column, and the speed of an answer."""

from collections.abc import Iterator, Mapping
from statistics import median

from explorer.domain.elsewhere import most_cost_words
from explorer.domain.fit import speed_text
from explorer.domain.model import Whereabouts
from explorer.domain.time_left import left_text
from explorer.domain.units import answers_text, duration_text, models_text, off_text, prompts_text, size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.rooms.compare.document.results import Result, speed_of, together_words, written_text
from explorer.rooms.compare.run.live_run import ColumnPhase, ColumnState, LiveRun
from explorer.rooms.compare.run.plan import ColumnPlan, RunPlan

_ERRORS = {
    "peak_memory": Words("memory"),
    "tokens_per_second": Words("speed"),
    "load_s": Words("loading"),
    "first_token_s": Words("first token"),
}


def fairness_text(plan: RunPlan) -> Words:
    """Said beside the numbers, because it decides what they mean."""
    if plan.asks_together:
        return Words("several prompts at once, so no speeds are measured")
    if plan.is_parallel:
        return Words("all at once, so speeds share this machine")
    return Words("one after the other, so that speeds are fair")


def order_text(plan: RunPlan) -> Words:
    """The columns that run, in their order."""
    titles = [leg.title for leg in plan.legs if leg.problem is None]
    return joined(" + " if plan.is_parallel else " → ", titles)


def memory_text(plan: RunPlan) -> Words:
    """The largest model in turn, all of them at once."""
    needed = plan.together if plan.is_parallel else plan.largest
    if not needed:
        return Words("no memory of this machine")
    return Words(
        "{needed} of {free} that models may take", needed=size_text(needed), free=size_text(plan.free)
    )


def time_text(plan: RunPlan) -> Words:
    if plan.likely is not None and plan.at_most is not None:
        likely, most = duration_text(plan.likely), duration_text(plan.at_most)
        if likely != most:
            return Words("about {time}, at most {most}", time=likely, most=most)
    if plan.at_most is not None:
        return Words("at most {time}", time=duration_text(plan.at_most))
    return Words("time not known yet: the first answer will tell")


def error_text(plan: RunPlan) -> Words:
    """How far off estimates were on this machine; "" before enough was measured to say so."""
    told = [
        Words("{what} {percent}", what=words, percent=off_text(median(plan.errors[name])))
        for name, words in _ERRORS.items()
        if name in plan.errors
    ]
    if not told:
        return Words("")
    answers = answers_text(max(map(len, plan.errors.values())))
    return Words("Estimates here were off by: {errors} (middle of {answers}).",
                 errors=enumerated(told), answers=answers)  # fmt: skip


def count_text(plan: RunPlan) -> Words:
    """How much is asked."""
    steps = plan.steps
    models = len({step.column for step in steps})
    prompts = len({step.prompt for step in steps})
    return Words(
        "{answers}: {models}, {prompts}.",
        answers=answers_text(len(steps)), models=models_text(models), prompts=prompts_text(prompts),
    )  # fmt: skip


def leg_text(leg: ColumnPlan) -> Words:
    """What one column takes."""
    return joined(" · ", _leg_parts(leg))


def _leg_parts(leg: ColumnPlan) -> Iterator[str]:
    yield answers_text(len(leg.steps))
    if leg.model is not None and leg.model.where is not Whereabouts.HERE:
        yield Words("prompts go to {host}", host=leg.model.host)
    yield most_cost_words([leg.most_cost])
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
    if leg.at_once > 1:
        yield Words("up to {n} answers at once", n=leg.at_once)
    yield leg.why_alone


def run_text(live: LiveRun, titles: Mapping[str, str] | None) -> Words:
    """``titles`` by the columns' keys; ``None`` names nobody.

    "Prompt 2 of 8 · Qwen3 answers · one after the other, … · about 3 min left"."""
    progress = live.progress
    prompt = Words("Prompt {number} of {count}", number=progress.prompt, count=progress.prompts)
    manner = fairness_text(live.plan)
    if live.plan.asks_together and titles is not None:
        prompt = short_text(live)
    who = _who(live, titles) if titles is not None else short_text(live)
    return joined(" · ", (prompt if progress.prompts > 1 else "", who, manner, left_text(progress.left)))


def short_text(live: LiveRun) -> Words:
    """ "3 of 24 answers"."""
    progress = live.progress
    return Words("{done} of {total} answers", done=progress.done, total=progress.total)


def work_text(live: LiveRun) -> Words:
    """ "Comparison: 3 of 24 answers · about 3 min left"."""
    told = Words("Comparison: {progress}", progress=short_text(live))
    return joined(" · ", (told, left_text(live.progress.left)))


def reach_text(count: int, columns: int) -> Words:
    """``count`` of so many columns can answer."""
    several = columns > 1
    words = {
        0: Words("None of these models is on this disk yet"),
        1: Words("Ask the one that is downloaded…") if several else Words("Ask this model…"),
        2: Words("Ask both…"),
        3: Words("Ask all three…"),
    }
    return words.get(count) or Words("Ask all {count}…", count=count)


def _who(live: LiveRun, titles: Mapping[str, str]) -> str:
    if not live.busy:
        return ""
    names = enumerated(titles.get(key, key) for key in live.busy)
    if len(live.busy) > 1:
        return Words("{models} are at work", models=names)
    state = live.state(live.busy[0])
    is_loading = state is not None and state.phase in (
        ColumnPhase.CHECKING,
        ColumnPhase.LOADING,
        ColumnPhase.WARMING,
    )
    return Words("{model} loads", model=names) if is_loading else Words("{model} answers", model=names)


def speed_words(result: Result) -> Words:
    """ "31.2 tokens/s · first 0.18 s · 46 tokens", why it ended early if it did, and what ran beside it.

    Tokens and speed are of the thought too, and of both together.
    """
    measured = result.answer.measured
    ends = {
        "length": Words("cut at the limit"),
        "stopped": Words("stopped"),
        "context_full": Words("context full"),
    }
    words = (
        speed_of(result),
        "" if result.together else Words("first {time}", time=duration_text(measured.first_token_s)),
        written_text(result),
        result.cost,
        ends.get(result.answer.reason, ""),
        together_words(result) or _beside(result.beside),
    )
    return joined(" · ", words)


def _beside(others: int) -> str:
    if not others:
        return ""
    return Words("1 other ran beside it") if others == 1 else Words("{n} others ran beside it", n=others)


def state_words(state: ColumnState) -> Words:
    """What the column does."""
    percent = round(state.fraction * 100)
    return {
        ColumnPhase.WAITING: Words("waits for its turn"),
        ColumnPhase.CHECKING: Words("checking the file… {percent} %", percent=percent),
        ColumnPhase.LOADING: Words("loading… {percent} %", percent=percent),
        ColumnPhase.WARMING: Words("warming up…"),
        ColumnPhase.READING: Words("reads the prompt…"),
        ColumnPhase.HELD_UP: Words("waiting for the server…"),
        ColumnPhase.THINKING: Words("thinks…"),
        ColumnPhase.ANSWERING: Words("answers…"),
        ColumnPhase.OVER: Words("no answer"),
    }[state.phase]
