"""LM Studio's chats: a ``*.conversation.json`` each, in folders as they stand in its list.

Its makers describe the format nowhere; this follows what other programs read and write there
(lm-studio-conversation-converter, ThreadShelf) and lmstudio-js for the names of settings.
"""

import hashlib

import msgspec

from explorer.domain.sampling_choice import SamplingChoice, believable
from explorer.domain.sampling_setting import SettingValue
from explorer.rooms.playground.chats.exchange.lm_studio_messages import (
    LM_STUDIO,
    FindLocalModel,
    LmStudioMessages,
    UsedModel,
)
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat
from explorer.rooms.playground.chats.exchange.reading import ChatReading, decoded
from explorer.rooms.playground.chats.exchange.turn_tree import one_line
from explorer.rooms.playground.chats.session import title_of
from explorer.rooms.playground.chats.settings import ChatSettings

_MOST_TOKENS = 1_000_000  # of one answer


class _Field(msgspec.Struct):
    key: str = ""
    value: object = None


class _Config(msgspec.Struct):
    fields: list[_Field] | None = None


class _Conversation(msgspec.Struct, rename="camel"):
    messages: list[msgspec.Raw]
    name: str | None = None
    created_at: float | str | None = None
    user_last_messaged_at: float | str | None = None
    assistant_last_messaged_at: float | str | None = None
    pinned: bool | None = None
    system_prompt: str | None = None
    per_chat_prediction_config: _Config | None = None
    last_used_model: UsedModel | None = None


_SETTINGS = {
    "temperature": "temperature",
    "topKSampling": "top_k",
    "topPSampling": "top_p",
    "minPSampling": "min_p",
    "repeatPenalty": "repeat_penalty",
}  # after "llm.prediction."; what is a switch and a number counts where it is on


def lm_studio_chat(
    data: bytes, number: str, folder: str, reading: ChatReading, find: FindLocalModel = lambda _reference: ""
) -> PortableChat | None:
    """``number``: what its file is called, which says which chat it is where LM Studio named it.

    Raises one of UNREADABLE.
    """
    conversation = decoded(data, _Conversation)
    began = reading.moment(conversation.created_at) or reading.moment(_number(number)) or reading.now
    messages = LmStudioMessages(reading, find)
    shown, turns = messages.turns(conversation.messages, began)
    if not turns:
        reading.empty += 1
        return None
    said = (conversation.user_last_messaged_at, conversation.assistant_last_messaged_at)
    changed = max((began, *filter(None, map(reading.moment, said))))
    own = number if _number(number) else hashlib.sha256(data).hexdigest()[:32]
    return PortableChat(
        origin=f"lmstudio:{own}",
        title=one_line(conversation.name or "") or title_of(turns[0].text) or LM_STUDIO,
        created_at=began,
        changed_at=changed,
        folder=folder,
        pinned_at=changed if conversation.pinned else None,
        model=messages.model(conversation.last_used_model),
        settings=_settings(conversation),
        shown=shown,
        turns=turns,
    )


def _settings(conversation: _Conversation) -> ChatSettings:
    config = conversation.per_chat_prediction_config
    fields = {one.key.removeprefix("llm.prediction."): one.value for one in (config and config.fields) or ()}
    prompt = fields.get("systemPrompt")
    values: dict[str, SettingValue] = {}
    for key, path in _SETTINGS.items():
        value = _switched(fields.get(key))
        if value is not None:
            values[path] = value
    longest = _switched(fields.get("maxPredictedTokens"))
    return ChatSettings(
        system_prompt=prompt if isinstance(prompt, str) and prompt else conversation.system_prompt or "",
        max_tokens=int(longest) if longest is not None and 0 < longest < _MOST_TOKENS else None,
        choice=SamplingChoice(believable(values)),
    )


def _switched(value: object) -> int | float | None:
    """A number, or one beside a switch that is on."""
    if isinstance(value, dict):
        value = value.get("value") if value.get("checked") else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _number(text: str) -> float | None:
    """Files are called by the millisecond in which their chat began."""
    return float(text) if text.isdecimal() and len(text) == 13 else None
