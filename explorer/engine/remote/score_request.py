"""Scores of texts at an endpoint: a text is sent back with the probability of each of its tokens (echo).

In the loop of requests alone; imported late.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import KnownError
from explorer.domain.tokens import ContinuationScore, TokenDetail
from explorer.domain.words import Words
from explorer.engine.remote.echoed_text import PlacedToken, placed
from explorer.engine.remote.faults import senseless_fault
from explorer.engine.remote.request_target import RequestTarget
from explorer.engine.remote.told_tokens import ToldTokens
from explorer.engine.remote.transport import Transport

_TRIED = ("One, two, three, four", "The capital of France is")
_AS_LIKELY = 0.5  # of logarithms: it may be read in other batches
_SLACK = 1e-4  # of probabilities that are as high


class ScoreRequest:
    """Of texts that one model at one endpoint is given.

    Before the first it is tried whether they are true: llama-cpp-python's server (0.3.36) tells of each token
    how likely it would be one place later.
    """

    def __init__(self, target: RequestTarget) -> None:
        self._target = target
        self._tried: EndpointModel | None = None  # as it was then

    async def continuations(
        self,
        asked: tuple[str, Sequence[str], int],
        transport: Transport,
        progress: Callable[[float], None],
    ) -> tuple[ContinuationScore, ...]:
        """``asked``: the prefix, its continuations, and how many alternatives. Raises KnownError."""
        prefix, texts, alternatives = asked
        if not prefix:
            raise KnownError(
                Words("There is nothing before the continuation that it could be judged by."),
                Words("Give a prompt, or score the whole text."),
            )
        await self._try_out(transport)
        done = 0

        async def score(text: str) -> ContinuationScore:
            nonlocal done
            tokens = await self._tokens(prefix + text, alternatives, transport)
            done += 1
            progress(done / len(texts))
            return self._after(prefix, tokens, alternatives)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(score(text)) for text in texts]
        return tuple(task.result() for task in tasks)

    async def text(self, text: str, alternatives: int, transport: Transport) -> tuple[TokenDetail, ...]:
        """Every token of it. Raises KnownError."""
        if not text:
            raise KnownError(Words("There is nothing to score."), Words("Write a text first."))
        await self._try_out(transport)
        tokens = await self._tokens(text, alternatives, transport)
        return tuple(_with(one.token, alternatives) for one in tokens)

    async def _try_out(self, transport: Transport) -> None:
        """A token that it writes is as likely when it is given it. Raises KnownError."""
        self._target.renew()
        if self._tried == self._target.model:
            return
        pairs = [await self._twice(text, transport) for text in _TRIED]
        known = [abs(one - other) for one, other in filter(None, pairs)]
        if not known or max(known) > _AS_LIKELY:
            name = self._target.model.endpoint.name
            what = Words("{name} tells other probabilities of a text than of its own answers.", name=name)
            raise KnownError(what, Words("They are of no use, so none are shown."), repr(pairs))
        self._tried = self._target.model

    async def _twice(self, text: str, transport: Transport) -> tuple[float, float] | None:
        """How likely the next token is as it is written, and as it is given; ``None`` where a tokenizer makes
        another one of the latter.
        """
        written = next(iter(await self._listed(text, 1, transport, echo=False)), None)
        if written is None or not written.text:
            return None
        listed = await self._listed(text + written.text, 1, transport)
        given = (placed(listed, text + written.text) or (None,))[-1]
        if given is None or given.token.text != written.text:
            return None
        both = written.logprob, given.token.logprob
        return (both[0], both[1]) if both[0] is not None and both[1] is not None else None

    async def _tokens(self, text: str, alternatives: int, transport: Transport) -> tuple[PlacedToken, ...]:
        """All of the text, without what the server writes after it."""
        found = placed(await self._listed(text, alternatives, transport), text)
        if found is None:
            raise self._of_another("the text that was scored is not the text that was sent")
        return found

    def _after(self, prefix: str, tokens: Sequence[PlacedToken], alternatives: int) -> ContinuationScore:
        """Of the tokens that end behind the prefix: one that joins both counts for the continuation."""
        after = [one for one in tokens if one.end > len(prefix)]
        if sum(one.start < len(prefix) for one in after) > 1:  # parts of characters on both sides
            raise self._of_another("where the continuation begins is not told")
        found = [_with(one.token, alternatives) for one in after]
        return ContinuationScore(tuple(found), all(_is_likeliest(one.token) for one in after))

    def _of_another(self, details: str) -> KnownError:
        return senseless_fault(self._target.unkeyed, details)

    async def _listed(
        self, text: str, alternatives: int, transport: Transport, *, echo: bool = True
    ) -> tuple[TokenDetail, ...]:
        body = {
            "model": self._target.model.entry.name, "prompt": text, "echo": echo,
            "logprobs": max(1, alternatives), "max_tokens": 1, "temperature": 0,
        }  # fmt: skip

        async def post() -> Any:
            access = await self._target.access()
            return await transport.post(access, "completions", body, self._target.limits)

        async with transport.online():
            told = await self._target.pace.ask(post, lambda _wait: None)
        return ToldTokens().details(_logprobs(told))


def _logprobs(told: Any) -> dict[str, Any]:
    choices = told.get("choices") if isinstance(told, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    logprobs = first.get("logprobs") if isinstance(first, dict) else None
    return logprobs if isinstance(logprobs, dict) else {}


def _is_likeliest(token: TokenDetail) -> bool:
    best = max((one.logprob for one in token.alternatives), default=None)
    return best is not None and token.logprob is not None and token.logprob >= best - _SLACK


def _with(token: TokenDetail, alternatives: int) -> TokenDetail:
    return TokenDetail(token.token, token.text, token.logprob, token.alternatives[:alternatives])
