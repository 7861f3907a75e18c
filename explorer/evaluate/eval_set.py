"""A set of tests as a document: prompts, and what a good answer must do. Plain values, no store, no screen.

``SCHEMA`` grows with every change that an older reader would misread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from explorer.domain.generation import Role, Sampling
from explorer.domain.words import Words

SCHEMA = 1
MOST_CASES = 100_000  # of one set
# What is measured is to come out the same when it is asked again
EXACT = Sampling(temperature=0.0, seed=1, max_tokens=512)
_TITLE = 80  # letters of a prompt that stand for a title


@dataclass(frozen=True)
class Check:
    """What an answer must do. ``type``: the field's name of the check (``checks/kinds.py``).

    ``value``: what it must hold or match, as it is typed; of several, one a line. ``threshold``: a tolerance,
    a likeness, seconds, a count, as the type says. ``is_not``: the answer must not do this.
    """

    type: str
    value: str = ""
    threshold: float | None = None
    is_not: bool = False


@dataclass(frozen=True)
class EvalTurn:
    """One turn of what is sent; ``{{name}}`` in its text is a variable."""

    role: Role
    text: str


@dataclass(frozen=True)
class Variable:
    name: str
    value: str


@dataclass(frozen=True)
class EvalCase:
    """One test. ``key`` is never given twice in a set, so what came of it belongs to it for good.

    ``system``: ``None`` takes that of the set, "" asks without one. ``group``: what cases that come of one
    template have in common: they do not count as independent.
    """

    key: str
    title: str = ""
    turns: tuple[EvalTurn, ...] = ()
    checks: tuple[Check, ...] = ()
    variables: tuple[Variable, ...] = ()
    system: str | None = None
    group: str = ""


@dataclass(frozen=True)
class EvalSource:
    """Where a set came from; all empty for one that was written here. ``sha256``: of the bytes of the file.
    ``is_public``: others have it too, so it may be in a model's training data.
    """

    file: str = ""
    sha256: str = ""
    is_public: bool = False


@dataclass(frozen=True)
class EvalSet:
    """A set as it is stored and exported; its title stands beside it. ``variables`` hold for all its cases.

    ``judge``: the reference of the model that judges where a check asks for one; "" for none.
    """

    schema: int = SCHEMA
    cases: tuple[EvalCase, ...] = ()
    system: str = ""
    variables: tuple[Variable, ...] = ()
    sampling: Sampling = EXACT
    judge: str = ""
    source: EvalSource = EvalSource()

    def case(self, key: str) -> EvalCase | None:
        return next((case for case in self.cases if case.key == key), None)


def new_key() -> str:
    """Of a test."""
    return uuid4().hex[:12]


def blank_case() -> EvalCase:
    """Nothing is written in it yet."""
    return EvalCase(new_key(), turns=(EvalTurn("user", ""),))


def written_cases(document: EvalSet) -> tuple[EvalCase, ...]:
    """() where nothing is written in any: what comes takes their place."""
    is_blank = all(case == EvalCase(case.key, turns=(EvalTurn("user", ""),)) for case in document.cases)
    return () if is_blank else document.cases


def title_of(case: EvalCase) -> str:
    """Its own, or how its last question begins."""
    if case.title:
        return case.title
    asked = next((t.text for t in reversed(case.turns) if t.role == "user" and t.text.strip()), "")
    return " ".join(asked[: 4 * _TITLE].split())[:_TITLE] or Words("No prompt yet")


def changed_part(before: Sequence[EvalCase], after: Sequence[EvalCase]) -> tuple[int, int, int]:
    """How many are the same at the beginning; then how many went, and how many came in their place."""
    same = _alike(before, after)
    behind = _alike(before[same:][::-1], after[same:][::-1])
    return same, len(before) - same - behind, len(after) - same - behind


def _alike(one: Sequence[EvalCase], other: Sequence[EvalCase]) -> int:
    """How many are the same at the beginning. Halves are compared as a whole: that is quick."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low
