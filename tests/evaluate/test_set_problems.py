"""What is told of a set before it is run."""

from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn, Variable
from explorer.evaluate.set_problems import CaseProblem, HelpersHere, case_problems, set_problems

ALL_HERE = HelpersHere(("own/Judge-Q8_0.gguf",), can_embed=True)
YES = Check("contains", "yes")


def case(key: str, asked: str, *checks: Check, variables: tuple[Variable, ...] = ()) -> EvalCase:
    return EvalCase(key, turns=(EvalTurn("user", asked),), checks=checks or (YES,), variables=variables)


def told(document: EvalSet, here: HelpersHere = ALL_HERE) -> list[str]:
    return [str(one.told) for one in set_problems(document, here)]


def test_of_a_set_that_can_run_nothing_is_told() -> None:
    document = EvalSet(
        cases=(case("1", "How is {{name}}?", Check("contains", "{{name}}"), Check("similar", "Well.", 0.8)),),
        system="Answer {{how}}.",
        variables=(Variable("name", "Ann"), Variable("how", "briefly")),
    )
    assert told(document) == []


def test_values_that_lack_and_values_that_nobody_uses_are_told_once_for_all_tests() -> None:
    cases = (
        case("1", "How is {{name}}?"),
        case("2", "Where is {{ name }}?", variables=(Variable("name", " "),)),
        case("3", "Who?", variables=(Variable("age", "3"),)),
    )
    document = EvalSet(cases=cases, variables=(Variable("place", "Rome"),))
    assert told(document) == [
        "{{name}} has no value. · 2 tests",
        "The value of age is used nowhere.",
        "The value of place is used nowhere.",
    ]
    assert [one.case for one in set_problems(document, ALL_HERE)] == ["1", "3", ""]


def test_what_is_wrong_with_a_check_is_told_of_the_check_with_its_values_in_place() -> None:
    broken = case("1", "{{p}}", YES, Check("regex", "{{p}}"), variables=(Variable("p", "(a"),))
    document = EvalSet(cases=(broken, case("2", "Is it?", Check("is-json", '{"type": 7}'))))
    (problem,) = case_problems(document, broken, ALL_HERE)
    assert problem.check == 1
    assert problem.words.startswith("The pattern is broken at character 1")
    assert [line.partition(":")[0] for line in told(document)] == ["regex", "is JSON"]


def test_checks_that_nobody_here_can_answer_are_told() -> None:
    asked = case("1", "Is it?", Check("llm-rubric", "Is polite"), Check("similar", "Yes.", 0.8))
    nobody = HelpersHere()
    assert told(EvalSet(cases=(asked,)), nobody) == [
        "judged by a model: No judge model is chosen.",
        "similar to: There is no embedding model here that could compare texts.",
    ]
    named = EvalSet(cases=(asked,), judge="own/Judge-Q8_0.gguf")
    assert told(named) == []
    assert told(named, HelpersHere(can_embed=True)) == [
        "judged by a model: The judge model Judge is not here."
    ]


def test_a_test_without_a_check_or_a_question_is_told() -> None:
    bare, empty = (
        EvalCase("1", turns=(EvalTurn("user", "Why?"),)),
        EvalCase("2", checks=(Check("regex", "("),)),
    )
    document = EvalSet(cases=(bare, empty))
    assert told(document) == [
        "No check: only you can say whether an answer is good.",
        "It asks nothing, so it is left out of a run.",
    ]
    assert [type(one) for one in case_problems(document, bare, ALL_HERE)] == [CaseProblem]
