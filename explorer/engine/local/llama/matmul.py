"""Timing of matrix products in ggml, for each tensor type. Only a worker does this.

The same kernels, the same layouts and the same threads as in a model, on matrices larger than the
processor's caches: what is measured is what a model of that type will get.
"""

import ctypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from explorer.engine.local.llama.ggml import INT, POINTER, Ggml, InitParams

_F32 = 0  # ggml_type
_CPU = 0  # ggml_backend_dev_type
_FILL = 0x11  # any byte but 0, which the system would not give memory of its own
_FINE_S = 1e-5
_SPENT_S = 0.06  # on one product; the best counts, because others use the machine too


class MatrixProducts:
    """The device a model would use by itself. ``close`` it."""

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
