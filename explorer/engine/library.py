"""Opens llama.cpp: its library, its log, its devices. Only a worker process does this.

The library's reasons for a failure stand nowhere but in its log, so the last lines are kept. Builds
whose backends are separate files have no device until they are told where those files lie.
"""

import contextlib
import ctypes
import importlib.util
import os
import re
import sys
from collections import deque
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, Literal

import psutil

from explorer.domain.tokens import Device
from explorer.engine.failures import not_installed

type Kind = Literal["cpu", "gpu", "integrated_gpu", "accelerator"]
_PACKAGE = "llama_cpp"
_KEPT_LINES = 400
_DEBUG, _CONTINUED = 1, 5  # ggml_log_level
_KINDS: dict[int, Kind] = {0: "cpu", 1: "gpu", 2: "integrated_gpu", 3: "accelerator"}  # ggml_backend_dev_type
_FEATURES = ("AMX_INT8", "AVX512", "AVX2", "AVX", "SVE", "NEON", "VSX")  # best first
_VARIANT = re.compile(r"loaded CPU backend from .*?ggml-cpu-([a-z0-9_]+)")


class Library:
    """The opened library. ``api`` is llama-cpp-python's module of plain C functions."""

    def __init__(self, api: ModuleType, release: str) -> None:
        self.api: Any = api
        self.name = f"llama.cpp (llama-cpp-python {release})"
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._log_callback = self.api.llama_log_callback(self._keep)  # kept alive: C holds its address
        self.api.llama_log_set(self._log_callback, None)
        self._ggml = _Ggml(self.api)
        self._ggml.load_backends()
        self._variant = _VARIANT.search(self.log())
        self.api.llama_backend_init()

    def log(self) -> str:
        """The last lines the library wrote."""
        return "".join(self._lines)

    def forget_log(self) -> None:
        self._lines.clear()

    def devices(self) -> tuple[Device, ...]:
        """What can compute on this machine, with its memory."""
        return tuple(self._ggml.devices())

    def backend(self) -> str:
        """What computes: "Vulkan0 (AMD Radeon …)", "CPU (AVX2)", "CPU (icelake)"."""
        others = [f"{d.name} ({d.description})" for d in self._ggml.devices() if d.kind != "cpu"]
        if others and self.api.llama_supports_gpu_offload():
            return ", ".join(others)
        if self._variant:
            return f"CPU ({self._variant[1]})"
        info = self.api.llama_print_system_info().decode("utf-8", "replace")
        best = next((name for name in _FEATURES if f"{name} = 1" in info), "")
        return f"CPU ({best.split('_', maxsplit=1)[0]})" if best else "CPU"

    def _keep(self, level: int, text: bytes | None, _data: object) -> None:
        if text and level not in (_DEBUG, _CONTINUED):
            self._lines.append(text.decode("utf-8", "replace"))
            with contextlib.suppress(OSError):  # the window keeps it too, for when this process crashes
                os.write(2, text)


class _Ggml:
    """The few functions of the layer below that the bindings leave out."""

    def __init__(self, api: Any) -> None:
        self._folder = os.fsencode(api._base_path)
        self._lib = api._lib
        if not hasattr(self._lib, "ggml_backend_dev_count"):
            # Windows looks symbols up in one file only. There a path names one module, so this opens
            # no second copy; on Linux "libggml.so" would, with a registry of its own.
            self._lib = ctypes.CDLL(str(api._base_path / "ggml.dll"))

    def load_backends(self) -> None:
        """Find the devices of a build whose backends are separate files."""
        if self._count() == 0:
            load = self._function("ggml_backend_load_all_from_path", None, ctypes.c_char_p)
            load(self._folder)

    def devices(self) -> list[Device]:
        get = self._function("ggml_backend_dev_get", ctypes.c_void_p, ctypes.c_size_t)
        return [self._device(get(number)) for number in range(self._count())]

    def _device(self, handle: int) -> Device:
        kind = self._base("ggml_backend_dev_type", ctypes.c_int)(handle)
        name = self._base("ggml_backend_dev_name", ctypes.c_char_p)(handle)
        about = self._base("ggml_backend_dev_description", ctypes.c_char_p)(handle)
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        sizes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_size_t), ctypes.POINTER(ctypes.c_size_t)]
        self._base("ggml_backend_dev_memory", None, *sizes)(handle, ctypes.byref(free), ctypes.byref(total))
        known = _KINDS.get(kind, "accelerator")
        return Device(name.decode(), about.decode("utf-8", "replace"), known, free.value, total.value)

    def _count(self) -> int:
        return int(self._function("ggml_backend_dev_count", ctypes.c_size_t)())

    def _base(self, name: str, result: Any, *arguments: Any) -> Any:
        arguments = arguments or (ctypes.c_void_p,)
        if hasattr(self._lib, name):
            return self._function(name, result, *arguments)
        base = ctypes.CDLL(os.path.join(os.fsdecode(self._folder), "ggml-base.dll"))  # noqa: PTH118, bytes folder
        function = getattr(base, name)
        function.restype, function.argtypes = result, list(arguments)
        return function

    def _function(self, name: str, result: Any, *arguments: Any) -> Any:
        function = getattr(self._lib, name)
        function.restype, function.argtypes = result, list(arguments)
        return function


def open_library() -> Library:
    """Import and prepare the library. Raises KnownError if it is missing or unfit for this machine."""
    os.environ.setdefault("GGML_NO_BACKTRACE", "1")  # else an abort runs a debugger over the worker
    try:
        return Library(_import_bindings(), _release())
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise not_installed(f"{type(error).__name__}: {error}") from error


def _release() -> str:
    try:
        return version("llama-cpp-python")
    except PackageNotFoundError:  # a frozen app need not carry it
        return "bundled"


def _import_bindings() -> ModuleType:
    """The module of C functions alone.

    Its package imports the high-level API, a server's parts and numpy on the way, none of which is
    used here: 22 MB in every worker. An empty package in its place keeps them out.
    """
    if _PACKAGE not in sys.modules:
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is None or spec.submodule_search_locations is None:
            raise ImportError(f"no package {_PACKAGE}")
        package = ModuleType(_PACKAGE)
        package.__path__ = list(spec.submodule_search_locations)
        sys.modules[_PACKAGE] = package
    return importlib.import_module(f"{_PACKAGE}.llama_cpp")


def thread_count(wanted: int) -> int:
    """Threads to compute with: as wanted, but never more than there are cores.

    One more than that is a disaster (30 instead of 75 tokens/s, measured with 3 threads on 2 cores).
    """
    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    return max(1, min(wanted or cores, cores))
