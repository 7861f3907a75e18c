"""A run with real workers: in turn and at once, with everything that can happen to one column."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import CancelledError, KnownError, MemoryShortError, NotFoundError
from explorer.domain.generation import LoadOptions, Sampling
from explorer.engine.local.engine_pool import PoolPolicy
from explorer.kit.tasks import Tasks
from explorer.local.fit.load_choices import LoadChoice
from explorer.local.fit.pool_policy import SettingsPoolPolicy
from explorer.rooms.compare.document.answer_settings import GridAxis, SettingsGrid
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import changed_column
from explorer.rooms.compare.document.results import Outcome
from explorer.rooms.compare.run.plan import PlanStep, missing_steps, steps_of
from tests.compare.rig import MACHINE, Rig
from tests.engine.conftest import pid_of
from tests.models.starter import starter_as
from tests.models.tiny import Tiny, write_tiny

ONE, TWO, THREE, ENDLESS, ON_AND_ON, CRASHES = (
    f"tiny/{name}/{name}-Q8_0.gguf" for name in ("one", "two", "three", "endless", "on", "crashes")
)
SAYS = {ONE: "One says this.", TWO: "Two says that.", THREE: "Three says nothing new."}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for model, text in SAYS.items():
        template = None if model == TWO else Tiny().template
        write_tiny(folder / model, Tiny(text=text, name=model.split("/")[1].title(), template=template))
    write_tiny(folder / ENDLESS, Tiny(text=None, name="Endless", context_length=100_000))
    write_tiny(folder / ON_AND_ON, Tiny(text=None, seed=1, name="On", context_length=100_000))
    write_tiny(folder / CRASHES, Tiny(metadata={"tokenizer.ggml.model": "bert"}, name="Crashes"))
    return folder


@pytest.fixture
def rig(
    qtbot: QtBot, store: Store, settings: SettingsFile, tasks: Tasks, written: Path, tmp_path: Path
) -> Iterator[Rig]:
    folder = tmp_path / "models"
    shutil.copytree(written, folder)
    made = Rig(qtbot, store, settings, tasks, folder)
    yield made
    made.close()


class Room(PoolPolicy):
    """Memory for so many bytes of files."""

    def __init__(self, budget: int, refuses: Callable[[Path, int], bool]) -> None:
        self._budget, self._refuses = budget, refuses

    def budget(self) -> int:
        return self._budget

    def need(self, path: Path, options: LoadOptions) -> int:
        del path, options
        return 1

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        del options
        return MemoryShortError(9_000_000_000, free) if self._refuses(path, free) else None


def test_columns_take_turns_and_each_answers_all_prompts_before_the_next_is_loaded(rig: Rig) -> None:
    rig.fill([ONE, TWO], ["x", "y"])
    heard = rig.run()
    assert heard.heard == [
        f"{what} {column}{prompt}"
        for column in (ONE, TWO)
        for what, prompt in (
            ("loading", ""),
            ("warming", ""),
            ("checking", ""),
            ("asked", " p1"),
            ("answered", " p1"),
            ("asked", " p2"),
            ("answered", " p2"),
            ("over", ""),
        )
    ]
    assert rig.texts() == {ONE: SAYS[ONE], TWO: SAYS[TWO]}
    assert heard.results == list(rig.stored())


def test_an_answer_holds_exactly_what_was_sent_and_under_which_conditions(rig: Rig) -> None:
    rig.fill([ONE, TWO], ["Why?"], system="Be short.", load=LoadChoice(context_length=1024, threads=1))
    rig.run()
    one, two = rig.stored()
    assert one.answer.sent == "<s>[system]Be short.[/system][user]Why?[/user]<|start|>"
    assert two.answer.sent == "Why?"  # a base model reads the bare text
    for result in (one, two):
        data = rig.models[result.reference].path.read_bytes()
        assert result.sha256 == hashlib.sha256(data).hexdigest()
        assert (result.file_size, result.file) == (len(data), f"{Path(result.reference).name}:{len(data)}")
        assert len(result.tokens) == result.answer.measured.prompt_tokens > 3
        assert result.options == LoadOptions(context_length=1024, threads=1)
        assert (result.loaded.context_length, result.loaded.threads) == (1024, 1)
        assert "llama" in result.loaded.engine
        assert (result.sampling.temperature, result.system) == (0.0, "Be short.")
        assert (result.machine.processor, result.machine.cores) == (MACHINE.processor, MACHINE.cores)
        assert result.machine.app
        assert result.machine.system
        assert (result.load_s or 0) > 0
        assert (result.warm_up_s or 0) > 0
        assert result.peak_memory > 20_000_000
        assert result.predicted.memory > 0
        assert (result.reused, result.beside, result.run > 0) == (0, 0, True)
        assert result.prompt_per_second > 0


def test_a_file_is_hashed_once_and_known_again(rig: Rig) -> None:
    rig.fill([ONE], ["x"])
    assert f"checking {ONE}" in rig.run().heard
    assert f"checking {ONE}" not in rig.run().heard
    first, second = rig.stored()
    assert first.sha256 == second.sha256


def test_one_file_with_other_settings_answers_differently_and_is_loaded_once(rig: Rig) -> None:
    document = rig.fill([ONE, ONE], ["x"])
    rig.kept.change(changed_column(document, f"{ONE}#2", system="Be short.", sampling=Sampling(max_tokens=2)))
    rig.run()
    one, two = rig.stored()
    assert (one.column, two.column) == (ONE, f"{ONE}#2")
    assert "Be short." in two.answer.sent
    assert "Be short." not in one.answer.sent
    assert (two.answer.measured.answer_tokens, two.answer.reason) == (2, "length")
    assert one.load_s is not None
    assert two.load_s is None  # it was in memory


def test_one_file_with_another_context_is_loaded_anew(rig: Rig) -> None:
    document = rig.fill([ONE, ONE], ["x"])
    rig.kept.change(changed_column(document, f"{ONE}#2", load=LoadChoice(context_length=512)))
    rig.run()
    one, two = rig.stored()
    assert two.load_s is not None
    assert (one.loaded.context_length, two.loaded.context_length) == (2048, 512)


def test_models_stay_in_memory_where_all_fit_and_are_unloaded_where_not(rig: Rig) -> None:
    rig.fill([ONE, TWO], ["x"])
    rig.run()
    assert len(rig.pool.loaded) == 2
    assert f"loading {ONE}" not in rig.run().heard
    for engine in rig.pool.loaded:
        engine.unload()
    rig.pool.rules = Room(1000, lambda _path, _free: False)
    rig.run()
    assert not rig.pool.loaded


def test_a_model_that_was_in_memory_before_stays_there(rig: Rig, qtbot: QtBot) -> None:
    rig.fill([ONE], ["x"], is_kept_loaded=False)
    engine = rig.pool.get(rig.models[ONE].path)
    engine.load(rig.models[ONE].path, LoadOptions())
    qtbot.waitUntil(lambda: engine.model is not None)
    rig.run()
    assert engine.model is not None


def test_a_load_that_another_room_began_in_another_way_goes_on(rig: Rig) -> None:
    rig.fill([ONE, TWO], ["x"], is_kept_loaded=False)
    path = rig.models[ONE].path
    engine = rig.pool.get(path)
    engine.load(path, LoadOptions(context_length=512))
    heard = rig.run()
    assert [str(f.error.what) for f in heard.failures] == [
        "This model is in use elsewhere, loaded in another way."
    ]
    assert rig.texts() == {TWO: SAYS[TWO]}
    rig.wait(lambda: engine.model is not None)
    assert engine.model is not None
    assert engine.model.context_length == 512


def test_a_load_that_another_room_began_is_waited_for_and_stays(rig: Rig) -> None:
    rig.fill([ONE], ["x"], is_kept_loaded=False)
    path = rig.models[ONE].path
    engine = rig.pool.get(path)
    engine.load(path, rig.plan().legs[0].options)
    (one,) = rig.run().results
    assert one.load_s is None  # it was begun earlier
    assert engine.model is not None


def test_stop_leaves_a_load_alone_that_another_room_began(rig: Rig) -> None:
    rig.fill([ONE], ["x"])
    path = rig.models[ONE].path
    engine = rig.pool.get(path)
    engine.load(path, rig.plan().legs[0].options)
    run, heard = rig.start()
    assert engine.model is None
    run.stop()
    assert heard.is_over
    rig.wait(lambda: engine.model is not None)


def test_a_model_that_crashes_the_engine_is_told_in_its_cells_and_the_others_answer(rig: Rig) -> None:
    rig.fill([CRASHES, ONE], ["x", "y"])
    heard = rig.run()
    assert [(f.column, f.prompt_key) for f in heard.failures] == [(CRASHES, "p1"), (CRASHES, "p2")]
    assert heard.failures[0].error.advice
    assert "exit code" in heard.failures[0].error.details  # it did crash
    assert rig.texts() == {ONE: SAYS[ONE]}
    assert len(rig.stored()) == 2
    document = rig.kept.current.document
    outcomes = rig.kept.answers.outcomes(rig.kept.current.id)
    assert missing_steps(document, outcomes) == ()  # it was tried


def test_an_engine_that_dies_while_answering_is_loaded_again_for_the_next_prompt(rig: Rig) -> None:
    rig.fill([ENDLESS, ONE], ["x", "y"])
    killed: list[int] = []

    def kill(what: str) -> None:
        if what == f"chunk {ENDLESS}" and not killed:
            killed.append(pid_of(rig.pool.get(rig.models[ENDLESS].path)))
            psutil.Process(killed[0]).kill()

    run, heard = rig.start(on=kill)
    rig.wait(lambda: f"asked {ENDLESS} p2" in heard.heard and len(heard.text) > 20)
    run.stop_column(ENDLESS)
    rig.wait(lambda: heard.is_over)
    assert [f.prompt_key for f in heard.failures] == ["p1"]
    assert heard.failures[0].text  # what was written is kept
    assert heard.heard.count(f"loading {ENDLESS}") == 2
    assert [(r.column, r.prompt_key, r.answer.reason) for r in heard.results] == [
        (ENDLESS, "p2", "stopped"),
        (ONE, "p1", "end"),
        (ONE, "p2", "end"),
    ]


def test_an_engine_that_dies_again_and_again_is_given_up(rig: Rig) -> None:
    rig.fill([ENDLESS, ONE], ["a", "b", "c", "d"])

    def kill(what: str) -> None:
        if what == f"chunk {ENDLESS}":
            psutil.Process(pid_of(rig.pool.get(rig.models[ENDLESS].path))).kill()

    heard = rig.run(on=kill)
    assert len(heard.failures) == 4
    assert heard.heard.count(f"loading {ENDLESS}") == 2
    assert rig.texts() == {ONE: SAYS[ONE]}


def test_a_model_too_large_for_memory_is_told_with_both_numbers_and_the_others_answer(rig: Rig) -> None:
    rig.fill([TWO, ONE], ["x"])
    rig.pool.rules = Room(10**12, lambda path, _free: path == rig.models[TWO].path)
    heard = rig.run()
    (failure,) = heard.failures
    assert failure.column == TWO
    assert "needs about 9 GB of memory" in str(failure.error)
    assert rig.texts() == {ONE: SAYS[ONE]}


def test_a_file_that_is_deleted_meanwhile_is_told_and_the_others_answer(rig: Rig) -> None:
    rig.fill([ONE, TWO, THREE], ["x"])

    def delete(what: str) -> None:
        if what == f"asked {ONE} p1":
            rig.models[TWO].path.unlink()

    heard = rig.run(on=delete)
    (failure,) = heard.failures
    assert failure.column == TWO
    assert isinstance(failure.error, NotFoundError)
    assert failure.error.what == "two-Q8_0.gguf is no longer on this disk."
    assert rig.texts() == {ONE: SAYS[ONE], THREE: SAYS[THREE]}


def test_a_model_that_is_not_downloaded_says_so_in_the_plan_and_in_its_cells(rig: Rig) -> None:
    rig.fill(["maker/repo", ONE], ["x"])
    leg = rig.plan().legs[0]
    assert leg.problem is not None
    assert leg.problem.what == "It is not downloaded."
    heard = rig.run()
    assert [f.column for f in heard.failures] == ["maker/repo"]
    assert rig.texts() == {ONE: SAYS[ONE]}


def test_a_prompt_too_long_fails_in_its_cell_alone(rig: Rig) -> None:
    rig.fill([ONE], ["word " * 3000, "y"], load=LoadChoice(context_length=512))
    heard = rig.run()
    assert [f.prompt_key for f in heard.failures] == ["p1"]
    assert "too long" in heard.failures[0].error.what
    assert [r.prompt_key for r in heard.results] == ["p2"]


def test_at_once_is_noted_with_each_answer(rig: Rig) -> None:
    endless = Sampling(max_tokens=40_000, temperature=0.0)
    load = LoadChoice(context_length=50_000)
    rig.fill([ENDLESS, ON_AND_ON], ["x"], is_parallel=True, load=load, sampling=endless)
    chunks: set[str] = set()
    run, heard = rig.start(on=lambda what: chunks.add(what) if what.startswith("chunk") else None)
    rig.wait(lambda: len(chunks) == 2)
    run.stop()
    rig.wait(lambda: heard.is_over)
    assert {r.column: r.beside for r in heard.results} == {ENDLESS: 1, ON_AND_ON: 1}
    assert all(r.joules is None for r in heard.results)


def test_a_model_that_answers_elsewhere_meanwhile_is_noted(rig: Rig, qtbot: QtBot) -> None:
    rig.fill([ONE], ["x"])
    engine = rig.pool.get(rig.models[ENDLESS].path)
    engine.load(rig.models[ENDLESS].path, LoadOptions(context_length=50_000))
    qtbot.waitUntil(lambda: engine.model is not None)
    engine.generate("On and on", Sampling(max_tokens=40_000, temperature=0.0))
    heard = rig.run()
    engine.cancel()
    assert [r.beside for r in heard.results] == [1]


def test_at_once_a_column_waits_until_there_is_memory(rig: Rig) -> None:
    rig.fill([ENDLESS, ONE], ["x"], is_parallel=True, sampling=Sampling(max_tokens=200, temperature=0.0))
    running = rig.models[ENDLESS].path

    def refuses(path: Path, _free: int) -> bool:
        return path != running and rig.pool.is_in_use(running)

    rig.kept.change(replace(rig.kept.current.document, is_kept_loaded=False))
    rig.pool.rules = Room(10**12, refuses)
    heard = rig.run()
    assert heard.failures == []
    assert heard.heard.index(f"over {ENDLESS}") < heard.heard.index(f"answered {ONE} p1")


def test_a_column_that_died_and_must_wait_for_memory_goes_on_where_it_was(rig: Rig) -> None:
    long = Sampling(max_tokens=1000, temperature=0.0)
    rig.fill([ENDLESS, ON_AND_ON], ["x", "y", "z"], is_parallel=True, sampling=long)
    file = rig.models[ENDLESS].path
    killed: list[int] = []
    over: list[str] = []
    rig.pool.rules = Room(10**12, lambda path, _free: path == file and bool(killed) and not over)

    def kill(what: str) -> None:
        if what == f"over {ON_AND_ON}":
            over.append(what)
        elif what == f"asked {ENDLESS} p2" and not killed:
            killed.append(pid_of(rig.pool.get(file)))
            psutil.Process(killed[0]).kill()

    heard = rig.run(on=kill)
    assert [(one.column, one.prompt_key) for one in heard.failures] == [(ENDLESS, "p2")]
    asked = [one.prompt_key for one in heard.results if one.column == ENDLESS]
    assert asked == ["p1", "p3"]


def test_at_once_one_file_that_stands_twice_answers_in_turn(rig: Rig) -> None:
    document = rig.fill([ONE, ONE, TWO], ["x"], is_parallel=True)
    rig.kept.change(changed_column(document, f"{ONE}#2", load=LoadChoice(context_length=512)))
    heard = rig.run()
    assert heard.failures == []
    assert {r.column: r.loaded.context_length for r in heard.results} == {
        ONE: 2048, f"{ONE}#2": 512, TWO: 2048,
    }  # fmt: skip


def test_stop_keeps_the_text_so_far_and_asks_nothing_more(rig: Rig) -> None:
    rig.fill([ENDLESS, ONE], ["x", "y"])
    run, heard = rig.start()
    rig.wait(lambda: len(heard.text) > 20)
    run.stop()
    rig.wait(lambda: heard.is_over)
    (result,) = rig.stored()
    assert (result.column, result.answer.reason) == (ENDLESS, "stopped")
    assert len(result.answer.text) > 20
    assert rig.kept.answers.interrupted(rig.kept.current.id) is None
    missing = missing_steps(rig.kept.current.document, [result])
    assert len(missing) == 4  # what was stopped too can be asked again


@pytest.mark.parametrize("when", ["loading", "warming"])
def test_stop_before_the_first_answer_ends_the_run(rig: Rig, when: str) -> None:
    rig.fill([ONE, TWO], ["x"])
    run, heard = rig.start()
    rig.wait(lambda: f"{when} {ONE}" in heard.heard)
    run.stop()
    rig.wait(lambda: heard.is_over)
    assert f"asked {TWO} p1" not in heard.heard
    assert all(r.answer.reason == "stopped" for r in rig.stored())  # it may have begun by then


def test_stop_while_the_file_is_hashed_ends_the_run(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def hash_for_ever(_paths: Sequence[Path], stopped: Callable[[], bool], _report: object) -> list[str]:
        while not stopped():
            time.sleep(0.01)
        raise CancelledError

    monkeypatch.setattr("explorer.local.models.file_hashes.hash_files", hash_for_ever)
    rig.fill([ONE, TWO], ["x"])
    run, heard = rig.start()
    rig.wait(lambda: f"checking {ONE}" in heard.heard)
    run.stop()
    rig.wait(lambda: heard.is_over)
    assert rig.stored() == ()


def test_one_column_is_stopped_and_the_others_go_on(rig: Rig) -> None:
    rig.fill([ENDLESS, ONE], ["x"])
    run, heard = rig.start()
    rig.wait(lambda: len(heard.text) > 20)

    run.stop_column(ENDLESS)
    rig.wait(lambda: heard.is_over)
    assert [(r.column, r.answer.reason) for r in heard.results] == [(ENDLESS, "stopped"), (ONE, "end")]


def test_one_answer_is_asked_again_and_the_latest_counts(rig: Rig) -> None:
    document = rig.fill([ONE, TWO], ["x", "y"])
    rig.run()
    again = [step for step in steps_of(document) if (step.column, step.prompt) == (TWO, "p2")]
    heard = rig.run(again)
    assert [(r.column, r.prompt_key) for r in heard.results] == [(TWO, "p2")]
    assert len(rig.stored()) == 5


def test_a_grid_asks_with_each_of_its_values(rig: Rig) -> None:
    rig.fill(
        [ONE], ["x"], grid=SettingsGrid((GridAxis("max_tokens", (1, 2)), GridAxis("temperature", (0.0,))))
    )
    rig.run()
    assert {r.point: r.answer.measured.answer_tokens for r in rig.stored()} == {
        "max_tokens=1&temperature=0": 1,
        "max_tokens=2&temperature=0": 2,
    }


def test_the_same_seed_gives_the_same_answer_whatever_was_asked_before(rig: Rig) -> None:
    rig.fill([ENDLESS], ["x", "y", "x"], repeats=2)
    drawn = Sampling(max_tokens=60, temperature=1.0, seed=7)
    rig.kept.change(replace(rig.kept.current.document, sampling=drawn))
    rig.run()
    texts = [r.answer.text for r in rig.stored()]
    assert texts[0] == texts[1] == texts[4] == texts[5]
    assert texts[2] == texts[3] != texts[0]


def test_closing_in_the_middle_leaves_a_run_to_go_on_with(rig: Rig) -> None:
    rig.fill([ONE, ENDLESS, TWO], ["x"])
    run, heard = rig.start()
    rig.wait(lambda: f"asked {ENDLESS} p1" in heard.heard and len(heard.text) > 20)
    run.close()
    for engine in rig.pool.loaded:
        engine.unload()
    assert not heard.is_over
    interrupted = rig.kept.answers.interrupted(rig.kept.current.id)
    assert interrupted is not None
    left = rig.kept.answers.missing(interrupted)
    assert [step.column for step in left] == [ENDLESS, TWO]
    again = rig.run([step for step in left if step.column == TWO], interrupted)
    assert [(r.column, r.run) for r in again.results] == [(TWO, interrupted.id)]


def test_after_kill_9_the_run_goes_on_with_the_next_missing_answer(
    rig: Rig, store: Store, paths: Paths
) -> None:
    rig.fill([ONE, TWO, THREE], [f"prompt {n}" for n in range(40)])
    command = [sys.executable, "-m", "tests.compare.victim", str(paths.root), str(rig.folder)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], env={**os.environ}) as process:
        rig.wait(lambda: len(rig.stored()) >= 50)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        process.wait()
    _gone, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
    kept = rig.stored()
    again = Comparisons(store)
    interrupted = again.answers.interrupted(again.current.id)
    assert interrupted is not None
    left = again.answers.missing(interrupted)
    assert len(left) == 120 - len(kept)
    heard = rig.run(left, interrupted)
    assert [(r.column, r.prompt_key) for r in heard.results] == [(s.column, s.prompt) for s in left]
    whole = rig.stored()
    assert whole[: len(kept)] == kept
    assert len({result.cell for result in whole}) == len(whole) == 120
    assert {result.run for result in whole} == {interrupted.id}
    assert again.answers.interrupted(again.current.id) is None


def test_a_disk_that_refuses_ends_the_run_and_is_told(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.fill([ONE, TWO], ["x", "y"])
    add = rig.kept.answers.add

    def refuse(number: int, outcome: Outcome) -> None:
        if outcome.cell.prompt == "p2":
            raise KnownError("The disk is full.")
        add(number, outcome)

    monkeypatch.setattr(rig.kept.answers, "add", refuse)
    with capture_exceptions() as told:
        heard = rig.run()
    assert [str(error) for _kind, error, _trace in told] == ["The disk is full."]
    assert [r.prompt_key for r in heard.results] == ["p1"]
    assert rig.kept.answers.interrupted(rig.kept.current.id) is not None  # it can be gone on with


def test_estimates_learn_from_a_run_and_the_plan_says_how_far_off_they_were(
    rig: Rig, settings: SettingsFile
) -> None:
    rules = SettingsPoolPolicy(rig.estimates, settings)
    rig.pool.rules = rules
    rig.pool.uses.add(rules.learn)
    rig.fill([ONE], ["x"])
    before = rig.plan()
    assert before.errors == {}
    assert before.legs[0].at_most is None  # nothing is known of its speed
    rig.run()
    assert "peak_memory" not in rig.plan().errors  # of one answer nothing is said
    rig.fill([ONE], ["x", "y", "z"])
    rig.run()
    results = rig.stored()
    after = rig.plan()
    assert len(results) >= 3
    errors = [abs(result.peak_memory / result.predicted.memory - 1) for result in results]
    assert sorted(after.errors["peak_memory"]) == sorted(errors)
    assert after.legs[0].predicted.load_s == next(result.load_s for result in results if result.load_s)
    assert after.legs[0].is_loaded


@pytest.mark.real
def test_three_quantizations_of_a_real_model_in_turn(
    qtbot: QtBot, store: Store, settings: SettingsFile, tasks: Tasks, tmp_path: Path
) -> None:
    files = {label: starter_as(label) for label in ("Q4_K_M", "Q8_0", "Q2_K")}
    for label, path in files.items():
        place = tmp_path / "models" / "google" / "gemma" / f"gemma-3-270m-{label}.gguf"
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, place)
    sampling = Sampling(max_tokens=24, temperature=0.0)
    rig = Rig(qtbot, store, settings, tasks, tmp_path / "models", sampling)
    try:
        prompts = ["Name three colours.", "Why is the sky blue?"]
        document = rig.fill(sorted(rig.models), prompts, load=LoadChoice(threads=1))
        heard = rig.run()
        assert heard.failures == []
        assert len(heard.results) == 6
        for result in heard.results:
            assert result.answer.measured.tokens_per_second > 0
            assert len(result.tokens) == result.answer.measured.prompt_tokens
            assert result.answer.sent == result.prompt  # a base model
            assert 0.5 < result.peak_memory / result.predicted.memory < 1.5
        assert len({result.sha256 for result in heard.results}) == 3
        texts = {key: [r.answer.text for r in heard.results if r.column == key] for key in document.keys}
        for engine in rig.pool.loaded:
            engine.unload()
        again = rig.run([PlanStep(document.keys[0], "p2")])
        assert again.results[0].answer.text == texts[document.keys[0]][1]
    finally:
        rig.close()
