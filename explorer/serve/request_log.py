"""The requests of other programs as a person sees them: those under way, and the last that were."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from explorer.serve.ask import Ask
from explorer.serve.served import ENDED, RequestState, ServedRequest

_KEPT = 200  # that have ended
_KEPT_REFUSED = 20  # of those that no model was asked for
_MOST_NAME = 80  # letters


class RequestLog:
    """``changed`` is called whenever something is another; nothing of what was asked is in it."""

    def __init__(self, changed: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._changed, self._clock = changed, clock
        self.begun = 0  # requests, from the first on
        self._entries: dict[int, ServedRequest] = {}
        self._arrived: dict[int, float] = {}  # of those under way
        self._writes_since: dict[int, float] = {}
        self._refused: dict[tuple[str, str, str], int] = {}  # by client, route and words, the last of each

    @property
    def requests(self) -> tuple[ServedRequest, ...]:
        """The newest first."""
        return tuple(reversed(self._entries.values()))

    def begin(self, number: int, ask: Ask) -> None:
        now = datetime.now().astimezone()
        self.begun += 1
        self._entries[number] = ServedRequest(number, now, ask.client, ask.route, ask.model[:_MOST_NAME])
        self._arrived[number] = self._clock()
        self._changed()

    def refuse(self, number: int, client: str, route: str, error: str) -> None:
        """One that came to no model; of those that are alike the last is kept."""
        told = (client, route, error)
        if (before := self._refused.pop(told, None)) is not None:
            self._entries.pop(before, None)
        self._refused[told] = number
        now = datetime.now().astimezone()
        self._entries[number] = ServedRequest(
            number, now, client, route, "", state=RequestState.FAILED, error=error
        )
        while len(self._refused) > _KEPT_REFUSED:
            self._entries.pop(self._refused.pop(next(iter(self._refused))), None)
        self._changed()

    def become(self, number: int, state: RequestState) -> None:
        """Further on in its life; never back."""
        order = list(RequestState)
        if order.index(state) > order.index(self._entries[number].state):
            self._change(number, state=state)

    def note_prompt(self, number: int, tokens: int) -> None:
        self._change(number, prompt_tokens=tokens)

    def note_written(self, number: int, tokens: int, speed: float = 0.0) -> None:
        """So many of all its answers so far. ``speed``: where it was measured nearer to the model."""
        now = self._clock()
        since = self._writes_since.setdefault(number, now)
        seen = tokens / (now - since) if now - since > 0.1 else 0.0
        self._change(number, answer_tokens=tokens, tokens_per_second=speed or seen)

    def end(self, number: int, state: RequestState, error: str = "", code: str = "") -> None:
        arrived = self._arrived.pop(number)
        self._writes_since.pop(number, None)
        self._change(number, state=state, error=error, code=code, seconds=self._clock() - arrived)
        ended = [one.number for one in self._entries.values() if one.state in ENDED]
        for old in ended[: max(0, len(ended) - _KEPT)]:
            del self._entries[old]

    def _change(self, number: int, **values: object) -> None:
        self._entries[number] = replace(self._entries[number], **values)  # type: ignore[arg-type]
        self._changed()
