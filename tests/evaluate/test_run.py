"""Runs with real workers and tiny models whose right and wrong answers are known."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import KnownError, MemoryShortError
from explorer.domain.generation import LoadOptions, Sampling
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Capability
from explorer.engine.local.engine_pool import EngineUse, PoolPolicy
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.items import Outcome
from explorer.evaluate.run.assignments import of_set
from explorer.evaluate.run.run_locks import RunLocks
from explorer.kit.tasks import Tasks
from explorer.local.fit.pool_policy import SettingsPoolPolicy
from tests.backends.scripted import BROKEN, ScriptedModel, ScriptedProvider, ScriptedTogether
from tests.engine.conftest import pid_of
from tests.evaluate.run_rig import EvalRig, WordSubject
from tests.evaluate.victim import LONG
from tests.models.tiny import Tiny, write_tiny

ONE, TWO, BASE, ENDLESS = (f"tiny/{name}/{name}-Q8_0.gguf" for name in ("one", "two", "base", "endless"))
FAR = ScriptedModel()
MANY = tuple(f"p{n}" for n in range(30))  # so that most are still to come when the first is kept
SEVERAL = ScriptedModel("Several 9B", "Other server")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_tiny(folder / ONE, Tiny(text="One says this.", name="One"))
    write_tiny(folder / TWO, Tiny(text="Two is silent.", name="Two"))
    write_tiny(folder / BASE, Tiny(text="Base says that.", name="Base", template=None))
    write_tiny(folder / ENDLESS, Tiny(text=None, name="Endless", context_length=100_000))
    return folder


@pytest.fixture
def far() -> ScriptedProvider:
    return ScriptedProvider(FAR)


@pytest.fixture
def several() -> ScriptedProvider:
    return ScriptedProvider(SEVERAL, kind=ScriptedTogether)


@pytest.fixture
def rig(
    qtbot: QtBot,
    store: Store,
    settings: SettingsFile,
    tasks: Tasks,
    written: Path,
    tmp_path: Path,
    far: ScriptedProvider,
    several: ScriptedProvider,
) -> Iterator[EvalRig]:
    folder = tmp_path / "models"
    shutil.copytree(written, folder)
    made = EvalRig(qtbot, store, settings, tasks, folder, far, several)
    yield made
    made.close()
    far.close()
    several.close()


def local(rig: EvalRig, reference: str) -> LocalModel:
    model = rig.models[reference]
    assert isinstance(model, LocalModel)
    return model


def test_each_model_in_turn_is_asked_everything_and_judged(rig: EvalRig) -> None:
    told = rig.run(rig.plan([rig.models[ONE], rig.models[TWO]], WordSubject()))
    assert rig.verdicts() == {
        "1": {"w0": "pass", "w1": "pass", "w2": "pass"},
        "2": {"w0": "fail", "w1": "fail", "w2": "fail"},
    }
    loads = [what for what in told.heard if what.startswith(("loading", "asking"))]
    assert list(dict.fromkeys(loads)) == [
        f"{what} {one}" for one in (ONE, TWO) for what in ("loading", "asking")
    ]
    assert rig.pool.loaded == ()
    (run,) = rig.store.runs("set:1")
    assert run.end == "done"


def test_one_whose_speed_nobody_knows_is_timed_once_before_it_answers_several_at_once(
    rig: EvalRig, settings: SettingsFile
) -> None:
    rules, uses = SettingsPoolPolicy(rig.means.core.estimates, settings), list[EngineUse]()
    rig.pool.rules = rules
    rig.pool.uses.add(rules.learn)
    rig.pool.uses.add(uses.append)
    for _time in range(2):
        rig.run(rig.plan([rig.models[ENDLESS]], WordSubject()))
    alone = [one.answer.measured.answer_tokens if one.answer else "loaded" for one in uses]
    assert alone == ["loaded", 8, 32, "loaded", 8]
    fit = rig.means.core.estimates.of(local(rig, ENDLESS))
    assert fit is not None
    assert fit.speed == uses[2].answer.measured.tokens_per_second  # type: ignore[union-attr]
    assert rig.store.runs("set:1")[0].models[0].at_once == 3


def test_who_dies_while_it_is_timed_says_so_of_all_its_tests(rig: EvalRig, settings: SettingsFile) -> None:
    rules = SettingsPoolPolicy(rig.means.core.estimates, settings)
    rig.pool.rules = rules

    def kill(use: EngineUse) -> None:
        rules.learn(use)
        if use.answer is not None and use.path == local(rig, ENDLESS).path:  # it has said hello
            psutil.Process(pid_of(rig.pool.get(use.path))).kill()

    rig.pool.uses.add(kill)
    told = rig.run(rig.plan([rig.models[ENDLESS], rig.models[ONE]], WordSubject()))
    assert told.error is None
    assert [set(one.values()) for one in rig.verdicts().values()] == [{"unknown"}, {"pass"}]


def test_an_outcome_holds_what_was_sent_and_the_run_its_conditions(rig: EvalRig) -> None:
    rig.run(rig.plan([rig.models[ONE], rig.models[BASE]], WordSubject(prompts=("Why?",))))
    (run,) = rig.store.runs("set:1")
    one, base = rig.store.outcomes(run.id)
    assert (one.reply.sent, one.reply.text) == ("<s>[user]Why?[/user]<|start|>", "One says this.")
    assert base.reply.sent == "Why?"
    assert one.reply.timing is not None
    assert one.reply.timing.answer_tokens > 2
    first, second = run.models
    model = local(rig, ONE)
    assert first.sha256 == hashlib.sha256(model.path.read_bytes()).hexdigest()
    assert first.template_sha256 == hashlib.sha256((Tiny().template or "").encode()).hexdigest()
    assert (second.template_sha256, second.is_chat) == ("", False)
    assert first.loaded is not None
    assert (first.file, first.options.context_length) == (f"one-Q8_0.gguf:{model.size}", 1024)


def test_what_is_scored_is_compared_by_its_probability(rig: EvalRig) -> None:
    scored = (("x", "A", "B"), ("y", "B", "A"))  # A is what a scripted model likes best beside its words
    rig.run(rig.plan([rig.models[ONE]], WordSubject(prompts=("a",), scored=scored)))
    assert rig.verdicts() == {"1": {"w0": "pass", "s0": "pass", "s1": "fail"}}
    outcomes = {one.item: one.reply for one in rig.store.outcomes(rig.store.runs("set:1")[0].id)}
    assert outcomes["s0"].sent == "<s>[user]x[/user]<|start|>"
    likely, other = outcomes["s0"].scores
    assert (likely.bytes, likely.tokens) == (1, 1)
    assert likely.logprob > -4 > other.logprob


def test_one_prompt_too_long_to_be_scored_fails_alone(rig: EvalRig) -> None:
    scored = tuple((text, "A", "B") for text in ("x", "long " * 3000, "y"))
    rig.run(rig.plan([rig.models[ONE]], WordSubject(prompts=(), scored=scored)))
    assert rig.verdicts() == {"1": {"s0": "pass", "s1": "unknown", "s2": "pass"}}
    (failed,) = [one for one in rig.store.outcomes(1) if one.reply.error is not None]
    assert "long" in str(failed.reply.error.error if failed.reply.error else "")


def test_an_endpoint_answers_one_after_the_other_and_gives_no_probabilities(
    rig: EvalRig, far: ScriptedProvider
) -> None:
    far.scripted().says = "Far away it says so."
    subject = WordSubject(scored=(("x", "a", "b"),) * 40)
    plan = rig.plan([FAR], subject)
    assert (plan.legs[0].not_measurable, plan.legs[0].at_once) == (40, 1)
    scoring = replace(FAR, capabilities=frozenset({Capability.SCORES}))  # of texts, not of chats
    assert rig.plan([scoring], subject).legs[0].not_measurable == 40
    rig.run(plan)
    verdicts = rig.verdicts()["1"]
    assert [verdicts[f"w{n}"] for n in range(3)] == ["pass"] * 3
    assert {verdicts[f"s{n}"] for n in range(40)} == {"unknown"}
    untold = [one.reply.not_measurable for one in rig.store.outcomes(1) if one.reply.not_measurable]
    assert {one.words for one in untold} == {"Not measurable: this provider gives no probabilities"}


def test_an_answer_that_breaks_off_is_the_failure_of_its_item(rig: EvalRig, far: ScriptedProvider) -> None:
    far.scripted().says = "Far away it says so."

    def break_first(what: str) -> None:
        if what == f"asking {FAR.id}":  # told before the first item is asked
            far.scripted().breaks = BROKEN

    rig.run(rig.plan([FAR], WordSubject(prompts=tuple("abcdefgh"))), on=break_first)
    verdicts = list(rig.verdicts()["1"].values())
    assert (verdicts.count("unknown"), verdicts.count("pass")) == (1, 7)


def test_a_model_deleted_before_its_turn_says_so_and_the_others_answer(rig: EvalRig) -> None:
    plan = rig.plan([rig.models[ONE], rig.models[TWO], rig.models[BASE]], WordSubject())
    path = local(rig, TWO).path

    def delete(what: str) -> None:
        if what.startswith("loading " + ONE):
            path.unlink(missing_ok=True)

    rig.run(plan, on=delete)
    assert set(rig.verdicts()["2"].values()) == {"unknown"}
    assert set(rig.verdicts()["3"].values()) == {"pass"}
    errors = {str(one.reply.error.error) for one in rig.store.outcomes(1) if one.reply.error}
    assert errors == {"two-Q8_0.gguf is no longer on this disk. Download it again in Discover."}


class TooBig(PoolPolicy):
    """One file never fits."""

    def __init__(self, name: str) -> None:
        self._name = name

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        del options
        return MemoryShortError(9_000_000_000, free) if self._name in path.name else None


def test_a_model_too_big_says_so_and_the_others_answer(rig: EvalRig) -> None:
    rig.pool.rules = TooBig("one-")
    rig.run(rig.plan([rig.models[ONE], rig.models[BASE]], WordSubject()))
    assert set(rig.verdicts()["1"].values()) == {"unknown"}
    assert set(rig.verdicts()["2"].values()) == {"pass"}
    error = next(one.reply.error for one in rig.store.outcomes(1) if one.reply.error)
    assert "9 GB" in str(error.error)


def test_after_the_death_of_a_worker_what_was_under_way_is_asked_again_alone(rig: EvalRig) -> None:
    killed: list[int] = []

    def kill(what: str) -> None:
        if what == "came 1 w0":
            killed.append(pid_of(rig.pool.get(local(rig, ENDLESS).path)))
            psutil.Process(killed[0]).kill()

    subject = WordSubject(prompts=MANY, most=60)
    told = rig.run(rig.plan([rig.models[ENDLESS]], subject), on=kill)
    assert killed
    assert told.heard.count(f"asking {ENDLESS}") == 2
    failed = [one for one in told.outcomes if one.reply.error is not None]
    assert len(failed) <= 1, "one that was alone when it died"
    assert len(told.outcomes) == len(MANY)


def test_a_model_that_dies_twice_in_a_row_is_given_up_and_the_next_one_answers(rig: EvalRig) -> None:
    pids: set[int] = set()

    def kill(what: str) -> None:
        if what == f"asking {ENDLESS}":
            pid = pid_of(rig.pool.get(local(rig, ENDLESS).path))
            pids.add(pid)
            psutil.Process(pid).kill()

    subject = WordSubject(prompts=tuple("abcdefgh"), most=4000)
    rig.run(rig.plan([rig.models[ENDLESS], rig.models[ONE]], subject), on=kill)
    assert set(rig.verdicts()["1"].values()) == {"unknown"}
    assert set(rig.verdicts()["2"].values()) == {"pass"}
    assert 2 <= len(pids) <= 3


def test_stop_keeps_what_is_there_and_the_rest_is_asked_later(rig: EvalRig) -> None:
    subject = WordSubject(prompts=tuple("abcdefgh"))
    run, told = rig.start(rig.plan([rig.models[ONE], rig.models[TWO]], subject))
    rig.wait(lambda: len(told.outcomes) >= 2)
    run.stop()
    rig.wait(lambda: told.is_over)
    assert rig.store.runs("set:1")[0].end == "stopped"
    kept = list(rig.store.outcomes(1))
    assert 2 <= len(kept) < 16
    assert all(one.reply.error is None for one in kept), "what was half said is no failure"
    plan = rig.go_on(subject)
    assert (plan.done, plan.count) == (len(kept), 16 - len(kept))
    rig.run(plan)
    assert len(rig.store.runs("set:1")) == 1
    assert rig.store.runs("set:1")[0].end == "done"
    assert {key: set(items.values()) for key, items in rig.verdicts().items()} == {
        "1": {"pass"},
        "2": {"fail"},
    }


def test_several_subjects_load_each_model_once(rig: EvalRig) -> None:
    packs = (WordSubject(id="pack:a"), WordSubject(id="pack:b", word="silent"))
    told = rig.run(rig.plan([rig.models[ONE], rig.models[TWO]], *packs))
    assert [told.heard.count(f"asking {one}") for one in (ONE, TWO)] == [1, 1]
    assert set(rig.verdicts("pack:a")["2"].values()) == {"fail"}
    assert set(rig.verdicts("pack:b")["2"].values()) == {"pass"}
    assert [run.subject for run in told.runs] == ["pack:a", "pack:b"]


def test_a_disk_that_keeps_nothing_ends_the_run_and_is_told(
    rig: EvalRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_run: int, _outcome: Outcome) -> None:
        raise KnownError("The disk is full.")

    monkeypatch.setattr(rig.store, "add_outcome", refuse)
    told = rig.run(rig.plan([rig.models[ONE]], WordSubject()))
    assert str(told.error) == "The disk is full."
    assert told.outcomes == []


def test_after_kill_9_the_run_goes_on_with_the_next_item(rig: EvalRig, store: Store, paths: Paths) -> None:
    (rig.folder / ENDLESS).unlink()
    command = [sys.executable, "-m", "tests.evaluate.victim", str(paths.root), str(rig.folder)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], env={**os.environ}) as process:
        rig.wait(lambda: bool(rig.store.runs("set:1")) and len(list(rig.store.outcomes(1))) >= 25)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        process.wait()
    _gone, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
    kept = list(rig.store.outcomes(1))
    (left,) = rig.store.unfinished()
    assert (left.id, left.was_stopped, left.done, left.total) == (1, False, len(kept), 60)
    plan = rig.go_on(LONG)
    assert (plan.done, plan.count, plan.total) == (len(kept), 60 - len(kept), 60)
    told = rig.run(plan)
    assert len(told.outcomes) == 60 - len(kept)
    assert list(rig.store.outcomes(1))[: len(kept)] == kept
    assert rig.store.unfinished() == ()
    assert sorted(len(items) for items in rig.verdicts().values()) == [20, 20, 20]


def test_what_gave_no_answer_is_offered_and_asked_again(rig: EvalRig, far: ScriptedProvider) -> None:
    subject = WordSubject(prompts=tuple("abcd"), word="Far")

    def break_first(what: str) -> None:
        if what == f"asking {FAR.id}":
            far.scripted().breaks = BROKEN

    rig.run(rig.plan([FAR], subject), on=break_first)
    (left,) = rig.store.unfinished()
    assert (rig.store.runs("set:1")[0].end, left.done, left.failed, left.total) == ("failed", 3, 1, 4)
    rig.models[FAR.id] = FAR
    plan = rig.go_on(subject)
    assert (plan.done, plan.count) == (3, 1)
    rig.run(plan)
    assert set(rig.verdicts()["1"].values()) == {"pass"}
    assert rig.store.unfinished() == ()


def test_an_endpoint_that_says_no_more_is_not_asked_all_the_rest(rig: EvalRig, far: ScriptedProvider) -> None:
    def break_always(what: str) -> None:
        if what == f"asking {FAR.id}":
            far.scripted().breaks, far.scripted().breaks_once = BROKEN, False

    told = rig.run(rig.plan([FAR], WordSubject(prompts=("a",) * 60)), on=break_always)
    assert len(told.outcomes) == 60
    assert all(one.reply.error is not None for one in told.outcomes)
    assert len(far.scripted().asked) < 20


def test_another_file_in_place_of_the_one_a_run_began_with_is_not_mixed_into_it(rig: EvalRig) -> None:
    rig.run(rig.plan([rig.models[ONE]], WordSubject(prompts=("a",))))
    before = rig.store.runs("set:1")[0].models[0].sha256
    write_tiny(local(rig, ONE).path, Tiny(text="Another says this.", name="One"))
    again = rig.run(rig.go_on(WordSubject(prompts=("a", "b"))))  # as if it had been stopped before the second
    assert before
    assert rig.store.runs("set:1")[0].models[0].sha256 == before
    errors = [str(one.reply.error.error) if one.reply.error else "" for one in again.outcomes]
    assert errors
    assert all("is another file now than the one this run began with. Run it anew." in one for one in errors)
    assert not any("Another" in one.reply.text for one in rig.store.outcomes(1))


def test_where_a_check_limits_the_time_answers_are_written_one_after_the_other(rig: EvalRig) -> None:
    def at_once(*checks: Check) -> int:
        cases = tuple(EvalCase(key, key, (EvalTurn("user", key),), checks) for key in "abcd")
        kept = rig.store.add_set("Letters", EvalSet(cases=cases))
        return rig.means.planner.plan([of_set(kept)], [rig.models[ONE]]).legs[0].at_once

    contains = Check("contains", "says")
    assert at_once(contains) == 4
    assert at_once(contains, Check("latency", threshold=2.0)) == 1


def test_a_run_that_goes_on_elsewhere_is_not_joined(rig: EvalRig) -> None:
    subject = WordSubject(prompts=tuple("abcdef"), most=4000)
    locks = RunLocks(rig.folder.parent)
    run, told = rig.start(rig.plan([rig.models[ENDLESS]], subject))
    rig.wait(lambda: bool(told.runs))
    assert locks.is_held(1)
    other = rig.run(rig.go_on(subject))
    assert str(other.error).startswith("This run goes on in another window")
    run.stop()
    rig.wait(lambda: told.is_over)
    assert not locks.is_held(1)
    assert rig.store.runs("set:1")[0].end == "stopped"


def test_an_endpoint_that_can_is_asked_several_at_once_and_each_fails_alone(
    rig: EvalRig, several: ScriptedProvider
) -> None:
    backend = several.scripted()
    assert isinstance(backend, ScriptedTogether)

    def break_first(what: str) -> None:
        if what == f"asking {SEVERAL.id}":
            backend.breaks = BROKEN

    plan = rig.plan([SEVERAL], WordSubject(prompts=tuple("abcdefghij"), word="Far"))
    assert plan.legs[0].at_once == 10
    rig.run(plan, on=break_first)
    verdicts = list(rig.verdicts()["1"].values())
    assert (verdicts.count("unknown"), verdicts.count("pass")) == (1, 9)
    assert backend.most_at_once == 10
    assert rig.store.runs("set:1")[0].models[0].at_once == 10


def test_an_endpoint_asked_a_few_at_once_that_says_no_more_leaves_nothing_open(
    rig: EvalRig, several: ScriptedProvider
) -> None:
    def break_always(what: str) -> None:
        if what == f"asking {SEVERAL.id}":
            several.scripted().breaks, several.scripted().breaks_once = BROKEN, False

    told = rig.run(rig.plan([SEVERAL], WordSubject(prompts=("a",) * 60)), on=break_always)
    assert len(told.outcomes) == 60
    assert rig.store.runs("set:1")[0].end == "failed"
    assert len(several.scripted().asked) < 30


def test_an_endpoint_taken_out_meanwhile_is_called_so(rig: EvalRig, far: ScriptedProvider) -> None:
    plan = rig.plan([FAR], WordSubject(prompts=("a",)))
    far.take_out()
    (outcome,) = rig.run(plan).outcomes
    assert outcome.reply.error is not None
    assert "endpoint that is not set up here" in str(outcome.reply.error.error)


def test_a_model_that_another_room_uses_in_another_way_is_waited_for(rig: EvalRig) -> None:
    path = local(rig, ENDLESS).path
    engine = rig.pool.get(path)
    engine.prepare(LoadOptions(8192, threads=1))
    rig.wait(lambda: engine.model is not None)
    chat = engine.generate("x", Sampling(temperature=0.0, max_tokens=8000))
    run, told = rig.start(rig.plan([rig.models[ENDLESS]], WordSubject(prompts=("a", "b"))))
    rig.wait(lambda: f"waiting {ENDLESS}" in told.heard)
    chat.stop()
    rig.wait(lambda: told.is_over)
    assert [one.reply.error for one in told.outcomes] == [None, None]
    del run


def test_a_run_that_waits_can_be_stopped(rig: EvalRig) -> None:
    engine = rig.pool.get(local(rig, ENDLESS).path)
    engine.prepare(LoadOptions(8192, threads=1))
    rig.wait(lambda: engine.model is not None)
    chat = engine.generate("x", Sampling(temperature=0.0, max_tokens=8000))
    run, told = rig.start(rig.plan([rig.models[ENDLESS]], WordSubject()))
    rig.wait(lambda: f"waiting {ENDLESS}" in told.heard)
    run.stop()
    rig.wait(lambda: told.is_over)
    assert engine.options.context_length == 8192
    chat.stop()
    assert told.outcomes == []


@pytest.mark.parametrize("how", ["unloads", "loads otherwise"])
def test_what_another_room_takes_away_is_asked_again(rig: EvalRig, how: str) -> None:
    path = local(rig, ENDLESS).path
    taken: list[str] = []

    def take(what: str) -> None:
        if what.startswith("came ") and not taken:
            taken.append(what)
            if how == "loads otherwise":
                rig.pool.get(path).prepare(LoadOptions(context_length=2048))
            else:
                rig.pool.unload(path)

    told = rig.run(rig.plan([rig.models[ENDLESS]], WordSubject(prompts=MANY, most=60)), on=take)
    assert taken
    assert [one.reply.error for one in told.outcomes] == [None] * len(MANY)
    assert sorted(one.item for one in told.outcomes) == sorted(f"w{n}" for n in range(len(MANY)))


@pytest.mark.parametrize("what", ["run", "set"])
def test_a_run_deleted_before_it_goes_on_is_not_asked(rig: EvalRig, what: str) -> None:
    subject = WordSubject(id=f"set:{rig.store.add_set('Words', EvalSet()).id}")
    run, told = rig.start(rig.plan([rig.models[ONE]], subject))
    rig.wait(lambda: bool(told.runs))
    run.stop()
    rig.wait(lambda: told.is_over)
    plan = rig.go_on(subject)
    rig.store.delete_run(1) if what == "run" else rig.store.delete_set(1)
    again = rig.run(plan)
    assert str(again.error).startswith("This run was deleted")
    assert not again.heard


def test_a_set_deleted_for_good_ends_its_run_with_words(rig: EvalRig, store: Store) -> None:
    def delete(what: str) -> None:
        if what == f"asking {ONE}":
            store.write("DELETE FROM eval_runs")

    told = rig.run(rig.plan([rig.models[ONE]], WordSubject()), on=delete)
    assert str(told.error).startswith("This run was deleted for good")
