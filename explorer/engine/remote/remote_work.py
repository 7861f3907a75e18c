"""What is done for a backend in the loop of requests: what one model is asked, in turn with all others of its
endpoint. Imported late, in that thread.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import CancelledError, KnownError
from explorer.engine.remote.answer_request import AnswerRequest
from explorer.engine.remote.remote_means import RemoteMeans
from explorer.engine.remote.request_form import RemoteQuestion
from explorer.engine.remote.request_target import RequestTarget
from explorer.engine.remote.score_request import ScoreRequest
from explorer.engine.remote.transport import Transport


class RemoteWork:
    """``tell`` gets the events of an answer; a score tells how far it is, 0 to 1."""

    def __init__(self, model: EndpointModel, means: RemoteMeans) -> None:
        self._target = RequestTarget(model, means)
        self._scores = ScoreRequest(self._target)
        self._alone = asyncio.Lock()

    async def answer(
        self, transport: Transport, tell: Callable[[object], None], question: RemoteQuestion
    ) -> object:
        """One after the other."""
        async with self._alone:
            return await self.answer_together(transport, tell, question)

    async def answer_together(
        self, transport: Transport, tell: Callable[[object], None], question: RemoteQuestion
    ) -> object:
        """As many at once as the endpoint takes."""
        return await AnswerRequest(self._target, question, tell).run(transport)

    async def score(
        self,
        transport: Transport,
        tell: Callable[[object], None],
        prefix: str,
        texts: Sequence[str],
        alternatives: int,
    ) -> object:
        asked = prefix, texts, alternatives
        return await self._scores.continuations(asked, transport, tell)

    async def score_text(
        self, transport: Transport, tell: Callable[[object], None], text: str, alternatives: int
    ) -> object:
        del tell
        return await self._scores.text(text, alternatives, transport)


async def outcome_of(work: Coroutine[Any, Any, object]) -> object:
    """What comes of it, or what it raises: of several at once the first."""
    try:
        return await work
    except asyncio.CancelledError:
        return CancelledError()
    except BaseExceptionGroup as group:
        return next((one for one in group.exceptions if isinstance(one, KnownError)), group.exceptions[0])
    except Exception as error:  # noqa: BLE001  it goes to the one door on the screen thread
        return error
