"""Benchmark of this machine: how fast it computes with each tensor type.

Takes a worker a few seconds, once.
"""

from datetime import UTC, datetime

import psutil

from explorer.domain.errors import CancelledError
from explorer.domain.speed import MachineSpeed, TypeSpeed
from explorer.domain.tokens import Device
from explorer.engine.local.gguf.tensor_types import TENSOR_TYPES
from explorer.engine.local.llama.abort import AbortSwitch
from explorer.engine.local.llama.library import LlamaLibrary, thread_count
from explorer.engine.local.llama.matmul import MatrixProducts

_USUAL = (
    "F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K",
    "IQ4_NL", "IQ4_XS", "IQ3_S", "IQ3_XXS", "IQ2_S", "IQ2_XXS", "MXFP4",
)  # fmt: skip
_LARGE = 96 << 20  # bytes of a matrix: more than caches hold
_LONG, _SHORT = 4096, 512  # widths of rows: short ones are handed to threads in small parts
_TOKENS = 256  # of a prompt, at once
_FEW_ROWS = 2048
_PLAIN = (0, 1)  # F32, F16: they cost the least work
_ROWED = 8  # Q8_0
_ROUNDS = 8
_PATIENCE = 20  # tenths of a second to wait for quiet, each round


def measure_machine(library: LlamaLibrary, threads: int, switch: AbortSwitch) -> MachineSpeed:
    """Time products of every usual type. Raises CancelledError if the switch was thrown.

    Raises AttributeError if the library lacks what this needs.
    """
    products = MatrixProducts(library.ggml, offloads=library.api.llama_supports_gpu_offload())
    count = thread_count(threads) if products.is_cpu else 1
    try:
        products.use(1)
        found = [_measure(products, number, switch) for number in _numbers()]
        products.use(count)
        bandwidth, row_s, step_s, is_quiet = _together(products, switch)
        return MachineSpeed(
            types=tuple(speed for speed in found if speed is not None),
            bandwidth=bandwidth,
            row_s=row_s,
            step_s=step_s,
            device=library.backend(None if products.is_cpu else _first_card(library)),
            threads=count,
            is_quiet=is_quiet,
            engine=library.name,
            measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
    finally:
        products.close()


def _first_card(library: LlamaLibrary) -> Device | None:
    return next((one for one in library.devices() if one.kind != "cpu"), None)


def _together(products: MatrixProducts, switch: AbortSwitch) -> tuple[float, float, float, bool]:
    """All threads: bytes a second at best, the seconds a row and a step cost, whether it was quiet.

    Threads wait for each other, so that one busy neighbour makes this ten times slower: it is measured
    in moments when nobody else computes, and in rounds of which the best counts.
    """
    best, quiet = 0.0, 0
    wide = narrow = step = float("inf")
    for _ in range(_ROUNDS):
        quiet += _wait_for_quiet(switch)
        best = max(best, *(1 / _byte_s(products, number, _LONG) for number in _PLAIN))
        wide = min(wide, _byte_s(products, _ROWED, _LONG))
        narrow = min(narrow, _byte_s(products, _ROWED, _SHORT))
        step = min(step, products.time_step())
    rows = 1 / _row_bytes(_ROWED, _SHORT) - 1 / _row_bytes(_ROWED, _LONG)
    return best, max(0.0, (narrow - wide) / rows), step, quiet > _ROUNDS // 2


def _wait_for_quiet(switch: AbortSwitch) -> bool:
    """Whether others leave all but half a core alone, within a few seconds."""
    limit = 50.0 / (psutil.cpu_count() or 1)
    for _ in range(_PATIENCE):
        if switch.is_on:
            raise CancelledError
        if psutil.cpu_percent(0.1) < limit:
            return True
    return False


def _byte_s(products: MatrixProducts, number: int, width: int) -> float:
    """Seconds a byte of a large product with one token."""
    taken = products.time(number, width, _rows(number, width), 1)
    return taken[0] / taken[1] if taken else float("inf")


def _row_bytes(number: int, width: int) -> float:
    _, block, size = TENSOR_TYPES[number]
    return width / block * size


def _rows(number: int, width: int) -> int:
    """So many that the matrix is large, in groups that every layout takes."""
    return int(_LARGE / _row_bytes(number, width)) // 64 * 64


def _numbers() -> list[int]:
    return [number for number, (name, _, _) in TENSOR_TYPES.items() if name in _USUAL]


def _measure(products: MatrixProducts, number: int, switch: AbortSwitch) -> TypeSpeed | None:
    if switch.is_on:
        raise CancelledError
    one = products.time(number, _LONG, _rows(number, _LONG), 1)
    many = products.time(number, _LONG, _FEW_ROWS, _TOKENS)
    if one is None or many is None:
        return None
    flops = 2.0 * _LONG * _FEW_ROWS * _TOKENS / many[0]
    return TypeSpeed(TENSOR_TYPES[number][0], one[0] / one[1], flops, one[2])
