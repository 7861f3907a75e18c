"""Bindings of ggml that llama-cpp-python leaves out: backends, their devices, and matrix products."""

import ctypes
import os
import sys
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
POINTER, SIZE, INT = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
_TEXT, _I64 = ctypes.c_char_p, ctypes.c_int64


class InitParams(ctypes.Structure):
    """ggml_init_params of ggml.h."""

    _fields_ = (("mem_size", SIZE), ("mem_buffer", POINTER), ("no_alloc", ctypes.c_bool))


_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "ggml_init": (POINTER, InitParams),
    "ggml_free": (None, POINTER),
    "ggml_nbytes": (SIZE, POINTER),
    "ggml_type_name": (_TEXT, INT),
    "ggml_type_size": (SIZE, INT),
    "ggml_blck_size": (_I64, INT),
    "ggml_new_tensor_2d": (POINTER, POINTER, INT, _I64, _I64),
    "ggml_mul_mat": (POINTER, POINTER, POINTER, POINTER),
    "ggml_rms_norm": (POINTER, POINTER, POINTER, ctypes.c_float),
    "ggml_new_graph_custom": (POINTER, POINTER, SIZE, ctypes.c_bool),
    "ggml_build_forward_expand": (None, POINTER, POINTER),
    "ggml_backend_load_all_from_path": (None, _TEXT),
    "ggml_backend_dev_count": (SIZE,),
    "ggml_backend_dev_get": (POINTER, SIZE),
    "ggml_backend_dev_type": (INT, POINTER),
    "ggml_backend_dev_name": (_TEXT, POINTER),
    "ggml_backend_dev_description": (_TEXT, POINTER),
    "ggml_backend_dev_memory": (None, POINTER, ctypes.POINTER(SIZE), ctypes.POINTER(SIZE)),
    "ggml_backend_dev_init": (POINTER, POINTER, _TEXT),
    "ggml_backend_dev_buffer_type": (POINTER, POINTER),
    "ggml_backend_dev_supports_op": (ctypes.c_bool, POINTER, POINTER),
    "ggml_backend_dev_backend_reg": (POINTER, POINTER),
    "ggml_backend_reg_get_proc_address": (POINTER, POINTER, _TEXT),
    "ggml_backend_alloc_ctx_tensors_from_buft": (POINTER, POINTER, POINTER),
    "ggml_backend_buffer_clear": (None, POINTER, ctypes.c_uint8),
    "ggml_backend_buffer_get_size": (SIZE, POINTER),
    "ggml_backend_buffer_free": (None, POINTER),
    "ggml_backend_graph_compute": (INT, POINTER, POINTER),
    "ggml_backend_free": (None, POINTER),
}


class Ggml:
    """ggml's functions by name, of the same copy that ``api``, llama.cpp's module, uses; and its devices."""

    def __init__(self, api: Any) -> None:
        self._folder = Path(api._base_path)
        self._libraries = [api._lib]
        if sys.platform == "win32":
            # It looks symbols up in one file only. There a path names one module, so this opens no second
            # copy; on Linux "libggml.so" would, with a registry of its own.
            names = ("ggml", "ggml-base")
            self._libraries += [ctypes.CDLL(str(self._folder / f"{name}.dll")) for name in names]

    def __getattr__(self, name: str) -> Any:
        """Raises AttributeError if the library lacks it."""
        if name not in _SIGNATURES:
            raise AttributeError(name)
        function = next((getattr(one, name) for one in self._libraries if hasattr(one, name)), None)
        if function is None:
            raise AttributeError(name)
        function.restype, function.argtypes = _SIGNATURES[name][0], _SIGNATURES[name][1:]
        setattr(self, name, function)
        return function

    def load_backends(self) -> None:
        """Find the devices of a build whose backends are separate files."""
        if not self.handles():
            self.load_from(self._folder)

    def load_from(self, folder: Path) -> None:
        """Load the best backend of each kind in this folder."""
        self.ggml_backend_load_all_from_path(os.fsencode(folder))

    def handles(self) -> list[int]:
        """What C knows the devices by."""
        return [self.ggml_backend_dev_get(number) for number in range(self.ggml_backend_dev_count())]

    def handle(self, name: str) -> int:
        """Of the device of this name; 0 if it is not there."""
        return next((one for one in self.handles() if self._name(one) == name), 0)

    def devices(self) -> tuple[Device, ...]:
        return tuple(map(self._device, self.handles()))

    def _name(self, device: int) -> str:
        name: bytes = self.ggml_backend_dev_name(device)
        return name.decode("utf-8", "replace")

    def _device(self, handle: int) -> Device:
        known = _KINDS.get(self.ggml_backend_dev_type(handle), "accelerator")
        about: bytes = self.ggml_backend_dev_description(handle)
        free, total = SIZE(), SIZE()
        self.ggml_backend_dev_memory(handle, ctypes.byref(free), ctypes.byref(total))
        left = psutil.virtual_memory().available if known == "cpu" else free.value  # it says: all is free
        return Device(self._name(handle), about.decode("utf-8", "replace"), known, left, total.value)
