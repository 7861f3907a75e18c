"""What a load will take: its parts add up to the whole, on the processor and on a graphics card."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.base.machine import Machine
from explorer.base.store import Store
from explorer.domain.errors import MemoryShortError
from explorer.domain.fit import FitWord
from explorer.domain.generation import LoadOptions
from explorer.domain.tokens import Device
from explorer.domain.units import size_text
from explorer.engine.local.gguf.header import read_header
from explorer.local.fit.estimates import Estimates
from explorer.local.fit.load_forecast import LoadForecast, cache_choices, forecast_load
from explorer.local.fit.measurements import MeasurementStore
from explorer.rooms.playground.model.loading_words import images_size
from tests.models.projector import TinyProjector, write_beside, write_projector
from tests.models.tiny import Tiny, write_tiny

CPU = Device("CPU", "Processor", "cpu", 8_000_000_000, 16_000_000_000)


def card(free: int) -> Device:
    return Device("Vulkan0", "A card", "gpu", free, 8_000_000_000)


@pytest.fixture
def estimates(store: Store) -> Estimates:
    return Estimates(MeasurementStore(store), Machine(16_000_000_000, 12_000_000_000, 4, "test"))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "model.gguf", Tiny(text=None, context_length=65536))


def seen(estimates: Estimates, model: Path, options: LoadOptions, *devices: Device) -> LoadForecast:
    found = forecast_load(estimates, model, options, devices)
    assert found is not None
    return found


def test_the_parts_are_the_whole_and_only_the_context_grows_with_its_length(
    estimates: Estimates, model: Path
) -> None:
    short = seen(estimates, model, LoadOptions(4096), CPU)
    long = seen(estimates, model, LoadOptions(65536), CPU)
    for one in (short, long):
        assert one.weights + one.kv + one.working == one.fit.needed
        assert (one.device, one.gpu.total, one.word) == (None, 0, one.fit.word)
    assert long.kv == 16 * short.kv
    assert long.weights == short.weights
    assert long.longest == 65536


def test_layers_on_a_card_leave_main_memory(estimates: Estimates, model: Path) -> None:
    host = seen(estimates, model, LoadOptions(65536, device="cpu"), CPU, card(6_000_000_000))
    whole = seen(estimates, model, LoadOptions(65536, device="Vulkan0"), CPU, card(6_000_000_000))
    half = seen(
        estimates, model, LoadOptions(65536, device="Vulkan0", gpu_layers=1), CPU, card(6_000_000_000)
    )
    assert host.device is None
    assert host.kv > half.kv > whole.kv == 0
    assert 0 < half.gpu.kv < whole.gpu.kv
    assert whole.layers == 2
    assert whole.fit.word.is_good
    assert whole.word.is_good


def test_a_card_that_is_too_small_is_said(estimates: Estimates, model: Path) -> None:
    options = LoadOptions(65536, device="Vulkan0")
    assert seen(estimates, model, options, CPU, card(1_000_000)).word is FitWord.TOO_BIG
    needed = seen(estimates, model, options, CPU, card(6_000_000_000)).gpu.total
    assert seen(estimates, model, options, CPU, card(needed + needed // 20)).word is FitWord.TIGHT


@pytest.mark.parametrize("word", [FitWord.TOO_BIG, FitWord.TIGHT])
def test_fewer_bits_are_offered_only_where_they_make_the_difference(
    estimates: Estimates, tmp_path: Path, word: FitWord
) -> None:
    model = write_tiny(tmp_path / "whole.gguf", Tiny(context_length=65536))  # heads of whole blocks
    options, packed = LoadOptions(65536), LoadOptions(65536, cache_type="q8_0")
    assert cache_choices(estimates, model, options) == ()
    assert [one.type for one in cache_choices(estimates, model, packed)] == ["q8_0"]  # it can be undone
    usual, fewer = (estimates.need(model, 65536, kind) for kind in ("f16", "q8_0"))
    room = usual - 1 if word is FitWord.TOO_BIG else round(fewer / 0.75)
    estimates.yardstick.memory_total = room * 2  # half is kept back of so small a machine
    before, after = seen(estimates, model, options), seen(estimates, model, packed)
    assert before.word is word
    assert after.word is not word
    (eight, four) = cache_choices(estimates, model, options)
    assert (eight.type, four.type) == ("q8_0", "q4_0")
    assert eight.saved == before.kv - after.kv > 0
    estimates.yardstick.memory_total = 2 * estimates.need(model, 65536, "q4_0") - 2
    assert cache_choices(estimates, model, options) == ()


def test_automatic_takes_the_card_as_the_engine_would(estimates: Estimates, model: Path) -> None:
    roomy = seen(estimates, model, LoadOptions(4096), CPU, card(6_000_000_000))
    assert roomy.device is not None
    assert seen(estimates, model, LoadOptions(4096), CPU, card(1000)).device is None


def test_a_file_that_cannot_be_read_has_no_outlook(estimates: Estimates, tmp_path: Path) -> None:
    (tmp_path / "noise.gguf").write_bytes(b"noise")
    assert forecast_load(estimates, tmp_path / "noise.gguf", LoadOptions()) is None
    assert forecast_load(estimates, tmp_path / "gone.gguf", LoadOptions()) is None


def test_memory_is_short_only_for_what_stays_in_main_memory(estimates: Estimates, model: Path) -> None:
    options = LoadOptions(65536, device="cpu")
    needed = estimates.need_as(model, options)
    on_card = estimates.need_as(model, LoadOptions(65536, device="Vulkan0"))
    assert on_card < needed == estimates.need(model, 65536)
    assert estimates.check(model, options, needed - 1) is not None
    assert estimates.check(model, LoadOptions(65536, device="Vulkan0"), needed - 1) is None
    short = estimates.check(model, options, needed - 1)
    assert isinstance(short, MemoryShortError)
    assert short.smaller is not None
    assert short.smaller[0] < 65536
    assert short.smaller[1] < needed


def test_what_the_first_image_takes_is_told_apart(estimates: Estimates, model: Path) -> None:
    projector = write_beside(model)
    plain = seen(estimates, model, LoadOptions(4096), CPU)
    sees = seen(estimates, model, LoadOptions(4096, projector=os.fsencode(projector)), CPU)
    assert (plain.images, sees.fit, sees.word) == (0, plain.fit, plain.word)
    assert sees.images > sum(tensor.size or 0 for tensor in read_header(projector).tensors)
    assert sees.has_room_for_images
    size = size_text(sees.images)
    assert images_size(sees) == f"+ {size}"
    assert not replace(sees, images=sees.fit.total).has_room_for_images
    assert images_size(plain) == ""


def test_of_a_projector_that_says_anything_the_need_is_finite(estimates: Estimates, tmp_path: Path) -> None:
    wild = {"clip.vision.image_size": 2_000_000_000, "clip.vision.feed_forward_length": 2_000_000_000}
    path = write_projector(tmp_path / "mmproj.gguf", TinyProjector(metadata=wild))
    assert 0 < estimates.headers.projector(path) < 1 << 35
    zero = write_projector(tmp_path / "mmproj-0.gguf", TinyProjector(metadata={"clip.vision.patch_size": 0}))
    assert estimates.headers.projector(zero) > 0
    assert estimates.headers.projector(tmp_path / "gone.gguf") == 0
