"""What is asked of other models once all answers are there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from explorer.domain.errors import ErrorRecord
from explorer.domain.generation import ChatMessage, Sampling
from explorer.domain.tokens import Embedding
from explorer.domain.words import Wording
from explorer.evaluate.checks.second_pass import helped, helpers_of
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.items import Outcome, Reply, ToEmbed, ToWrite
from explorer.evaluate.set_subject import SetSubject
from explorer.evaluate.store import StoredSet

CHECKS = (Check("contains", "May"), Check("similar", "On 3 May.", 0.8), Check("llm-rubric", "Is polite"))
ASK = ToWrite((ChatMessage("user", "When?"),), Sampling())


def test_other_models_are_asked_what_rules_cannot_say() -> None:
    reply = Reply("It is on 3 May")
    none, likeness, (one, other) = (helpers_of(check, ASK, reply) for check in CHECKS)
    assert (none, likeness) == ((), (ToEmbed(("It is on 3 May", "On 3 May.")),))
    assert isinstance(one, ToWrite)
    assert isinstance(other, ToWrite)
    first, second = one.prompt[0], other.prompt[0]
    assert isinstance(first, ChatMessage)
    assert isinstance(second, ChatMessage)
    assert all(text in first.text for text in ("When?", "It is on 3 May", "Is polite", "YES or NO"))
    assert second.text == first.text.replace("YES or NO", "NO or YES")
    assert [helpers_of(check, ASK, Reply(" ")) for check in CHECKS] == [(), (), ()]


def test_likeness_is_told_with_its_limit() -> None:
    alike = helped(CHECKS[1], ((Embedding((0.6, 0.8), 3), Embedding((0.0, 1.0), 3)),), "M")
    assert (alike.passed, alike.short.words) == (True, "likeness 0.80")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("YES", "yes"), "judge: yes"),
        (("**No**, because yes and no", "NO"), "judge: no"),
        (("YES", "NO"), "judge unsure"),
        (("YES", "it is neither yes nor no"), "no verdict"),
        (("", ""), "no verdict"),
    ],
)
def test_a_judge_that_changes_its_mind_with_the_order_does_not_know(
    answers: tuple[str, ...], said: str
) -> None:
    assert helped(CHECKS[2], [*map(Reply, answers)], "M").short.words == said


def test_a_set_puts_what_other_models_said_into_the_places_of_its_checks() -> None:
    case = EvalCase("c1", turns=(EvalTurn("user", "When?"),), checks=CHECKS)
    subject = SetSubject(StoredSet(1, "Dates", EvalSet(cases=(case,), judge="own/Judge-Q8_0.gguf"), ""))
    (item,) = subject.items(is_chat=True)
    reply = Reply("It is on 3 May")
    came = Outcome("1", "c1", reply, subject.judge(item, reply), datetime.now(UTC))
    asks = subject.helpers(item, came)
    assert {place: [*map(type, of)] for place, of in asks.items()} == {1: [ToEmbed], 2: [ToWrite, ToWrite]}
    alike = (Embedding((1.0, 0.0), 3), Embedding((1.0, 0.0), 3))
    came = replace(came, judged=subject.judge_helped(came, 1, [alike]))
    judged = subject.judge_helped(came, 2, (Reply("YES"), Reply("Yes.")))
    assert [one.passed for one in judged.results] == [True, True, True]
    refused = subject.judge_helped(came, 2, (Reply("NO"), Reply("No.")))
    assert (refused.verdict, refused.values) == ("pass", {"judge": 0.0})  # a judge does not count
    assert refused.results[2].why.words == "Judge said no."
    failed = ErrorRecord("KnownError", Wording("It is gone."), Wording(""), "")
    untold = subject.judge_helped(came, 2, (Reply("YES"), failed))
    assert [one.passed for one in untold.results] == [True, True, None]
    assert [*subject.helpers(item, replace(came, judged=untold))] == [2], "nobody spoke"
    unsure = subject.judge_helped(came, 2, (Reply("YES"), Reply("NO")))
    assert subject.helpers(item, replace(came, judged=unsure)) == {}, "it spoke"
