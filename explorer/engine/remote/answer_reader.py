"""Reads an answer out of the events of a server: text, thought, probabilities, counts, and why it ended."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from explorer.domain.answer_format import GUESSES
from explorer.domain.answer_splitter import Splitter
from explorer.domain.errors import KnownError
from explorer.domain.generation import StopReason
from explorer.domain.harmless import storable
from explorer.domain.piece import NOTHING, Piece, joined
from explorer.domain.tokens import LikelyToken, TokenDetail
from explorer.domain.words import Words
from explorer.engine.remote.access import EndpointAccess, KeyMask
from explorer.engine.remote.faults import senseless_fault

_REASONS: Mapping[str, StopReason] = {"length": "length", "max_tokens": "length"}
_OPENING, _CLOSING = "<think>\n", "\n</think>\n\n"  # as most families write, around a thought without marks
_MOST_TOKENS = 1 << 30
_MOST_LOGPROB = 0.01  # as servers round
_UNKNOWN = -1  # the number of a token that the server does not tell


class AnswerReader:
    """``reason``: why it ended, ``None`` before. ``parts`` came with text in them. ``told``: tokens of the
    prompt and of the answer, as the server counts them, ``None`` where it did not.
    """

    def __init__(self, access: EndpointAccess, *, is_chat: bool) -> None:
        self._access = access
        self._text, self._thought = KeyMask(access), KeyMask(access)
        self._splitter = Splitter(GUESSES.items if is_chat else ())
        self._has_thought = self._is_closed = False
        self._has_choices = False
        self._listed = 0
        self.reason: StopReason | None = None
        self.parts = 0
        self.told: tuple[int, int] | None = None

    @property
    def tokens(self) -> int:
        """Of the answer so far."""
        return max(self.parts, self._listed)

    def read(self, event: Any) -> tuple[Piece, tuple[TokenDetail, ...]]:
        """What it adds. Raises KnownError for what has another shape than the API."""
        if not isinstance(event, dict):
            raise self._senseless(event)
        self._count(event.get("usage"))
        choices = event.get("choices")
        if choices is None:
            return NOTHING, ()
        if not isinstance(choices, list):
            raise self._senseless(event)
        for choice in choices[:1]:
            if not isinstance(choice, dict):
                raise self._senseless(event)
            self._has_choices = True
            return self._read(choice)
        return NOTHING, ()

    def finish(self) -> Piece:
        """What was held back. Raises KnownError where nothing of all that came was an answer."""
        if not self._has_choices:
            raise self._senseless(None)
        thought = self._as_thought(self._thought.end())
        return joined((thought, *self._said(self._text.end()), *self._splitter.finish()))

    def _read(self, choice: dict[str, Any]) -> tuple[Piece, tuple[TokenDetail, ...]]:
        said = choice.get("delta") or choice.get("message") or {}
        if not isinstance(said, dict):
            raise self._senseless(choice)
        text = self._text_of(said.get("content", choice.get("text")))
        thought = self._text_of(said.get("reasoning_content") or said.get("reasoning"))
        self.parts += bool(text or thought)
        details = tuple(self._details(choice.get("logprobs")))
        self._listed += len(details)
        if reason := choice.get("finish_reason"):
            self._end(str(reason))
        pieces = [self._as_thought(self._thought.read(thought))] if thought else []
        if text:
            pieces += [self._as_thought(self._thought.end()), *self._said(self._text.read(text))]
        return joined(pieces) if pieces else NOTHING, details

    def _end(self, reason: str) -> None:
        if reason == "content_filter":
            raise KnownError(
                Words("{name} ended the answer: its filter did not let it through.", name=self._access.name),
                Words("Ask in another way."),
            )
        self.reason = _REASONS.get(reason, "end")

    def _text_of(self, said: object) -> str:
        """Some write it in parts."""
        if said is None:
            return ""
        if isinstance(said, list):
            parts = (one.get("text") for one in said if isinstance(one, dict))
            return "".join(self._text_of(part) for part in parts)
        if not isinstance(said, str):
            raise self._senseless(said)
        return storable(said)

    def _as_thought(self, text: str) -> Piece:
        """It came in a field of its own, without marks."""
        if not text:
            return NOTHING
        opening = "" if self._has_thought else _OPENING
        self._has_thought = True
        return Piece("", text, opening + text)

    def _said(self, text: str) -> Iterator[Piece]:
        if not text:
            return
        if self._has_thought:
            closing = "" if self._is_closed else _CLOSING
            self._is_closed = True
            yield Piece(text, "", closing + text)
        else:
            yield from self._splitter.feed(text)

    def _count(self, usage: object) -> None:
        if not isinstance(usage, dict):
            return
        read, written = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if _is_count(read) and _is_count(written):
            self.told = read, written

    def _details(self, told: object) -> Iterator[TokenDetail]:
        """In the form of chats, or of completions; what is no probability is left out."""
        if not isinstance(told, dict):
            return
        content = told.get("content")
        if isinstance(content, list):
            for one in content:
                if isinstance(one, dict) and (likely := self._likely(one)) is not None:
                    others = one.get("top_logprobs")
                    each = map(self._likely, others if isinstance(others, list) else ())
                    alternatives = tuple(other for other in each if other is not None)
                    yield TokenDetail(likely.token, likely.text, likely.logprob, alternatives)
        elif isinstance(told.get("tokens"), list):
            yield from listed_details(told, self._access)

    def _likely(self, one: object) -> LikelyToken | None:
        if not isinstance(one, dict):
            return None
        token, text, logprob = one.get("id"), one.get("token"), one.get("logprob")
        if not isinstance(text, str) or not is_logprob(logprob):
            return None
        number = token if isinstance(token, int) and not isinstance(token, bool) else _UNKNOWN
        return LikelyToken(number, storable(self._access.masked(text)), float(logprob))

    def _senseless(self, told: object) -> KnownError:
        return senseless_fault(self._access, self._access.told(repr(told)[:300]) if told is not None else "")


def listed_details(told: Mapping[str, Any], access: EndpointAccess) -> list[TokenDetail]:
    """Of the form of completions: lists of equal length, each with one entry a token."""
    texts, numbers = told.get("tokens") or (), told.get("token_logprobs") or ()
    others = told.get("top_logprobs") or ()
    if not (isinstance(texts, Sequence) and isinstance(numbers, Sequence) and isinstance(others, Sequence)):
        return []
    found: list[TokenDetail] = []
    for at, text in enumerate(texts):
        if not isinstance(text, str):
            continue
        number = numbers[at] if at < len(numbers) else None
        each = others[at] if at < len(others) and isinstance(others[at], dict) else {}
        likely = [
            LikelyToken(_UNKNOWN, storable(access.masked(name)), float(value))
            for name, value in each.items()
            if is_logprob(value)
        ]
        likely.sort(key=lambda one: -one.logprob)
        logprob = float(number) if is_logprob(number) else None
        found.append(TokenDetail(_UNKNOWN, storable(access.masked(text)), logprob, tuple(likely)))
    return found


def is_logprob(value: object) -> TypeGuard[float]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return not math.isnan(value) and value <= _MOST_LOGPROB


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS
