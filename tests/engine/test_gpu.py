"""The engine of the package, with processors' plug-ins and Vulkan, on a graphics card made of software.

It takes minutes to build, so these tests are left out where it was not (``./dev engine``). Mesa's card of
software is slow, but it goes the whole way: driver, device, shaders, memory.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.generation import CPU, LoadedModel, LoadOptions, Sampling
from explorer.engine.local.device_query import find_devices
from explorer.engine.local.driver_failures import DriverFailures
from explorer.engine.local.engine import Engine
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.memory_estimate import LoadConditions, memory_need
from explorer.engine.local.gguf.model_shape import shape_of
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendState
from tests.engine.conftest import SCRIPT, WORKER, Bench, Heard, worker_of
from tests.scripts import load_script

ROOT = Path(__file__).resolve().parent.parent.parent
SOFTWARE = Path("/usr/share/vulkan/icd.d/lvp_icd.json")
NEEDED = "EXPLORER_NEEDS_ENGINE"


def missing(what: str) -> None:
    """Leave the test out, or let it fail where it must not be left out."""
    if os.environ.get(NEEDED):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def build() -> Path:
    script = load_script("engine_script", ROOT / "packaging" / "engine.py")
    found: Path | None = script.find_built()
    if found is None:
        missing("the portable engine is not built: ./dev engine")
    assert found is not None
    return found


@pytest.fixture
def portable(build: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LLAMA_CPP_LIB_PATH", str(build))
    return build


@pytest.fixture
def card(portable: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The card's name."""
    if not SOFTWARE.is_file() or not (portable / "gpu").is_dir():
        missing("there is no graphics card of software: apt install mesa-vulkan-drivers")
    monkeypatch.setenv("VK_DRIVER_FILES", str(SOFTWARE))
    monkeypatch.setenv("GGML_VK_VISIBLE_DEVICES", "0")  # else it is taken for a processor, and left out
    return "Vulkan0"


@pytest.fixture
def drivers() -> DriverFailures:
    return DriverFailures()


@pytest.fixture
def bench(qtbot: QtBot, drivers: DriverFailures) -> Iterator[Bench]:
    engine = Engine(WorkerSupply(WORKER), drivers=drivers)
    yield Bench(qtbot, engine)
    engine.close()


def loaded(bench: Bench, path: Path, options: LoadOptions) -> LoadedModel:
    assert bench.load(path, options) is BackendState.READY, bench.heard.changes[-1].error
    assert bench.engine.model is not None
    return bench.engine.model


def answer_of(bench: Bench) -> str:
    """A card of software compiles its programs for the first answer, on a busy machine for minutes."""
    heard = Heard()
    heard.follow(bench.engine.generate("Hi", Sampling(temperature=0.0, max_tokens=64)))
    bench.qtbot.waitUntil(lambda: heard.is_over, timeout=400_000)
    (answer,) = heard.answers
    return answer.text


def test_a_processor_plug_in_is_chosen_and_named(portable: Path, bench: Bench, scripted: Path) -> None:
    model = loaded(bench, scripted, LoadOptions(device=CPU))
    assert model.backend.removeprefix("CPU (").removesuffix(")") in {
        file.stem.removeprefix("libggml-cpu-") for file in portable.glob("libggml-cpu-*.so")
    }
    assert (model.device, model.fell_back) == (CPU, None)
    assert answer_of(bench) == SCRIPT


def test_an_old_processor_says_the_same(
    build: Path, bench: Bench, scripted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in build.iterdir():
        if file.is_file() and "-cpu-" not in file.name:
            shutil.copy(file, tmp_path / file.name)
    plain = next(iter(build.glob("libggml-cpu-x64.so")), None)
    if plain is None:
        pytest.skip("not an x86-64 machine")
    shutil.copy(plain, tmp_path)
    monkeypatch.setenv("LLAMA_CPP_LIB_PATH", str(tmp_path))
    assert loaded(bench, scripted, LoadOptions()).backend == "CPU (x64)"
    assert answer_of(bench) == SCRIPT


def test_the_card_is_listed_with_its_memory(card: str) -> None:
    found = find_devices(DriverFailures(), WORKER)
    (device,) = [one for one in found.devices if one.kind != "cpu"]
    assert (device.name, device.kind) == (card, "gpu")
    assert "llvmpipe" in device.description
    assert device.total >= device.free > 0
    assert found.trouble is None


def test_all_layers_compute_on_the_card_and_say_the_same(card: str, bench: Bench, scripted: Path) -> None:
    model = loaded(bench, scripted, LoadOptions(device=card))
    assert (model.device, model.layers_on_device, model.fell_back) == (card, 1, None)
    assert model.backend.startswith(f"{card} (llvmpipe")
    assert answer_of(bench) == SCRIPT


def test_automatic_takes_the_card(card: str, bench: Bench, scripted: Path) -> None:
    model = loaded(bench, scripted, LoadOptions())
    assert (model.device, model.layers_on_device) == (card, 1)
    assert answer_of(bench) == SCRIPT


def test_some_layers_on_the_card_take_what_was_estimated(card: str, bench: Bench, endless: Path) -> None:
    model = loaded(bench, endless, LoadOptions(device=card, gpu_layers=1, context_length=4096))
    assert (model.device, model.layers_on_device) == (card, 1)
    log = worker_of(bench.engine).log
    need = memory_need(shape_of(read_header(endless)), LoadConditions(4096, gpu_layers=2)).device
    assert buffer(log, f"{card} model buffer size") == pytest.approx(need.weights / 2**20, abs=0.01)
    assert buffer(log, f"{card} KV buffer size") == pytest.approx(need.kv / 2**20, abs=0.01)


def test_the_processor_alone_takes_nothing_of_the_card(card: str, bench: Bench, scripted: Path) -> None:
    model = loaded(bench, scripted, LoadOptions(device=CPU))
    assert (model.device, model.fell_back) == (CPU, None)
    assert card not in worker_of(bench.engine).log
    assert answer_of(bench) == SCRIPT


def test_a_card_without_room_hands_the_model_to_the_processor(
    card: str, bench: Bench, scripted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GGML_VK_FORCE_MAX_BUFFER_SIZE", "4096")
    model = loaded(bench, scripted, LoadOptions(device=card))
    assert (model.device, model.layers_on_device) == (CPU, 0)
    assert model.fell_back is not None
    said = str(model.fell_back.words)
    assert said.startswith(f"{card} failed, so the processor computes: There is not enough memory")
    assert model.backend.startswith("CPU (")
    assert answer_of(bench) == SCRIPT


def test_a_driver_that_crashes_leaves_the_processor(
    card: str,
    bench: Bench,
    drivers: DriverFailures,
    scripted: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VK_DRIVER_FILES", str(crashing_driver(tmp_path)))
    model = loaded(bench, scripted, LoadOptions())
    assert model.device == CPU
    assert model.fell_back is not None
    assert str(model.fell_back.words) == str(drivers.trouble())
    assert answer_of(bench) == SCRIPT


def buffer(log: str, label: str) -> float:
    """The MiB that llama.cpp says of a buffer."""
    line = next(line for line in log.splitlines() if label in line)
    return float(line.split("=")[1].split("MiB")[0])


def crashing_driver(folder: Path) -> Path:
    """A real driver library whose first deed is to abort, and the list that names it."""
    source, library, listed = (folder / name for name in ("bad.c", "libbad.so", "bad.json"))
    source.write_text(
        "#include <stdlib.h>\n__attribute__((constructor)) static void die(void) { abort(); }\n"
    )
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    listed.write_text(
        f'{{"file_format_version": "1.0.0", "ICD": {{"library_path": "{library}", "api_version": "1.3.0"}}}}'
    )
    return listed
