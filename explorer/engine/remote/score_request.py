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

_TRIED = "One, two, three, four"
_AS_LIKELY = 0.5  # of logarithms: it may be read in other batches
_SLACK = 1e-4  # of probabilities that are as high


class ScoreRequest:
    """Of texts that one model at one endpoint is given.

    Before the first it is tried whether they are true: llama-cpp-python's server (0.3.36) tells of each token
    how likely it would be one place later.
    """

    def __init__(self, access: EndpointAccess, model: str, limits: TransportLimits) -> None:
        self._access, self._model, self._limits = access, model, limits
        self._is_tried = False

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
        await self._try_out(transport, pace)
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
        await self._try_out(transport, pace)
        tokens = await self._tokens(text, alternatives, transport, pace)
        return tuple(_with(one, alternatives) for one in tokens)

    async def _try_out(self, transport: Transport, pace: EndpointPace) -> None:
        """A token that it writes is as likely when it is given it. Raises KnownError."""
        if self._is_tried:
            return
        (written,) = (await self._listed(_TRIED, 1, transport, pace, echo=False))[:1] or (None,)
        given = await self._tokens(_TRIED + written.text, 1, transport, pace) if written is not None else []
        both = [one.logprob for one in (written, *given[-1:]) if one is not None and one.logprob is not None]
        if len(both) < 2 or abs(both[0] - both[1]) > _AS_LIKELY:
            what = Words(
                "{name} tells other probabilities of a text than of its own answers.", name=self._access.name
            )
            raise KnownError(what, Words("They are of no use, so none are shown."), repr(both))
        self._is_tried = True

    async def _tokens(
        self, text: str, alternatives: int, transport: Transport, pace: EndpointPace
    ) -> list[TokenDetail]:
        """All of the text, without what the server writes after it."""
        tokens = await self._listed(text, alternatives, transport, pace)
        length, found = 0, list[TokenDetail]()
        for one in tokens:
            if length >= len(text):
                break
            length += len(one.text)
            found.append(one)
        if length < len(text) or "".join(one.text for one in found)[: len(text)] != text:
            raise senseless_fault(self._access, "the text that was scored is not the text that was sent")
        return found

    async def _listed(
        self, text: str, alternatives: int, transport: Transport, pace: EndpointPace, *, echo: bool = True
    ) -> list[TokenDetail]:
        body = {
            "model": self._model, "prompt": text, "echo": echo, "logprobs": max(1, alternatives),
            "max_tokens": 1, "temperature": 0,
        }  # fmt: skip
        told = await pace.ask(
            partial(transport.post, self._access, "completions", body, self._limits), lambda _wait: None
        )
        return listed_details(_logprobs(told), self._access)


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
