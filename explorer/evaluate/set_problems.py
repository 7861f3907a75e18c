"""What is wrong with the tests of a set, or missing, as far as it can be told before they are run."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from explorer.domain.model_names import name_of_reference
from explorer.domain.units import tests_text
from explorer.domain.variables import filled, variables_of
from explorer.domain.words import Words, joined
from explorer.evaluate.checks.kinds import kind_of, problem_of, title_of
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, written_cases
from explorer.evaluate.set_subject import says_something, values_of


@dataclass(frozen=True)
class HelpersHere:
    """Who can be asked about answers: references of models, and whether one of them makes vectors."""

    models: Collection[str] = ()
    can_embed: bool = False


@dataclass(frozen=True)
class CaseProblem:
    """Of the test as a whole; or of a check, counted from 0; or of the value of a variable."""

    words: Words
    check: int | None = None
    variable: str = ""


@dataclass(frozen=True)
class SetProblem:
    """``case``: key of the first test that has it, "" where it is the set's alone; ``count`` have it."""

    words: Words
    case: str
    count: int

    @property
    def told(self) -> Words:
        """With how many tests have it, where it is several."""
        return joined(" · ", (self.words, tests_text(self.count))) if self.count > 1 else self.words


type _Look = Callable[[Check], Words | None]


def case_problems(document: EvalSet, case: EvalCase, here: HelpersHere) -> tuple[CaseProblem, ...]:
    """Of one test of the set."""
    return tuple(_of_case(document, case, here, problem_of))


def set_problems(document: EvalSet, here: HelpersHere) -> tuple[SetProblem, ...]:
    """Of all its tests, each once, in the order in which they come first. Takes a while of many."""
    found: dict[str, tuple[Words, str]] = {}
    counts, look = Counter[str](), cache(problem_of)
    unused = dict.fromkeys(one.name for one in document.variables)
    for case in written_cases(document):
        if unused:
            for name in _named(document, case):
                unused.pop(name, None)
        told = {str(words): words for words in _told(document, case, here, look)}
        counts.update(told.keys())
        for said, words in told.items():
            found.setdefault(said, (words, case.key))
    in_cases = (SetProblem(words, key, counts[said]) for said, (words, key) in found.items())
    return (*in_cases, *(SetProblem(_unused(name), "", 0) for name in unused))


def _told(document: EvalSet, case: EvalCase, here: HelpersHere, look: _Look) -> Iterator[Words]:
    """Each with the check that has it."""
    for one in _of_case(document, case, here, look):
        title = title_of(case.checks[one.check]) if one.check is not None else ""
        yield joined(": ", (title, one.words))


def _of_case(document: EvalSet, case: EvalCase, here: HelpersHere, look: _Look) -> Iterator[CaseProblem]:
    if not says_something(case):
        yield CaseProblem(Words("It asks nothing, so it is left out of a run."))
        return
    values, names = values_of(document, case), _named(document, case)
    for name in names:
        if not values.get(name, "").strip():
            yield CaseProblem(Words("{name} has no value.", name=f"{{{{{name}}}}}"), variable=name)
    for one in case.variables:
        if one.name not in names:
            yield CaseProblem(_unused(one.name), variable=one.name)
    if not case.checks:
        yield CaseProblem(Words("No check: only you can say whether an answer is good."))
    for number, check in enumerate(case.checks):
        whole = replace(check, value=filled(check.value, values)) if "{{" in check.value else check
        is_open = "{{" in whole.value and variables_of(whole.value)  # it is told that a value is missing
        if words := (None if is_open else look(whole)) or _unasked(check, document, here):
            yield CaseProblem(words, number)


def _unasked(check: Check, document: EvalSet, here: HelpersHere) -> Words | None:
    """Why no model can be asked for it."""
    said_by = kind.said_by if (kind := kind_of(check)) is not None else "rule"
    if said_by == "embedding" and not here.can_embed:
        return Words("There is no embedding model here that could compare texts.")
    if said_by == "judge" and not document.judge:
        return Words("No judge model is chosen.")
    if said_by == "judge" and document.judge not in here.models:
        return Words("The judge model {name} is not here.", name=name_of_reference(document.judge))
    return None


def _unused(name: str) -> Words:
    return Words("The value of {name} is used nowhere.", name=name)


def _named(document: EvalSet, case: EvalCase) -> dict[str, None]:
    """The variables that it uses, in the order they stand there."""
    system = document.system if case.system is None else case.system
    texts = (*(turn.text for turn in case.turns), system, *(check.value for check in case.checks))
    return dict.fromkeys(name for text in texts if "{{" in text for name in variables_of(text))
