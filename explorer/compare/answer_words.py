"""What stands over an answer: its numbers, or what its column does just now."""

from explorer.compare.live import ColumnState, Phase
from explorer.compare.results import Result
from explorer.compare.thought_words import written_text
from explorer.domain.units import duration_text
from explorer.domain.words import Words, joined


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
        Words("{speed} tokens/s", speed=f"{measured.tokens_per_second:.1f}"),
        Words("first {time}", time=duration_text(measured.first_token_s)),
        written_text(result),
        ends.get(result.answer.reason, ""),
        _beside(result.beside),
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
        Phase.WAITING: Words("waits for its turn"),
        Phase.CHECKING: Words("checking the file… {percent} %", percent=percent),
        Phase.LOADING: Words("loading… {percent} %", percent=percent),
        Phase.WARMING: Words("warming up…"),
        Phase.READING: Words("reads the prompt…"),
        Phase.THINKING: Words("thinks…"),
        Phase.ANSWERING: Words("answers…"),
        Phase.OVER: Words("no answer"),
    }[state.phase]
