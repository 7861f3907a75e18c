"""Reads an answer out of the events of a server: text, thought, probabilities, counts, and why it ended."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from explorer.domain.answer_format import GUESSES
from explorer.domain.answer_splitter import Splitter
from explorer.domain.errors import KnownError
from explorer.domain.generation import StopReason
from explorer.domain.harmless import storable
from explorer.domain.piece import NOTHING, Piece, joined
from explorer.domain.tokens import TokenDetail
from explorer.domain.words import Words
from explorer.engine.remote.access import EndpointAccess, KeyMask
from explorer.engine.remote.faults import senseless_fault
from explorer.engine.remote.told_tokens import ToldTokens

_REASONS: Mapping[str, StopReason] = {"length": "length", "max_tokens": "length"}
_OPENING, _CLOSING = "<think>\n", "\n</think>\n\n"  # as most families write, around a thought without marks
_MOST_TOKENS = 1 << 30


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
        self._likely = ToldTokens()
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
        details = self._likely.details(choice.get("logprobs"))
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

    def _senseless(self, told: object) -> KnownError:
        return senseless_fault(self._access, repr(told)[:300] if told is not None else "")


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS
