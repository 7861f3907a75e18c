"""Paths dropped on the window or named at the start: models, folders that may hold some, and the rest."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from explorer.domain.quantization import is_model_file
from explorer.local.models.split_files import parts_of

_MOST = 200  # models taken from one folder at a time
_DEEPEST = 6  # folders below the dropped one


@dataclass(frozen=True)
class DroppedFiles:
    """Folders and others are told apart by the disk alone, see ``look``. ``link``: to a model on the Hub."""

    models: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()
    link: str = ""

    @property
    def is_welcome(self) -> bool:
        """Whether a model is in it, or may be."""
        return bool(self.models or self.folders or self.link)


def sort_by_name(paths: Iterable[Path]) -> DroppedFiles:
    """As far as names tell, without reading: what is no model by its name may be a folder."""
    models: list[Path] = []
    folders: list[Path] = []
    for path in paths:
        (models if path.suffix.lower() == ".gguf" else folders).append(path)
    return DroppedFiles(tuple(models), tuple(folders))


def look(dropped: DroppedFiles) -> DroppedFiles:
    """The same by what is there. Reads the disk, and one of the network may take its time."""
    models: list[Path] = []
    folders: list[Path] = []
    others = list(dropped.others)
    for path in dropped.models:
        (folders if path.is_dir() else models).append(path)
    for path in dropped.folders:
        (folders if path.is_dir() else others).append(path)
    return DroppedFiles(tuple(models), tuple(folders), tuple(others))


def gather_models(dropped: DroppedFiles, stop: Callable[[], bool]) -> tuple[Path, ...]:
    """The models themselves and those inside the folders, one path for a model in parts.

    Reads the disk: call it in the background. What may not be read is left out.
    """
    found = [path for path in dropped.models if path.is_file()]
    for folder in dropped.folders:
        found.extend(_inside(folder, stop))
    firsts = dict.fromkeys(parts_of(path)[0] for path in found)
    return tuple(firsts)


def _inside(folder: Path, stop: Callable[[], bool]) -> Iterator[Path]:
    count = 0
    for here, folders, names in os.walk(folder):
        if stop() or count >= _MOST:
            return
        if len(Path(here).relative_to(folder).parts) >= _DEEPEST:
            folders.clear()
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(".gguf") and is_model_file(name):
                count += 1
                yield Path(here) / name
