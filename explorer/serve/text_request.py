"""Requests that are no chats: texts that are gone on from, and texts that become vectors."""

import msgspec

from explorer.domain.harmless import storable
from explorer.domain.tokens import AnswerOptions
from explorer.serve.api_error import bad_request
from explorer.serve.ask import AnswerPart, Ask, AskPart, ScorePart, VectorsPart
from explorer.serve.request_fields import (
    MOST_ALTERNATIVES,
    MOST_ANSWERS,
    SharedFields,
    check_text,
    choices_of,
    constraint_of,
    seed_of,
    settings_of,
    stops_of,
)

TEXT_ROUTE, VECTOR_ROUTE = "/v1/completions", "/v1/embeddings"
_MOST_TEXTS = 2_048  # of one request for vectors


class TextBody(SharedFields):
    prompt: str | list[str] | None = None
    logprobs: int | None = None
    echo: bool | None = None
    suffix: str | None = None
    best_of: int | None = None


class VectorBody(msgspec.Struct):
    model: str | None = None
    input: str | list[str] | None = None
    encoding_format: str | None = None
    dimensions: int | None = None


def text_ask(body: TextBody, client: str) -> Ask:
    """The prompts that are to be scored come first, each once; then their answers. Raises ApiError."""
    count, first = choices_of(body.n), seed_of(body)
    prompts = _texts(body.prompt if body.prompt is not None else "", "prompt", MOST_ANSWERS // count)
    alternatives = _alternatives(body.logprobs)
    if body.suffix:
        raise bad_request("suffix is not supported.", "suffix", "not_supported")
    if body.best_of is not None and body.best_of != count:
        raise bad_request("best_of must be as n.", "best_of", "not_supported")
    settings = dict(settings_of(_at_least_one(body)))
    scores: list[AskPart] = []
    if body.echo and alternatives is not None:
        scores = [ScorePart(prompt, alternatives, place) for place, prompt in enumerate(prompts)]
    answers: list[AskPart] = [
        AnswerPart(prompt, (first + n) & 0xFFFF_FFFF, place)
        for place, prompt in enumerate(prompts)
        for n in range(count)
    ]
    options = AnswerOptions(
        stop=stops_of(body.stop), alternatives=alternatives, constraint=constraint_of(body)
    )
    parts = (*scores, *(() if writes_nothing_more(body) else answers))
    return Ask(TEXT_ROUTE, client, body.model or "", parts, settings, options)


def writes_nothing_more(body: TextBody) -> bool:
    """Whether only the prompt is to be scored."""
    return _most_tokens(body) == 0


def _most_tokens(body: TextBody) -> int | None:
    return getattr(body, "max_tokens", None)


def _at_least_one(body: TextBody) -> TextBody:
    if _most_tokens(body) != 0:
        return body
    if not body.echo or body.logprobs is None:
        raise bad_request("max_tokens 0 needs echo and logprobs.", "max_tokens")
    return msgspec.structs.replace(body, max_tokens=None)


def _alternatives(logprobs: int | None) -> int | None:
    if logprobs is not None and not 0 <= logprobs <= MOST_ALTERNATIVES:
        what = f"logprobs is {logprobs}; it must be between 0 and {MOST_ALTERNATIVES}."
        raise bad_request(what, "logprobs")
    return logprobs


def _texts(given: str | list[str], name: str, most: int) -> tuple[str, ...]:
    texts = tuple(storable(text) for text in ([given] if isinstance(given, str) else given))
    if not 0 < len(texts) <= most:
        raise bad_request(f"{name} must hold between 1 and {most:,} texts.", name)
    check_text(sum(map(len, texts)))
    return texts


def vector_ask(body: VectorBody, client: str) -> Ask:
    """Raises ApiError."""
    if body.encoding_format not in (None, "float", "base64"):
        raise bad_request("encoding_format must be “float” or “base64”.", "encoding_format")
    if body.input is None:
        raise bad_request("input is missing.", "input")
    texts = _texts(body.input, "input", _MOST_TEXTS)
    if not all(texts):
        raise bad_request("input must not hold an empty text.", "input")
    return Ask(VECTOR_ROUTE, client, body.model or "", (VectorsPart(texts),))
