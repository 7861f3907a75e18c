"""Has formulas drawn: asks the process that does it, and goes on without the one that it does not survive.

Blocks, so it belongs into a task or a thread.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import closing

import msgspec

from explorer.base.helper_process import LimitedProcess, never
from explorer.base.own_command import own_command
from explorer.kit.formulas.drawn_formula import (
    IS_WIDE,
    MEMORY,
    SECONDS,
    DrawnFormula,
    FormulaFault,
    FormulaRequest,
)

_MOST_DEATHS = 4  # in one call, after which the others are not tried
_VALUES = r'(?: [a-z-]+="[A-Za-z0-9# .,+-]*")+'
_SHAPES = re.compile(rf"(?:<(?:path|rect|ellipse){_VALUES}/>|<text{_VALUES}>{IS_WIDE.pattern}</text>)*")


class FormulaDrawer:
    """One process, which starts with the first formula. Not for two threads at once."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        self._command = command or own_command("formulas")
        self._process = LimitedProcess(MEMORY)

    def close(self) -> None:
        """End the process; the next formula starts another."""
        self._process.close()

    def draw(
        self, requests: Sequence[FormulaRequest], stopped: Callable[[], bool] = never
    ) -> list[DrawnFormula]:
        """A picture for each, or its fault; fewer once ``stopped``, which another thread asks."""
        drawn: list[DrawnFormula] = []
        deaths = 0
        while len(drawn) < len(requests):
            if deaths >= _MOST_DEATHS:
                drawn += [DrawnFormula(fault="time")] * (len(requests) - len(drawn))
                break
            self._draw_some(requests[len(drawn) :], drawn, stopped)
            if self._process.ending == "stopped":
                break
            if len(drawn) < len(requests):
                deaths += 1
                fault: FormulaFault = "time" if self._process.ending in ("time", "memory") else "failed"
                drawn.append(DrawnFormula(fault=fault))
        return drawn

    def _draw_some(
        self, requests: Sequence[FormulaRequest], drawn: list[DrawnFormula], stopped: Callable[[], bool]
    ) -> None:
        """As many as it survives."""
        before, missing = len(drawn), len(requests)

        def seconds() -> float:
            return SECONDS * (len(drawn) - before + 1)

        line = msgspec.json.encode(list(requests)) + b"\n"
        with closing(self._process.ask(self._command, line, seconds, stopped)) as answers:
            for answer in answers:
                drawn.append(_sound(msgspec.json.decode(answer, type=DrawnFormula)))
                missing -= 1
                if not missing:
                    return


def _sound(drawn: DrawnFormula) -> DrawnFormula:
    """Into pages comes nothing but shapes, whatever the process says."""
    return drawn if _SHAPES.fullmatch(drawn.shapes) else DrawnFormula(fault="failed")
