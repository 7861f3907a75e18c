"""Runs with a model at an endpoint: where it was asked is told before, kept, and told with what came."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.elsewhere import AskedElsewhere, money_text, most_cost, most_cost_words
from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointModel, EndpointPrice
from explorer.domain.generation import AnswerTiming
from explorer.evaluate.results.conditions import condition_values, conditions_words, told_conditions
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.run.live import EvalLive
from explorer.evaluate.run.run_words import (
    doing_text,
    goes_text,
    judge_words,
    leg_text,
    takes_text,
    untold_text,
)
from explorer.evaluate.run.runner import EvaluationRun
from explorer.kit.tasks import Tasks
from tests.backends.scripted import ScriptedBackend, ScriptedModel, ScriptedProvider
from tests.endpoint.scripted import ScriptedEndpoint, Talk, saying
from tests.engine.remote.rig import RemoteRig
from tests.evaluate.run_rig import EvalRig, WordSubject
from tests.evaluate.test_second_pass import judged_by

FAR = ScriptedModel()
PRICE = EndpointPrice(read=1.0, written=5.0, on=f"{datetime.now().astimezone():%Y-%m-%d}")
PRICED = EndpointModel(
    Endpoint("lab", "Lab server", "https://llm.lab.example/v1"),
    EndpointEntry("far-9b", is_chosen=True, price=PRICE),
)


@pytest.fixture
def rig(
    qtbot: QtBot, store: Store, settings: SettingsFile, tasks: Tasks, tmp_path: Path
) -> Iterator[EvalRig]:
    provider = ScriptedProvider(FAR, PRICED)
    provider.scripted(PRICED).usage = (100, 60)
    made = EvalRig(qtbot, store, settings, tasks, tmp_path, provider)
    yield made
    made.close()
    provider.close()


def test_where_it_is_asked_is_told_before_and_kept_with_what_came(rig: EvalRig) -> None:
    subject = WordSubject(prompts=("a",), scored=(("It", " is", " was"),))
    plan = rig.plan([FAR], subject)
    lacks = "1 answer cannot be measured: this server gives no probabilities."
    assert goes_text(plan.legs[0]) == "Prompts and answers go to far.example."
    assert untold_text(plan.legs[0]) == lacks
    rig.run(plan)
    run = RunResults(rig.store, rig.store.runs("set:1")[0]).read().run
    asked = run.models[0].elsewhere
    assert asked is not None
    assert asked.place == "Test server (far.example)"
    _alike, (_title, told) = told_conditions(run)
    assert asked.told in told
    assert not any("not measured" in line for line in told)  # said once


def test_what_the_server_does_not_take_is_told_among_the_conditions(rig: EvalRig) -> None:
    backend = rig.means.backends.of(FAR)
    assert isinstance(backend, ScriptedBackend)
    backend.unsent = ("top_k", "seed")  # top-k means nothing to the likeliest token
    rig.run(rig.plan([FAR], WordSubject()))
    run = RunResults(rig.store, rig.store.runs("set:1")[0]).read().run
    assert "not sent to Faraway 9B: Seed" in conditions_words(run)
    assert condition_values(run, run.models[0])["not_sent"] == "seed"


def test_a_run_that_goes_offline_midway_keeps_what_came_and_asks_no_more(
    qtbot: QtBot, store: Store, settings: SettingsFile, tasks: Tasks, tmp_path: Path
) -> None:
    """With the real backend; what is missing can be asked later."""

    def slowly(talk: Talk) -> None:
        talk.head()
        while not talk.is_gone:
            talk.say("word ")
            talk.hold(0.04)

    remote = RemoteRig(store, qtbot)
    with ScriptedEndpoint() as endpoint:
        endpoint.order(saying("Hello."), saying("It says so."))  # the first to warm up
        endpoint.usual = slowly
        rig = EvalRig(qtbot, store, settings, tasks, tmp_path, remote.provider)
        model = remote.model(endpoint.address, at_once=1)
        _run, told = rig.start(rig.plan([model], WordSubject()))
        rig.wait(lambda: endpoint.open == 1 and len(endpoint.requests) == 3)
        remote.is_offline = True
        rig.wait(lambda: told.is_over)
        first, *rest = told.outcomes
        assert (first.judged.verdict, first.reply.error) == ("pass", None)
        assert [one.reply.error.error.what for one in rest if one.reply.error] == ["Offline mode is on."] * 2
        (left,) = rig.store.unfinished()
        assert (left.done, left.failed) == (1, 2)
        assert len(endpoint.requests) == 3
        rig.close()
        remote.close()


def test_a_busy_server_is_waited_for_and_that_is_said(rig: EvalRig) -> None:
    backend = rig.means.backends.of(FAR)
    assert isinstance(backend, ScriptedBackend)
    answers, waits = "Faraway 9B answers", "Faraway 9B waits for Test server"
    ends, words = list[object](), list[str]()

    def tell(_came: object) -> None:
        words.append(doing_text(live))
        backend.is_busy |= words.count(answers) == 1 and words[-1] == answers

    live = EvalLive(rig.plan([FAR], WordSubject()), tell, ends.append)
    run = EvaluationRun(live.plan, rig.means, live)
    backend.is_busy = True
    run.start()

    def go_on_after(count: int) -> None:
        rig.wait(lambda: words.count(waits) == count)
        backend.is_busy = False
        backend.go_on()

    go_on_after(1)  # to warm up
    go_on_after(2)  # for the first answer
    rig.wait(lambda: bool(ends))
    assert words[-1] == answers


def test_offline_it_is_told_before_a_run(rig: EvalRig) -> None:
    plan = rig.plan([ScriptedModel(why_not_usable="offline mode is on")], WordSubject())
    (leg,) = plan.legs
    assert leg.problem is not None
    assert leg.problem.what == "Faraway 9B at Test server cannot be used: offline mode is on."
    assert not plan.running


def test_what_fails_offline_says_why_and_is_asked_later(rig: EvalRig) -> None:
    subject = WordSubject(prompts=("a", "b"))
    failed = rig.run(rig.plan([replace(FAR, why_not_usable="offline mode is on")], subject)).outcomes
    why = "Faraway 9B at Test server cannot be used: offline mode is on."
    assert [one.reply.error.error.what for one in failed if one.reply.error] == [why, why]
    rig.models[FAR.id] = FAR
    later = rig.run(rig.go_on(subject)).outcomes
    assert [one.reply.error for one in later] == [None, None]


def test_a_run_that_began_at_another_host_does_not_go_on(rig: EvalRig) -> None:
    subject = WordSubject(prompts=tuple("abcdefgh"))
    run, told = rig.start(rig.plan([FAR], subject))
    rig.wait(lambda: bool(told.outcomes))
    run.stop()
    rig.wait(lambda: told.is_over)
    rig.models[FAR.id] = replace(FAR, host="other.example")
    (leg,) = rig.go_on(subject).legs
    assert leg.problem is not None
    assert (
        leg.problem.what == "Faraway 9B was asked at Test server (far.example) and is at other.example now."
    )
    rig.models[FAR.id] = FAR
    (leg,) = rig.go_on(subject).legs
    assert leg.problem is None


def test_what_it_costs_is_told_by_the_price_that_was_entered(rig: EvalRig) -> None:
    plan = rig.plan([PRICED], WordSubject(prompts=("a", "b")))
    cost = "about $0.00043 for answers of full length, by the prices you entered"
    assert cost in leg_text(plan.legs[0])
    assert "$" not in takes_text(plan)  # it would be the same
    rig.run(plan)
    results = RunResults(rig.store, rig.store.runs("set:1")[0]).read()
    told = f"It cost about $0.0008, by the price entered on {PRICE.on}."
    assert list(results.costs.values()) == [told]
    _alike, (_title, lines) = told_conditions(results.run, results.costs)
    assert lines[-1] == told


def test_without_a_price_or_a_count_nothing_is_told_and_an_old_price_says_so() -> None:
    assert most_cost_words([most_cost(FAR, [("Hi", 100)])]) == ""
    counted = AnswerTiming(100, 60, 0.1, 1.0, "server")
    free = AskedElsewhere("Lab", "llm.lab.example", "2026-12-01")
    assert free.cost(counted) == ""
    paid = AskedElsewhere("Lab", "llm.lab.example", "2026-12-01", price=EndpointPrice(1, 5, on="2026-11-30"))
    assert paid.cost(counted) == "about $0.0004"
    assert paid.cost(AnswerTiming(100, 60, 0.1, 1.0, "parts")) == ""
    assert paid.cost(AnswerTiming(0, 60, 0.1, 1.0, "server")) == ""
    old = EndpointPrice(1, 5, on=(date(2026, 12, 1) - timedelta(181)).isoformat())
    stale = AskedElsewhere("Lab", "llm.lab.example", "2026-12-01", price=old)
    assert stale.cost(counted) == "about $0.0004 by an old price"
    assert stale.price_told == f"by the price of {old.on}, which may have changed"
    odd = AskedElsewhere("Lab", "h", "no day", price=EndpointPrice(1, 5, on="nor this"))
    assert odd.price_told == "by the price entered on nor this"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(0.00042, "USD", "$0.00042"), (0.0, "USD", "$0.00"), (12.345, "eur", "€12.35"), (3, "CHF", "CHF 3.00"),
     (1e-9, "USD", "$0.000000001"), (0.996, "USD", "$1.00"), (0.5, "USD", "$0.50"),
     (1e-13, "USD", "$0.0000000000001"), (1e-300, "USD", "$0.00"), (1234.5, "GBP", "£1,234.50")],
)  # fmt: skip
def test_money(amount: float, currency: str, text: str) -> None:
    assert money_text(amount, currency) == text


def test_a_judge_at_an_endpoint_is_told_with_its_cost_before_and_after(rig: EvalRig) -> None:
    rig.models |= {FAR.id: FAR, PRICED.id: PRICED}
    goes = "Far 9B · Lab server judges: tests and answers go to llm.lab.example."
    assert judge_words(PRICED) == f"{goes} What that costs comes on top."
    assert judge_words(FAR) == "Faraway 9B judges: tests and answers go to far.example."
    kept = rig.store.add_set("Friendly", judged_by(PRICED.id, "a", "b"))
    rig.run(rig.plan_of(kept, FAR.id))
    (run,) = rig.store.runs(f"set:{kept.id}")
    (judge,) = run.judges
    assert (judge.read, judge.written) == (400, 240)  # two answers, in either order
    (_title, alike), *_rest = told_conditions(run)
    assert "The judge was asked at Lab server (llm.lab.example)." in alike
    assert f"The judge cost about $0.0016, by the price entered on {PRICE.on}." in alike
