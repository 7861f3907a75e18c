"""Load choices of the person for each model file, kept from one start to the next.

A file is known by its name and size, as in ``measurements``: moved into another folder it keeps what was
chosen.
"""

import os
from pathlib import Path

import msgspec

from explorer.base.settings import Settings
from explorer.base.store import Store
from explorer.domain.cache_type import CacheType
from explorer.domain.generation import LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.tokens import AdapterFile
from explorer.local.fit.measurements import key_of

MOST_STRENGTH = 2.0  # of an adapter that is set by a slider; 1 is as it was trained
_KEY = "load:{file}"


class LoadChoice(msgspec.Struct, frozen=True, omit_defaults=True):
    """What differs from the settings. ``context_length`` in tokens and ``threads``: 0 follows the settings.

    ``device``, ``gpu_layers`` and ``cache_type`` as in LoadOptions. ``template``: in place of the model's
    own chat template.
    """

    context_length: int = 0
    threads: int = 0
    device: str = ""
    gpu_layers: int = -1
    cache_type: CacheType = "f16"
    adapters: tuple[AdapterFile, ...] = ()
    template: str = ""

    def options(self, settings: Settings, cores: int, model: Model | None = None) -> LoadOptions:
        """For a load of ``model`` on a machine with so many ``cores``."""
        return LoadOptions(
            context_length=self.context_length or settings.context_length,
            threads=self.threads or settings.threads_of(cores),
            device=self.device,
            gpu_layers=self.gpu_layers,
            cache_type=self.cache_type,
            adapters=self.adapters,
            template=self.template,
            projector=model.projector_bytes if isinstance(model, LocalModel) else b"",
        )

    def loads_as(self, other: "LoadChoice") -> bool:
        """Whether a model that is loaded one way need not be loaded again for the other."""
        return _of_load(self) == _of_load(other)

    def is_met_by(self, options: LoadOptions) -> bool:
        """Whether a load with these options is as chosen; what is not chosen may be as it likes."""
        wanted = {name: value for name, value in _of_load(self).items() if value != _USUAL[name]}
        return all(getattr(options, name) == value for name, value in wanted.items())

    def with_adapter(self, path: Path, scale: float = 1.0) -> "LoadChoice":
        """With this adapter at this strength, in its place if it is there already."""
        file = AdapterFile(os.fsencode(path), scale)
        kept = tuple(file if one.path == file.path else one for one in self.adapters)
        more = () if any(one.path == file.path for one in self.adapters) else (file,)
        return msgspec.structs.replace(self, adapters=(*kept, *more))

    def without_adapter(self, path: Path) -> "LoadChoice":
        name = os.fsencode(path)
        return msgspec.structs.replace(self, adapters=tuple(a for a in self.adapters if a.path != name))


def _of_load(choice: LoadChoice) -> dict[str, object]:
    """What only a new load can change."""
    return {name: getattr(choice, name) for name in _OF_LOAD}


_OF_LOAD = ("context_length", "threads", "device", "gpu_layers", "cache_type")
_USUAL = _of_load(LoadChoice())


class LoadChoices:
    """Reads and keeps the choice of each model file."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, model: LocalModel) -> LoadChoice:
        """The kept one; the usual one for a file nobody chose for, and for what another version kept."""
        return self._store.get_value(_key(model), LoadChoice, LoadChoice())

    def keep(self, model: LocalModel, choice: LoadChoice) -> None:
        """Raises KnownError if the disk refuses."""
        self._store.set_value(_key(model), choice)


def _key(model: LocalModel) -> str:
    return _KEY.format(file=key_of(model.path, model.size))
