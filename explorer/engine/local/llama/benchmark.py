"""Benchmark of this machine: how fast it computes with each tensor type.

Takes a worker a few seconds, once.
"""

import ctypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psutil

from explorer.domain.errors import CancelledError
from explorer.domain.speed import MachineSpeed, TypeSpeed
from explorer.domain.tokens import Device
from explorer.engine.local.gguf.tensor_types import TENSOR_TYPES
from explorer.engine.local.llama.compute_control import ComputeControl
from explorer.engine.local.llama.ggml import INT, POINTER, Ggml, InitParams
from explorer.engine.local.llama.library import LlamaLibrary, thread_count

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
_F32 = 0  # ggml_type
_CPU = 0  # ggml_backend_dev_type
_FILL = 0x11  # any byte but 0, which the system would not give memory of its own
_FINE_S = 1e-5
_SPENT_S = 0.06  # on one product; the best counts, because others use the machine too


class MatrixProducts:
    """Times matrix products of ggml on the device a model would use by itself. ``close`` it.

    The same kernels, the same layouts and the same threads as in a model, on matrices larger than the
    processor's caches: what is measured is what a model of that type will get.
    """

    def __init__(self, ggml: Ggml, *, offloads: bool) -> None:
        """``offloads``: to a graphics card. Raises AttributeError if the library lacks a function."""
        self._call = ggml
        devices = ggml.handles()
        kinds = {device: self._call.ggml_backend_dev_type(device) for device in devices}
        others = [device for device in devices if kinds[device] != _CPU]
        self._device = others[0] if others and offloads else devices[-1]
        self.is_cpu = kinds[self._device] == _CPU
        self._backend = self._call.ggml_backend_dev_init(self._device, None)
        self._kinds = self._find_kinds()
        self._clock: Callable[[], float] = time.perf_counter

    def close(self) -> None:
        self._call.ggml_backend_free(self._backend)

    def use(self, threads: int) -> None:
        """So many threads compute from now on; a device of another kind has its own."""
        if self.is_cpu:
            self._clock = _clock_of(threads)
            self._offered("ggml_backend_set_n_threads", None, POINTER, INT)(self._backend, threads)

    def time(self, number: int, width: int, rows: int, tokens: int) -> tuple[float, int, float] | None:
        """Best seconds of one product, bytes of the weights, and the size of their copy as a multiple.

        ``None`` if the device has no such product.
        """
        for kind, is_copy in self._kinds:
            with self._context() as weights, self._context() as values:
                matrix = self._call.ggml_new_tensor_2d(weights, number, width, rows)
                size = int(self._call.ggml_nbytes(matrix))
                with self._buffer(weights, kind) as held:
                    vector = self._call.ggml_new_tensor_2d(values, _F32, width, tokens)
                    result = self._call.ggml_mul_mat(values, matrix, vector)
                    if not held or not self._call.ggml_backend_dev_supports_op(self._device, result):
                        continue
                    taken = self._call.ggml_backend_buffer_get_size(held) / size if is_copy else 0.0
                    return self._best(values, result), size, taken
        return None

    def time_step(self, steps: int = 500) -> float:
        """Best seconds of one small operation in a row of many."""
        with self._context() as values:
            value = self._call.ggml_new_tensor_2d(values, _F32, 1024, 1)
            for _ in range(steps):
                value = self._call.ggml_rms_norm(values, value, 1e-5)
            return self._best(values, value, steps + 8) / steps

    def _best(self, values: int, result: int, nodes: int = 16) -> float:
        graph = self._call.ggml_new_graph_custom(values, nodes, False)
        self._call.ggml_build_forward_expand(graph, result)
        kind = self._call.ggml_backend_dev_buffer_type(self._device)
        with self._buffer(values, kind):
            self._call.ggml_backend_graph_compute(self._backend, graph)
            best, begun = float("inf"), time.perf_counter()
            while time.perf_counter() - begun < _SPENT_S:
                at = self._clock()
                self._call.ggml_backend_graph_compute(self._backend, graph)
                best = min(best, self._clock() - at)
        return best

    def _find_kinds(self) -> list[tuple[int, bool]]:
        """Kinds of memory weights may lie in, best first, and whether that is a copy in another layout."""
        plain = (self._call.ggml_backend_dev_buffer_type(self._device), False)
        if not self.is_cpu:
            return [plain]
        get = self._offered("ggml_backend_dev_get_extra_bufts", ctypes.POINTER(POINTER), POINTER)
        extra = get(self._device)
        found: list[tuple[int, bool]] = []
        while extra and extra[len(found)]:
            found.append((extra[len(found)], True))
        return [*found, plain]

    def _offered(self, name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
        """A function that only the device's own library knows."""
        library = self._call.ggml_backend_dev_backend_reg(self._device)
        address = self._call.ggml_backend_reg_get_proc_address(library, name.encode())
        if not address:
            raise AttributeError(name)
        return ctypes.CFUNCTYPE(result, *arguments)(address)

    @contextmanager
    def _context(self) -> Iterator[int]:
        context = self._call.ggml_init(InitParams(1 << 20, None, True))
        try:
            yield context
        finally:
            self._call.ggml_free(context)

    @contextmanager
    def _buffer(self, context: int, kind: int) -> Iterator[int | None]:
        """Memory for all tensors of a context, ``None`` if there is none of this kind."""
        held = self._call.ggml_backend_alloc_ctx_tensors_from_buft(context, kind)
        if held:
            self._call.ggml_backend_buffer_clear(held, _FILL)
        try:
            yield held
        finally:
            if held:
                self._call.ggml_backend_buffer_free(held)


def _clock_of(threads: int) -> Callable[[], float]:
    """One thread computes where it is asked to: its own time counts, without what others took meanwhile."""
    is_fine = time.get_clock_info("thread_time").resolution < _FINE_S  # it is 16 ms on Windows
    return time.thread_time if threads == 1 and is_fine else time.perf_counter


def measure_machine(library: LlamaLibrary, threads: int, control: ComputeControl) -> MachineSpeed:
    """Time products of every usual type. Raises CancelledError if it was stopped.

    Raises AttributeError if the library lacks what this needs.
    """
    products = MatrixProducts(library.ggml, offloads=library.api.llama_supports_gpu_offload())
    count = thread_count(threads) if products.is_cpu else 1
    try:
        products.use(1)
        found = [_measure(products, number, control) for number in _numbers()]
        products.use(count)
        bandwidth, row_s, step_s, is_quiet = _together(products, control)
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


def _together(products: MatrixProducts, control: ComputeControl) -> tuple[float, float, float, bool]:
    """All threads: bytes a second at best, the seconds a row and a step cost, whether it was quiet.

    Threads wait for each other, so that one busy neighbour makes this ten times slower: it is measured
    in moments when nobody else computes, and in rounds of which the best counts.
    """
    best, quiet = 0.0, 0
    wide = narrow = step = float("inf")
    for _ in range(_ROUNDS):
        quiet += _wait_for_quiet(control)
        best = max(best, *(1 / _byte_s(products, number, _LONG) for number in _PLAIN))
        wide = min(wide, _byte_s(products, _ROWED, _LONG))
        narrow = min(narrow, _byte_s(products, _ROWED, _SHORT))
        step = min(step, products.time_step())
    rows = 1 / _row_bytes(_ROWED, _SHORT) - 1 / _row_bytes(_ROWED, _LONG)
    return best, max(0.0, (narrow - wide) / rows), step, quiet > _ROUNDS // 2


def _wait_for_quiet(control: ComputeControl) -> bool:
    """Whether others leave all but half a core alone, within a few seconds."""
    limit = 50.0 / (psutil.cpu_count() or 1)
    for _ in range(_PATIENCE):
        if control.is_stopped:
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


def _measure(products: MatrixProducts, number: int, control: ComputeControl) -> TypeSpeed | None:
    if control.is_stopped:
        raise CancelledError
    one = products.time(number, _LONG, _rows(number, _LONG), 1)
    many = products.time(number, _LONG, _FEW_ROWS, _TOKENS)
    if one is None or many is None:
        return None
    flops = 2.0 * _LONG * _FEW_ROWS * _TOKENS / many[0]
    return TypeSpeed(TENSOR_TYPES[number][0], one[0] / one[1], flops, one[2])
