"""What other programs are answered with: the shapes of OpenAI's API, whole and in pieces.

``finish_reason`` is there in every piece, as null until the end; an id too, and ``content`` is a text even
where a model only thought: clients break otherwise.
"""

import base64
import secrets
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from explorer.domain.generation import AnswerEnd
from explorer.domain.piece import Piece
from explorer.domain.tokens import Embedding, TokenDetail
from explorer.serve.chat_tools import told_calls

type Told = dict[str, Any]

_REASONS = {"end": "stop", "length": "length", "context_full": "length", "stopped": "stop"}
_UNKNOWN = "\ufffd"  # bytes that are no whole character
_NEVER = -9999.0  # in place of minus infinity, as OpenAI


@dataclass
class Usage:
    """Of a request so far: what was read of its prompts, by their places, and what was written."""

    read: dict[int, int] = field(default_factory=dict)
    reused: dict[int, int] = field(default_factory=dict)
    written: int = 0

    def note_prompt(self, place: int, tokens: int) -> None:
        self.read[place] = max(tokens, self.read.get(place, 0))

    def note_reused(self, place: int, tokens: int) -> None:
        """Of several answers to a prompt the first counts: the others take it from that one."""
        self.reused[place] = min(tokens, self.reused.get(place, tokens))

    def told(self) -> Told:
        read = sum(self.read.values())
        return {
            "prompt_tokens": read,
            "completion_tokens": self.written,
            "total_tokens": read + self.written,
            "prompt_tokens_details": {"cached_tokens": sum(self.reused.values())},
        }


@dataclass(frozen=True)
class ReplyHead:
    """What stands in each piece of one reply."""

    id: str
    kind: str
    created: int
    model: str

    def around(self, choices: list[Told], **more: object) -> Told:
        return {
            "id": self.id,
            "object": self.kind,
            "created": self.created,
            "model": self.model,
            "choices": choices,
            **more,
        }


type Details = Sequence[TokenDetail] | None  # ``None`` where they were not asked for


@dataclass
class Before:
    """What came of an answer before a piece of it."""

    letters: int = 0
    calls: int = 0

    def add(self, piece: Piece) -> None:
        self.letters += len(piece.raw)
        self.calls += len(piece.calls)


@dataclass(frozen=True)
class WholeChoice:
    """One whole answer."""

    index: int
    piece: Piece
    reason: AnswerEnd
    details: Details
    note: str = ""  # what the other program should know of it


class ChatShape:
    """Of /v1/chat/completions."""

    def head(self, model: str, *, streams: bool) -> ReplyHead:
        kind = "chat.completion.chunk" if streams else "chat.completion"
        return ReplyHead(_id("chatcmpl"), kind, int(time.time()), model)

    def whole(self, choice: WholeChoice) -> Told:
        said = choice.piece
        thought = {"reasoning_content": said.thought} if said.thought else {}
        called = {"tool_calls": told_calls(said.calls)} if said.calls else {}
        content = said.text if said.text or not called else None
        message = {"role": "assistant", "content": content, "refusal": None, **thought, **called}
        logprobs = _chat_logprobs(choice.details)
        return _chat_choice(
            choice.index, logprobs, choice.reason, choice.note, has_called=bool(called), message=message
        )

    def first(self, index: int) -> Told | None:
        return _choice(index, None, None, delta={"role": "assistant", "content": ""})

    def piece(self, index: int, piece: Piece, details: Details, before: Before) -> Told:
        delta: Told = {"reasoning_content": piece.thought} if piece.thought else {}
        if piece.text or not (piece.thought or piece.calls):
            delta["content"] = piece.text
        if piece.calls:
            delta["tool_calls"] = told_calls(piece.calls, before.calls)
        return _choice(index, _chat_logprobs(details), None, delta=delta)

    def last(self, index: int, reason: AnswerEnd, before: Before, note: str = "") -> Told:
        return _chat_choice(index, None, reason, note, has_called=before.calls > 0, delta={})


class TextShape:
    """Of /v1/completions: a text that a model goes on with is one text, whatever marks are in it."""

    def head(self, model: str, *, streams: bool) -> ReplyHead:
        del streams
        return ReplyHead(_id("cmpl"), "text_completion", int(time.time()), model)

    def whole(self, choice: WholeChoice) -> Told:
        return _choice(
            choice.index,
            _text_logprobs(choice.details, 0, choice.piece.raw),
            choice.reason,
            text=choice.piece.raw,
        )

    def first(self, _index: int) -> Told | None:
        return None

    def piece(self, index: int, piece: Piece, details: Details, before: Before) -> Told:
        return _choice(index, _text_logprobs(details, before.letters, piece.raw), None, text=piece.raw)

    def last(self, index: int, reason: AnswerEnd, _before: Before, _note: str = "") -> Told:
        return _choice(index, None, reason, text="")


type Shape = ChatShape | TextShape


def _choice(index: int, logprobs: Told | None, reason: AnswerEnd | None, **said: object) -> Told:
    why = _REASONS[reason] if reason is not None else None
    return {"index": index, **said, "logprobs": logprobs, "finish_reason": why}


def _chat_choice(
    index: int, logprobs: Told | None, reason: AnswerEnd, note: str, *, has_called: bool, **said: object
) -> Told:
    """Of an answer that has ended. ``note`` stands in a field that OpenAI does not have."""
    told = _choice(index, logprobs, reason, **said)
    if has_called and reason == "end":
        told["finish_reason"] = "tool_calls"
    return told | {"note": note} if note else told


def vectors(made: Sequence[Embedding], model: str, *, as_base64: bool) -> Told:
    tokens = sum(one.tokens for one in made)
    data = [
        {"object": "embedding", "index": n, "embedding": _packed(one) if as_base64 else one.vector}
        for n, one in enumerate(made)
    ]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": model, "usage": usage}


def _packed(made: Embedding) -> str:
    """As numbers of four bytes, the lowest first."""
    return base64.b64encode(struct.pack(f"<{len(made.vector)}f", *made.vector)).decode()


def _id(kind: str) -> str:
    return f"{kind}-{secrets.token_hex(12)}"


def _chat_logprobs(details: Details) -> Told | None:
    if details is None:
        return None
    content = [
        _token(one.text, one.logprob)
        | {"top_logprobs": [_token(other.text, other.logprob) for other in one.alternatives]}
        for one in details
    ]
    return {"content": content, "refusal": None}


def _token(text: str, logprob: float | None) -> Told:
    known = list(text.encode()) if _UNKNOWN not in text else None
    return {"token": text, "logprob": _number(logprob), "bytes": known}


def without_stop(details: Sequence[TokenDetail], text: str) -> Sequence[TokenDetail]:
    """Those that begin within a text that ended before what it was to stop at, where that can be told."""
    if not "".join(one.text for one in details).startswith(text):
        return details
    length = 0
    for n, one in enumerate(details):
        if length >= len(text):
            return details[:n]
        length += len(one.text)
    return details


class HeldDetails:
    """Of a stream that may stop at a text: each is told once some of its text was said, so none of what it
    stopped at; all of them as they come where their texts are not what is said, as parts of characters.
    """

    def __init__(self) -> None:
        self._waiting: list[TokenDetail] = []
        self._said = self._begun = ""  # that no token was told for; of the last one, what was not said yet
        self._is_lost = False

    def take(self, said: str, details: Sequence[TokenDetail]) -> Sequence[TokenDetail]:
        """Those that can be told now."""
        self._waiting += details
        known = min(len(self._begun), len(said))
        self._begun, self._said = self._begun[known:], self._said + said[known:]
        told = list[TokenDetail]()
        while self._waiting and (self._said or self._is_lost):
            text = self._waiting[0].text
            both = min(len(text), len(self._said))
            self._is_lost = self._is_lost or text[:both] != self._said[:both]
            self._begun, self._said = text[both:], self._said[both:]
            told.append(self._waiting.pop(0))
        return told


def _text_logprobs(details: Details, offset: int, text: str) -> Told | None:
    """``offset``: letters before the first of them. A mark that a model reads first stands in no text."""
    if details is None:
        return None
    offsets = list[int]()
    for one in details:
        offsets.append(offset)
        is_mark = one.logprob is None and not text.startswith(one.text)
        offset += 0 if is_mark else len(one.text)
    return {
        "tokens": [one.text for one in details],
        "token_logprobs": [None if one.logprob is None else _number(one.logprob) for one in details],
        "top_logprobs": [
            {other.text: _number(other.logprob) for other in one.alternatives} or None for one in details
        ],
        "text_offset": offsets,
    }


def _number(logprob: float | None) -> float:
    """JSON has no infinity."""
    return max(logprob if logprob is not None else 0.0, _NEVER)
