"""Patterns and schemas that a person, or a file from elsewhere, wrote: looked for in a process of its own,
which is killed when one takes too long; whoever asks goes on with the next.
"""

import re
from collections.abc import Sequence
from contextlib import closing

import msgspec

from explorer.base.helper_process import LimitedProcess
from explorer.base.own_command import own_command
from explorer.evaluate.checks.held_process import MEMORY, HeldAnswer, HeldRequest

_SECONDS = 1.0  # of the processor, for one
_HALVES = re.compile("[\ud800-\udfff]")


class HeldChecks:
    """One process, which starts with the first request. Blocks. Not for two threads at once; ``close`` it."""

    def __init__(self, command: Sequence[str] = (), seconds: float = _SECONDS) -> None:
        self._command = command or own_command("checks")
        self._process = LimitedProcess(MEMORY)
        self._seconds = seconds

    def close(self) -> None:
        """End the process; the next request starts another."""
        self._process.close()

    def answer(self, request: HeldRequest) -> HeldAnswer:
        """Each request has its own time, whatever came before it."""
        line = msgspec.json.encode(_sound(request)) + b"\n"
        with closing(self._process.ask(self._command, line, lambda: self._seconds)) as lines:
            for answer in lines:
                return msgspec.json.decode(answer, type=HeldAnswer)
        return HeldAnswer(fault=self._process.ending)


def _sound(request: HeldRequest) -> HeldRequest:
    """Halves of characters, which no JSON can hold, as U+FFFD: places stay what they are."""
    texts = [_HALVES.sub("\ufffd", text) for text in request.texts]
    return HeldRequest(texts, _HALVES.sub("\ufffd", request.pattern), _HALVES.sub("\ufffd", request.schema))
