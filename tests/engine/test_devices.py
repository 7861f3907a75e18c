"""Which device computes, and what a device or its driver may do wrong: nothing of it stops the person."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.errors import CancelledError, DamagedFileError, KnownError
from explorer.domain.generation import CPU, LoadOptions, Sampling
from explorer.domain.tokens import Device
from explorer.domain.words import Words
from explorer.engine.local import protocol
from explorer.engine.local.device_query import find_devices
from explorer.engine.local.driver_failures import DriverFailures, driver_key
from explorer.engine.local.engine import Engine
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.memory_estimate import LoadConditions, memory_need
from explorer.engine.local.gguf.model_shape import shape_of
from explorer.engine.local.llama.loading import Placement
from explorer.engine.local.llama.placement import layers_that_fit, usable_memory, with_fallback
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendState
from tests.engine.conftest import SCRIPT, WORKER, Bench

CARD = Device("Card0", "A graphics card", "gpu", 8 << 30, 8 << 30)
type Open = Callable[..., Bench]

# A real worker whose driver, or whose card, does what it should not.
CRASHES = "LlamaLibrary.open_graphics = lambda self, tell: (tell(True), os.abort())"
HANGS = (
    "library._DRIVER_S = 0.3; library._has_drivers = lambda _: True\n"
    "load = Ggml.load_from  # that of the processor's own backends comes back\n"
    "Ggml.load_from = lambda self, folder: (time.sleep(60) if folder.name == library._GRAPHICS"
    " else load(self, folder))"
)
HAS_CARD = (
    "found = LlamaLibrary.devices\n"
    "card = Device('Card0', 'A card', 'gpu', 8 << 30, 8 << 30)\n"
    "LlamaLibrary.devices = lambda self: (*found(self), card)\n"
)
CRASHES_LATER = HAS_CARD + (
    "load = llama.open_model\nllama.open_model = lambda *all: os.abort() if all[-1].device else load(*all)"
)
HAS_NO_MEMORY = HAS_CARD + (
    "load = llama.open_model\n"
    "def open_model(*all):\n"
    "    if all[-1].device:\n"
    "        raise out_of_memory()\n"
    "    return load(*all)\n"
    "llama.open_model = open_model"
)


class Counting(DriverFailures):
    """Counts the workers that ended."""

    ends = 0

    def note(self, path: Path | None, trying: protocol.Trying) -> bool:
        self.ends += 1
        return super().note(path, trying)


def bad(what: str) -> list[str]:
    program = (
        "import os, time\n"
        "from explorer.domain.tokens import Device\n"
        "from explorer.engine.local import worker\n"
        "from explorer.engine.local.llama import library, model as llama\n"
        "from explorer.engine.local.failures import out_of_memory\n"
        "from explorer.engine.local.llama.ggml import Ggml\n"
        "from explorer.engine.local.llama.library import LlamaLibrary\n"
        f"{what}\n"
        "raise SystemExit(worker.main())\n"
    )
    return [sys.executable, "-c", program]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Open]:
    engines: list[Engine] = []

    def open_one(what: str, drivers: DriverFailures | None = None) -> Bench:
        engines.append(Engine(WorkerSupply(bad(what)), drivers=drivers))
        return Bench(qtbot, engines[-1])

    yield open_one
    for engine in engines:
        engine.close()


def reason(bench: Bench) -> str:
    model = bench.engine.model
    assert model is not None
    assert model.device == CPU
    assert model.layers_on_device == 0
    assert model.backend.startswith("CPU")
    assert model.fell_back is not None
    return str(model.fell_back.words)


def text_of(bench: Bench) -> str:
    heard = bench.finish(bench.engine.generate("Hi", Sampling(temperature=0.0, max_tokens=64)))
    (answer,) = heard.answers
    return answer.text


def test_without_a_card_the_processor_computes_and_nothing_is_said_of_it(
    bench: Bench, scripted: Path
) -> None:
    for options in (LoadOptions(), LoadOptions(device=CPU)):
        assert bench.load(scripted, options) is BackendState.READY
        model = bench.engine.model
        assert model is not None
        assert (model.device, model.layers_on_device, model.fell_back) == (CPU, 0, None)


def test_a_device_that_is_gone_is_said_in_words(bench: Bench, scripted: Path) -> None:
    assert bench.load(scripted, LoadOptions(device="Vulkan7")) is BackendState.READY
    assert reason(bench) == "Vulkan7 is not there now, so the processor computes."
    assert text_of(bench) == SCRIPT


@pytest.mark.parametrize("what", [CRASHES, HANGS])
def test_a_driver_that_ends_the_worker_does_so_once(
    opened: Open, scripted: Path, tmp_path: Path, what: str
) -> None:
    drivers = DriverFailures(tmp_path / "drivers.json", lambda: "driver 1")
    bench = opened(what, drivers)
    assert bench.load(scripted) is BackendState.READY
    assert "graphics driver ended" in reason(bench)
    assert text_of(bench) == SCRIPT
    assert BackendState.FAILED not in bench.heard.states

    known = Counting(tmp_path / "drivers.json", lambda: "driver 1")
    again = opened(what, known)
    assert again.load(scripted) is BackendState.READY
    assert "graphics driver ended" in reason(again)
    assert known.ends == 0  # the next start knows it from the disk


def test_who_asks_for_the_processor_never_meets_the_driver(opened: Open, scripted: Path) -> None:
    drivers = DriverFailures()
    bench = opened(CRASHES, drivers)
    assert bench.load(scripted, LoadOptions(device=CPU)) is BackendState.READY
    assert bench.engine.model is not None
    assert bench.engine.model.fell_back is None
    assert drivers.trouble() is None


def test_another_driver_is_tried_and_so_is_one_the_person_asks_for(tmp_path: Path) -> None:
    installed = ["driver 1"]
    file = tmp_path / "drivers.json"
    drivers = DriverFailures(file, lambda: installed[0])
    drivers.note(None, protocol.Trying(drivers=True))
    assert drivers.trouble()
    installed[0] = "driver 2"
    assert drivers.trouble() is None
    installed[0] = "driver 1"
    assert DriverFailures(file, lambda: installed[0]).trouble()
    drivers.try_again()
    assert drivers.trouble() is None
    assert DriverFailures(file, lambda: installed[0]).trouble() is None


def test_a_damaged_note_of_drivers_is_as_none(tmp_path: Path) -> None:
    file = tmp_path / "drivers.json"
    file.write_bytes(b"\xff{")
    assert DriverFailures(file).trouble() is None


def test_a_new_list_of_drivers_is_another_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "vulkan" / "icd.d"
    folder.mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("VK_DRIVER_FILES", str(folder / "card.json"))
    before = driver_key()
    assert driver_key() == before
    (folder / "card.json").write_text("{}")
    assert driver_key() != before


def test_a_card_that_ends_the_worker_with_one_model_is_left_out_for_it(opened: Open, scripted: Path) -> None:
    bench = opened(CRASHES_LATER)
    assert bench.load(scripted) is BackendState.READY
    assert reason(bench) == "Card0 ended the engine while it loaded this model, so the processor computes."
    assert text_of(bench) == SCRIPT


def test_a_card_without_memory_hands_the_model_to_the_processor(opened: Open, scripted: Path) -> None:
    bench = opened(HAS_NO_MEMORY)
    assert bench.load(scripted, LoadOptions(device="Card0")) is BackendState.READY
    assert reason(bench).startswith("Card0 failed, so the processor computes: There is not enough memory")
    assert text_of(bench) == SCRIPT


def test_devices_are_listed_in_spite_of_a_driver(tmp_path: Path) -> None:
    drivers = DriverFailures(tmp_path / "drivers.json", lambda: "driver 1")
    found = find_devices(drivers, bad(CRASHES))
    assert [device.kind for device in found.devices] == ["cpu"]
    assert found.backend.startswith("CPU")
    assert found.trouble
    assert find_devices(drivers, bad(CRASHES)).trouble
    assert find_devices(DriverFailures(), WORKER).trouble is None


def test_a_worker_that_says_nothing_is_said_in_words() -> None:
    with pytest.raises(KnownError, match="could not be listed"):
        find_devices(DriverFailures(), [sys.executable, "-c", "pass"])


def test_as_many_layers_go_to_a_card_as_fit(gemma: Path) -> None:
    shape = shape_of(read_header(gemma))
    count = len(shape.layers)
    assert layers_that_fit(shape, 4096, 0) == 0
    assert layers_that_fit(shape, 4096, 8 << 30) == count
    whole = memory_need(shape, LoadConditions(4096, gpu_layers=count + 1)).device.total
    assert layers_that_fit(shape, 4096, whole) == count
    fewer = layers_that_fit(shape, 4096, whole - 1)
    assert 0 < fewer < count
    assert memory_need(shape, LoadConditions(4096, gpu_layers=fewer + 1)).device.total < whole
    assert layers_that_fit(shape, 32768, whole) < count  # a longer conversation takes room too


def test_some_of_a_card_stays_free_for_the_screen() -> None:
    assert 7 << 30 < usable_memory(CARD) < 8 << 30
    assert usable_memory(Device("Card0", "", "gpu", 100 << 20, 8 << 30)) == 0
    assert usable_memory(Device("Card0", "", "integrated_gpu", 0, 0)) > 0  # its driver does not say


@pytest.mark.parametrize("error", [CancelledError(), DamagedFileError(Words("The file is damaged."))])
def test_what_no_other_device_could_mend_is_not_tried_again(error: KnownError) -> None:
    tried: list[Placement] = []

    def build(placement: Placement) -> None:
        tried.append(placement)
        raise error

    with pytest.raises(type(error)):
        with_fallback(build, Placement(CARD, 3))
    assert len(tried) == 1
