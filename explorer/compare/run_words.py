"""A run in words while it goes on, and whom the next prompt asks."""

from collections.abc import Mapping
from math import ceil

from explorer.compare.live import Live, Phase
from explorer.compare.plan_words import manner_text
from explorer.compare.time_left import Left
from explorer.domain.enumeration import enumerated
from explorer.domain.units import duration_text
from explorer.domain.words import Words, joined


def run_text(live: Live, titles: Mapping[str, str] | None) -> Words:
    """``titles`` by the columns' keys; ``None`` names nobody.

    "Prompt 2 of 8 · Qwen3 answers · one after the other, … · about 3 min left"."""
    progress = live.progress
    prompt = Words("Prompt {number} of {count}", number=progress.prompt, count=progress.prompts)
    manner = manner_text(is_parallel=live.plan.is_parallel)
    who = _who(live, titles) if titles is not None else short_text(live)
    return joined(" · ", (prompt if progress.prompts > 1 else "", who, manner, left_text(progress.left)))


def short_text(live: Live) -> Words:
    """ "3 of 24 answers"."""
    progress = live.progress
    return Words("{done} of {total} answers", done=progress.done, total=progress.total)


def work_text(live: Live) -> Words:
    """ "Comparison: 3 of 24 answers · about 3 min left"."""
    told = Words("Comparison: {progress}", progress=short_text(live))
    return joined(" · ", (told, left_text(live.progress.left)))


def left_text(left: Left) -> Words:
    """ "" where nothing is known; what lasts longer than it should is told no time."""
    if left.is_late:
        return Words("longer than expected")
    if not left.seconds:
        return Words("")
    return Words("about {time} left", time=_rough(left.seconds))


def _rough(seconds: float) -> Words:
    """In whole seconds: tenths would only flicker."""
    return Words("{seconds} s", seconds=ceil(seconds)) if seconds < 90 else duration_text(seconds)


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


def _who(live: Live, titles: Mapping[str, str]) -> str:
    if not live.busy:
        return ""
    names = enumerated(titles.get(key, key) for key in live.busy)
    if len(live.busy) > 1:
        return Words("{models} are at work", models=names)
    state = live.state(live.busy[0])
    is_loading = state is not None and state.phase in (Phase.CHECKING, Phase.LOADING, Phase.WARMING)
    return Words("{model} loads", model=names) if is_loading else Words("{model} answers", model=names)
