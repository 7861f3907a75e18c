"""Results as files: whatever a model writes, they can be read."""

import csv
import io
import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.base.store import MEMORY, Store
from explorer.cli.evaluation_report import results_text
from explorer.domain.errors import KnownError, record_of
from explorer.domain.generation import AnswerTiming
from explorer.domain.words import Words, wording_of
from explorer.evaluate.checks.judging import judged_of
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.exchange.results import RESULT_FORMATS, results_bytes
from explorer.evaluate.items import CheckResult, Judged, Outcome, Reply
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.set_subject import SetSubject
from explorer.evaluate.store import EvalStore, RunModel, RunTerms, StoredSet

HOSTILE = "=1+1 | ]]> </testcase> <b>&\x00\x1b[31m\u202e ```\n# x"
CASES = (
    EvalCase("a", "First | one", (EvalTurn("user", "Say yes"),), (Check("contains", "yes"),), group="g"),
    EvalCase("b", "", (EvalTurn("user", "Say no"),), (Check("contains", "no"), Check("person"))),
)
DOCUMENT = EvalSet(cases=CASES)
MODELS = (
    RunModel("m1", "file:a", "Alpha", "Q4_K_M", sha256="f" * 64),
    RunModel("m2", "file:b", "=Beta", "Q8_0"),
)


def outcome(model: str, item: str, reply: Reply) -> Outcome:
    subject = SetSubject(StoredSet(1, "", DOCUMENT, ""))
    asked = next(one for one in subject.items(is_chat=True) if one.key == item)
    return Outcome(model, item, reply, subject.judge(asked, reply), datetime(2026, 11, 29, tzinfo=UTC))


def kept(kept_in: Store, subject: str, terms: RunTerms, *outcomes: Outcome) -> RunResults:
    store = EvalStore(kept_in)
    run = store.begin_run(subject, "v", "Clinic <letters>", terms, MODELS)
    store.add_outcomes(run.id, outcomes)
    store.end_run(run.id, "done")
    return RunResults(store, store.run(run.id) or run).read()


def results(store: Store, text: str = HOSTILE) -> RunResults:
    failed = record_of(KnownError(Words("Memory ran out.")))
    good = replace(outcome("m1", "b", Reply("no")), own="good")
    broken = outcome("m2", "b", Reply(error=failed))
    return kept(
        store,
        "set:1",
        RunTerms(DOCUMENT),
        outcome("m1", "a", Reply("yes", timing=AnswerTiming(5, 2, 0.5, 1.0))),
        replace(good, judged=SetSubject(StoredSet(1, "", DOCUMENT, "")).settled(good)),
        outcome("m2", "a", Reply(text)),
        replace(broken, judged=Judged("unknown", wording_of("no answer"))),
    )


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_whatever_a_model_writes_every_file_can_be_read(text: str) -> None:
    with closing(Store(MEMORY)) as store:
        _read_all(results(store, text))


def _read_all(came: RunResults) -> None:
    ET.fromstring(results_bytes((came,), ".xml"))
    assert len(json.loads(results_bytes((came,), ".json"))["runs"][0]["outcomes"]) == 4
    rows = list(csv.reader(io.StringIO(results_bytes((came,), ".csv").decode("utf-8-sig"), newline="")))
    assert [len(row) for row in rows] == [len(rows[0])] * 5
    results_bytes((came,), ".md").decode()


def test_junit_counts_what_failed_and_says_why(store: Store) -> None:
    alpha, beta = ET.fromstring(results_bytes((results(store),), ".xml"))
    assert alpha.get("name") == "Clinic <letters> · Alpha · Q4_K_M"
    assert [alpha.get(name) for name in ("tests", "failures", "errors", "skipped", "time")] == [
        "2", "0", "0", "0", "1.500",
    ]  # fmt: skip
    assert [beta.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["2", "1", "1", "0"]
    failure = beta.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "no “yes”"
    assert failure.text == "contains: yes: “yes” is not in it."
    error = beta.find("testcase/error")
    assert error is not None
    assert error.get("message") == "Memory ran out."
    properties = {one.get("name"): one.get("value") for one in alpha.iter("property")}
    assert properties["file_sha256"] == "f" * 64


def test_where_no_rule_says_every_file_has_the_persons_own_verdict(store: Store) -> None:
    unjudged = EvalSet(cases=tuple(replace(case, checks=()) for case in CASES))
    said = [replace(outcome("m1", item, Reply("Yes")), judged=Judged("unknown", wording_of("not judged")))
            for item in "ab"]  # fmt: skip
    good, bad = replace(said[0], own="good"), replace(said[1], own="bad")
    came = kept(store, "set:1", RunTerms(unjudged), good, bad)
    alpha, _beta = ET.fromstring(results_bytes((came,), ".xml"))
    assert [alpha.get(name) for name in ("failures", "skipped")] == ["1", "0"]
    (run,) = json.loads(results_bytes((came,), ".json"))["runs"]
    assert run["models"][0]["passed"] == 1
    assert [one["verdict"] for one in run["outcomes"]] == ["pass", "fail"]
    text = results_bytes((came,), ".csv").decode("utf-8-sig")
    assert [row["verdict"] for row in csv.DictReader(io.StringIO(text, newline=""))] == ["pass", "fail"]
    assert "**Failed**" in results_bytes((came,), ".md").decode()


def test_what_a_judge_model_said_is_told_beside_the_rates(store: Store) -> None:
    check = Check("llm-rubric", "It is friendly.")
    cases = tuple(replace(case, checks=(check,)) for case in CASES)
    document = EvalSet(cases=cases, judge="tiny/yes/yes-Q8_0.gguf")

    def said(model: str, item: str, *, passed: bool | None) -> Outcome:
        found = CheckResult(passed, wording_of(Words("Yes said yes.")), short=wording_of("judge: yes"))
        return replace(outcome(model, item, Reply("Yes")), judged=judged_of((check,), (found,)))

    outcomes = [said("m1", "a", passed=True), said("m1", "b", passed=None), said("m2", "a", passed=False)]
    came = kept(store, "set:1", RunTerms(document), *outcomes)
    assert came.summary is not None
    assert came.summary.headline == "A judge model alone says how the answers are"
    lines = results_text([came]).split("\n")[1:]
    assert [line.split("judge ")[1] for line in lines] == [
        "Yes: 1 of 1 met, 1 without a verdict",
        "Yes: 0 of 1 met",
    ]
    assert "not judged" not in results_text([came])
    (run,) = json.loads(results_bytes((came,), ".json"))["runs"]
    assert [(one["judge"]["met"], one["judged"]) for one in run["models"]] == [(1, 0), (0, 0)]
    text = results_bytes((came,), ".md").decode()
    assert "Judge Yes: Alpha 1 of 1 met, 1 without a verdict; =Beta 0 of 1 met." in text
    assert "**Met, says the judge model**" in text


def test_the_time_of_answers_written_together_is_told_once(store: Store) -> None:
    timing = AnswerTiming(5, 2, 0.5, 1.0)
    together = [outcome("m1", item, Reply("yes", timing=timing)) for item in "ab"]
    alpha, _beta = ET.fromstring(
        results_bytes((kept(store, "set:1", RunTerms(DOCUMENT), *together),), ".xml")
    )
    assert alpha.get("time") == "1.500"


def test_a_spreadsheet_of_results_runs_nothing(store: Store) -> None:
    text = results_bytes((results(store),), ".csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["verdict"] for row in rows] == ["pass", "pass", "fail", "unknown"]
    assert not any(
        str(cell).lstrip(" ").startswith(("=", "+", "-", "@")) for row in rows for cell in row.values()
    )
    assert rows[2]["answer"].startswith("'=1+1")


def test_markdown_says_what_came_out_and_under_which_conditions(store: Store) -> None:
    text = results_bytes((results(store),), ".md").decode()
    assert "# Clinic \\<letters\\>" in text
    assert "Too few tests in common to tell models apart" in text
    assert "- Alpha · Q4\\_K\\_M: 2 of 2 passed, fewer than 20: no rate" in text
    assert "| 1\\. First \\| one | ● pass | ■ no “yes” |" in text
    assert "| 2\\. Say no | ● pass | ◌ no answer |" in text
    assert "SHA-256 " + "f" * 64 in text
    assert "■ contains: yes – “yes” is not in it." in text
    assert "temperature 0, seed 1, at most 512 tokens" in text


def test_json_has_what_was_answered_and_the_pairs(store: Store) -> None:
    (run,) = json.loads(results_bytes((results(store),), ".json"))["runs"]
    assert [(one["passed"], one["judged"]) for one in run["models"]] == [(2, 2), (0, 1)]
    assert run["pairs"][0]["only_first"] == 1
    assert run["outcomes"][2]["answer"].startswith("=1+1 |")
    assert run["items"][0]["group"] == "g"


@pytest.mark.parametrize("ending", RESULT_FORMATS)
def test_a_pack_that_is_no_more_can_still_be_written(store: Store, ending: str) -> None:
    reply = Reply(not_measurable=wording_of(Words("no probabilities")))
    came = kept(store, "pack:gone", RunTerms(), replace(outcome("m1", "a", reply), item="x"))
    assert b"x" in results_bytes((came,), ending)
