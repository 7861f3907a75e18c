"""What is asked of the process that draws formulas, and what it answers. Needs no Qt."""

import re
from typing import Literal

import msgspec

from explorer.domain.words import Words

SECONDS = 1.5  # of the processor, for one formula
MEMORY = 256 << 20  # bytes of the process that draws
LONGEST = 1_000  # characters of a formula
_DEEPEST = 6  # braces in braces: the time doubles with each
_DEAREST = 2_000  # of ``cost_of``: some three quarters of a second
# Of the writings whose signs stand in squares.
IS_WIDE = re.compile(
    "[\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_NESTING = re.compile(r"\\[{}\\]|\\left\b|\\right\b|\\begin\b|\\end\b|[{}]")
_CHAIN = re.compile(r"(?:\\(?:sqrt|frac|hat|bar|vec|tilde|overline|underline|widehat|dot|ddot|boxed)\s*){7}")
_OPENS, _CLOSES = ("{", r"\left", r"\begin"), ("}", r"\right", r"\end")

FormulaFault = Literal["", "command", "sign", "broken", "size", "time", "memory", "failed"]

_BROKEN = Words("This formula can’t be drawn.")
_FAILURES: dict[FormulaFault, Words] = {
    "size": Words("This formula is too large to be drawn."),
    "time": Words("This formula takes too long to be drawn."),
    "memory": Words("This formula takes too much memory to be drawn."),
    "failed": Words("This formula could not be drawn."),
}


class FormulaRequest(msgspec.Struct, frozen=True):
    """``source`` without the marks around it; ``is_display``: on lines of its own."""

    source: str
    is_display: bool


class DrawnFormula(msgspec.Struct, frozen=True):
    """``shapes`` are elements of SVG in hundredths of an em, y = 0 at the baseline, in "currentColor" where
    the formula names no other; lengths are in em. Or, with a ``fault``, nothing; ``details`` name the
    command or sign that it is about.
    """

    shapes: str = ""
    left: float = 0.0
    width: float = 0.0
    ascent: float = 0.0
    descent: float = 0.0
    fault: FormulaFault = ""
    details: str = ""


def refusal(source: str) -> Words | None:
    """Why this is not even tried; ``None``: it may be."""
    if len(source) > LONGEST:
        return Words("This formula is too long to be drawn.")
    cost, deepest, left = _measured(source)
    if deepest > _DEEPEST or cost > _DEAREST or _CHAIN.search(source):
        return Words("This formula is nested too deeply to be drawn.")
    return _BROKEN if left or not source.strip() else None


def failure_words(drawn: DrawnFormula) -> Words:
    if drawn.fault == "command":
        return Words("This formula can’t be drawn: {name} is not supported.", name=drawn.details)
    if drawn.fault == "sign":
        return Words("This formula can’t be drawn: the font has no {name}.", name=drawn.details)
    return _FAILURES.get(drawn.fault, _BROKEN)


def cost_of(source: str) -> int:
    """What it takes to draw it, in some 0.3 ms: each sign twice as much as one that is nested less by one."""
    return _measured(source)[0]


def _measured(source: str) -> tuple[int, int, int]:
    """The cost, the deepest nesting, and what is left open at the end."""
    cost = depth = deepest = end = 0
    for found in _NESTING.finditer(source):
        cost += (found.start() - end) << min(max(depth, 0), 2 * _DEEPEST)
        end = found.end()
        depth += (found[0] in _OPENS) - (found[0] in _CLOSES)
        deepest = max(deepest, depth)
    return cost + len(source) - end, deepest, depth
