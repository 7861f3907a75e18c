"""What of the files that a person named can come in: models, and what lets them see images."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.quantization import is_projector_file
from explorer.local.models.file_cache import FileCache
from explorer.local.models.header_facts import read_header_facts
from explorer.local.models.model_import import check_source, no_model
from explorer.local.models.model_reader import ModelReader
from explorer.local.models.split_files import parts_of


@dataclass(frozen=True)
class FilesToImport:
    """``sizes``: of models that can come in with all that belongs to them, by the first file of each;
    ``projectors``: what comes along; ``problems``: why others cannot come in."""

    sizes: dict[Path, int]
    projectors: dict[Path, Path]
    problems: tuple[KnownError, ...] = ()


def look_at_sources(paths: Sequence[Path], models_folder: Path) -> FilesToImport:
    """Models, and projectors that lie beside theirs or were named together with one. Reads headers."""
    sizes: dict[Path, int] = {}
    projectors: dict[Path, Path] = {}
    problems: list[KnownError] = []
    named = [path for path in paths if is_projector_file(path.name)]
    for path in paths:
        try:
            size = 0 if path in named else check_source(path, models_folder)
        except KnownError as error:
            problems.append(error)
        else:
            if path not in named:
                sizes[parts_of(path)[0]] = size
    for model in sizes:
        projector = projector_beside(model) or (_seeing(named) if len(sizes) == 1 else None)
        if projector is not None:
            projectors[model] = projector
            sizes[model] += projector.stat().st_size
    problems += [no_model(path) for path in named if path not in projectors.values()]
    return FilesToImport(sizes, projectors, tuple(problems))


def _seeing(named: Sequence[Path]) -> Path | None:
    """The only one that was named, if it reads images."""
    with suppress(OSError):
        return named[0] if len(named) == 1 and read_header_facts(named[0]).sees else None
    return None


def projector_beside(source: Path) -> Path | None:
    """What lets the model at ``source`` see images, and would come along with it."""
    return ModelReader(source.parent, FileCache()).loose(source, source).projector
