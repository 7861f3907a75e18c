"""The llama.cpp library: opens it, keeps its log, lists its devices. Only a worker process does this.

The library's reasons for a failure stand nowhere but in its log, so the last lines are kept. Builds whose
backends are separate files have no device until they are told where those files lie. In our own such build
graphics drivers lie in a folder of their own and are opened on demand: some of them crash or hang, and
whoever asks for the processor alone must never meet them.
"""

import contextlib
import ctypes
import importlib.util
import os
import re
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from explorer.domain.errors import KnownError
from explorer.domain.tokens import Device
from explorer.domain.words import Words
from explorer.engine.local.failures import not_installed
from explorer.engine.local.llama.ggml import Ggml

_PACKAGE = "llama_cpp"
_KEPT_LINES = 400
_DEBUG, _CONTINUED = 1, 5  # ggml_log_level
_FEATURES = ("AMX_INT8", "AVX512", "AVX2", "AVX", "SVE", "NEON", "VSX")  # best first
_GRAPHICS = "gpu"  # folder of the backends that open a graphics driver
_VULKAN = {"linux": "libvulkan.so.1", "win32": "vulkan-1.dll"}
_DRIVER_S = 30.0  # for a driver to open; one that takes longer hangs
# So often a thread of the library looks whether the others are done before it sleeps, many times a token.
# GNU's OpenMP looks 300,000 times by itself: beside one busy process, who is waited for then hardly gets a
# core (Gemma 270M, two cores: 0.5 tokens/s instead of 39; 21 with this, and alone none is lost). One thread
# fewer would do as well, but change what a seed answers: past 512 tokens sums are divided among the threads.
_SPINS = "1000"
_VARIANT = re.compile(r"loaded CPU backend from .*?ggml-cpu-([a-z0-9_]+)")


class LlamaLibrary:
    """The opened library. ``api`` is llama-cpp-python's module of plain C functions."""

    def __init__(self, api: ModuleType, release: str) -> None:
        self.api: Any = api
        self.name = f"llama.cpp (llama-cpp-python {release})"
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._log_callback = self.api.llama_log_callback(self._keep)  # kept alive: C holds its address
        self.api.llama_log_set(self._log_callback, None)
        self.ggml = Ggml(self.api)
        self.ggml.load_backends()
        self._variant = _VARIANT.search(self.log())
        self._is_graphics_open = False
        self.api.llama_backend_init()

    def log(self) -> str:
        """The last lines the library wrote."""
        return "".join(self._lines)

    def forget_log(self) -> None:
        self._lines.clear()

    def devices(self) -> tuple[Device, ...]:
        """What can compute on this machine, with its memory; graphics cards once they were opened."""
        return self.ggml.devices()

    def open_graphics(self, tell: Callable[[bool], None]) -> None:
        """Open the graphics drivers, once. ``tell`` hears when that begins, and that it is over.

        A driver may end this process; one that hangs does so too.
        """
        folder = Path(self.api._base_path, _GRAPHICS)
        if self._is_graphics_open or not _has_drivers(folder):
            return
        self._is_graphics_open = True
        tell(True)
        with _deadline():
            self.ggml.load_from(folder)
        tell(False)

    @property
    def has_amx(self) -> bool:
        """Whether this processor multiplies by its AMX."""
        return b"AMX_INT8 = 1" in self.api.llama_print_system_info()

    def backend(self, device: Device | None = None) -> str:
        """What computes: "Vulkan0 (AMD Radeon …)", "CPU (AVX2)", "CPU (icelake)"."""
        if device is not None:
            return f"{device.name} ({device.description})"
        if self._variant:
            return f"CPU ({self._variant[1]})"
        info = self.api.llama_print_system_info().decode("utf-8", "replace")
        best = next((name for name in _FEATURES if f"{name} = 1" in info), "")
        return f"CPU ({best.split('_', maxsplit=1)[0]})" if best else "CPU"

    @cached_property
    def vision(self) -> Any:
        """llama-cpp-python's module of libmtmd's C functions: what makes embeddings of images.

        Raises KnownError if this installation has none.
        """
        os.environ.setdefault("MTMD_CPP_LIB", str(self.api._base_path))  # where the rest of it is
        try:
            mtmd = importlib.import_module(f"{_PACKAGE}.mtmd_cpp")
            mtmd.mtmd_helper_log_set(self._log_callback, None)  # and that of what it helps
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            what = Words("The engine of this installation cannot see images.")
            raise KnownError(what, Words("Install the app again."), f"{error}") from error
        return mtmd

    def _keep(self, level: int, text: bytes | None, _data: object) -> None:
        if text and level not in (_DEBUG, _CONTINUED):
            self._lines.append(text.decode("utf-8", "replace"))
            with contextlib.suppress(OSError):  # the window keeps it too, for when this process crashes
                os.write(2, text)


def open_library() -> LlamaLibrary:
    """Import and prepare the library. Raises KnownError if it is missing or unfit for this machine."""
    os.environ.setdefault("GGML_NO_BACKTRACE", "1")  # else an abort runs a debugger over the worker
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)
    try:
        bindings = _import_bindings()
        return LlamaLibrary(bindings, _release(bindings))
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise not_installed(f"{type(error).__name__}: {error}") from error


def _has_drivers(folder: Path) -> bool:
    """Whether there is a backend here, and the system's library of drivers for it."""
    files = list(folder.glob("*ggml-*")) if folder.is_dir() else []
    if any("vulkan" not in file.name for file in files):
        return True
    try:
        return bool(files) and bool(ctypes.CDLL(_VULKAN[sys.platform]))
    except (OSError, KeyError):
        return False


@contextlib.contextmanager
def _deadline() -> Iterator[None]:
    """Ends this process if what is done meanwhile never ends."""
    watch = threading.Timer(_DRIVER_S, _give_up)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _give_up() -> None:
    with contextlib.suppress(OSError):
        os.write(2, b"the graphics driver does not answer\n")
    os._exit(1)


def _release(bindings: ModuleType) -> str:
    """The bindings' version, by the folder that pip keeps beside them.

    importlib.metadata would read a file there, and brings a parser of e-mails along: 3 MB in every worker.
    """
    places = Path(bindings.__file__ or "").parents[1:2]
    names = [found.stem for place in places for found in place.glob("llama_cpp_python-*.dist-info")]
    return max(names).rpartition("-")[2] if names else "bundled"  # a frozen app need not carry it


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
