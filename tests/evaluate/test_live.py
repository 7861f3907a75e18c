"""The time left of a run: nothing is promised before it is measured, then the pace of the model tells."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from explorer.domain.generation import AnswerTiming
from explorer.domain.time_left import TimeLeft
from explorer.domain.words import wording_of
from explorer.evaluate.items import Judged, Outcome, Reply
from explorer.evaluate.run.judging import CameOf
from explorer.evaluate.run.live import EvalLive
from explorer.evaluate.run.plan import Assignment, EvalPlan, LegPart, ModelLeg, WorkLoad
from explorer.evaluate.run.run_words import count_text, doing_text, live_text
from explorer.evaluate.store import EvalRun, RunTerms
from tests.backends.scripted import ScriptedModel
from tests.evaluate.run_rig import WordSubject

SUBJECT = WordSubject(prompts=tuple("abcdefghij"), most=100)
RUN = EvalRun(1, SUBJECT.id, "1", "Words", RunTerms(), (), "")
PASSED = Judged("pass", wording_of("pass"))


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def leg(key: str, size: int | None, **changes: object) -> ModelLeg:
    items = tuple(SUBJECT.items(is_chat=True))
    part = LegPart(ASSIGNMENT, key, items, WorkLoad(0, 1000, 10))
    made = ModelLeg(key, f"Model {key}", (part,), ScriptedModel(size=size))
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by their names


ASSIGNMENT = Assignment(SUBJECT, RunTerms())


def live_of(clock: Clock, *legs: ModelLeg) -> EvalLive:
    made = EvalLive(EvalPlan((ASSIGNMENT,), legs, 0), lambda _came: None, lambda _error: None, clock)
    made.begun((RUN,))
    return made


def came(live: EvalLive, key: str, items: Sequence[int], tokens: int) -> None:
    timing = AnswerTiming(0, tokens, 0.1, 1.0)
    now = datetime.now(UTC)
    outcomes = tuple(Outcome(key, f"w{n}", Reply("x", timing=timing), PASSED, now) for n in items)
    live.came(CameOf(RUN, outcomes))


def test_before_the_first_answer_no_time_is_told() -> None:
    clock = Clock()
    only = leg("1", None)
    live = live_of(clock, only)
    assert live.left == TimeLeft(None)
    live.doing(only, "loading", 0.5)
    assert live.left.seconds is None
    assert doing_text(live) == "Model 1 loads, 50 %"
    live.doing(only, "asking", 0.0)
    clock.now += 3
    assert live.left.seconds is None
    assert live_text(live) == "Model 1 answers · 0 of 10"


def test_the_pace_of_what_came_tells_the_rest_and_the_time_moves() -> None:
    clock = Clock()
    only = leg("1", None)
    live = live_of(clock, only)
    live.doing(only, "asking", 0.0)
    clock.now += 10
    came(live, "1", [0, 1], 20)  # of 10, in ten seconds
    assert live.left == TimeLeft(40.0)
    clock.now += 4
    assert live.left == TimeLeft(36.0)
    assert live_text(live) == "Model 1 answers · 2 of 10 · about 36 s left"
    clock.now += 60
    assert live.left.is_late


def test_shorter_answers_than_allowed_make_the_rest_shorter() -> None:
    clock = Clock()
    first, second = leg("1", 100), leg("2", 300)
    live = live_of(clock, first, second)
    live.doing(first, "asking", 0.0)
    clock.now += 5
    came(live, "1", range(5), 10)
    assert live.left == TimeLeft(5.0 + 3 * 10.0), "the second file is three times as large"
    clock.now += 5
    came(live, "1", range(5, 10), 10)
    live.doing(second, "loading", 0.0)
    clock.now += 100  # a load is not the pace of answers
    live.doing(second, "asking", 0.0)
    clock.now += 6
    came(live, "2", [0, 1], 10)
    assert live.left == TimeLeft(24.0)
    assert count_text(live) == "12 of 20"


def test_of_a_model_elsewhere_that_comes_later_nothing_is_known() -> None:
    clock = Clock()
    first, second = leg("1", 100), leg("2", None)
    live = live_of(clock, first, second)
    live.doing(first, "asking", 0.0)
    clock.now += 5
    came(live, "1", [0], 10)
    assert live.left == TimeLeft(None)


def test_what_was_there_before_counts_as_done_and_no_answer_twice() -> None:
    clock = Clock()
    only = leg("1", None)
    live = EvalLive(EvalPlan((ASSIGNMENT,), (only,), 0, done=7), lambda _came: None, lambda _e: None, clock)
    live.begun((RUN,))
    assert (live.done, live.total) == (7, 17)
    came(live, "1", [0], 5)
    again = Outcome("1", "w0", Reply("x"), PASSED, datetime.now(UTC))
    live.came(CameOf(RUN, (again,), is_again=True))
    assert live.done == 8
