"""Forecast of a load: the parts of its memory on each device, and a word."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.domain.cache_type import CACHE_TYPES, PackedCache
from explorer.domain.fit import Fit, FitWord
from explorer.domain.generation import CPU, LoadOptions
from explorer.domain.tokens import Device
from explorer.engine.local.gguf.memory_estimate import DeviceMemory, MemoryNeed, memory_need
from explorer.engine.local.gguf.model_shape import ModelShape
from explorer.engine.local.llama.placement import graphics_cards, placement_among
from explorer.local.fit.estimates import Estimates

_COMFORTABLE = 0.9  # of what is free on a device
_NOTHING = DeviceMemory()


@dataclass(frozen=True)
class LoadForecast:
    """``fit`` is of main memory. Bytes; ``working``: all that is neither weights nor keys and values.

    ``gpu`` is the part of ``device``, which is ``None`` where the processor computes everything. ``layers``:
    how many there are. ``images``: what the first image takes besides, an estimate, 0 where it sees none.
    """

    fit: Fit
    weights: int
    kv: int
    working: int
    layers: int
    longest: int  # context in tokens that it was trained with, 0 if not stated
    device: Device | None = None
    gpu: DeviceMemory = _NOTHING
    images: int = 0

    @property
    def has_room_for_images(self) -> bool:
        """Whether they fit too, what the system takes back without harm aside."""
        return self.fit.held + self.images <= self.fit.total

    @property
    def word(self) -> FitWord:
        """The worse of main memory's and the device's."""
        if self.device is None or not self.device.free:
            return self.fit.word
        if self.gpu.total > self.device.free:
            return FitWord.TOO_BIG
        if self.gpu.total > self.device.free * _COMFORTABLE and self.fit.word is not FitWord.TOO_BIG:
            return FitWord.TIGHT
        return self.fit.word


def forecast_load(
    estimates: Estimates, path: Path, options: LoadOptions, devices: Sequence[Device] = ()
) -> LoadForecast | None:
    """``devices``: those of this machine, as far as they are known; ``None`` if the header cannot be read."""
    file = estimates.headers.read(path)
    cache = options.cache_type
    fit = estimates.fit(path, options.context_length, cache)
    if file is None or fit is None:
        return None
    shape = file.shape
    context = file.clamped(options.context_length)
    need = usual = memory_need(shape, estimates.conditions(context, cache=cache))
    placement = placement_among(graphics_cards(devices), shape, context, options)
    if devices or options.device == CPU:
        need = memory_need(shape, estimates.conditions(context, placement.gpu_layers, cache))
        fit = _moved(estimates, fit, need, usual)
    images = estimates.headers.projector(Path(os.fsdecode(options.projector))) if options.projector else 0
    return replace(_told(shape, fit, need, placement.device), images=images)


def cache_choices(
    estimates: Estimates, path: Path, options: LoadOptions, devices: Sequence[Device] = ()
) -> tuple[PackedCache, ...]:
    """What keys and values can be kept as so that memory no longer stops this model, or stops it less; none
    where it does not. What ``options`` say is among them if that is not the usual.
    """
    usual = forecast_load(estimates, path, replace(options, cache_type=CACHE_TYPES[0]), devices)
    if usual is None:
        return ()

    def helps(packed: PackedCache) -> bool:
        seen = forecast_load(estimates, path, replace(options, cache_type=packed.type), devices)
        return seen is not None and _room(seen.word) > _room(usual.word)

    every = estimates.narrower(path, options.context_length, CACHE_TYPES[0])
    return tuple(one for one in every if one.type == options.cache_type or helps(one))


def _room(word: FitWord) -> int:
    """How well a model fits into the memory, whatever its speed."""
    return 2 if word not in (FitWord.TIGHT, FitWord.TOO_BIG) else int(word is FitWord.TIGHT)


def _told(shape: ModelShape, fit: Fit, need: MemoryNeed, device: Device | None) -> LoadForecast:
    """The parts, so that they add up to what the person is told in all."""
    weights = min(fit.told, need.host.weights + need.host.repacked - fit.told_spare)
    kv = min(fit.told - weights, need.host.kv)
    return LoadForecast(
        fit=fit,
        weights=weights,
        kv=kv,
        working=fit.told - weights - kv,
        layers=len(shape.layers),
        longest=shape.trained_context,
        device=device,
        gpu=need.device,
    )


def _moved(estimates: Estimates, fit: Fit, need: MemoryNeed, usual: MemoryNeed) -> Fit:
    """Main memory when other layers than usual lie in it. Of the speed then nothing is known."""
    if need == usual:
        return fit
    learned = fit.needed / max(1, usual.host.total + usual.device.total)
    return estimates.yardstick.judge(round(need.host.total * learned), 0.0, fit.basis, need.spare)
