"""Speed is foretold from what a machine was measured to do with each tensor type."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.generation import LoadOptions
from explorer.domain.speed import MachineSpeed
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.gguf.header import Header, HeaderValue, TensorInfo, read_header
from explorer.engine.local.gguf.model_shape import shape_of
from explorer.engine.local.gguf.speed_estimate import predict_speed
from explorer.engine.local.machine_benchmark import MachineBenchmark
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendState
from tests.engine.conftest import WORKER
from tests.models.starter import starter_as

# Answers of the same four files on the machine that machine_seen.json was measured on, in a quiet moment:
# the best token of 60, in tokens a second.
SEEN = {"Q4_K_M": 95.0, "Q8_0": 98.0, "Q2_K": 103.0, "Q3_K_M": 105.0}


@pytest.fixture(scope="module")
def machine() -> MachineSpeed:
    path = Path(__file__).with_name("machine_seen.json")
    return msgspec.json.decode(path.read_bytes(), type=MachineSpeed)


@pytest.mark.parametrize("quantization", SEEN)
def test_a_prediction_is_within_three_tenths(machine: MachineSpeed, quantization: str) -> None:
    file = starter_as(quantization)
    speed = predict_speed(shape_of(read_header(file)), machine)
    assert speed is not None
    assert speed.tokens_per_second == pytest.approx(SEEN[quantization], rel=0.3)
    assert speed.bytes_per_token < file.stat().st_size


def test_of_experts_only_those_that_answer_are_read(machine: MachineSpeed) -> None:
    values: dict[str, HeaderValue] = {
        "general.architecture": "qwen3moe",
        "qwen3moe.block_count": 1,
        "qwen3moe.expert_count": 128,
        "qwen3moe.expert_used_count": 8,
    }
    experts = TensorInfo("blk.0.ffn_up_exps.weight", (2048, 768, 128), "Q4_K", 113_246_208, 0)
    router = TensorInfo("blk.0.ffn_gate_inp.weight", (2048, 128), "F32", 1_048_576, 0)
    shape = shape_of(Header(3, values, (experts, router), 0))
    speed = predict_speed(shape, machine)
    assert speed is not None
    assert speed.bytes_per_token == 113_246_208 * 8 // 128 + 1_048_576
    dense = predict_speed(replace(shape, experts=0), machine)
    assert dense is not None
    assert speed.tokens_per_second > 4 * dense.tokens_per_second


def test_a_header_without_tensors_foretells_nothing(machine: MachineSpeed) -> None:
    assert predict_speed(shape_of(Header(3, {"general.architecture": "llama"}, (), 0)), machine) is None


def test_this_machine_is_measured_in_a_worker(qtbot: QtBot) -> None:
    pool = EnginePool(WorkerSupply(WORKER))
    gauging = MachineBenchmark(pool)
    with qtbot.waitSignal(gauging.measured, timeout=120_000) as told:
        gauging.begin()
    speed = told.args[0]
    assert {"F32", "F16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"} <= {one.name for one in speed.types}
    assert all(one.byte_s > 0 and one.flops > 0 for one in speed.types)
    assert speed.bandwidth > 100_000_000
    assert not gauging.is_running


def test_measuring_gives_way_to_a_model(qtbot: QtBot, scripted: Path) -> None:
    pool = EnginePool(WorkerSupply(WORKER))
    gauging = MachineBenchmark(pool)
    gauging.begin()
    engine = pool.get(scripted)
    engine.load(scripted, LoadOptions())
    qtbot.waitUntil(lambda: engine.state is BackendState.READY)
    assert not gauging.is_running
    gauging.begin()  # a model is in memory: not now
    assert not gauging.is_running
    gauging.stop()
    pool.close()
