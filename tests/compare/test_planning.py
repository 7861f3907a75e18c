"""What is said before a run: order, memory and time, as far as anything is known."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import CancelledError, MemoryShortError, record_of
from explorer.domain.generation import AnswerTiming
from explorer.engine.local.engine_pool import PoolPolicy
from explorer.kit.tasks import Tasks
from explorer.local.fit.load_choices import LoadChoice
from explorer.local.fit.measurements import key_of
from explorer.rooms.compare.document.document import changed_column
from explorer.rooms.compare.document.results import Failure, PredictedNumbers, Result
from explorer.rooms.compare.run.plan import PlanStep, missing_steps
from explorer.rooms.compare.run.run_words import error_text
from tests.compare.making import result
from tests.compare.rig import Rig
from tests.compare.test_document import made
from tests.models.tiny import Tiny, write_tiny

ONE, TWO = (f"tiny/{name}/{name}-Q8_0.gguf" for name in ("one", "two"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_tiny(folder / ONE, Tiny(name="One"))
    write_tiny(folder / TWO, Tiny(name="Two"))
    return folder


@pytest.fixture
def rig(
    qtbot: QtBot, store: Store, settings: SettingsFile, tasks: Tasks, written: Path, tmp_path: Path
) -> Iterator[Rig]:
    shutil.copytree(written, tmp_path / "models")
    opened = Rig(qtbot, store, settings, tasks, tmp_path / "models")
    yield opened
    opened.close()


def remember(rig: Rig, reference: str, **changes: object) -> Result:
    """An answer of this file: 11 tokens at 10 a second, 0.2 s for a prompt of 5, and 3 s to load."""
    model = rig.models[reference]
    answer = result(reference, speed=10.0)
    sent = replace(answer.answer, sent="x" * 20, measured=AnswerTiming(5, 11, 0.2, 1.0))
    kept = replace(
        answer, answer=sent, file=key_of(model.path, model.size), file_size=model.size, load_s=3.0, run=1
    )
    kept = replace(kept, **changes)  # type: ignore[arg-type]  # fields by their names
    rig.kept.answers.add(rig.kept.current.id, kept)
    rig.estimates.note_load(model.path, kept.options or rig.plan().legs[0].options, kept.loaded, 50_000_000)
    return kept


def test_nothing_is_said_of_time_before_anything_was_measured(rig: Rig) -> None:
    rig.fill([ONE, TWO], ["x"])
    plan = rig.plan()
    assert [leg.title for leg in plan.legs] == ["One · Q8_0", "Two · Q8_0"]
    assert [leg.at_most for leg in plan.legs] == [None, None]
    assert (plan.at_most, plan.likely, plan.errors) == (None, None, {})
    assert all(leg.predicted.memory > 0 for leg in plan.legs)
    assert plan.together == sum(leg.predicted.memory for leg in plan.legs)
    assert plan.largest == max(leg.predicted.memory for leg in plan.legs)
    assert plan.fits_together


def test_what_was_measured_of_a_file_foretells_its_next_run(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.fill([ONE], ["x" * 28, "y" * 28])
    remember(rig, ONE)
    fit = rig.estimates.fit(rig.models[ONE].path, 4096)
    assert fit is not None
    monkeypatch.setattr(rig.estimates, "fit", lambda _path, _context: replace(fit, speed=10.0))
    (leg,) = rig.plan().legs
    assert leg.predicted.load_s == 3.0
    assert leg.predicted.prompt_per_second == pytest.approx(25)
    first = (28 / 4 + 12) / 25 + 0.1  # 4 letters a token as before, what a template adds, and one token
    assert leg.predicted.first_token_s == pytest.approx(first)
    assert leg.at_most == pytest.approx(3 + 2 * (first + 4000 / 10))
    assert leg.likely == pytest.approx(3 + 2 * (first + 11 / 10))


def test_in_turn_times_add_up_and_at_once_the_longest_counts(rig: Rig) -> None:
    rig.fill([ONE, TWO], ["x"])
    plan = rig.plan()
    legs = (replace(plan.legs[0], at_most=3.0), replace(plan.legs[1], at_most=5.0))
    assert replace(plan, legs=legs).at_most == 8.0
    assert replace(plan, legs=legs, is_parallel=True).at_most == 5.0
    assert replace(plan, legs=(legs[0], plan.legs[1])).at_most is None


def test_the_disk_is_known_from_other_files(rig: Rig) -> None:
    rig.fill([TWO], ["x"])
    remember(rig, ONE)
    (leg,) = rig.plan().legs
    assert leg.predicted.load_s == pytest.approx(3.0 * rig.models[TWO].size / rig.models[ONE].size)


def test_the_error_of_estimates_is_that_of_the_middle_answer(rig: Rig) -> None:
    rig.fill([ONE], ["x"])
    for tokens_per_second in (8.0, 10.0, 5.0):
        remember(rig, ONE, predicted=PredictedNumbers(tokens_per_second=tokens_per_second, memory=1_000_000))
    remember(rig, ONE, predicted=PredictedNumbers(tokens_per_second=1.0), beside=2)  # not fair
    plan = rig.plan()
    assert sorted(plan.errors["tokens_per_second"]) == [0.0, 0.25, 1.0]
    assert "load_s" not in plan.errors
    said = "Estimates here were off by: memory 100 %, speed 25 % (middle of 3 answers)."
    assert str(error_text(plan)) == said


def test_columns_of_one_file_that_load_alike_follow_each_other(rig: Rig) -> None:
    document = rig.fill([ONE, TWO, ONE, ONE], ["x"])
    rig.kept.change(changed_column(document, f"{ONE}#3", load=LoadChoice(context_length=512)))
    assert [leg.column for leg in rig.plan().legs] == [ONE, f"{ONE}#2", TWO, f"{ONE}#3"]


def test_only_the_steps_that_are_asked_for_are_planned(rig: Rig) -> None:
    rig.fill([ONE, TWO], ["x", "y"])
    plan = rig.plan([PlanStep(TWO, "p2"), PlanStep(TWO, "p9")])  # p9 was removed since
    assert [(leg.column, leg.steps) for leg in plan.legs] == [(TWO, (PlanStep(TWO, "p2"),))]


def test_a_plan_uses_no_model(rig: Rig) -> None:
    rig.fill([ONE], ["x"])
    options = rig.plan().legs[0].options
    engines = [rig.pool.get(rig.models[reference].path) for reference in (ONE, TWO)]
    for engine in engines:
        engine.prepare(options)
    rig.wait(lambda: len(rig.pool.loaded) == 2)
    assert rig.plan().legs[0].is_loaded
    assert list(rig.pool.loaded) == engines  # the first would still make room first


def test_a_model_too_large_is_warned_of(rig: Rig) -> None:
    class Small(PoolPolicy):
        def budget(self) -> int:
            return 1_000_000

    rig.pool.rules = Small()
    rig.fill([ONE], ["x"])
    (leg,) = rig.plan().legs
    assert isinstance(leg.warning, MemoryShortError)
    assert not rig.plan().fits_together


def test_a_damaged_file_says_so_in_the_plan(rig: Rig) -> None:
    path = rig.models[ONE].path
    path.write_bytes(path.read_bytes()[:200])
    rig.look()
    rig.fill([ONE], ["x"])
    (leg,) = rig.plan().legs
    assert leg.problem is not None
    assert leg.problem.advice == "Check or delete the file in the Library."
    assert rig.plan().steps == ()


def test_what_makes_vectors_is_not_asked_and_the_plan_says_why(rig: Rig) -> None:
    rig.fill([ONE, TWO], ["x"])
    rig.models[ONE] = replace(rig.models[ONE], embeds=True)
    first, second = rig.plan().legs
    assert first.problem is not None
    assert "makes vectors for search in documents" in first.problem.what
    assert second.problem is None


def test_where_nothing_is_missing_nothing_is_planned(rig: Rig) -> None:
    rig.fill([ONE, TWO], ["x"])
    assert rig.plan([]).steps == ()
    assert len(rig.plan().steps) == 2


def test_what_was_never_asked_or_stopped_is_missing_and_what_failed_was_tried() -> None:
    document = replace(made("a", "b", prompts=("x", "y")), repeats=2)
    whole = result("a", "x")
    stopped = replace(result("a", "y", "p2"), answer=replace(whole.answer, reason="stopped"))
    failed = Failure("b", "p1", "", record_of(CancelledError()), whole.at)
    missing = missing_steps(document, [whole, stopped, failed])
    assert [(step.column, step.prompt, step.turn) for step in missing] == [
        ("a", "p1", 1),
        ("a", "p2", 0),
        ("a", "p2", 1),
        ("b", "p1", 1),
        ("b", "p2", 0),
        ("b", "p2", 1),
    ]
