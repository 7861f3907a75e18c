"""A set of tests as what models are run on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from explorer.domain.generation import ChatMessage
from explorer.domain.words import Words, wording_of
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn, Variable, blank_case
from explorer.evaluate.items import Outcome, Reply, ToScore, ToWrite
from explorer.evaluate.set_subject import SetSubject, digest_of, enough_words
from explorer.evaluate.store import StoredSet

ASK = EvalTurn("user", "What does {{letter}} say to {{who}}?")
CASE = EvalCase(
    "a", turns=(ASK,), checks=(Check("contains", "{{who}}"),), variables=(Variable("who", "Ann"),)
)
SET = EvalSet(cases=(CASE,), system="Be {{manner}}.", variables=(
    Variable("letter", "the letter"), Variable("who", "nobody"), Variable("manner", "short"),
))  # fmt: skip


def subject(document: EvalSet) -> SetSubject:
    return SetSubject(StoredSet(7, "Letters", document, ""))


def with_case(**changes: object) -> EvalSet:
    return replace(SET, cases=(replace(CASE, **changes),))  # type: ignore[arg-type]


def test_variables_of_the_case_come_before_those_of_the_set() -> None:
    (item,) = subject(SET).items(is_chat=True)
    assert (item.key, item.title) == ("a", "What does the letter say to Ann?")
    assert item.ask == ToWrite(
        (ChatMessage("system", "Be short."), ChatMessage("user", "What does the letter say to Ann?")),
        SET.sampling,
    )
    assert subject(SET).judge(item, Reply("Dear Ann")).verdict == "pass"
    assert subject(SET).judge(item, Reply("Dear Bob")).short.words == "no “Ann”"


def test_a_case_can_go_without_the_system_prompt() -> None:
    (item,) = subject(with_case(system="")).items(is_chat=True)
    assert isinstance(item.ask, ToWrite)
    assert [one.role for one in item.ask.prompt if isinstance(one, ChatMessage)] == ["user"]


def test_a_base_model_goes_on_with_a_text() -> None:
    (item,) = subject(SET).items(is_chat=False)
    assert isinstance(item.ask, ToWrite)
    assert item.ask.prompt == "Be short.\n\nWhat does the letter say to Ann?"
    turns = (EvalTurn("user", "Hi"), EvalTurn("assistant", "Hello"), EvalTurn("user", "Bye"))
    (item,) = subject(with_case(turns=turns)).items(is_chat=False)
    assert isinstance(item.ask, ToWrite)
    assert item.ask.prompt == "Be short.\n\nUser: Hi\nAssistant: Hello\nUser: Bye\nAssistant:"
    assert item.ask.options.stop == ("\nUser:",)


def test_a_base_model_chooses_by_likelihood_and_one_that_chats_by_words() -> None:
    document = with_case(checks=(Check("choice", "* Ann\nBob"),))
    (base,) = subject(document).items(is_chat=False)
    (chat,) = subject(document).items(is_chat=True)
    assert base.ask == ToScore("Be short.\n\nWhat does the letter say to Ann?", (" Ann", " Bob"))
    assert isinstance(chat.ask, ToWrite)


def test_another_title_is_the_same_measurement_another_check_is_not() -> None:
    assert digest_of(SET) == digest_of(with_case(title="Called otherwise"))
    assert digest_of(SET) != digest_of(with_case(checks=(Check("contains", "Bob"),)))
    assert subject(SET).version == digest_of(SET)


def test_a_persons_own_verdict_counts_where_it_is_asked_for() -> None:
    document = with_case(checks=(Check("contains", "Ann"), Check("person")))
    (item,) = subject(document).items(is_chat=True)
    judged = subject(document).judge(item, Reply("Ann"))
    assert judged.verdict == "unknown"
    outcome = Outcome("m", "a", Reply("Ann"), judged, datetime.now(UTC))
    assert subject(document).settled(outcome).verdict == "unknown"
    assert subject(document).settled(replace(outcome, own="good")).verdict == "pass"
    assert subject(document).settled(replace(outcome, own="bad")).short.words == "bad"


def test_what_cannot_be_measured_is_neither_passed_nor_failed() -> None:
    (item,) = subject(SET).items(is_chat=True)
    judged = subject(SET).judge(item, Reply(not_measurable=wording_of(Words("no probabilities"))))
    assert (judged.verdict, judged.short.words) == ("unknown", "not measurable")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "Too few to tell models apart"),
        (7, "Too few to tell models apart"),
        (24, "Enough to see gaps of 30 points"),
        (50, "Enough to see gaps of 22 points"),
        (200, "Enough to see gaps of 11 points"),
        (100_000, "Enough to see gaps of 1 point"),
    ],
)
def test_how_large_a_gap_shows(count: int, said: str) -> None:
    assert enough_words([*(replace(CASE, key=f"case{n}") for n in range(count)), blank_case()]) == said


def test_tests_of_one_template_show_no_more_than_one_does() -> None:
    cases = [replace(CASE, key=f"case{n}", group=f"template {n % 7}") for n in range(700)]
    assert enough_words(cases) == "Too few templates to tell models apart"
