"""Results in words: an answer's length, thought, numbers and their conditions."""

from explorer.domain.generation import Sampling
from explorer.domain.sampling import setting_texts
from explorer.domain.units import duration_text, threads_text, tokens_text
from explorer.domain.words import Words, enumerated, joined
from explorer.rooms.compare.document.answer_settings import BY_ITSELF, think_words
from explorer.rooms.compare.document.results import Result


def written_text(result: Result) -> Words:
    """How long it is: "46 tokens", "346 tokens with its thought"; "" where nobody counted."""
    if result.answer_tokens is None:
        return Words("")
    tokens = tokens_text(result.answer_tokens)
    return Words("{tokens} with its thought", tokens=tokens) if result.answer.thought else tokens


def thought_text(seconds: float | None) -> Words:
    """What stands over a thought: how long it took, where that is known and a second or more."""
    if seconds is None or round(seconds) < 1:
        return Words("Thoughts")
    return Words("Thought for {seconds} s", seconds=round(seconds))


def nothing_words(result: Result) -> Words:
    """In place of an answer that is empty."""
    if not result.is_unsaid:
        return Words("It said nothing.")
    if result.answer_tokens is None:
        return Words("It thought, and said nothing.")
    tokens = tokens_text(result.answer_tokens)
    return {
        "length": Words("Still thinking when it ended at {tokens}.", tokens=tokens),
        "context_full": Words("Still thinking when the context was full, at {tokens}.", tokens=tokens),
        "stopped": Words("Still thinking when it was stopped."),
    }.get(result.answer.reason, Words("It thought, and said nothing."))


def conditions_of(result: Result) -> Words:
    """What the numbers of a result hold for, in one line."""
    return enumerated(condition_parts(result))


def condition_parts(result: Result) -> tuple[str, ...]:
    """One condition after the other."""
    loaded = result.loaded
    return (
        loaded.engine,
        loaded.backend,
        result.processor,
        threads_text(loaded.threads) if loaded.threads else "",
        Words("context {n}", n=f"{loaded.context_length:,}") if loaded.context_length else "",
        sampling_words(result.sampling),
        *think_words(result.think or BY_ITSELF, result.switch),
        _beside(result.beside),
    )


def sampling_words(sampling: Sampling) -> Words:
    """How answers were drawn."""
    return enumerated(setting_texts(sampling))


def _beside(others: int) -> Words:
    """Models that run at once slow each other down."""
    if not others:
        return Words("one model at a time")
    return Words("{n} models at once, so speeds are no fair comparison", n=others + 1)


def measured_words(result: Result) -> Words:
    first = Words("first token {time}", time=duration_text(result.answer.measured.first_token_s))
    return joined(" · ", (speed_of(result), first, written_text(result)))


def speed_of(result: Result) -> str:
    """ "" where nobody counted the tokens."""
    speed = result.answer.measured.tokens_per_second
    is_known = result.answer_tokens is not None
    return Words("{speed} tokens/s", speed=f"{speed:.1f}") if is_known else ""
