"""Loads a model file with llama.cpp: checks its header and parts first, and says in words why it failed.

What the header alone gives away (damaged, cut off, a part missing) is found before the library sees the
file: on some of these it would end the process instead of returning. Only what no real model can have is
refused.
"""

import ctypes
import math
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from explorer.domain.cache_type import CacheType
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import CPU
from explorer.domain.tokens import Device
from explorer.domain.words import Wording, Words
from explorer.engine.local.failures import explain_load_failure, missing_part
from explorer.engine.local.gguf.header import Header, read_header
from explorer.engine.local.gguf.header_bytes import damaged_header, truncated_file
from explorer.engine.local.gguf.memory_estimate import LoadConditions, largest_context
from explorer.engine.local.gguf.model_shape import shape_of
from explorer.engine.local.llama.compute_control import ComputeControl
from explorer.engine.local.llama.library import LlamaLibrary

_MOST_LAYERS = 2048  # the library's arrays for layers are 512 long; the largest known model has 126
_RANGES = {
    "block_count": (1, _MOST_LAYERS),
    "context_length": (1, 2**31 - 1),
    "embedding_length": (1, 2**24),
    "expert_count": (0, 4096),
}
_EPSILON = re.compile(r"\.(?:layer_norm_(?:rms_)?|group_norm_)epsilon$")


def check_values(header: Header) -> None:
    """Raises DamagedFileError if a value cannot be."""
    for name, (least, most) in _RANGES.items():
        key = f"{header.architecture}.{name}"
        value = header.metadata.get(key)
        if isinstance(value, int) and not least <= value <= most:
            raise damaged_header(f"{key} is {value}; it must be between {least} and {most}.")
    for key, value in header.metadata.items():
        is_odd = isinstance(value, float) and not (math.isfinite(value) and value >= 0)
        if is_odd and _EPSILON.search(key):
            raise damaged_header(f"{key} is {value}; it must be a number from 0 on.")


DEFAULT_CONTEXT = 4096
BATCH = 256  # tokens read at once; on CPU as fast as 512, and finer to keep and to stop
_PART = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$", re.IGNORECASE)
_SHORT = 512  # a context for whoever has no memory
_MOST_CONTEXT = 1_000_000  # where a model does not say what it was trained with
_STEP = 0.01  # of progress that is worth a message


@dataclass(frozen=True)
class Placement:
    """Where a model computes. ``device`` ``None``: on the processor.

    ``layers`` of the model lie on the device, counted from the last, and with them the output.
    """

    device: Device | None = None
    layers: int = 0
    fell_back: Wording | None = None

    @property
    def name(self) -> str:
        return self.device.name if self.device is not None else CPU

    @property
    def gpu_layers(self) -> int:
        """As llama.cpp counts: the output is one layer more, and the first to go."""
        return self.layers + 1 if self.device is not None else 0


CPU_PLACEMENT = Placement()


@dataclass(frozen=True)
class OpenedModel:
    """The library's handle of one model, and its header."""

    model: Any
    header: Header
    keep: tuple[object, ...]  # callbacks whose addresses C holds

    @property
    def pooling(self) -> int:
        """How the model makes one vector of a text, as llama.cpp numbers it; 0 if it writes instead."""
        return self.header.number(f"{self.header.architecture}.pooling_type") or 0


def check_file(path: Path) -> Header:
    """Read the header and look whether the whole model is there. Raises KnownError in words."""
    header = read_header(path)
    check_values(header)
    size = path.stat().st_size
    if header.data_end > size:
        raise truncated_file(f"It should have {header.data_end} bytes and has {size}.")
    match = _PART.search(path.name)
    if header.split_count > 1 and match:
        stem = path.name[: match.start()]
        names = (f"{stem}-{n:05d}-of-{match[2]}.gguf" for n in range(1, int(match[2]) + 1))
        missing = [name for name in names if not (path.parent / name).is_file()]
        if missing:
            raise missing_part("Missing: " + ", ".join(missing[:5]))
    return header


def open_model(
    library: LlamaLibrary,
    path: Path,
    header: Header,
    control: ComputeControl,
    progress: Callable[[float], None],
    placement: Placement,
) -> OpenedModel:
    """Load a file whose header was checked.

    Raises KnownError; CancelledError if it was stopped.
    """
    library.forget_log()
    api = library.api
    callback = api.llama_progress_callback(_Progress(control, progress))
    params = api.llama_model_default_params()
    params.progress_callback = callback
    params.n_gpu_layers = placement.gpu_layers
    params.split_mode = api.LLAMA_SPLIT_MODE_NONE
    # An empty list, else even a model without a layer there takes memory of every graphics card
    handles = [library.ggml.handle(placement.name)] if placement.device is not None else []
    devices = (ctypes.c_void_p * (len(handles) + 1))(*handles)
    params.devices = ctypes.cast(devices, ctypes.c_void_p)
    model = api.llama_model_load_from_file(file_name(path), params)
    if not model:
        if control.is_stopped:
            raise CancelledError
        raise explain_load_failure(library.log())
    try:
        _check_kind(api, model)
    except KnownError:
        api.llama_model_free(model)
        raise
    return OpenedModel(model, header, (callback, devices))


def context_length(header: Header, wanted: int, trained: int, cache: CacheType = "f16") -> int:
    """A length that can exist: as wanted, never longer than the model was trained with, nor than all the
    memory of this machine could hold: the system would end us.
    """
    wanted = wanted if wanted > 0 else DEFAULT_CONTEXT
    wanted = min(wanted, trained if trained > 0 else _MOST_CONTEXT)
    shape = shape_of(header)
    memory = psutil.virtual_memory().total + psutil.swap_memory().total
    beside = (
        memory if shape.weights < memory else memory + shape.weights
    )  # read from the disk again and again
    conditions = LoadConditions(wanted, keys=cache, values=cache)
    return largest_context(shape, conditions, beside) or min(wanted, _SHORT)


class _Progress:
    """The library's progress callback: passes steps on, answers whether to go on."""

    def __init__(self, control: ComputeControl, progress: Callable[[float], None]) -> None:
        self._control = control
        self._progress = progress
        self._told = -1.0

    def __call__(self, fraction: float, _data: object) -> bool:
        if fraction - self._told >= _STEP:
            self._told = fraction
            self._progress(min(1.0, max(0.0, fraction)))
        return not self._control.is_stopped


def file_name(path: Path) -> bytes:
    return str(path).encode() if sys.platform == "win32" else os.fsencode(path)


def _check_kind(api: Any, model: Any) -> None:
    if api.llama_model_has_encoder(model) or not api.llama_model_has_decoder(model):
        what = Words("This model does not write text one token after another.")
        raise KnownError(what, Words("Choose a text model."))
    if api.llama_model_is_diffusion(model):
        what = Words("This is a diffusion model; they cannot be run here yet.")
        raise KnownError(what, Words("Choose another model."))
