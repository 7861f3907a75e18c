"""How models are usually loaded on this machine, and the memory that takes by their headers alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadOptions
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.memory_estimate import LoadConditions, memory_need
from explorer.engine.local.gguf.model_shape import ModelShape, shape_of
from explorer.local.fit.measurements import key_of
from explorer.local.models.split_files import with_parts

_ALL_LAYERS = 1 << 16
_CPU = "cpu"  # in LoadOptions.device


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

    def warm(self, paths: Iterable[Path]) -> None:
        """Read these headers now; on another thread, so that a screen need not wait for one."""
        for path in paths:
            self.read(path)

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

    def conditions(self, context: int, device: str = "") -> LoadConditions:
        """On this device, or the usual one."""
        on_device = not (device or self.device).startswith("CPU")
        return LoadConditions(
            context, gpu_layers=_ALL_LAYERS if on_device else 0, repacked=dict(self.repacked)
        )

    def chosen_layers(self, options: LoadOptions) -> int | None:
        """How many lie on a device, the output first; ``None`` where the engine chooses."""
        if not options.device:
            return None
        if options.device == _CPU:
            return 0
        return _ALL_LAYERS if options.gpu_layers < 0 else options.gpu_layers + 1

    def memory(self, shape: ModelShape, context: int, device: str = "") -> int:
        """What comes out of main memory: all of it where the device shares it."""
        need = memory_need(shape, self.conditions(context, device))
        shares = (device or self.device).startswith(("CPU", "MTL", "Metal"))
        return need.total if shares else need.host.total

    def spare(self, shape: ModelShape) -> int:
        """Of it, what the system can drop without harm."""
        return memory_need(shape, self.conditions(1)).spare
