"""Estimates of memory and time of a model file on this disk: from its header, and from what was measured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from explorer.base.machine import Machine
from explorer.domain.cache_type import CacheType, PackedCache
from explorer.domain.errors import KnownError, MemoryShortError
from explorer.domain.fit import EstimateBasis, Fit, RemoteFileFacts
from explorer.domain.generation import CPU, LoadedModel, LoadOptions
from explorer.domain.local_model import Integrity, LocalModel
from explorer.domain.speed import MachineSpeed, PredictedSpeed
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.memory_estimate import (
    LoadConditions,
    largest_context,
    memory_need,
    narrower_caches,
    projector_need,
    repacked_types,
)
from explorer.engine.local.gguf.model_shape import ModelShape, shape_of
from explorer.engine.local.gguf.speed_estimate import predict_speed
from explorer.local.fit.measurements import (
    FEWEST_MEASUREMENTS,
    EstimateCorrection,
    LoadMeasurement,
    MeasurementStore,
    key_of,
)
from explorer.local.models.split_files import with_parts

_ALL_LAYERS = 1 << 16


@dataclass(frozen=True)
class ReadHeader:
    """One file as it was read; ``key``: what measurements are kept by."""

    key: str
    shape: ModelShape

    def clamped(self, context: int) -> int:
        return min(context, self.shape.trained_context or context)


class HeaderCache:
    """Headers that were read."""

    def __init__(self) -> None:
        self._files: dict[tuple[Path, int, int], ReadHeader] = {}
        self._projectors: dict[tuple[Path, int, int], int] = {}

    def warm(self, paths: Iterable[Path]) -> None:
        """Read these headers now; on another thread, so that a screen need not wait for one."""
        for path in paths:
            self.read(path)

    def projector(self, path: Path) -> int:
        """Bytes that it takes more once it has read an image; 0 where its header cannot be read."""
        try:
            stat = path.stat()
            place = (path, stat.st_size, stat.st_mtime_ns)
            if place not in self._projectors:
                self._projectors[place] = projector_need(read_header(path))
        except (OSError, KnownError):
            return 0
        return self._projectors[place]

    def read(self, path: Path) -> ReadHeader | None:
        """The header of a file, with the tensors of all its parts; read again once the file changed."""
        try:
            stat = path.stat()
            place = (path, stat.st_size, stat.st_mtime_ns)
            if place not in self._files:
                shape = shape_of(with_parts(read_header(path), path))
                self._files[place] = ReadHeader(key_of(path, stat.st_size), shape)
        except (OSError, KnownError):
            return None
        return self._files[place]


@dataclass(frozen=True)
class UsualLoad:
    """``device``: that of the last load; ``repacked``: what the processor copies, by tensor type."""

    device: str = "CPU"
    repacked: Mapping[str, float] = field(default_factory=dict)

    def conditions(self, context: int, device: str = "", cache: CacheType = "f16") -> LoadConditions:
        """On this device, or the usual one."""
        layers = 0 if (device or self.device).startswith("CPU") else _ALL_LAYERS
        kept = dict(self.repacked)
        return LoadConditions(context, keys=cache, values=cache, gpu_layers=layers, repacked=kept)

    def chosen_layers(self, options: LoadOptions) -> int | None:
        """How many lie on a device, the output first; ``None`` where the engine chooses."""
        if not options.device:
            return None
        if options.device == CPU:
            return 0
        return _ALL_LAYERS if options.gpu_layers < 0 else options.gpu_layers + 1

    def memory(self, shape: ModelShape, context: int, device: str = "", cache: CacheType = "f16") -> int:
        """What comes out of main memory: all of it where the device shares it."""
        need = memory_need(shape, self.conditions(context, device, cache))
        shares = (device or self.device).startswith(("CPU", "MTL", "Metal"))
        return need.total if shares else need.host.total

    def spare(self, shape: ModelShape) -> int:
        """Of it, what the system can drop without harm."""
        return memory_need(shape, self.conditions(1)).spare


_ENOUGH = 16  # tokens of an answer that is worth a measurement
_ROUND = 1024  # a shorter context is offered in steps of this


class Estimates:
    """Holds headers that were read; everything else is asked anew, because it learns."""

    def __init__(self, measured: MeasurementStore, machine: Machine) -> None:
        self._measured = measured
        self.machine, self.yardstick = machine, machine.yardstick
        self.headers = HeaderCache()
        self._memory, self._speed = EstimateCorrection(), EstimateCorrection()
        self._seen: dict[str, tuple[LoadMeasurement, ...]] = {}
        if features := self.yardstick.features:
            self.yardstick.expected = repacked_types(features)
        self.learn(measured.machine())

    def learn(self, machine: MachineSpeed | None) -> None:
        """Take in how fast this machine is, ``None`` if that is not known."""
        self.yardstick.machine = machine
        self._correct()

    def keep(self, machine: MachineSpeed) -> None:
        """As ``learn``, and remember it."""
        self._measured.keep_machine(machine)
        self.learn(machine)

    def fit(self, path: Path, context: int, cache: CacheType = "f16") -> Fit | None:
        """Of a file here; ``None`` if its header cannot be read. A speed is told with the usual cache."""
        file = self.headers.read(path)
        if file is None:
            return None
        seen = self._seen_of(file) if cache == "f16" else ()
        predicted = self._foretold(file)
        speed = predicted.tokens_per_second * self._speed.factor if predicted else 0.0
        need, basis = self._need(file, context, cache), self._basis(seen, file.clamped(context))
        measured = self.yardstick.measured.get(file.key)
        if cache != "f16":
            speed, measured = 0.0, None
        return self.yardstick.judge(need, speed, basis, self._usual.spare(file.shape), measured)

    def of(self, model: LocalModel) -> Fit | None:
        """How a model of this disk runs here, the same in every room: as measured, else as its header says,
        else by its size. ``None`` for one that cannot be loaded.
        """
        if model.is_missing or model.problem or model.intact is Integrity.DAMAGED:
            return None
        facts = RemoteFileFacts(
            model.size, model.parameters, model.context_length, model.quantization, model.name, is_here=True
        )
        return self.fit(model.path, self.yardstick.context) or self.yardstick.fit(facts)

    def need(self, path: Path, context: int, cache: CacheType = "f16") -> int:
        """Bytes; the size of the file where its header cannot be read, 0 where it is gone."""
        file = self.headers.read(path)
        if file is not None:
            return self._need(file, context, cache)
        try:
            return path.stat().st_size
        except OSError:
            return 0

    def need_as(self, path: Path, options: LoadOptions) -> int:
        """As ``need``, out of main memory alone, with the layers where ``options`` put them."""
        file = self.headers.read(path)
        return self._needed(file, options) if file is not None else self.need(path, options.context_length)

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        """Whether it fits into the ``free`` bytes; if not, what could be done instead."""
        file = self.headers.read(path)
        if file is None or options.is_forced:
            return None  # a damaged file is told by the load itself
        needed = self._needed(file, options) - self._usual.spare(file.shape)
        if needed <= free:
            return None
        smaller = self._smaller(file, options, needed, free)
        return MemoryShortError(needed, free, smaller, self._packed(file, options, free))

    def note_load(self, path: Path, options: LoadOptions, model: LoadedModel, memory: int) -> None:
        """A model was loaded, or has answered: so much memory its process holds."""
        file = self.headers.read(path)
        is_divided = file is not None and 0 < model.layers_on_device < len(file.shape.layers)
        if file is None or is_divided or options.cache_type != "f16":
            return  # the process holds neither all of it nor what is usual
        context = file.clamped(options.context_length)
        estimated = self._usual.memory(file.shape, context, model.backend)
        self._measured.note_load(file.key, context, model.backend, estimated, memory)
        self._correct()

    def note_speed(
        self, path: Path, options: LoadOptions, model: LoadedModel, tokens: int, speed: float
    ) -> None:
        """A model has answered alone; it counts before anything was foretold, too."""
        file = self.headers.read(path)
        if file is None or tokens < _ENOUGH or not _is_usual(self.yardstick.machine, options, model):
            return
        predicted = self._foretold(file)
        foretold = predicted.tokens_per_second if predicted is not None else 0.0
        self._measured.note_speed(
            file.key,
            file.clamped(options.context_length),
            model.backend,
            predicted=foretold,
            said=foretold * self._speed.factor,
            speed=speed,
        )
        self._correct()

    def lacks_speed(self, path: Path, options: LoadOptions, model: LoadedModel) -> bool:
        """Whether an answer of it, as it is loaded now, would tell its speed for the first time."""
        file = self.headers.read(path)
        if file is None or file.key in self.yardstick.measured or model.backend != self._usual.device:
            return False
        context = file.clamped(options.context_length)
        is_noted = any(one.context == context for one in self._seen_of(file))
        return is_noted and _is_usual(self.yardstick.machine, options, model)

    def predicted(self, path: Path) -> PredictedSpeed | None:
        """By header and machine alone, without what was learned."""
        file = self.headers.read(path)
        return self._foretold(file) if file is not None else None

    def conditions(
        self, context: int, gpu_layers: int | None = None, cache: CacheType = "f16"
    ) -> LoadConditions:
        """How it would be loaded here; ``gpu_layers`` ``None``: as the last load was."""
        usual = self._usual.conditions(context, cache=cache)
        return usual if gpu_layers is None else replace(usual, gpu_layers=gpu_layers)

    def _foretold(self, file: ReadHeader) -> PredictedSpeed | None:
        """``None`` as long as this machine was not measured, or others kept it busy meanwhile."""
        machine = self.yardstick.machine
        return predict_speed(file.shape, machine) if machine is not None and machine.is_quiet else None

    def _correct(self) -> None:
        """What was kept, read once: it is asked for while the screen is drawn."""
        machine = self.yardstick.machine
        device = machine.device if machine else self._measured.last_device() or "CPU"
        self._usual = UsualLoad(device, self.yardstick.copied or {})
        self._seen.clear()
        self.yardstick.measured = self._measured.speeds(device)
        self._memory = self._measured.memory_correction(device)
        self._speed = self._measured.speed_correction(device)
        self.yardstick.memory_factor, self.yardstick.speed_factor = self._memory.factor, self._speed.factor

    def narrower(self, path: Path, context: int, than: CacheType) -> tuple[PackedCache, ...]:
        """What else keys and values could be kept as, in ever fewer bits; none where that saves nothing."""
        file = self.headers.read(path)
        return narrower_caches(file.shape, file.clamped(context), than) if file is not None else ()

    def _need(self, file: ReadHeader, context: int, cache: CacheType = "f16") -> int:
        """As seen with this file, else estimated and corrected by what was seen with others."""
        context = file.clamped(context)
        estimated = self._usual.memory(file.shape, context, cache=cache)
        seen = self._seen_of(file)
        nearest = min(seen, key=lambda one: abs(one.context - context), default=None)
        if nearest is None:
            return round(estimated * self._memory.factor)
        return nearest.memory + estimated - self._usual.memory(file.shape, nearest.context)

    def _needed(self, file: ReadHeader, options: LoadOptions) -> int:
        context = file.clamped(options.context_length)
        cache = options.cache_type
        usual = self.conditions(context, cache=cache)
        chosen = self.conditions(context, self._usual.chosen_layers(options), cache)
        need = self._need(file, context, cache)
        if usual == chosen:
            return need
        moved = self._usual.memory(file.shape, context, cache=cache)
        return max(0, need - moved + memory_need(file.shape, chosen).host.total)

    def _smaller(
        self, file: ReadHeader, options: LoadOptions, needed: int, free: int
    ) -> tuple[int, int] | None:
        """A shorter context that fits, and what it needs."""
        context = file.clamped(options.context_length)
        conditions = self.conditions(context, self._usual.chosen_layers(options), options.cache_type)
        missing = (
            needed - memory_need(file.shape, conditions).total
        )  # was learned, may be dropped, lies elsewhere
        longest = largest_context(file.shape, conditions, free - missing)
        length = longest // _ROUND * _ROUND or longest
        if not 0 < length < context:
            return None
        return length, self._needed(file, replace(options, context_length=length)) - self._usual.spare(
            file.shape
        )

    def _packed(self, file: ReadHeader, options: LoadOptions, free: int) -> PackedCache | None:
        """What keys and values of the whole context fit as."""
        room = free + self._usual.spare(file.shape)
        for packed in narrower_caches(file.shape, file.clamped(options.context_length), options.cache_type):
            if self._needed(file, replace(options, cache_type=packed.type)) <= room:
                return packed
        return None

    def _basis(self, seen: tuple[LoadMeasurement, ...], context: int) -> EstimateBasis:
        """Of the memory, and of a speed that was not measured."""
        loaded = next((one for one in seen if one.context == context), None)
        if loaded is not None:
            return EstimateBasis(Words("memory measured here, {date}", date=loaded.on), context)
        if self._memory.count >= FEWEST_MEASUREMENTS:
            error = max(1, round(self._memory.error * 100))
            came = Words("other models came within {error} %", error=error)
            return EstimateBasis(Words("estimated from its header"), context, came)
        return EstimateBasis(Words("estimated from its header"), context)

    def _seen_of(self, file: ReadHeader) -> tuple[LoadMeasurement, ...]:
        if file.key not in self._seen:
            self._seen[file.key] = self._measured.of_file(file.key, self._usual.device)
        return self._seen[file.key]


def _is_usual(machine: MachineSpeed | None, options: LoadOptions, model: LoadedModel) -> bool:
    """Whether it ran with the threads, and kept what it read, as speeds are told for."""
    if options.cache_type != "f16":
        return False
    if machine is None:
        return options.threads == 0
    return not machine.device.startswith("CPU") or model.threads == machine.threads
