"""Patterns and schemas that a person, or a file from elsewhere, wrote: looked for in a process of its own,
which is killed when one takes too long; whoever asks goes on with the next.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing

import msgspec

from explorer.base.helper_process import LimitedProcess, never
from explorer.base.own_command import own_command
from explorer.evaluate.checks.held_messages import MEMORY, HeldAnswer, HeldRequest

_SECONDS = 1.0  # of the processor, for one
_HALVES = re.compile("[\ud800-\udfff]")
_AT_ONCE = 500  # requests in a line
_MOST_LATE = 3  # times that one pattern may take too long before it is not tried any more


class HeldChecks:
    """One process, which starts with the first request. Blocks. Not for two threads at once; ``close`` it."""

    def __init__(self, command: Sequence[str] = (), seconds: float = _SECONDS) -> None:
        self._command = command or own_command("checks")
        self._process = LimitedProcess(MEMORY)
        self._seconds = seconds
        self._late = Counter[tuple[str, str]]()

    def close(self) -> None:
        """End the process; the next request starts another."""
        self._process.close()

    def answers(
        self, requests: Sequence[HeldRequest], stopped: Callable[[], bool] = never
    ) -> list[HeldAnswer]:
        """One for each; all that are left are faults once ``stopped``, which another thread asks."""
        answers: list[HeldAnswer] = []
        while len(answers) < len(requests):
            request = requests[len(answers)]
            if self._late[request.pattern, request.schema] >= _MOST_LATE:
                answers.append(HeldAnswer(fault="time"))
                continue
            before = len(answers)
            self._ask(requests[before:], answers, stopped)
            if self._process.ending == "stopped":
                break
            if self._process.ending and len(answers) < len(requests):
                late = requests[len(answers)]
                self._late[late.pattern, late.schema] += 1
                answers.append(HeldAnswer(fault=self._process.ending))
        return answers + [HeldAnswer(fault="stopped")] * (len(requests) - len(answers))

    def _ask(
        self, requests: Sequence[HeldRequest], answers: list[HeldAnswer], stopped: Callable[[], bool]
    ) -> None:
        """As many as it survives, up to one that was late too often."""
        some: list[HeldRequest] = []
        for request in requests[:_AT_ONCE]:
            if self._late[request.pattern, request.schema] >= _MOST_LATE:
                break
            some.append(request)
        before = len(answers)

        def seconds() -> float:
            return self._seconds * (len(answers) - before + 1)

        line = msgspec.json.encode([_sound(one) for one in some]) + b"\n"
        with closing(self._process.ask(self._command, line, seconds, stopped)) as lines:
            for answer in lines:
                answers.append(msgspec.json.decode(answer, type=HeldAnswer))
                if len(answers) - before == len(some):
                    break


def _sound(request: HeldRequest) -> HeldRequest:
    """Halves of characters, which no JSON can hold, as U+FFFD: places stay what they are."""
    texts = [_HALVES.sub("\ufffd", text) for text in request.texts]
    return HeldRequest(texts, _HALVES.sub("\ufffd", request.pattern), _HALVES.sub("\ufffd", request.schema))
