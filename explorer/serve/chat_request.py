"""A request for chat completions: its messages and how they are to be answered."""

import msgspec

from explorer.domain.thinking_switch import CHOICES
from explorer.domain.tokens import AnswerOptions
from explorer.serve.api_error import bad_request
from explorer.serve.ask import AnswerPart, Ask
from explorer.serve.chat_messages import Images, WrittenMessage, messages_of
from explorer.serve.chat_tools import ToolFields, offered_tools
from explorer.serve.request_fields import (
    MOST_ALTERNATIVES,
    choices_of,
    constraint_of,
    seed_of,
    settings_of,
    stops_of,
)

ROUTE = "/v1/chat/completions"
_EFFORTS = {"default": "", "none": "off"} | {one: one for one in CHOICES if one not in ("on", "off")}


class TemplateChoices(msgspec.Struct):
    enable_thinking: bool | None = None
    reasoning_effort: str | None = None


class ChatBody(ToolFields):
    messages: list[WrittenMessage] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    reasoning_effort: str | None = None
    chat_template_kwargs: TemplateChoices | None = None


def chat_ask(body: ChatBody, client: str, images: Images) -> Ask:
    """``images``: those in its messages, as they were read. Raises ApiError."""
    tools, messages = offered_tools(body), messages_of(body.messages or [], images)
    first, count = seed_of(body), choices_of(body.n)
    options = AnswerOptions(
        stop=stops_of(body.stop),
        alternatives=_alternatives(body),
        constraint=constraint_of(body),
        tools=tools,
    )
    if tools is not None and options.constraint is not None:
        raise bad_request("An answer cannot both keep to a schema and call tools.", "tools")
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
