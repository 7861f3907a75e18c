"""Answers judged by every kind of check: what is met, what is said of it, where it stands."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from explorer.domain.generation import AnswerTiming
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.checks.judging import judge, judged_of
from explorer.evaluate.checks.kinds import KINDS
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import CheckResult, ContinuationSum, Reply

FENCED = '```json\n{\n  "medicine": "metformin",\n  "dose_mg": 500,\n  "per_day": "2 times"\n}\n```'
SCHEMA = '{"type": "object", "required": ["dose_mg"], "properties": {"dose_mg": {"type": "integer"}}}'


@pytest.fixture(scope="module")
def held() -> Iterator[HeldChecks]:
    with closing(HeldChecks()) as held:
        yield held


@pytest.mark.parametrize(
    ("type_", "value", "text", "said"),
    [
        ("equals", "Yes", " Yes\n", (True, "just this")),
        ("equals", "Yes", "Yes, it is", (False, "“Yes, it is”")),
        ("equals", "Yes", "", (False, "empty")),
        ("contains", "metformin", "Take metformin.", (True, "has “metformin”")),
        ("contains", "metformin", "Take Metformin.", (False, "no “metformin”")),
        ("icontains", "METFORMIN", "Take metformin.", (True, "has “METFORMIN”")),
        ("contains", "a+b", "is a+b", (True, "has “a+b”")),
        ("contains-all", "one\n\ntwo", "two and one", (True, "has all")),
        ("contains-all", "one\ntwo\nthree\nfour", "one", (False, "3 missing")),
        ("contains-all", "One\ntwo", "one", (False, "two missing")),
        ("icontains-all", "One\ntwo", "one", (False, "one missing")),
        ("contains-any", "urgent\nat once", "Come at once", (True, "has “at once”")),
        ("contains-any", "Urgent", "urgent", (False, "none of them")),
        ("icontains-any", "Urgent", "urgent", (True, "has “Urgent”")),
        ("starts-with", "Dear", "\n Dear Mr X", (True, "begins so")),
        ("starts-with", "Dear", "Hello", (False, "begins otherwise")),
        ("regex", r"\d{4}", "in 2026", (True, "matches")),
        ("regex", r"^\d{4}", "in 2026", (False, "no match")),
        ("is-json", "", '{"a": 1}', (True, "JSON")),
        ("is-json", "", "NaN", (False, "not JSON")),
        ("is-json", "", '{"a": 1', (False, "JSON cut off")),
        ("is-json", "", FENCED, (False, "not JSON")),
        ("is-json", "a, b", '{"a": 1}', (False, "no b")),
        ("is-json", "a", "[1]", (False, "no object")),
        ("is-json", SCHEMA, '{"dose_mg": 5}', (True, "JSON")),
        ("is-json", SCHEMA, '{"dose_mg": "5"}', (False, "breaks schema")),
        ("contains-json", "", FENCED, (True, "has JSON")),
        ("contains-json", "", "{x} [y", (False, "no JSON")),
        ("contains-json", "medicine, dose_mg", FENCED, (True, "has JSON")),
        ("contains-json", "x", FENCED, (False, "no x")),
        ("contains-json", SCHEMA, "[1] and " + FENCED, (True, "has JSON")),
        ("contains-json", SCHEMA, "[1] and {}", (False, "breaks schema")),
        ("number", "dose_mg = 500 ± 0", FENCED, (True, "500")),
        ("number", "dose_mg = 400 ± 50", FENCED, (False, "500")),
        ("number", "dose_mg = 400 ± 25 %", FENCED, (True, "500")),
        ("number", "per_day = 2", FENCED, (True, "2")),
        ("number", "dose = 500", FENCED, (False, "no dose")),
        ("number", "a.b = 1", '{"a": {"b": 1}}', (True, "1")),
        ("number", "a = 1", '[{"b": 2}, {"a": 1}]', (True, "1")),
        ("number", "a = 1", '{"a": true}', (False, "no number")),
        ("number", "1234", "It is 1,234.", (True, "1234")),
        ("number", "1,234", "It is 1,234.", (True, "1.234")),
        ("number", "-5 ± 0,5", "about −5.3 °C", (True, "-5.3")),
        ("number", "0.3", "0.30000000000000004", (True, "0.3")),
        ("number", "2024", "In 2024 500 people", (True, "2024")),
        ("number", "29.11", "on 29.11.2026", (False, "no number")),
        ("number", "500", "剂量为500毫克。", (True, "500")),
        ("number", "5", "H5 and é5", (False, "no number")),
        ("number", "5", "none", (False, "no number")),
        ("number", "5", "6 and 7", (False, "other numbers")),
        ("word-count", "≤ 3", "one two three", (True, "3 words")),
        ("word-count", "at least 2", "one", (False, "1 word")),
        ("word-count", "2-3", "a b c d", (False, "4 words")),
        ("word-count", "2", "a b", (True, "2 words")),
        ("length", "<= 3", "abcd", (False, "4 characters")),
        ("finish-reason", "stop", "x", (True, "ended itself")),
        ("finish-reason", "length", "x", (False, "ended itself")),
    ],
)
def test_what_is_met_and_what_a_cell_says(
    type_: str, value: str, text: str, said: tuple[bool, str], held: HeldChecks
) -> None:
    result = judge(Check(type_, value), Reply(text), held)
    opposite = judge(Check(type_, value, is_not=True), Reply(text), held)
    assert (result.passed, result.short.words) == said
    assert opposite.passed is not result.passed
    for missed in (result, opposite):
        assert missed.passed or missed.why.words  # whatever is missed says why
    assert all(0 <= start < end <= len(text) for start, end in result.spans)


@pytest.mark.parametrize(
    ("value", "text", "said"),
    [
        ("* urgent\nroutine", "This is urgent.", (True, "“urgent”")),
        ("* urgent\nroutine", "Routine", (False, "“routine”")),
        ("* urgent\nnot urgent", "It is not urgent", (False, "“not urgent”")),
        ("* urgent\nroutine", "urgent or routine", (False, "names several")),
        ("* urgent\nroutine", "I do not know", (False, "names none")),
        ("urgent\nroutine", "routine", (True, "“routine”")),
        ("London\n* Paris", "B", (True, "“Paris”")),
        ("London\n* Paris", "**B.** It is so", (True, "“Paris”")),
        ("London\n* Paris", "(b)", (False, "names none")),
        ("London\n* Paris", "The answer is: B", (True, "“Paris”")),
        ("London\n* Paris", "B) Paris", (True, "“Paris”")),
        ("London\n* Paris", "A) Paris", (False, "names several")),
        ("London\n* Paris", "The answer is a city called Paris.", (True, "“Paris”")),
        ("London\n* Paris", "The answer is b.", (True, "“Paris”")),
        ("London\n* Paris", "正确答案是B。", (True, "“Paris”")),
        ("* 紧急\n常规", "这是紧急的。", (True, "“紧急”")),
        ("* 紧急\n不紧急", "这不紧急。", (False, "“不紧急”")),
        ("* 긴급\n일반", "긴급입니다", (True, "“긴급”")),
        ("* срочно\nпозже", "несрочно", (False, "names none")),
        ("* dog\ncat", "A cat is meant", (False, "“cat”")),  # an article
        ("* A\nB", "B", (False, "“B”")),
        ("* 5\n50", "50", (False, "“50”")),
    ],
)
def test_an_answer_names_one_of_several_options(value: str, text: str, said: tuple[bool, str]) -> None:
    result = judge(Check("choice", value), Reply(text))
    assert (result.passed, result.short.words) == said


def test_likelihoods_choose_by_the_byte() -> None:
    scores = (ContinuationSum(-4.0, 2, 4), ContinuationSum(-9.0, 5, 30))
    result = judge(Check("choice", "short\n* a much longer one"), Reply(scores=scores))
    assert result.passed is True
    assert result.why.words == "It finds “a much longer one” likeliest."
    as_likely = Reply(scores=(scores[0], scores[0]))
    assert judge(Check("choice", "* a\nb"), as_likely).passed is None


def test_where_json_goes_wrong_is_said_and_shown() -> None:
    result = judge(Check("is-json"), Reply(FENCED))
    assert result.why.words == "It begins with “```json”, so it is not JSON alone."
    assert [FENCED[start:end] for start, end in result.spans] == ["```json"]
    broken = judge(Check("is-json"), Reply('{\n"a": x}'))
    assert broken.why.words == "It is no JSON from line 2, column 6 on."
    before = judge(Check("is-json"), Reply('Here it is: {"a": 1}'))
    assert before.why.words == "It begins with “Here it is:”, so it is not JSON alone."


def test_time_is_that_of_the_whole_answer() -> None:
    reply = Reply("x", timing=AnswerTiming(10, 5, 1.0, 4.5))
    result = judge(Check("latency", threshold=5.0), reply)
    assert (result.passed, result.short.words) == (False, "5.5 s")
    assert result.why.words == "It took 5.5 s; the limit is 5.0 s."
    assert judge(Check("latency", threshold=5.0), Reply("x")).passed is None


def test_a_pattern_that_never_ends_costs_its_own_checks_alone() -> None:
    endless, slow = Check("regex", "(a+)+$"), Reply("a" * 60 + "b!")
    with closing(HeldChecks(seconds=0.2)) as held:
        for _time in range(4):
            assert judge(Check("regex", "b"), slow, held).passed
            late = judge(endless, slow, held)
            assert late.passed is None
            assert late.why.words == "Whether the pattern matches cannot be told: it takes too long."
        assert judge(endless, Reply("aa"), held).passed  # whatever came before


def test_patterns_of_a_schema_are_held_to_their_time_too() -> None:
    schema = '{"type": "string", "pattern": "^(a+)+$"}'
    with closing(HeldChecks(seconds=1)) as held:
        result = judge(Check("is-json", schema), Reply('"' + "a" * 60 + '!"'), held)
    assert result.passed is None


def test_broken_checks_say_nothing_of_an_answer(held: HeldChecks) -> None:
    for check in (
        Check("regex", "(a"), Check("is-json", '{"type": 5}'), Check("number", "few"), Check("contains", " "),
        Check("word-count", "few"), Check("newer", "x"), Check("finish-reason", "why"), Check("latency"),
    ):  # fmt: skip
        result = judge(check, Reply('{"a": 1}'), held)
        assert result.passed is None, check
        assert result.why.words
        assert judge(Check(check.type, check.value, is_not=True), Reply('{"a": 1}'), held).passed is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type)
def test_every_kind_bears_every_answer(kind: object, held: HeldChecks) -> None:
    for value in ("", "x", "5", "*\n*", "{", "[[[[", "\x00", "a = = 5 ± ±"):
        check = Check(kind.type, value, 0.5)  # type: ignore[attr-defined]
        for text in ("", " ", "\x00", "{" * 3000, "1" * 5000, "İ" * 50, "1e999 -1e-999 1,2.3'4", "\ud800"):
            judge(check, Reply(text), held)


def test_all_checks_together_make_a_verdict() -> None:
    rule, judged = Check("contains", "x"), Check("llm-rubric", "polite?")
    good, bad, untold = (
        CheckResult(passed, why=judge(rule, Reply("")).why) for passed in (True, False, None)
    )
    assert judged_of((rule, rule), (good, good)).verdict == "pass"
    assert judged_of((rule, rule), (untold, bad)).verdict == "fail"
    assert judged_of((rule, rule), (good, untold)).verdict == "unknown"
    assert judged_of((), ()).verdict == "unknown"
    assert judged_of((rule, judged), (good, bad)).verdict == "pass"  # a judge model never counts among rules
    assert judged_of((rule, judged), (good, bad)).values == {"judge": 0.0}
    assert judged_of((judged,), (good,)).verdict == "unknown"
    assert judged_of((judged,), (untold,)).values == {"judge": 0.5}
