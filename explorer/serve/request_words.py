"""A request of another program in words, for the window and for `omx serve`."""

from explorer.domain.units import duration_text
from explorer.domain.words import Words
from explorer.serve.served import ENDED, NO_SUCH_MODEL, RequestState, ServedRequest


def tokens_words(request: ServedRequest) -> Words:
    """How much came and went, once that is known."""
    if not request.prompt_tokens:
        return Words("")
    return Words(
        "{read} in, {written} out", read=f"{request.prompt_tokens:,}", written=f"{request.answer_tokens:,}"
    )


def state_words(request: ServedRequest) -> str:
    """How it stands, or what became of it: how long it took, or what it was told."""
    if request.state is RequestState.FAILED:
        is_unknown = request.code == NO_SUCH_MODEL  # its name stands beside it
        return Words("no such model offered") if is_unknown else request.error or Words("failed")
    if request.state is RequestState.ANSWERING and request.tokens_per_second > 0:
        return Words("answering, {speed} tokens/s", speed=_speed(request.tokens_per_second))
    if request.state is RequestState.DONE:
        return duration_text(request.seconds)
    if request.state is RequestState.STOPPED:
        return Words("stopped after {time}", time=duration_text(request.seconds))
    return _GOING[request.state]


def count_running(requests: tuple[ServedRequest, ...]) -> int:
    return sum(request.state not in ENDED for request in requests)


def _speed(tokens_per_second: float) -> str:
    return f"{tokens_per_second:.{int(tokens_per_second < 10)}f}"


_GOING = {
    RequestState.WAITING: Words("waiting"),
    RequestState.LOADING: Words("loading the model"),
    RequestState.READING: Words("reading the prompt"),
    RequestState.ANSWERING: Words("answering"),
}
