"""How far off memory and speed were foretold, of four quantizations through the real worker.

Nothing learned helps here: the header and the machine's measurement alone, as for a file nobody loaded yet.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop

from explorer.domain.generation import Sampling
from explorer.domain.speed import MachineSpeed
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.memory_estimate import LoadConditions, estimate_memory
from explorer.engine.local.gguf.model_shape import shape_of
from explorer.engine.local.gguf.speed_estimate import predict_speed
from explorer.engine.local.machine_benchmark import MachineBenchmark
from tests.benchmarks._client import Client
from tests.benchmarks._rounds import rounds

CONTEXTS = (2048, 8192, 32768)[: rounds(3, 1)]
_PROMPT = "word " * 600  # more than a batch and a sliding window: all buffers are in use then
_ROUNDS = rounds(3, 1)

type Result = dict[str, Any]


def foretold(files: Mapping[str, Path], writing: Sampling) -> list[Result]:
    """The worst error of each kind, and every single one beside it. ``files`` by quantization."""
    machine = measured_machine()
    speeds, memories = {}, {}
    for label, file in files.items():
        header = read_header(file)
        for context in CONTEXTS:
            client = Client(file, context)
            timed = [client.answer(_PROMPT, writing) for _ in range(_ROUNDS if context == CONTEXTS[0] else 1)]
            need = estimate_memory(header, LoadConditions(context, repacked=machine.copied_types)).total
            memories[f"{label} {context}"] = (need, client.memory())
            if context == CONTEXTS[0]:
                predicted = predict_speed(shape_of(header), machine)
                said = predicted.tokens_per_second if predicted is not None else 0.0
                speeds[label] = (said, max(one.tokens_per_second for one in timed))
            client.close()
    return [
        worst("engine.memory_foretold", memories, "bytes", 0.10),
        {**worst("engine.speed_foretold", speeds, "tokens/s", 0.30), "quiet": machine.is_quiet},
    ]


def measured_machine() -> MachineSpeed:
    """Measured now, as the app does it once in the background."""
    loop = QEventLoop()
    found: list[MachineSpeed] = []
    pool = EnginePool()
    gauging = MachineBenchmark(pool)
    gauging.measured.connect(found.append)
    gauging.measured.connect(loop.quit)
    gauging.begin()
    loop.exec()
    pool.close()
    return found[0]


def worst(name: str, pairs: Mapping[str, tuple[float, float]], unit: str, goal: float) -> Result:
    """Of (said, measured) pairs; ``ratio`` is the largest error."""
    errors = {what: said / measured - 1 for what, (said, measured) in pairs.items()}
    largest = max(errors, key=lambda what: abs(errors[what]))
    return {
        "name": name,
        "value": round(pairs[largest][0], 1),
        "unit": unit,
        "goal": goal,
        "better": "lower",
        "ratio": round(abs(errors[largest]), 3),
        "peer": f"measured, {largest}",
        "peer_value": round(pairs[largest][1], 1),
        "errors": {what: round(error, 3) for what, error in errors.items()},
        "pairs": {what: (round(said, 1), round(got, 1)) for what, (said, got) in pairs.items()},
    }
