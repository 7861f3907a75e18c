"""What is told of a thought: how long it took, and that an answer did not come to its end."""

from explorer.compare.count_words import tokens_text
from explorer.compare.results import Result
from explorer.domain.words import Words


def written_text(result: Result) -> Words:
    """How long it is: "46 tokens", "346 tokens with its thought"."""
    tokens = tokens_text(result.answer.measured.answer_tokens)
    return Words("{tokens} with its thought", tokens=tokens) if result.answer.thought else tokens


def thought_text(seconds: float | None) -> Words:
    """What stands over a thought: how long it took, where that is known and a second or more."""
    if seconds is None or round(seconds) < 1:
        return Words("Thoughts")
    return Words("Thought for {seconds} s", seconds=round(seconds))


def nothing_words(result: Result) -> Words:
    """In place of an answer that is empty."""
    tokens = tokens_text(result.answer.measured.answer_tokens)
    if not result.is_unsaid:
        return Words("It said nothing.")
    return {
        "length": Words("Still thinking when it ended at {tokens}.", tokens=tokens),
        "context_full": Words("Still thinking when the context was full, at {tokens}.", tokens=tokens),
        "stopped": Words("Still thinking when it was stopped."),
    }.get(result.answer.reason, Words("It thought, and said nothing."))
