"""Bindings of ggml that llama-cpp-python leaves out: backends and their devices."""

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import psutil

from explorer.domain.tokens import Device

type DeviceKind = Literal["cpu", "gpu", "integrated_gpu", "accelerator"]
_KINDS: dict[int, DeviceKind] = {
    0: "cpu",
    1: "gpu",
    2: "integrated_gpu",
    3: "accelerator",
}  # ggml_backend_dev_type


class Ggml:
    """One copy of ggml, the same that ``api``, the module of llama.cpp's functions, uses."""

    def __init__(self, api: Any) -> None:
        self._folder: Path = api._base_path
        self._lib = api._lib
        self._lower: Any = None
        if not hasattr(self._lib, "ggml_backend_dev_count"):
            # Windows looks symbols up in one file only. There a path names one module, so this opens
            # no second copy; on Linux "libggml.so" would, with a registry of its own.
            self._lib = ctypes.CDLL(str(self._folder / "ggml.dll"))

    def load_backends(self) -> None:
        """Find the devices of a build whose backends are separate files."""
        if self._count() == 0:
            self.load_from(self._folder)

    def load_from(self, folder: Path) -> None:
        """Load the best backend of each kind in this folder."""
        load = self._function("ggml_backend_load_all_from_path", None, ctypes.c_char_p)
        load(os.fsencode(folder))

    def devices(self) -> list[Device]:
        return [self._device(handle) for handle in self._handles()]

    def handle(self, name: str) -> int:
        """What C knows the device of this name by; 0 if it is not there."""
        return next((handle for handle in self._handles() if self._name(handle) == name), 0)

    def _handles(self) -> Iterator[int]:
        get = self._function("ggml_backend_dev_get", ctypes.c_void_p, ctypes.c_size_t)
        return (get(number) for number in range(self._count()))

    def _name(self, handle: int) -> str:
        name: bytes = self._base("ggml_backend_dev_name", ctypes.c_char_p)(handle)
        return name.decode("utf-8", "replace")

    def _device(self, handle: int) -> Device:
        kind = self._base("ggml_backend_dev_type", ctypes.c_int)(handle)
        about = self._base("ggml_backend_dev_description", ctypes.c_char_p)(handle)
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        sizes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_size_t), ctypes.POINTER(ctypes.c_size_t)]
        self._base("ggml_backend_dev_memory", None, *sizes)(handle, ctypes.byref(free), ctypes.byref(total))
        known = _KINDS.get(kind, "accelerator")
        left = psutil.virtual_memory().available if known == "cpu" else free.value  # it says: all is free
        return Device(self._name(handle), about.decode("utf-8", "replace"), known, left, total.value)

    def _count(self) -> int:
        return int(self._function("ggml_backend_dev_count", ctypes.c_size_t)())

    def _base(self, name: str, result: Any, *arguments: Any) -> Any:
        arguments = arguments or (ctypes.c_void_p,)
        if hasattr(self._lib, name):
            return self._function(name, result, *arguments)
        if self._lower is None:  # Windows again
            self._lower = ctypes.CDLL(str(self._folder / "ggml-base.dll"))
        return _typed(getattr(self._lower, name), result, arguments)

    def _function(self, name: str, result: Any, *arguments: Any) -> Any:
        return _typed(getattr(self._lib, name), result, arguments)


def _typed(function: Any, result: Any, arguments: tuple[Any, ...]) -> Any:
    function.restype, function.argtypes = result, list(arguments)
    return function
