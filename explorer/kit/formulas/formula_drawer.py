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
_FAULTS: dict[str, FormulaFault] = {"time": "time", "memory": "memory"}  # the limits that are watched here
_HIGHEST, _WIDEST = 60, 300  # em of a picture
_LARGEST = 150_000  # characters of its shapes
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
        """A picture for each, or its fault; fewer once ``stopped``, which another thread asks, or once the
        process died too often.
        """
        drawn: list[DrawnFormula] = []
        deaths, is_second = 0, False
        while len(drawn) < len(requests) and deaths < _MOST_DEATHS:
            rest = requests[len(drawn) :]
            self._draw_some(rest[:1] if is_second else rest, drawn, stopped)
            ending, is_ours = self._process.ending, not self._process.details
            if ending == "stopped":
                break
            is_innocent = bool(ending) and not is_ours and not is_second  # maybe: it gets another try, alone
            if ending and not is_innocent:
                deaths += 1
                drawn.append(DrawnFormula(fault=_FAULTS.get(ending, "failed") if is_ours else "failed"))
            is_second = is_innocent
        if deaths == _MOST_DEATHS and all(one.fault == "failed" for one in drawn):  # it is the process
            drawn += [DrawnFormula(fault="failed")] * (len(requests) - len(drawn))
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
                if not missing or drawn[-1].fault == "memory":
                    break
        if drawn and drawn[-1].fault == "memory":
            self.close()  # it is still full


def _sound(drawn: DrawnFormula) -> DrawnFormula:
    """Into pages comes nothing but shapes, and no monsters, whatever the process says."""
    is_large = drawn.ascent + drawn.descent > _HIGHEST or drawn.width > _WIDEST
    if is_large or len(drawn.shapes) > _LARGEST:
        return DrawnFormula(fault="size")
    return drawn if _SHAPES.fullmatch(drawn.shapes) else DrawnFormula(fault="failed")
