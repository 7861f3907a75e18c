"""Scores of texts at an endpoint: a text is sent back with the probability of each of its tokens (echo).

In the loop of requests alone; imported late.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.tokens import ContinuationScore, TokenDetail
from explorer.domain.words import Words
from explorer.engine.remote.access import EndpointAccess
from explorer.engine.remote.answer_reader import listed_details
from explorer.engine.remote.faults import senseless_fault
from explorer.engine.remote.pace import EndpointPace
from explorer.engine.remote.transport import Transport, TransportLimits

_SLACK = 1e-4  # of probabilities that are as high


class ScoreRequest:
    """Of texts that one model at one endpoint is given."""

    def __init__(self, access: EndpointAccess, model: str, limits: TransportLimits) -> None:
        self._access, self._model, self._limits = access, model, limits

    async def continuations(
        self,
        asked: tuple[str, Sequence[str], int],
        transport: Transport,
        pace: EndpointPace,
        progress: Callable[[float], None],
    ) -> tuple[ContinuationScore, ...]:
        """``asked``: the prefix, its continuations, and how many alternatives. Raises KnownError."""
        prefix, texts, alternatives = asked
        if not prefix:
            raise KnownError(
                Words("There is nothing before the continuation that it could be judged by."),
                Words("Give a prompt, or score the whole text."),
            )
        done = 0

        async def score(text: str) -> ContinuationScore:
            nonlocal done
            tokens = await self._tokens(prefix + text, alternatives, transport, pace)
            done += 1
            progress(done / len(texts))
            return _after(prefix, tokens, alternatives)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(score(text)) for text in texts]
        return tuple(task.result() for task in tasks)

    async def text(
        self, text: str, alternatives: int, transport: Transport, pace: EndpointPace
    ) -> tuple[TokenDetail, ...]:
        """Every token of it. Raises KnownError."""
        if not text:
            raise KnownError(Words("There is nothing to score."), Words("Write a text first."))
        tokens = await self._tokens(text, alternatives, transport, pace)
        return tuple(_with(one, alternatives) for one in tokens)

    async def _tokens(
        self, text: str, alternatives: int, transport: Transport, pace: EndpointPace
    ) -> list[TokenDetail]:
        """All of the text, without what the server writes after it."""
        body = {
            "model": self._model, "prompt": text, "echo": True, "logprobs": max(1, alternatives),
            "max_tokens": 1, "temperature": 0,
        }  # fmt: skip
        told = await pace.ask(
            partial(transport.post, self._access, "completions", body, self._limits), lambda _wait: None
        )
        tokens = listed_details(_logprobs(told), self._access)
        length, found = 0, list[TokenDetail]()
        for one in tokens:
            if length >= len(text):
                break
            length += len(one.text)
            found.append(one)
        if length < len(text) or "".join(one.text for one in found)[: len(text)] != text:
            raise senseless_fault(self._access, "the text that was scored is not the text that was sent")
        return found


def _logprobs(told: Any) -> dict[str, Any]:
    choices = told.get("choices") if isinstance(told, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    logprobs = first.get("logprobs") if isinstance(first, dict) else None
    return logprobs if isinstance(logprobs, dict) else {}


def _after(prefix: str, tokens: Sequence[TokenDetail], alternatives: int) -> ContinuationScore:
    """Of the tokens that end behind the prefix: one that joins both counts for the continuation."""
    found, end = list[TokenDetail](), 0
    for token in tokens:
        end += len(token.text)
        if end > len(prefix):
            found.append(token)
    return ContinuationScore(tuple(_with(one, alternatives) for one in found), all(map(_is_likeliest, found)))


def _is_likeliest(token: TokenDetail) -> bool:
    best = max((one.logprob for one in token.alternatives), default=None)
    return best is not None and token.logprob is not None and token.logprob >= best - _SLACK


def _with(token: TokenDetail, alternatives: int) -> TokenDetail:
    return TokenDetail(token.token, token.text, token.logprob, token.alternatives[:alternatives])
