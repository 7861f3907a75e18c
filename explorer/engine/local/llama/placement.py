"""Placement of a model: which device computes it, with how many layers; else the processor.

Automatic takes the graphics card with the most free memory and as many layers as fit into it by the
estimate of ``memory_estimate.py``. Whatever a device does wrong while a model is loaded, the processor
takes over, and the model says why.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import psutil

from explorer.domain.cache_type import CacheType
from explorer.domain.errors import CancelledError, DamagedFileError, KnownError, NotFoundError
from explorer.domain.generation import CPU, LoadOptions
from explorer.domain.tokens import Device
from explorer.domain.words import Words, wording_of
from explorer.engine.local.gguf.memory_estimate import LoadConditions, memory_need
from explorer.engine.local.gguf.model_shape import ModelShape, shape_of
from explorer.engine.local.llama.library import LlamaLibrary
from explorer.engine.local.llama.loading import CPU_PLACEMENT, Placement, check_file, context_length

_LEFT = 256 << 20  # bytes of a device that stay free for the screen and the driver's own needs
_LEFT_SHARE = 16  # or this part of what is free, where that is more


def choose_placement(
    library: LlamaLibrary, path: Path, options: LoadOptions, tell: Callable[[bool], None]
) -> Placement:
    """Choose the device, opening the graphics drivers unless the processor alone is asked for.

    ``tell`` as in ``LlamaLibrary.open_graphics``. Raises KnownError if the file is unfit.
    """
    if options.device == CPU:
        return CPU_PLACEMENT
    library.open_graphics(tell)
    found = graphics_cards(library.devices())
    if not found and not options.device:
        return CPU_PLACEMENT
    header = check_file(path)
    trained = header.context_length or 0
    context = context_length(header, options.context_length, trained, options.cache_type)
    return placement_among(found, shape_of(header), context, options)


def graphics_cards(devices: Iterable[Device]) -> list[Device]:
    return [device for device in devices if device.kind in ("gpu", "integrated_gpu")]


def placement_among(cards: list[Device], shape: ModelShape, context: int, options: LoadOptions) -> Placement:
    """Where a model is put, if these are there."""
    if options.device == CPU or (not cards and not options.device):
        return CPU_PLACEMENT
    if not options.device:
        return automatic_placement(cards, shape, context, options.cache_type)
    device = next((one for one in cards if one.name == options.device), None)
    if device is None:
        return cpu_placement(
            Words("{device} is not there now, so the processor computes.", device=options.device)
        )
    wanted = len(shape.layers) if options.gpu_layers < 0 else min(options.gpu_layers, len(shape.layers))
    return Placement(device, wanted) if wanted else CPU_PLACEMENT


def with_fallback[Model](build: Callable[[Placement], Model], first: Placement) -> Model:
    """Build a model where ``first`` says, else on the processor. Raises KnownError if that fails too."""
    try:
        return build(first)
    except (CancelledError, NotFoundError, DamagedFileError):
        raise
    except KnownError as error:
        if first.device is None:
            raise
        reason = error.what
    return build(
        cpu_placement(
            Words("{device} failed, so the processor computes: {reason}", device=first.name, reason=reason)
        )
    )


def layers_that_fit(shape: ModelShape, context: int, room: int, cache: CacheType = "f16") -> int:
    """How many layers, from the last, fit into ``room`` bytes of a device together with the output.

    0 where nothing fits.
    """
    low, high = 0, len(shape.layers)
    while low < high:
        middle = (low + high + 1) // 2
        conditions = LoadConditions(context, keys=cache, values=cache, gpu_layers=middle + 1)
        need = memory_need(shape, conditions).device.total
        low, high = (middle, high) if need <= room else (low, middle - 1)
    return low


def usable_memory(device: Device) -> int:
    """Bytes that a model may take there. A driver that says nothing shares the main memory."""
    free = device.free if device.total else psutil.virtual_memory().available
    return max(0, free - max(_LEFT, free // _LEFT_SHARE))


def automatic_placement(
    found: list[Device], shape: ModelShape, context: int, cache: CacheType = "f16"
) -> Placement:
    """Cards with memory of their own come before those in the processor, as llama.cpp itself does it."""
    cards = [one for one in found if one.kind == "gpu"] or found
    device = max(cards, key=usable_memory)
    layers = layers_that_fit(shape, context, usable_memory(device), cache)
    if not layers:
        return cpu_placement(
            Words("{device} has too little free memory, so the processor computes.", device=device.name)
        )
    return Placement(device, layers)


def cpu_placement(why: Words) -> Placement:
    """The processor, although something else was asked for."""
    return replace(CPU_PLACEMENT, fell_back=wording_of(why))
