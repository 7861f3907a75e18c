"""What is wrong with a set of tests, told before a run: prompts that say nothing, variables that nobody
knows, checks that cannot be.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.domain.variables import variables_of
from explorer.domain.words import Words
from explorer.evaluate.checks.finding import quoted
from explorer.evaluate.checks.kinds import kind_of, problem_of, title_of
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet


@dataclass(frozen=True)
class SetProblem:
    """``case``: its key, "" of the set as a whole. ``check``: which of the case's, -1 for none.
    ``is_stopping``: a run cannot begin, or leaves this case out.
    """

    words: Words
    case: str = ""
    check: int = -1
    is_stopping: bool = False


def problems_of(document: EvalSet) -> tuple[SetProblem, ...]:
    """In the order of the cases; those of the set first."""
    told = dict[Check, Words | None]()  # the same check stands in many cases of a template
    return (
        *_of_set(document),
        *(one for case in document.cases for one in case_problems(document, case, told)),
    )


def case_problems(
    document: EvalSet, case: EvalCase, told: dict[Check, Words | None] | None = None
) -> Iterator[SetProblem]:
    """``told``: what is known of checks already."""
    told = {} if told is None else told
    if not any(turn.text.strip() for turn in case.turns):
        yield SetProblem(Words("It has no prompt."), case.key, is_stopping=True)
    elif case.turns[-1].role != "user":
        yield SetProblem(Words("Its last turn is not yours, so there is nothing to answer."), case.key)
    known = {one.name for one in (*document.variables, *case.variables)}
    if missing := [name for name in _named(document, case) if name not in known]:
        yield SetProblem(_unknown(missing), case.key)
    if not case.checks:
        yield SetProblem(Words("It does not say what a good answer must do."), case.key)
    for number, check in enumerate(case.checks):
        if check not in told:
            told[check] = None if variables_of(check.value) else problem_of(check)
        if problem := told[check]:
            said = Words("{check}: {problem}", check=title_of(check), problem=problem)
            yield SetProblem(said, case.key, number)


def _of_set(document: EvalSet) -> Iterator[SetProblem]:
    if not document.cases:
        yield SetProblem(Words("There are no tests yet."), is_stopping=True)
    twice = [key for key, count in Counter(case.key for case in document.cases).items() if count > 1]
    if twice:
        yield SetProblem(Words("Two tests have the same key: {key}.", key=quoted(twice[0])), is_stopping=True)
    kinds = [kind_of(check) for case in document.cases for check in case.checks]
    if not document.judge and any(kind is not None and kind.said_by == "judge" for kind in kinds):
        yield SetProblem(Words("Checks are to be judged by a model, and none is chosen."))


def _named(document: EvalSet, case: EvalCase) -> list[str]:
    texts = [document.system if case.system is None else case.system]
    texts += [turn.text for turn in case.turns]
    texts += [check.value for check in case.checks]
    return list(dict.fromkeys(name for text in texts for name in variables_of(text)))


def _unknown(names: list[str]) -> Words:
    said = ", ".join("{{" + name + "}}" for name in names[:5])
    if len(names) == 1:
        return Words("The variable {name} has no value.", name=said)
    return Words("These variables have no value: {names}.", names=said)
