"""What is wrong with a check is said while it is typed."""

import pytest

from explorer.evaluate.checks.kinds import KINDS, kind_of, problem_of, summary_of, title_of
from explorer.evaluate.eval_set import Check


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type)
def test_the_example_of_each_kind_is_right(kind: object) -> None:
    check = Check(kind.type, kind.example, kind.usual)  # type: ignore[attr-defined]
    assert kind_of(check) is kind
    assert problem_of(check) is None


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (Check("contains", "  "), "Write what is looked for."),
        (Check("contains-any", "\n"), "Write what is looked for."),
        (Check("regex", "ab(c"), "The pattern is broken at character 3: missing ), unterminated subpattern."),
        (Check("regex", "(?<=a+)b"), "The pattern is broken: look-behind requires fixed-width pattern."),
        (Check("regex", "a" * 2001), "A pattern can have 2,000 characters at most."),
        (Check("is-json", '{"type": "object"'), "it is no JSON from line 1, column 18 on"),
        (Check("is-json", '{"type": "integer", "minimum": 3, "maximum": 2}'), "no number lies between"),
        (Check("contains-json", '{"requird": []}'), "is “required” meant?"),
        (Check("number", "dose"), "Write a number, as “500”"),
        (Check("number", "500 ± -3"), "Write a number, as “500”"),
        (Check("choice", "* only"), "Write each option in a line of its own"),
        (Check("choice", "Yes\nyes"), "An option stands there twice."),
        (Check("word-count", "a few"), "Write “≤ 80”"),
        (Check("word-count", "80–10"), "No count lies between these two."),
        (Check("finish-reason", "error"), "Write “stop”, “length” or “context”."),
        (Check("latency"), "Write a number."),
        (Check("latency", threshold=-1), "The number must not be below 0."),
        (Check("latency", threshold=float("nan")), "The number must not be below 0."),
        (Check("similar", "x", 1.5), "The number must lie between 0 and 1."),
        (Check("javascript", "x"), "This version does not know the check “javascript”."),
    ],
)
def test_a_problem_is_named(check: Check, said: str) -> None:
    problem = problem_of(check)
    assert problem is not None
    assert said in problem


def test_titles_and_summaries() -> None:
    assert title_of(Check("contains", "x", is_not=True)) == "not: contains"
    assert title_of(Check("python", "x")) == "python"
    assert summary_of(Check("choice", "* a\n\nb")) == "* a · b"
    assert summary_of(Check("latency", threshold=5.0)) == "5"
