"""What is asked of other models once all answers are there."""

import pytest

from explorer.domain.errors import ErrorRecord
from explorer.domain.generation import ChatMessage, Sampling
from explorer.domain.tokens import Embedding
from explorer.domain.words import Wording, Words
from explorer.evaluate.checks.judging import judge, judged_of
from explorer.evaluate.checks.second_pass import (
    ToJudge,
    embedded,
    failed_second,
    judged_by_model,
    second_asks,
    with_results,
)
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.items import Reply, ToEmbed, ToWrite
from explorer.evaluate.set_subject import SetSubject
from explorer.evaluate.store import StoredSet

CHECKS = (Check("contains", "May"), Check("similar", "On 3 May.", 0.8), Check("llm-rubric", "Is polite"))
ASK = ToWrite((ChatMessage("user", "When?"),), Sampling())


def test_other_models_are_asked_what_rules_cannot_say() -> None:
    likeness, verdict = second_asks(CHECKS, ASK, Reply("It is on 3 May"))
    assert (likeness.check, likeness.ask) == (1, ToEmbed(("It is on 3 May", "On 3 May.")))
    assert verdict.check == 2
    assert isinstance(verdict.ask, ToJudge)
    one, other = (ask.prompt[0] for ask in verdict.ask.asks)
    assert isinstance(one, ChatMessage)
    assert isinstance(other, ChatMessage)
    assert all(text in one.text for text in ("When?", "It is on 3 May", "Is polite", "YES or NO"))
    assert other.text == one.text.replace("YES or NO", "NO or YES")
    assert second_asks(CHECKS, ASK, Reply(" ")) == ()


def test_what_they_say_takes_its_place_and_the_judge_does_not_count() -> None:
    results = [judge(check, Reply("It is on 3 May")) for check in CHECKS]
    waiting = judged_of(CHECKS, results)
    assert (waiting.verdict, waiting.values) == ("unknown", {})
    alike = embedded(CHECKS[1], (0.6, 0.8), (0.0, 1.0))
    assert (alike.passed, alike.short.words) == (True, "likeness 0.80")
    refused = judged_by_model(CHECKS[2], ("NO", "No."), "Qwen3 4B")
    judged = with_results(CHECKS, waiting, {1: alike, 2: refused})
    assert (judged.verdict, judged.values) == ("pass", {"judge": 0.0})
    assert judged.results[2].why.words == "Qwen3 4B said no."


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("YES", "yes"), "judge: yes"),
        (("**No**, because yes and no", "NO"), "judge: no"),
        (("YES", "NO"), "judge unsure"),
        (("YES", "it is neither yes nor no"), "no verdict"),
        (("", ""), "no verdict"),
        ((), "no verdict"),
    ],
)
def test_a_judge_that_changes_its_mind_with_the_order_does_not_know(
    answers: tuple[str, ...], said: str
) -> None:
    assert judged_by_model(CHECKS[2], answers, "M").short.words == said


def test_where_nobody_can_be_asked_nothing_is_said() -> None:
    result = failed_second(CHECKS[1], Words("No embedding model is here."))
    assert (result.passed, result.why.words) == (None, "No embedding model is here.")


def test_a_set_puts_what_other_models_said_into_the_places_of_its_checks() -> None:
    case = EvalCase("c1", turns=(EvalTurn("user", "When?"),), checks=CHECKS)
    subject = SetSubject(StoredSet(1, "Dates", EvalSet(cases=(case,), judge="own/Judge-Q8_0.gguf"), ""))
    (item,) = subject.items(is_chat=True)
    reply = Reply("It is on 3 May")
    asks = subject.helpers(item, reply)
    assert [type(ask) for ask in asks] == [ToEmbed, ToWrite, ToWrite]
    alike = (Embedding((1.0, 0.0), 3), Embedding((1.0, 0.0), 3))
    judged = subject.judge_helped(item, reply, (alike, Reply("YES"), Reply("Yes.")))
    assert [one.passed for one in judged.results] == [True, True, True]
    failed = ErrorRecord("KnownError", Wording("It is gone."), Wording(""), "")
    judged = subject.judge_helped(item, reply, (alike, failed, failed))
    assert [one.passed for one in judged.results] == [True, True, None]
