"""What happened while a card was read: which phrases matched where, and which guards refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

_CURRENT: ContextVar["Trace | None"] = ContextVar("trace", default=None)


class TraceStep(NamedTuple):
    """``text``: what was looked at; ``said``: of a phrase, what of it matched."""

    kind: Literal["phrase", "guard"]
    name: str
    text: str
    said: str = ""


@dataclass
class Trace:
    """In the order in which it happened."""

    steps: list[TraceStep] = field(default_factory=list)


@contextmanager
def traced() -> Iterator[Trace]:
    """Note what this thread reads meanwhile."""
    trace = Trace()
    token = _CURRENT.set(trace)
    try:
        yield trace
    finally:
        _CURRENT.reset(token)


def note(step: TraceStep) -> None:
    """Write down a step, where anybody wants to know."""
    trace = _CURRENT.get()
    if trace is not None:
        trace.steps.append(step)
