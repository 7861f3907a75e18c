"""What was measured makes the next estimate exact for that file, and better for others."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from explorer.base.machine import Machine
from explorer.base.store import Store
from explorer.domain.cache_type import CACHE_TYPES, PackedCache
from explorer.domain.errors import MemoryShortError
from explorer.domain.fit import FitWord, RemoteFileFacts
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.speed import MachineSpeed, TypeSpeed
from explorer.domain.units import context_text
from explorer.engine.local.gguf.header import read_header
from explorer.local.fit.estimates import Estimates
from explorer.local.fit.measurements import MeasurementStore
from tests.models.tiny import Tiny, write_tiny

MB = 1_000_000
SPEED = MachineSpeed(
    types=(TypeSpeed("F16", 1e-10, 1e11, 0.0), TypeSpeed("F32", 1e-10, 1e11, 0.0)),
    bandwidth=2e10,
    row_s=0.0,
    step_s=1e-6,
    device="CPU (test)",
    threads=2,
    is_quiet=True,
    engine="test",
    measured_at="2026-01-01T00:00:00+00:00",
)
MODEL = LoadedModel("Tiny", "llama", 1, 2048, 2048, True, 0, 0.1, "test", "CPU (test)", 2)


@pytest.fixture
def models(tmp_path: Path) -> list[Path]:
    return [write_tiny(tmp_path / f"{n}.gguf", Tiny(text=f"I am {n}.", context_length=65536)) for n in "ab"]


def estimates(store: Store) -> Estimates:
    machine = Machine(16_000 * MB, 12_000 * MB, 2, "test")
    return Estimates(MeasurementStore(store), machine)


def test_a_file_that_was_loaded_is_known_exactly_also_with_another_context(
    store: Store, models: list[Path]
) -> None:
    first = estimates(store)
    before = first.need(models[0], 2048)
    step = first.need(models[0], 4096) - before
    assert step > 0
    first.note_load(models[0], LoadOptions(2048), MODEL, before + 20 * MB)
    again = estimates(store)  # as after a restart
    again.learn(SPEED)
    assert again.need(models[0], 2048) == before + 20 * MB
    assert again.need(models[0], 4096) == before + 20 * MB + step


def test_a_processor_that_was_not_measured_yet_is_known_by_its_features(store: Store) -> None:
    machine = Machine(16_000 * MB, 12_000 * MB, 2, "test")
    machine.yardstick.features = frozenset({"DOTPROD"})
    Estimates(MeasurementStore(store), machine)
    assert machine.yardstick.fit(RemoteFileFacts(100 * MB, label="Q8_0")).spare == 100 * MB


def test_the_most_that_was_seen_counts(store: Store, models: list[Path]) -> None:
    learning = estimates(store)
    for memory in (60 * MB, 70 * MB, 65 * MB):
        learning.note_load(models[0], LoadOptions(2048), MODEL, memory)
    assert learning.need(models[0], 2048) == 70 * MB


def test_other_files_are_corrected_by_the_middle_and_the_error_is_said(
    store: Store, models: list[Path]
) -> None:
    learning = estimates(store)
    before = learning.need(models[1], 2048)
    taken = round(learning.need(models[0], 2048) * 1.1)
    learning.note_load(models[0], LoadOptions(2048), MODEL, taken)
    assert learning.need(models[1], 2048) == pytest.approx(before * 1.1, rel=0.001)
    fit = learning.fit(models[1], 2048)
    assert fit is not None
    assert "(estimated from its header, 2K of context)" in fit.text  # one says nothing of how far off it is
    for number in (1, 2):
        other = write_tiny(models[0].with_name(f"other{number}.gguf"), Tiny(context_length=65536))
        learning.note_load(other, LoadOptions(2048), MODEL, round(learning.need(other, 2048)))
    fit = learning.fit(models[1], 2048)
    assert fit is not None
    assert "(estimated from its header, 2K of context; other models came within 1 %)" in fit.text


def test_a_longer_context_than_the_model_knows_is_measured_at_what_it_knows(
    store: Store, models: list[Path]
) -> None:
    learning = estimates(store)
    longest = read_header(models[0]).context_length
    assert longest is not None
    learning.note_load(models[0], LoadOptions(longest * 4), MODEL, 60 * MB)
    fit = learning.fit(models[0], longest * 4)
    assert fit is not None
    assert f", {context_text(longest)} of context)" in fit.text


def test_a_model_that_is_divided_between_card_and_processor_teaches_nothing(
    store: Store, models: list[Path], tmp_path: Path
) -> None:
    layered = write_tiny(tmp_path / "layered.gguf", Tiny(text=None, context_length=65536))
    learning = estimates(store)
    before = learning.need(models[1], 2048)
    divided = replace(MODEL, backend="Vulkan0 (test)", device="Vulkan0", layers_on_device=1)
    learning.note_load(layered, LoadOptions(2048, device="Vulkan0", gpu_layers=1), divided, before * 2)
    assert learning.need(models[1], 2048) == before


def test_the_processor_teaches_about_itself_where_a_card_is_usual(store: Store, models: list[Path]) -> None:
    learning = estimates(store)
    learning.learn(replace(SPEED, device="Vulkan0 (test)"))
    on_card = learning.need(models[1], 2048)
    learning.learn(SPEED)
    taken = learning.need(models[0], 2048)
    learning.learn(replace(SPEED, device="Vulkan0 (test)"))
    learning.note_load(models[0], LoadOptions(2048, device="cpu"), MODEL, taken)
    assert learning.need(models[1], 2048) == on_card
    learning.learn(SPEED)
    assert learning.need(models[1], 2048) == pytest.approx(taken, rel=0.001)


def test_fewer_threads_than_the_machine_was_measured_with_teach_nothing(
    store: Store, models: list[Path]
) -> None:
    learning = estimates(store)
    learning.learn(SPEED)
    before = learning.fit(models[0], 2048)
    fewer = replace(MODEL, threads=1)
    learning.note_load(models[0], LoadOptions(2048, threads=1), fewer, 60 * MB)
    learning.note_speed(models[0], LoadOptions(2048, threads=1), fewer, 100, 1.0)
    after = learning.fit(models[0], 2048)
    assert before is not None
    assert after is not None
    assert after.speed == before.speed > 0


def test_an_answer_tells_the_speed_before_the_machine_was_measured(store: Store, models: list[Path]) -> None:
    learning = estimates(store)
    learning.note_load(models[0], LoadOptions(2048), MODEL, 60 * MB)
    learning.note_speed(models[0], LoadOptions(2048, threads=1), MODEL, tokens=100, speed=1.0)  # not as usual
    learning.note_speed(models[0], LoadOptions(2048), MODEL, tokens=100, speed=12.5)
    fit = learning.fit(models[0], 2048)
    assert fit is not None
    assert fit.speed == 12.5
    assert "were predicted" not in fit.text
    learning.learn(SPEED)  # what was measured is not held against what nobody had foretold
    assert learning.fit(models[0], 2048).speed == 12.5  # type: ignore[union-attr]


def test_a_speed_is_lacking_until_an_answer_that_counts_told_it(store: Store, models: list[Path]) -> None:
    learning, options = estimates(store), LoadOptions(2048)
    assert not learning.lacks_speed(models[0], options, MODEL), "nothing is learned of a load nobody noted"
    learning.note_load(models[0], options, MODEL, 60 * MB)
    assert learning.lacks_speed(models[0], options, MODEL)
    assert not learning.lacks_speed(models[0], LoadOptions(2048, threads=1), MODEL)
    assert not learning.lacks_speed(models[0], options, replace(MODEL, backend="Vulkan0 (test)"))
    learning.note_speed(models[0], options, MODEL, tokens=100, speed=12.5)
    assert not learning.lacks_speed(models[0], options, MODEL)


def test_an_absurd_measurement_corrects_little(store: Store, models: list[Path]) -> None:
    learning = estimates(store)
    before = learning.need(models[1], 2048)
    learning.note_load(models[0], LoadOptions(2048), MODEL, before * 50)
    assert learning.need(models[1], 2048) <= before * 2


def test_speed_is_foretold_then_measured_and_what_was_said_is_kept(store: Store, models: list[Path]) -> None:
    learning = estimates(store)
    assert learning.fit(models[0], 2048).speed == 0  # type: ignore[union-attr]  # the machine is not known
    learning.keep(SPEED)
    foretold = learning.fit(models[0], 2048)
    assert foretold is not None
    assert foretold.word is FitWord.RUNS_WELL
    learning.note_load(models[0], LoadOptions(2048), MODEL, 60 * MB)
    learning.note_speed(models[0], LoadOptions(2048), MODEL, tokens=3, speed=1.0)  # too short to count
    learning.note_speed(models[0], LoadOptions(2048), MODEL, tokens=100, speed=foretold.speed * 0.8)
    again = estimates(store).fit(models[0], 2048)
    assert again is not None
    assert again.speed == pytest.approx(foretold.speed * 0.8)
    today = f"{datetime.now().astimezone():%Y-%m-%d}"
    assert again.measured_on == today
    assert f"(measured here, {today}, 2K of context; {foretold.speed:.0f} were predicted)" in again.text
    other = estimates(store).fit(models[1], 2048)
    assert other is not None
    assert other.speed == pytest.approx(foretold.speed * 0.8, rel=0.05)  # it learned for others too


@pytest.mark.parametrize("machine", [None, replace(SPEED, is_quiet=False, step_s=0.006)])
def test_what_is_not_foretold_is_measured_all_the_same(
    store: Store, models: list[Path], machine: MachineSpeed | None
) -> None:
    """Others computed while this machine was measured, or it was not measured yet."""
    learning = estimates(store)
    learning.learn(machine)
    assert learning.fit(models[0], 2048).word is FitWord.FITS  # type: ignore[union-attr]
    assert learning.predicted(models[0]) is None
    learning.note_load(models[0], LoadOptions(2048), MODEL, 60 * MB)
    learning.note_speed(models[0], LoadOptions(2048), MODEL, tokens=100, speed=50.0)
    learning.learn(SPEED)
    measured, other = learning.fit(models[0], 2048), learning.predicted(models[1])
    assert measured is not None
    assert (measured.speed, measured.word) == (50.0, FitWord.RUNS_WELL)
    assert "predicted" not in measured.text
    assert learning.fit(models[1], 2048).speed == other.tokens_per_second  # type: ignore[union-attr]


def test_a_model_that_does_not_fit_offers_a_shorter_context(store: Store, models: list[Path]) -> None:
    known = estimates(store)
    free = known.need(models[0], 8192)
    problem = known.check(models[0], LoadOptions(65536), free)
    assert isinstance(problem, MemoryShortError)
    assert problem.needed == known.need(models[0], 65536) > free
    assert problem.smaller == (8192, free)
    assert "Lower the context to 8K tokens" in problem.words
    assert known.check(models[0], LoadOptions(8192), free) is None
    assert known.check(models[0], LoadOptions(65536, is_forced=True), free) is None


def test_where_nothing_fits_no_context_is_offered(store: Store, models: list[Path]) -> None:
    problem = estimates(store).check(models[0], LoadOptions(65536), 1000)
    assert isinstance(problem, MemoryShortError)
    assert problem.smaller is None
    assert problem.advice == "Choose a smaller file, or try anyway."


def test_what_does_not_fit_in_16_bit_is_offered_in_as_many_as_do(store: Store, models: list[Path]) -> None:
    known = estimates(store)
    for kind in CACHE_TYPES[1:]:
        free = known.need(models[0], 65536, kind)
        problem = known.check(models[0], LoadOptions(65536), free)
        assert isinstance(problem, MemoryShortError)
        assert problem.packed == PackedCache(kind, known.need(models[0], 65536) - free)
        assert known.check(models[0], LoadOptions(65536, cache_type=kind), free) is None
    problem = known.check(models[0], LoadOptions(65536), free - 1)
    assert isinstance(problem, MemoryShortError)
    assert problem.packed is None


def test_a_load_in_fewer_bits_teaches_nothing_of_the_usual_one(store: Store, models: list[Path]) -> None:
    known, load = estimates(store), LoadOptions(2048, cache_type="q8_0")
    before = known.fit(models[0], 2048)
    known.note_load(models[0], load, MODEL, 900 * MB)
    known.note_speed(models[0], load, MODEL, tokens=100, speed=50.0)
    assert known.fit(models[0], 2048) == before


def test_a_context_beyond_the_trained_one_costs_nothing(store: Store, models: list[Path]) -> None:
    known = estimates(store)
    assert known.need(models[0], 1 << 30) == known.need(models[0], 65536)


def test_a_damaged_file_is_left_to_the_load(store: Store, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(b"GGUF and nothing else")
    known = estimates(store)
    assert known.check(damaged, LoadOptions(), 10) is None
    assert known.fit(damaged, 2048) is None
    assert known.need(damaged, 2048) == damaged.stat().st_size
