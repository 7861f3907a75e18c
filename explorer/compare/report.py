"""What reports and screens say of a fact, of an answer's numbers and of the conditions they hold for."""

from explorer.compare.count_words import threads_text, tokens_text
from explorer.compare.results import Result
from explorer.compare.thinking import BY_ITSELF, think_words
from explorer.compare.thought_words import written_text
from explorer.domain.enumeration import enumerated
from explorer.domain.facts import Finding, Verdict
from explorer.domain.generation import Sampling
from explorer.domain.units import duration_text
from explorer.domain.words import Words, joined


def words_of(finding: Finding | None) -> str:
    """The fact in words, silence included."""
    if finding is None:
        return Words("not checked")
    words = {
        Verdict.NOT_DISCLOSED: Words("not disclosed"),
        Verdict.NOT_CHECKED: Words("not checked"),
        Verdict.NOT_APPLICABLE: Words("not applicable"),
    }
    return words.get(finding.verdict) or finding.text


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
        threads_text(loaded.threads),
        Words("context {n}", n=f"{loaded.context_length:,}"),
        sampling_words(result.sampling),
        *think_words(result.think or BY_ITSELF, result.switch),
        _beside(result.beside),
    )


def sampling_words(sampling: Sampling) -> Words:
    """How answers were drawn."""
    return enumerated(
        (
            Words("temperature {value}", value=f"{sampling.temperature:g}"),
            Words("top-k {value}", value=sampling.top_k),
            Words("top-p {value}", value=f"{sampling.top_p:g}"),
            Words("min-p {value}", value=f"{sampling.min_p:g}"),
            Words("seed {value}", value=sampling.seed),
            Words("at most {tokens}", tokens=tokens_text(sampling.max_tokens)),
        )
    )


def _beside(others: int) -> Words:
    """Models that run at once slow each other down."""
    if not others:
        return Words("one model at a time")
    return Words("{n} models at once, so speeds are no fair comparison", n=others + 1)


def measured_words(result: Result) -> Words:
    measured = result.answer.measured
    parts = (
        Words("{speed} tokens/s", speed=f"{measured.tokens_per_second:.1f}"),
        Words("first token {time}", time=duration_text(measured.first_token_s)),
        written_text(result),
    )
    return joined(" · ", parts)
