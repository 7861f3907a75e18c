"""The messages of one of LM Studio's chats: versions that stand beside each other, each of several steps."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

import msgspec

from explorer.domain.generation import AnswerEnd, AnswerTiming, Role
from explorer.domain.model_names import file_name
from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.portable_chat import PortableModel, PortableTurn
from explorer.rooms.playground.chats.exchange.reading import UNREADABLE, ChatReading, decoded
from explorer.rooms.playground.chats.exchange.turn_tree import (
    MessagePiece,
    TurnTree,
    merged,
    one_line,
    spaced,
    used_tool,
)

LM_STUDIO = "LM Studio"

type FindLocalModel = Callable[[str], str]  # id of a model on this disk by LM Studio's "publisher/repo/file"


class UsedModel(msgspec.Struct, rename="camel"):
    """How LM Studio names a model: as it is loaded, and as it lies on the disk."""

    identifier: str | None = None
    indexed_model_identifier: str | None = None


class _Message(msgspec.Struct, rename="camel"):
    versions: list[msgspec.Raw]
    currently_selected: int | None = None


class _Part(msgspec.Struct, rename="camel"):
    type: str = ""
    text: str | None = None
    file_identifier: str | None = None
    file_type: str | None = None
    name: str | None = None


class _Style(msgspec.Struct):
    type: str | None = None


class _Stats(msgspec.Struct, rename="camel"):
    stop_reason: str | None = None
    tokens_per_second: float | None = None
    time_to_first_token_sec: float | None = None
    prompt_tokens_count: int | None = None
    predicted_tokens_count: int | None = None


class _Generated(msgspec.Struct, rename="camel"):
    identifier: str | None = None
    indexed_model_identifier: str | None = None
    stats: _Stats | None = None


class _Step(msgspec.Struct, rename="camel"):
    type: str = ""
    content: list[_Part] | None = None
    style: _Style | None = None
    gen_info: _Generated | None = None


class _Sender(msgspec.Struct, rename="camel"):
    sender_name: str | None = None


class _Version(msgspec.Struct, rename="camel"):
    role: str = ""
    content: str | list[_Part] | None = None
    steps: list[msgspec.Raw] | None = None
    sender_info: _Sender | None = None


_ENDS: Mapping[str, AnswerEnd] = {
    "userStopped": "stopped",
    "maxPredictedTokensReached": "length",
    "contextLengthReached": "context_full",
    "failed": "failed",
}


@dataclass
class _Said:
    """One message: what was said, and said again in its place."""

    versions: list[MessagePiece]
    chosen: int


class LmStudioMessages:
    """Reads them; what is strange in them is left out."""

    def __init__(self, reading: ChatReading, find: FindLocalModel) -> None:
        self._reading, self._find = reading, find

    def turns(self, messages: Iterable[msgspec.Raw], began: datetime) -> tuple[int, tuple[PortableTurn, ...]]:
        """Each message follows the chosen version of the one before."""
        tree, parent = TurnTree(began), 0
        found = (said for raw in messages if (said := self._message(raw)) is not None)
        for said in map(_as_one, groupby(found, _side)):
            numbers = [
                tree.add(parent, piece, is_shown=place == said.chosen)
                for place, piece in enumerate(said.versions)
            ]
            parent = numbers[said.chosen]
        return tree.finished()

    def _message(self, raw: msgspec.Raw) -> _Said | None:
        self._reading.check()
        try:
            message = decoded(raw, _Message)
        except UNREADABLE:
            return None
        found = [(place, self._version(one)) for place, one in enumerate(message.versions)]
        kept = [(place, piece) for place, piece in found if piece is not None]
        if not kept:
            return None
        wanted = message.currently_selected or 0
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
        name = version.sender_info.sender_name if version.sender_info else None
        whole = merged(pieces)
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
        return self._with_measures(piece, step.gen_info)

    def _with_measures(self, piece: MessagePiece, told: _Generated | None) -> MessagePiece | None:
        if told is None:
            return piece if piece.text or piece.thought else None
        model = self.model(UsedModel(told.identifier, told.indexed_model_identifier))
        stats = told.stats or _Stats()
        return replace(
            piece,
            model=model.id,
            model_name=model.name,
            measured=_timing(stats),
            engine=LM_STUDIO,
            end=_ENDS.get(stats.stop_reason or "", "end"),
        )

    def _parts(self, parts: Iterable[_Part]) -> str:
        return spaced(self._part(part) for part in parts)

    def _part(self, part: _Part) -> str:
        if part.type == "text":
            return part.text or ""
        if part.type in ("file", "image"):
            name = one_line(part.name or part.file_identifier or "")
            is_image = part.type == "image" or part.file_type == "image"
            words = Words("image: {name}", name=name) if is_image else Words("file: {name}", name=name)
            return f"[{self._reading.say(words)}]"
        return ""

    def model(self, used: UsedModel | None) -> PortableModel:
        """That of this disk, where it is here too."""
        if used is None:
            return PortableModel()
        reference = used.indexed_model_identifier or used.identifier or ""
        found = self._find(reference)
        name = one_line(used.identifier or reference)
        return PortableModel(found, file_name(name) if found else f"{file_name(name)} ({LM_STUDIO})")


def _side(said: _Said) -> object:
    """What one side said several times in a row is one turn; what was said anew is one by itself."""
    return said.versions[0].role if len(said.versions) == 1 else id(said)


def _as_one(group: tuple[object, Iterable[_Said]]) -> _Said:
    row = list(group[1])
    return row[0] if len(row) == 1 else _Said([merged(said.versions[0] for said in row)], 0)


def _timing(stats: _Stats) -> AnswerTiming | None:
    """As LM Studio measured it."""
    count, speed = stats.predicted_tokens_count or 0, stats.tokens_per_second or 0.0
    if count < 1 or speed <= 0:
        return None
    first = max(0.0, stats.time_to_first_token_sec or 0.0)
    return AnswerTiming(max(0, stats.prompt_tokens_count or 0), count, first, (count - 1) / speed)
