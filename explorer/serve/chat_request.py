"""A request for chat completions: its messages and how they are to be answered."""

from functools import cache
from typing import Any

import msgspec

from explorer.domain.generation import ChatMessage
from explorer.domain.harmless import storable
from explorer.domain.thinking_switch import CHOICES
from explorer.domain.tokens import AnswerOptions
from explorer.serve.api_error import ApiError, bad_request
from explorer.serve.ask import AnswerPart, Ask
from explorer.serve.request_fields import (
    MOST_ALTERNATIVES,
    NOTHING,
    SharedFields,
    check_text,
    choices_of,
    constraint_of,
    decoded,
    is_given,
    seed_of,
    settings_of,
    stops_of,
    with_sampling,
)

ROUTE = "/v1/chat/completions"
_MOST_MESSAGES = 4_096
_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
_EFFORTS = {"default": "", "none": "off"} | {one: one for one in CHOICES if one not in ("on", "off")}
_NOT_YET = ("tools", "functions")  # what a request may not ask for


class ContentPart(msgspec.Struct):
    """``text``: of a part of this type."""

    type: str
    text: str | None = None


class WrittenMessage(msgspec.Struct):
    """``reasoning_content``: what was thought before this answer."""

    role: str
    content: str | list[ContentPart] | None = None
    reasoning_content: str | None = None


class TemplateChoices(msgspec.Struct):
    enable_thinking: bool | None = None
    reasoning_effort: str | None = None


class ChatBody(SharedFields):
    """``tools`` and ``functions`` are looked at only to refuse them."""

    messages: list[WrittenMessage] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    reasoning_effort: str | None = None
    chat_template_kwargs: TemplateChoices | None = None
    tools: msgspec.Raw = NOTHING
    functions: msgspec.Raw = NOTHING


def read_chat(body: bytes) -> ChatBody:
    """Raises ApiError."""
    return decoded(body, _whole_body())


@cache
def _whole_body() -> type[ChatBody]:
    return with_sampling(ChatBody)


def chat_ask(body: ChatBody, client: str) -> Ask:
    """Raises ApiError."""
    for name in _NOT_YET:
        asked = getattr(body, name)
        if is_given(asked) and bytes(asked).strip() != b"[]":
            raise ApiError(400, f"{name} are not supported.", "not_supported", name)
    messages = _messages(body.messages or [])
    first, count = seed_of(body), choices_of(body.n)
    options = AnswerOptions(
        stop=stops_of(body.stop),
        alternatives=_alternatives(body),
        constraint=constraint_of(body),
    )
    parts = tuple(AnswerPart(messages, (first + n) & 0xFFFF_FFFF) for n in range(count))
    return Ask(ROUTE, client, body.model or "", parts, settings_of(body), options, think_of(body))


def think_of(body: ChatBody) -> str:
    """Of the choices of ThinkingSwitch, whether the model has it or not; "" where nothing is said."""
    given = body.chat_template_kwargs or TemplateChoices()
    if given.enable_thinking is not None:
        return "on" if given.enable_thinking else "off"
    effort = body.reasoning_effort or given.reasoning_effort or "default"
    if effort not in _EFFORTS:
        raise bad_request(f"reasoning_effort must be one of {', '.join(_EFFORTS)}.", "reasoning_effort")
    return _EFFORTS[effort]


def _messages(written: list[WrittenMessage]) -> tuple[ChatMessage, ...]:
    if not 0 < len(written) <= _MOST_MESSAGES:
        raise bad_request(f"messages must hold between 1 and {_MOST_MESSAGES:,}.", "messages")
    messages = tuple(message_of(one, f"messages[{n}]") for n, one in enumerate(written))
    check_text(sum(len(one.text) + len(one.thought) for one in messages))
    return messages


def message_of(written: WrittenMessage, place: str) -> ChatMessage:
    """``place``: where it stands, to be told."""
    role: Any = _ROLES.get(written.role)
    if role is None:
        known = ", ".join(_ROLES)
        raise bad_request(f"{place}.role must be one of {known}; others are not supported.", "messages")
    text = _text(written.content, place)
    return ChatMessage(role, text, storable(written.reasoning_content or ""))


def _text(content: str | list[ContentPart] | None, place: str) -> str:
    if isinstance(content, str):
        return storable(content)
    texts = list[str]()
    for n, part in enumerate(content or ()):
        if part.type not in ("text", "input_text", "output_text", "refusal"):
            what = f"{place}.content[{n}]: parts of the type “{part.type[:40]}” are not supported."
            raise bad_request(what, "messages", "not_supported")
        texts.append(part.text or "")
    return storable("\n".join(texts))


def _alternatives(body: ChatBody) -> int | None:
    if not body.logprobs:
        if body.top_logprobs:
            raise bad_request("top_logprobs needs logprobs to be true.", "top_logprobs")
        return None
    count = body.top_logprobs or 0
    if not 0 <= count <= MOST_ALTERNATIVES:
        what = f"top_logprobs is {count}; it must be between 0 and {MOST_ALTERNATIVES}."
        raise bad_request(what, "top_logprobs")
    return count
