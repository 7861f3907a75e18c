"""Several prompts of a column at once: the same answers sooner, each for itself, and without speeds."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.generation import Sampling
from explorer.kit.tasks import Tasks
from explorer.rooms.compare.document.answer_settings import GridAxis, SettingsGrid
from explorer.rooms.compare.document.results import Result, measured_words
from explorer.rooms.compare.measurements.measures import measured, measurements_of
from explorer.rooms.compare.run.plan import missing_steps
from explorer.rooms.compare.run.run_words import leg_text, speed_words
from tests.compare.rig import Rig
from tests.engine.conftest import pid_of
from tests.models.tiny import MAMBA, Tiny, write_tiny

ONE, ENDLESS, STATE = (f"tiny/{name}/{name}-Q8_0.gguf" for name in ("one", "endless", "state"))
SAYS = "One says this."
PROMPTS = ("a", "b c", "d e f", "g", "h i")


@pytest.fixture
def rig(qtbot: QtBot, store: Store, settings: SettingsFile, tasks: Tasks, tmp_path: Path) -> Iterator[Rig]:
    folder = tmp_path / "models"
    write_tiny(folder / ONE, Tiny(text=SAYS, name="One"))
    write_tiny(folder / ENDLESS, Tiny(text=None, name="Endless", context_length=100_000))
    write_tiny(folder / STATE, Tiny(text=None, architecture="mamba", metadata=MAMBA, name="State"))
    made = Rig(qtbot, store, settings, tasks, folder)
    yield made
    made.close()


def said(results: tuple[Result, ...]) -> dict[tuple[str, str], str]:
    return {(one.prompt_key, one.point): one.answer.text for one in results}


def test_the_answers_are_those_that_are_given_one_by_one(rig: Rig) -> None:
    sampling = Sampling(max_tokens=40, temperature=0.0)
    grid = SettingsGrid((GridAxis("max_tokens", (20, 40)),))
    rig.fill([ENDLESS], PROMPTS, sampling=sampling, grid=grid)
    alone = said(tuple(rig.run().results))
    rig.fill([], [], sampling=sampling, grid=grid, asks_together=True)
    leg = rig.plan().legs[0]
    assert leg.at_once == 10
    assert "up to 10 answers at once" in leg_text(leg)
    heard = rig.run()
    assert said(tuple(heard.results)) == alone
    first = heard.heard.index(f"answered {ENDLESS} p1")
    assert f"asked {ENDLESS} p5" in heard.heard[:first], "all were under way when the first one came"


def test_no_speed_is_measured_shown_or_stored(rig: Rig) -> None:
    document = rig.fill([ONE], PROMPTS, asks_together=True)
    alone, together = rig.plan(rig.plan().steps[:1]).legs[0], rig.plan().legs[0]
    assert alone.at_once == 1
    assert together.predicted.memory > alone.predicted.memory
    rig.run()
    results = rig.stored()
    assert len(results) == 5
    for one in results:
        timing = one.answer.measured
        assert (one.together, timing.first_token_s, timing.generation_s, one.joules) == (4, 0, 0, None)
        assert timing.answer_tokens > 0
        for words in (speed_words(one), measured_words(one)):
            assert "tokens/s" not in words
            assert "first" not in words
            assert "no speed: asked with 4 others" in words
        assert "not measured" in one.untold
    names = {one.id for one in measurements_of([ONE], measured(document, results).results)}
    assert names == {"load_s", "answer_tokens"}


def test_each_repeat_of_a_prompt_is_an_answer_of_its_own(rig: Rig) -> None:
    sampling = Sampling(max_tokens=20, temperature=1.5)
    rig.fill([ENDLESS], ["x"], repeats=4, asks_together=True, sampling=sampling)
    rig.run()
    assert len(rig.stored()) == 4
    assert missing_steps(rig.kept.current.document, rig.stored()) == ()


def test_one_that_is_too_long_fails_alone(rig: Rig) -> None:
    rig.fill([ONE], ["x", "word " * 3000, "y"], asks_together=True)
    heard = rig.run()
    assert [f.prompt_key for f in heard.failures] == ["p2"]
    assert sorted(r.prompt_key for r in heard.results) == ["p1", "p3"]


def test_stop_keeps_what_each_has_written(rig: Rig) -> None:
    endless = Sampling(max_tokens=40_000, temperature=0.0)
    rig.fill([ENDLESS, ONE], PROMPTS, asks_together=True, sampling=endless)
    chunks: list[str] = []
    run, heard = rig.start(on=lambda what: chunks.append(what) if what.startswith("chunk") else None)
    rig.wait(lambda: len(chunks) > 20)
    run.stop()
    rig.wait(lambda: heard.is_over)
    results = rig.stored()
    assert {(one.column, one.answer.reason) for one in results} == {(ENDLESS, "stopped")}
    assert len(results) == 5
    assert all(one.answer.text for one in results)


def test_after_a_death_what_was_under_way_is_asked_again_one_by_one(rig: Rig) -> None:
    rig.fill([ENDLESS], PROMPTS, asks_together=True, sampling=Sampling(max_tokens=300, temperature=0.0))
    killed: list[int] = []

    def kill(what: str) -> None:
        if what == f"chunk {ENDLESS}" and not killed:
            killed.append(pid_of(rig.pool.get(rig.models[ENDLESS].path)))
            psutil.Process(killed[0]).kill()

    heard = rig.run(on=kill)
    assert killed
    assert heard.failures == []
    assert len(heard.results) == 5
    assert heard.heard.count(f"loading {ENDLESS}") == 2


def test_what_was_interrupted_goes_on_with_the_answers_that_are_missing(rig: Rig) -> None:
    document = rig.fill([ONE], PROMPTS, asks_together=True)
    run, heard = rig.start(on=lambda what: run.close() if what == f"answered {ONE} p2" else None)
    rig.wait(lambda: f"answered {ONE} p2" in heard.heard)
    stored = rig.kept.answers.interrupted(rig.kept.current.id)
    assert stored is not None
    rig.run(rig.kept.answers.missing(stored), stored)
    results = rig.stored()
    assert len(results) == 5
    assert missing_steps(document, results) == ()


def test_a_model_that_keeps_a_state_is_asked_one_by_one_and_the_plan_says_so(rig: Rig) -> None:
    rig.fill([STATE], ["x", "y"], asks_together=True, sampling=Sampling(max_tokens=5, temperature=0.0))
    plan = rig.plan()
    assert not plan.asks_together
    assert "asked one by one: it keeps a state" in leg_text(plan.legs[0])
    assert [one.together for one in rig.run().results] == [0, 0]
