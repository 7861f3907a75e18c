"""Trials with real downloads, real workers and tiny models whose right and wrong answers are known."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.choose.decision import KeptCandidate, Trial
from explorer.choose.trial.changes import taken_up, trial_change
from explorer.domain.errors import GateError, OfflineError
from explorer.domain.places import Room
from explorer.evaluate.run.assignments import of_set
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import DownloadState
from tests.backends.scripted import BROKEN, ScriptedModel, ScriptedProvider
from tests.choose.trial.rig import FILES, MANY, ONE, SAYS, TWO, TrialRig, kept_of, says, write_repos
from tests.engine.conftest import pid_of
from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny

FAR = ScriptedModel()
FAR_KEPT = KeptCandidate(FAR.id, FAR.name, reference=FAR.id)
FIRST, SECOND = (f"{repo}/{FILES[repo]}" for repo in (ONE, TWO))
type Make = Callable[..., TrialRig]


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    write_repos(tmp_path / "hub")
    with TestHub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def make(
    qtbot: QtBot, paths: Paths, settings: SettingsFile, store: Store, tasks: Tasks, test_hub: TestHub
) -> Iterator[Make]:
    assert qtbot is not None
    made: list[TrialRig] = []

    def build(*providers: ScriptedProvider, **words: int) -> TrialRig:
        others = (FAR,) if providers else ()
        rig = TrialRig(paths, settings, store, tasks, test_hub.endpoint, *providers, others=others, **words)
        made.append(rig)
        return rig

    yield build
    for rig in made:
        rig.close()


@pytest.fixture
def rig(make: Make) -> TrialRig:
    return make()


def run(rig: TrialRig, number: int, qtbot: QtBot) -> None:
    rig.trials.start(number)
    over(rig, qtbot)


def over(rig: TrialRig, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not rig.trials.number, timeout=60_000)


def slow(hub: TestHub, repo: str, seconds: float = 8.0) -> None:
    """The file of this one takes so long."""
    size = (hub.repos.root / repo / FILES[repo]).stat().st_size
    hub.fault(f"/cdn/{repo}/*", "slow", rate=size / seconds)


def test_what_is_missing_is_fetched_the_smallest_first_and_all_are_asked_the_same(
    rig: TrialRig, qtbot: QtBot
) -> None:
    number = rig.decide(kept_of(rig.hub, TWO), kept_of(rig.hub, ONE))
    before = rig.state(number)
    assert [one.stage for one in before.candidates] == ["waiting", "waiting"]
    assert before.missing == sum(one.kept.size for one in before.candidates)
    ordered: list[str] = []
    rig.downloads.changed.add(lambda item: ordered.append(item.order.repo_id))
    run(rig, number, qtbot)
    assert list(dict.fromkeys(ordered)) == [ONE, TWO]
    assert rig.failed == []
    assert rig.stages(number) == ["done", "done"]
    assert rig.state(number).is_over
    decision = rig.decision(number)
    assert [one.reference for one in decision.kept] == [SECOND, FIRST]
    (own,) = decision.trial.runs
    stored = rig.evals.run(own)
    assert stored is not None
    assert (stored.end, stored.title, len(stored.models)) == ("done", "Starting", 2)
    passed = {model.reference: sum(rig.evals.passed(own, model.key).values()) for model in stored.models}
    assert passed == {FIRST: 3, SECOND: 0}


def test_one_is_asked_while_the_next_is_still_fetched_and_joins_the_same_run(
    rig: TrialRig, qtbot: QtBot, test_hub: TestHub
) -> None:
    slow(test_hub, TWO)
    number = rig.decide(kept_of(rig.hub, TWO), kept_of(rig.hub, ONE))
    rig.trials.start(number)
    qtbot.waitUntil(lambda: rig.of(number, ONE).stage == "done", timeout=40_000)
    assert rig.of(number, TWO).stage == "fetching"
    assert 0 < rig.of(number, TWO).missing <= rig.of(number, TWO).kept.size
    test_hub.faults.clear()
    over(rig, qtbot)
    assert rig.stages(number) == ["done", "done"]
    assert len(rig.decision(number).trial.runs) == 1


def test_runs_are_of_the_trial_from_the_moment_they_are_kept(rig: TrialRig, qtbot: QtBot) -> None:
    """So that none is nobody's if the app is killed then."""
    number = rig.decide(kept_of(rig.hub, ONE))
    seen: list[tuple[int, ...]] = []
    rig.runs.told.add(lambda _none: seen.append(rig.decision(number).trial.runs))
    rig.trials.start(number)
    over(rig, qtbot)
    assert seen[0] == rig.decision(number).trial.runs != ()


def test_the_starting_set_is_kept_once(rig: TrialRig, qtbot: QtBot) -> None:
    for _time in range(2):
        number = rig.decide(kept_of(rig.hub, ONE))
        rig.trials.start(number)
        over(rig, qtbot)
    assert [one.title for one in rig.evals.listed()] == ["Starting"]


def test_speeds_are_known_afterwards_although_answers_are_written_together(
    rig: TrialRig, qtbot: QtBot
) -> None:
    number = rig.decide(kept_of(rig.hub, TWO))
    run(rig, number, qtbot)
    (stored,) = rig.evals.runs("set:1")
    assert stored.models[0].at_once > 1
    (model,) = rig.catalog.models
    fit = rig.core.estimates.of(model)
    assert fit is not None
    assert fit.measured_on
    assert fit.speed > 0


def test_packs_of_the_need_are_asked_too_in_runs_that_stand_in_evaluate(rig: TrialRig, qtbot: QtBot) -> None:
    number = rig.decide(kept_of(rig.hub, ONE), trial=Trial(packs=("pack:refusals",), is_without_set=True))
    run(rig, number, qtbot)
    assert rig.stages(number) == ["done"]
    (stored,) = rig.evals.runs("pack:refusals")
    assert (stored.terms.seed, stored.terms.is_quick, stored.end) == (1, True, "done")
    assert rig.decision(number).trial.runs == (stored.id,)


def test_offline_in_the_middle_what_is_here_is_asked_and_the_rest_waits(
    rig: TrialRig, qtbot: QtBot, test_hub: TestHub
) -> None:
    slow(test_hub, TWO, 60)
    number = rig.decide(kept_of(rig.hub, ONE), kept_of(rig.hub, TWO))
    rig.trials.start(number)
    qtbot.waitUntil(lambda: rig.of(number, TWO).stage == "fetching", timeout=40_000)
    qtbot.waitUntil(lambda: rig.of(number, ONE).model is not None, timeout=40_000)
    rig.settings.change(offline=True)
    qtbot.waitUntil(lambda: rig.of(number, ONE).stage == "done", timeout=40_000)
    assert rig.of(number, TWO).stage == "waiting"
    assert "offline" in str(rig.state(number).doing.waits)
    test_hub.faults.clear()
    rig.settings.change(offline=False)
    over(rig, qtbot)
    assert rig.stages(number) == ["done", "done"]


def test_begun_offline_it_waits_for_the_network(rig: TrialRig, qtbot: QtBot, test_hub: TestHub) -> None:
    number = rig.decide(kept_of(rig.hub, ONE))
    test_hub.fault("/api/models/*", "status", code=503)
    rig.trials.start(number)
    qtbot.waitUntil(lambda: rig.of(number, ONE).stage in ("not fetched", "fetching"), timeout=40_000)
    assert rig.trials.number == number
    test_hub.faults.clear()
    rig.settings.change(offline=True)
    rig.settings.change(offline=False)
    over(rig, qtbot)
    assert rig.stages(number) == ["done"]


def test_what_fails_is_told_of_its_candidate_and_never_stops_the_others(
    rig: TrialRig, qtbot: QtBot, test_hub: TestHub
) -> None:
    """Bytes that are not what was published, a repo that is gone, a file and an endpoint that are."""
    test_hub.fault(f"/cdn/{TWO}/*", "corrupt", at=5_000)
    gone = KeptCandidate("hub:meadow-ai/None/x.gguf", "None", repo="meadow-ai/None", file="x.gguf", size=5)
    file = KeptCandidate("old/file.gguf", "File", reference="old/file.gguf")
    endpoint = KeptCandidate("endpoint://lab/large", "Large", reference="endpoint://lab/large")
    number = rig.decide(kept_of(rig.hub, TWO), gone, file, endpoint, kept_of(rig.hub, ONE))
    run(rig, number, qtbot)
    assert rig.stages(number) == ["not fetched", "not fetched", "cannot", "cannot", "done"]
    for one in rig.state(number).candidates[:4]:
        assert one.problem is not None
        assert one.problem.what
        assert one.problem.advice
    test_hub.faults.clear()
    run(rig, number, qtbot)
    assert rig.of(number, TWO).stage == "done", "by a press it is tried again"


def test_a_gate_is_told_with_what_to_do(rig: TrialRig, qtbot: QtBot, test_hub: TestHub) -> None:
    kept = kept_of(rig.hub, ONE)
    (test_hub.repos.root / ONE / ".hub.json").write_text('{"gated": "manual"}', "utf-8")
    number = rig.decide(kept)
    run(rig, number, qtbot)
    state = rig.of(number, ONE)
    assert state.stage == "not fetched"
    assert isinstance(state.problem, GateError)


def test_a_model_that_kills_its_worker_fails_and_the_next_one_answers(make: Make, qtbot: QtBot) -> None:
    rig = make(count=6)
    number = rig.decide(kept_of(rig.hub, ONE), kept_of(rig.hub, TWO))

    def kill(_told: None) -> None:
        live = rig.runs.live
        if (
            live is not None
            and live.work == "asking"
            and live.leg is not None
            and live.leg.reference == FIRST
        ):
            model = rig.catalog.find(FIRST)
            assert model is not None
            pid = pid_of(rig.pool.get(model.path))
            if pid > 0:
                psutil.Process(pid).kill()

    rig.runs.told.add(kill)
    run(rig, number, qtbot)
    state = rig.of(number, ONE)
    assert state.stage in ("failed", "done")
    assert state.failed
    assert state.problem is not None
    assert rig.of(number, TWO).stage == "done"
    assert rig.of(number, TWO).failed == 0


def test_stop_keeps_what_came_and_it_goes_on_by_a_press_alone(make: Make, qtbot: QtBot) -> None:
    rig = make(count=MANY)
    number = rig.decide(kept_of(rig.hub, ONE), kept_of(rig.hub, TWO))
    rig.trials.start(number)
    qtbot.waitUntil(lambda: rig.of(number, ONE).done >= 2, timeout=40_000)
    rig.trials.stop()
    qtbot.waitUntil(lambda: not rig.runs.is_busy)
    kept = rig.state(number).done
    assert 0 < kept < 2 * MANY
    assert rig.decision(number).trial.is_stopped
    rig.trials.go_on()
    assert rig.trials.number == 0
    run(rig, number, qtbot)
    assert rig.stages(number) == ["done", "done"]
    assert len(rig.decision(number).trial.runs) == 1


def test_what_evaluate_stops_stops_the_trial(make: Make, qtbot: QtBot) -> None:
    rig = make(count=MANY)
    number = rig.decide(kept_of(rig.hub, ONE))
    rig.trials.start(number)
    qtbot.waitUntil(lambda: rig.of(number, ONE).done >= 1, timeout=40_000)
    assert rig.runs.room is Room.CHOOSE
    rig.runs.stop()
    over(rig, qtbot)
    assert rig.decision(number).trial.is_stopped


def test_it_waits_for_a_run_of_evaluate(rig: TrialRig, qtbot: QtBot) -> None:
    number = rig.decide(kept_of(rig.hub, ONE), trial=Trial(packs=("pack:refusals",), is_without_set=True))
    run(rig, number, qtbot)
    stored = rig.evals.add_set("Mine", says(MANY))
    model = rig.catalog.find(FIRST)
    assert model is not None
    rig.runs.start(rig.runs.means.planner.plan([of_set(stored)], [model]))
    rig.decisions.update(number, trial_change(is_without_set=False))
    rig.trials.start(number)
    qtbot.waitUntil(lambda: bool(rig.state(number).doing.waits), timeout=20_000)
    assert rig.runs.room is Room.EVALUATE
    over(rig, qtbot)
    assert rig.stages(number) == ["done"]
    assert [run.end for run in rig.evals.runs(f"set:{stored.id}")] == ["done"]


def test_only_what_the_person_has_patience_for_is_fetched(rig: TrialRig, qtbot: QtBot) -> None:
    first, second = kept_of(rig.hub, ONE), kept_of(rig.hub, TWO)
    number = rig.decide(first, second, trial=Trial(packs=(), most_bytes=first.size))
    assert rig.stages(number) == ["waiting", "later"]
    run(rig, number, qtbot)
    assert rig.stages(number) == ["done", "later"]
    rig.decisions.update(number, trial_change(most_bytes=0, later=(second.id,)))
    run(rig, number, qtbot)
    assert rig.stages(number) == ["done", "later"]
    rig.decisions.update(number, lambda decision: taken_up(second.id, decision))
    run(rig, number, qtbot)
    assert rig.stages(number) == ["done", "done"]


def test_a_download_that_is_given_up_is_put_off(rig: TrialRig, qtbot: QtBot, test_hub: TestHub) -> None:
    slow(test_hub, TWO, 60)
    number = rig.decide(kept_of(rig.hub, ONE), kept_of(rig.hub, TWO))
    rig.trials.start(number)
    qtbot.waitUntil(lambda: rig.of(number, TWO).stage == "fetching", timeout=40_000)
    item = next(one for one in rig.downloads.items if one.order.repo_id == TWO)
    assert item.state is DownloadState.RUNNING
    rig.downloads.cancel(item.id)
    over(rig, qtbot)
    assert rig.stages(number) == ["done", "later"]


def test_a_model_at_an_endpoint_is_given_the_same_prompts_and_fails_alone(make: Make, qtbot: QtBot) -> None:
    provider = ScriptedProvider(FAR)
    rig = make(provider)
    number = rig.decide(FAR_KEPT, kept_of(rig.hub, ONE))
    run(rig, number, qtbot)
    assert rig.stages(number) == ["done", "done"]
    asked = [prompt[-1].text for prompt in provider.scripted().asked if not isinstance(prompt, str)]
    assert asked[1:] == [f"Prompt {n}" for n in range(3)]
    (own,) = rig.decision(number).trial.runs
    stored = rig.evals.run(own)
    assert stored is not None
    elsewhere = {model.reference: model.elsewhere is not None for model in stored.models}
    assert elsewhere == {FAR.id: True, FIRST: False}
    provider.close()


def test_what_gave_no_answer_is_asked_again_by_a_press(make: Make, qtbot: QtBot) -> None:
    provider = ScriptedProvider(FAR)
    rig = make(provider)
    number = rig.decide(FAR_KEPT)
    provider.scripted().breaks, provider.scripted().breaks_once = BROKEN, False
    run(rig, number, qtbot)
    state = rig.state(number).candidates[0]
    assert (state.stage, state.failed) == ("failed", 3)
    assert str(state.problem) == str(BROKEN)
    provider.scripted().breaks = None
    run(rig, number, qtbot)
    assert rig.stages(number) == ["done"]
    provider.close()


def test_another_test_set_is_asked_of_all_and_the_first_results_stay(rig: TrialRig, qtbot: QtBot) -> None:
    number = rig.decide(kept_of(rig.hub, ONE))
    run(rig, number, qtbot)
    mine = rig.evals.add_set("Mine", says(2))
    rig.decisions.update(number, trial_change(eval_set=mine.id))
    assert rig.stages(number) == ["here"]
    run(rig, number, qtbot)
    assert (rig.stages(number), rig.state(number).total) == (["done"], 2)
    assert len(rig.decision(number).trial.runs) == 2


def test_tests_in_the_bin_are_told_of_and_nobody_is_asked_again(rig: TrialRig, qtbot: QtBot) -> None:
    number = rig.decide(kept_of(rig.hub, ONE))
    run(rig, number, qtbot)
    rig.evals.delete_set(rig.decision(number).trial.eval_set)
    run(rig, number, qtbot)
    assert [str(error) for error in rig.failed] == ["The tests that were chosen are gone. Choose others."]
    assert len(rig.decision(number).trial.runs) == 1


def test_what_was_measured_and_deleted_is_not_fetched_again(
    rig: TrialRig, qtbot: QtBot, paths: Paths, test_hub: TestHub
) -> None:
    number = rig.decide(kept_of(rig.hub, ONE))
    run(rig, number, qtbot)
    (paths.models / FIRST).unlink()
    rig.catalog.rescan()
    qtbot.waitUntil(lambda: not rig.catalog.models)
    before = len(test_hub.requests)
    run(rig, number, qtbot)
    assert rig.stages(number) == ["done"]
    assert not [one for one in test_hub.requests[before:] if ".gguf" in one.path]


def test_another_file_in_the_place_of_one_that_was_asked_is_asked_anew(
    rig: TrialRig, qtbot: QtBot, paths: Paths
) -> None:
    number = rig.decide(kept_of(rig.hub, ONE))
    run(rig, number, qtbot)
    write_tiny(paths.models / FIRST, Tiny(text=SAYS[TWO], name="One"))
    rig.catalog.rescan()
    qtbot.waitUntil(lambda: rig.stages(number) == ["here"])
    run(rig, number, qtbot)
    assert rig.stages(number) == ["done"]
    (own,) = rig.decision(number).trial.runs
    assert len(list(rig.evals.outcomes(own))) == 6, "those of the first file stay with it"


def test_who_is_asked_more_is_loaded_once_for_all_of_it(rig: TrialRig, qtbot: QtBot) -> None:
    number = rig.decide(kept_of(rig.hub, ONE))
    run(rig, number, qtbot)
    rig.decisions.update(number, trial_change(packs=("pack:knows",)))
    (leg,) = rig.means.reader.plan(rig.decision(number), rig.catalog.models).legs
    assert [part.assignment.subject.id.partition(":")[0] for part in leg.parts] == ["set", "pack"]


def test_a_decision_that_is_deleted_ends_its_trial(rig: TrialRig, qtbot: QtBot, test_hub: TestHub) -> None:
    slow(test_hub, ONE, 60)
    number = rig.decide(kept_of(rig.hub, ONE))
    rig.trials.start(number)
    qtbot.waitUntil(lambda: rig.of(number, ONE).stage == "fetching", timeout=40_000)
    rig.decisions.delete(number)
    rig.settings.change(offline=True)
    over(rig, qtbot)
    assert not isinstance(next(iter(rig.failed), None), OfflineError)


def test_after_kill_9_it_goes_on_with_what_is_stored(
    make: Make, qtbot: QtBot, paths: Paths, test_hub: TestHub, store: Store
) -> None:
    """Killed while one is asked and the other fetched."""
    slow(test_hub, TWO, 30)
    rig = make(count=MANY)
    number = rig.decide(kept_of(rig.hub, ONE), kept_of(rig.hub, TWO))
    command = [sys.executable, "-m", "tests.choose.trial.victim", str(paths.root), test_hub.endpoint]
    with subprocess.Popen(
        [*command, str(number)], cwd=Path(__file__).parents[3], env={**os.environ}
    ) as process:
        qtbot.waitUntil(lambda: rig.state(number).done >= 5 and has_part(paths), timeout=60_000)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        process.wait()
    _gone, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
    (own,) = rig.decision(number).trial.runs
    kept = list(rig.evals.outcomes(own))
    assert 5 <= len(kept) < 2 * MANY
    test_hub.faults.clear()
    rig.downloads.restore()
    rig.catalog.rescan()
    rig.trials.go_on()
    assert rig.trials.number == number, "by itself, as nobody stopped it"
    over(rig, qtbot)
    assert rig.stages(number) == ["done", "done"]
    assert rig.decision(number).trial.runs == (own,)
    assert list(rig.evals.outcomes(own))[: len(kept)] == kept


def has_part(paths: Paths) -> bool:
    return any(paths.models.rglob("*.part"))
