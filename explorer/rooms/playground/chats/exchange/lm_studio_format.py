"""LM Studio's chats: a ``*.conversation.json`` each, in folders as they stand in its list.

Its makers describe the format nowhere; this follows what other programs read and write there
(lm-studio-conversation-converter, ThreadShelf) and lmstudio-js for the names of settings.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from explorer.domain.generation import AnswerEnd, AnswerTiming, Role
from explorer.domain.model_names import file_name
from explorer.domain.sampling_choice import SamplingChoice, believable
from explorer.domain.sampling_setting import SettingValue
from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.portable_chat import (
    PortableChat,
    PortableModel,
    PortableTurn,
)
from explorer.rooms.playground.chats.exchange.reading import UNREADABLE, ChatReading, decoded
from explorer.rooms.playground.chats.exchange.turn_tree import (
    MessagePiece,
    TurnTree,
    merged,
    one_line,
    spaced,
    used_tool,
)
from explorer.rooms.playground.chats.session import title_of
from explorer.rooms.playground.chats.settings import ChatSettings

LM_STUDIO = "LM Studio"

_MOST_TOKENS = 1_000_000  # of one answer

type FindLocalModel = Callable[[str], str]  # id of a model on this disk by LM Studio's "publisher/repo/file"


class _Field(msgspec.Struct):
    key: str = ""
    value: object = None


class _Config(msgspec.Struct):
    fields: list[_Field] | None = None


class _UsedModel(msgspec.Struct):
    identifier: str | None = None
    indexedModelIdentifier: str | None = None  # noqa: N815  # as they stand in the file, here and below


class _Conversation(msgspec.Struct):
    messages: list[msgspec.Raw]
    name: str | None = None
    createdAt: float | str | None = None  # noqa: N815
    userLastMessagedAt: float | str | None = None  # noqa: N815
    assistantLastMessagedAt: float | str | None = None  # noqa: N815
    pinned: bool | None = None
    systemPrompt: str | None = None  # noqa: N815
    perChatPredictionConfig: _Config | None = None  # noqa: N815
    lastUsedModel: _UsedModel | None = None  # noqa: N815


class _Message(msgspec.Struct):
    versions: list[msgspec.Raw]
    currentlySelected: int | None = None  # noqa: N815


class _Part(msgspec.Struct):
    type: str = ""
    text: str | None = None
    fileIdentifier: str | None = None  # noqa: N815
    fileType: str | None = None  # noqa: N815
    name: str | None = None


class _Style(msgspec.Struct):
    type: str | None = None


class _Stats(msgspec.Struct):
    stopReason: str | None = None  # noqa: N815
    tokensPerSecond: float | None = None  # noqa: N815
    timeToFirstTokenSec: float | None = None  # noqa: N815
    promptTokensCount: int | None = None  # noqa: N815
    predictedTokensCount: int | None = None  # noqa: N815


class _Generated(msgspec.Struct):
    identifier: str | None = None
    indexedModelIdentifier: str | None = None  # noqa: N815
    stats: _Stats | None = None


class _Step(msgspec.Struct):
    type: str = ""
    content: list[_Part] | None = None
    style: _Style | None = None
    genInfo: _Generated | None = None  # noqa: N815


class _Sender(msgspec.Struct):
    senderName: str | None = None  # noqa: N815


class _Version(msgspec.Struct):
    role: str = ""
    content: str | list[_Part] | None = None
    steps: list[msgspec.Raw] | None = None
    senderInfo: _Sender | None = None  # noqa: N815


_SETTINGS = {
    "temperature": "temperature",
    "topKSampling": "top_k",
    "topPSampling": "top_p",
    "minPSampling": "min_p",
    "repeatPenalty": "repeat_penalty",
}  # after "llm.prediction."; what is a switch and a number counts where it is on
_ENDS: Mapping[str, AnswerEnd] = {
    "userStopped": "stopped",
    "maxPredictedTokensReached": "length",
    "contextLengthReached": "context_full",
    "failed": "failed",
}


def lm_studio_chat(
    data: bytes, number: str, folder: str, reading: ChatReading, find: FindLocalModel = lambda _reference: ""
) -> PortableChat | None:
    """``number``: what its file is called, which says which chat it is. Raises one of UNREADABLE."""
    conversation = decoded(data, _Conversation)
    began = reading.moment(conversation.createdAt) or reading.moment(_number(number)) or reading.now
    messages = _Messages(reading, find)
    shown, turns = messages.turns(conversation.messages, began)
    if not turns:
        reading.empty += 1
        return None
    said = (conversation.userLastMessagedAt, conversation.assistantLastMessagedAt)
    changed = max((began, *filter(None, map(reading.moment, said))))
    fallback = hashlib.sha256(data).hexdigest()[:32]
    return PortableChat(
        origin=f"lmstudio:{number or fallback}",
        title=(conversation.name or "").strip() or title_of(turns[0].text) or LM_STUDIO,
        created_at=began,
        changed_at=changed,
        folder=folder,
        pinned_at=changed if conversation.pinned else None,
        model=messages.model(conversation.lastUsedModel),
        settings=_settings(conversation),
        shown=shown,
        turns=turns,
    )


@dataclass
class _Said:
    """One message: what was said, and said again in its place."""

    versions: list[MessagePiece]
    chosen: int


class _Messages:
    def __init__(self, reading: ChatReading, find: FindLocalModel) -> None:
        self._reading, self._find = reading, find

    def turns(self, messages: Iterable[msgspec.Raw], began: datetime) -> tuple[int, tuple[PortableTurn, ...]]:
        """Each message follows the chosen version of the one before."""
        tree, parent = TurnTree(began), 0
        for said in self._said(messages):
            numbers = [
                tree.add(parent, piece, is_shown=place == said.chosen)
                for place, piece in enumerate(said.versions)
            ]
            parent = numbers[said.chosen]
        return tree.finished()

    def _said(self, messages: Iterable[msgspec.Raw]) -> Iterator[_Said]:
        """What one side said several times in a row is one turn."""
        row: list[_Said] = []
        for raw in messages:
            self._reading.check()
            said = self._message(raw)
            if said is None:
                continue
            if row and (len(said.versions) > 1 or said.versions[0].role != row[0].versions[0].role):
                yield _as_one(row)
                row = []
            row.append(said)
            if len(said.versions) > 1:
                yield said
                row = []
        if row:
            yield _as_one(row)

    def _message(self, raw: msgspec.Raw) -> _Said | None:
        try:
            message = decoded(raw, _Message)
        except UNREADABLE:
            return None
        found = [(place, self._version(one)) for place, one in enumerate(message.versions)]
        kept = [(place, piece) for place, piece in found if piece is not None]
        if not kept:
            return None
        wanted = message.currentlySelected or 0
        chosen = next((n for n, (place, _piece) in enumerate(kept) if place == wanted), len(kept) - 1)
        return _Said([piece for _place, piece in kept], chosen)

    def _version(self, raw: msgspec.Raw) -> MessagePiece | None:
        try:
            version = decoded(raw, _Version)
        except UNREADABLE:
            return None
        if version.role not in ("user", "assistant"):
            return None
        role: Role = "user" if version.role == "user" else "assistant"
        pieces = [piece for step in version.steps or () if (piece := self._step(step)) is not None]
        text = version.content if isinstance(version.content, str) else self._parts(version.content or ())
        if text:
            pieces.append(MessagePiece(role, text))
        if not pieces:
            return None
        name = version.senderInfo.senderName if version.senderInfo else None
        whole = merged(list(_without_repeats(pieces)))
        return replace(whole, role=role, model_name=whole.model_name or one_line(name or ""))

    def _step(self, raw: msgspec.Raw) -> MessagePiece | None:
        """One that tells of the program's own doings says nothing."""
        try:
            step = decoded(raw, _Step)
        except UNREADABLE:
            return None
        if step.type != "contentBlock":
            return None
        tools = [one.name for one in step.content or () if one.type == "toolCallRequest" and one.name]
        if tools:
            return used_tool(tools[0], self._reading)
        text = self._parts(step.content or ())
        is_thought = step.style is not None and step.style.type == "thinking"
        piece = MessagePiece("assistant", thought=text) if is_thought else MessagePiece("assistant", text)
        return self._with_measures(piece, step.genInfo)

    def _with_measures(self, piece: MessagePiece, told: _Generated | None) -> MessagePiece | None:
        if told is None:
            return piece if piece.text or piece.thought else None
        model = self.model(_UsedModel(told.identifier, told.indexedModelIdentifier))
        stats = told.stats or _Stats()
        return replace(
            piece,
            model=model.id,
            model_name=model.name,
            measured=_timing(stats),
            engine=LM_STUDIO,
            end=_ENDS.get(stats.stopReason or "", "end"),
        )

    def _parts(self, parts: Iterable[_Part]) -> str:
        return spaced(self._part(part) for part in parts)

    def _part(self, part: _Part) -> str:
        if part.type == "text":
            return part.text or ""
        if part.type in ("file", "image"):
            name = one_line(part.name or part.fileIdentifier or "")
            is_image = part.type == "image" or part.fileType == "image"
            words = Words("image: {name}", name=name) if is_image else Words("file: {name}", name=name)
            return f"[{self._reading.say(words)}]"
        return ""

    def model(self, used: _UsedModel | None) -> PortableModel:
        """That of this disk, where it is here too."""
        if used is None:
            return PortableModel()
        reference = used.indexedModelIdentifier or used.identifier or ""
        found = self._find(reference)
        name = one_line(used.identifier or reference)
        return PortableModel(found, file_name(name) if found else f"{file_name(name)} ({LM_STUDIO})")


def _as_one(row: list[_Said]) -> _Said:
    return row[0] if len(row) == 1 else _Said([merged([said.versions[0] for said in row])], 0)


def _without_repeats(pieces: Iterable[MessagePiece]) -> Iterator[MessagePiece]:
    """That a tool was used is said once."""
    notes: set[str] = set()
    for piece in pieces:
        if not (piece.is_note and piece.text in notes):
            yield piece
        notes.update((piece.text,) if piece.is_note else ())


def _timing(stats: _Stats) -> AnswerTiming | None:
    """As LM Studio measured it."""
    count, speed = stats.predictedTokensCount or 0, stats.tokensPerSecond or 0.0
    if count < 1 or speed <= 0:
        return None
    first = max(0.0, stats.timeToFirstTokenSec or 0.0)
    return AnswerTiming(max(0, stats.promptTokensCount or 0), count, first, (count - 1) / speed)


def _settings(conversation: _Conversation) -> ChatSettings:
    config = conversation.perChatPredictionConfig
    fields = {one.key.removeprefix("llm.prediction."): one.value for one in (config and config.fields) or ()}
    prompt = fields.get("systemPrompt")
    values: dict[str, SettingValue] = {}
    for key, path in _SETTINGS.items():
        value = _switched(fields.get(key))
        if value is not None:
            values[path] = value
    longest = _switched(fields.get("maxPredictedTokens"))
    return ChatSettings(
        system_prompt=prompt if isinstance(prompt, str) and prompt else conversation.systemPrompt or "",
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
