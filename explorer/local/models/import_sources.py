"""What of the files that a person named can come in: models, and what lets them see images."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.quantization import is_projector_file
from explorer.domain.words import Words
from explorer.local.models.file_cache import FileCache
from explorer.local.models.model_import import check_source, no_model
from explorer.local.models.model_reader import ModelReader
from explorer.local.models.projector_files import why_unfit
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
        if path not in named:
            try:
                size = check_source(path, models_folder)
            except KnownError as error:
                problems.append(error)
            else:
                sizes[parts_of(path)[0]] = size
    is_pair = len(sizes) == len(named) == 1
    trouble = _why_not(next(iter(sizes)), named[0]) if is_pair else None
    for model in sizes:
        projector = named[0] if is_pair and trouble is None else _beside(model)
        if projector is not None:
            projectors[model] = projector
            sizes[model] += projector.stat().st_size
    if trouble is not None:
        problems.append(trouble)
    else:
        problems += [no_model(path) for path in named if path not in projectors.values()]
    return FilesToImport(sizes, projectors, tuple(problems))


def _why_not(model: Path, projector: Path) -> KnownError | None:
    """Why the only one that was named with a model does not come along."""
    with suppress(OSError):
        unfit = why_unfit(model, projector)
        return KnownError(unfit, Words("Choose the model’s own vision file.")) if unfit else None
    return no_model(projector)


def _beside(source: Path) -> Path | None:
    """What lets the model at ``source`` see images, and would come along with it."""
    return ModelReader(source.parent, FileCache()).loose(source, source).projector
