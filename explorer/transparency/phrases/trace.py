"""What happened while a card was read: which phrases matched where, and which guards refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from re import Match
from threading import Lock
from typing import Literal, NamedTuple

from explorer.domain.errors import CancelledError
from explorer.transparency.phrases.phrase import Phrase, phrase
from explorer.transparency.phrases.phrase_book import area_names, names_of

_CURRENT: ContextVar["Trace | None"] = ContextVar("trace", default=None)
_ONE_AT_A_TIME = Lock()
_ASKS_EVERY = 0.1  # seconds, while it waits


# A phrase matched, what it matched was left out, it is missing beside another; a guard refused.
type StepKind = Literal["phrase", "cut", "missing", "guard"]


class TraceStep(NamedTuple):
    """``text``: what was looked at. Of a phrase, ``said`` is what of it matched, and ``start`` where in it;
    of a guard, ``file`` is where it is written. ``dimension``: see ``asked_for``.
    """

    kind: StepKind
    name: str
    text: str
    said: str = ""
    start: int = 0
    file: str = ""
    dimension: str = ""


@dataclass
class Trace:
    """In the order in which it happened."""

    steps: list[TraceStep] = field(default_factory=list)
    dimension: str = ""


@contextmanager
def traced(stopped: Callable[[], bool] = lambda: False) -> Iterator[Trace]:
    """Note what is read inside. Of several that want to, one waits for the other, until ``stopped`` says
    yes: then CancelledError is raised. Raises RuntimeError inside another of the same thread.

    Phrases tell nobody what they match: it would cost every reading a tenth of its time. They do while this
    lasts, in all threads, but what the others read meanwhile is theirs and is not noted.
    """
    trace = Trace()
    with _alone(stopped):
        phrases = [phrase(name) for area in area_names() for name in names_of(area)]
        for one in phrases:
            _listen(one)
        token = _CURRENT.set(trace)
        try:
            yield trace
        finally:
            _CURRENT.reset(token)
            for one in phrases:
                _be_quiet(one)


@contextmanager
def _alone(stopped: Callable[[], bool]) -> Iterator[None]:
    if _CURRENT.get() is not None:
        raise RuntimeError("what is read is noted already")  # it would wait for itself
    is_alone = False
    while not is_alone:
        if stopped():
            raise CancelledError
        is_alone = _ONE_AT_A_TIME.acquire(timeout=_ASKS_EVERY)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def note(step: TraceStep) -> None:
    """Write down a step, where anybody wants to know."""
    trace = _CURRENT.get()
    if trace is not None:
        trace.steps.append(step._replace(dimension=trace.dimension) if trace.dimension else step)


def asked_for[**P, R](dimension: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """What is noted inside tells of this dimension, whichever rule asks: many ask for the parents first."""

    def marked(ask: Callable[P, R]) -> Callable[P, R]:
        @wraps(ask)
        def asked(*args: P.args, **named: P.kwargs) -> R:
            trace = _CURRENT.get()
            if trace is None or trace.dimension:
                return ask(*args, **named)
            trace.dimension = dimension
            try:
                return ask(*args, **named)
            finally:
                trace.dimension = ""

        return asked

    return marked


def _listen(one: Phrase) -> None:
    """Set what notes before the methods that the phrase holds; see ``Phrase``."""

    def noted[M: (Match[str], Match[str] | None)](found: M, kind: StepKind = "phrase") -> M:
        if found is not None:
            note(TraceStep(kind, one.name, found.string, found[0], found.start()))
        return found

    def all_noted(text: str) -> None:
        for found in one.compiled.finditer(text):
            noted(found)

    def sub(instead: str | Callable[[Match[str]], str], text: str, count: int = 0) -> str:
        def replaced(found: Match[str]) -> str:
            noted(found, "cut")
            return found.expand(instead) if isinstance(instead, str) else instead(found)

        return one.compiled.sub(replaced, text, count)

    def split(text: str) -> list[str]:
        all_noted(text)
        return one.compiled.split(text)

    def findall(text: str) -> list[str]:
        all_noted(text)
        found: list[str] = one.compiled.findall(text)
        return found

    vars(one).update(
        search=lambda text, *at: noted(one.compiled.search(text, *at)),
        match=lambda text, *at: noted(one.compiled.match(text, *at)),
        fullmatch=lambda text, *at: noted(one.compiled.fullmatch(text, *at)),
        finditer=lambda text, *at: map(noted, one.compiled.finditer(text, *at)),
        sub=sub,
        split=split,
        findall=findall,
        search_lines=lambda text, _: one.search(text),
    )


def _be_quiet(one: Phrase) -> None:
    """As before: each method is put back when it is asked for."""
    for name in ("search", "match", "fullmatch", "finditer", "sub", "split", "findall", "search_lines"):
        vars(one).pop(name, None)
