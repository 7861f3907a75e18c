"""Scanner of all models of this disk: the models folder, what the person uses in place, other programs.

Never raises for a file that is bad or goes away meanwhile. Damaged, missing, foreign and duplicate files
are told apart: a damaged one has a problem, a missing one is among ``missing``, one that this app did not
put there says so by its origin, and files of one hash become one model with copies.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from explorer.base.storage import files_below, free_space
from explorer.domain.errors import CancelledError
from explorer.domain.local_model import LocalModel, ModelCopy, Origin, OtherApp
from explorer.domain.projectors import ProjectorChoice
from explorer.local.models.aliases import NO_ALIASES, Aliases, named_models
from explorer.local.models.app_folders import AppEnvironment, places
from explorer.local.models.app_models import FoundFile, find_app_models, find_below
from explorer.local.models.file_cache import FileCache
from explorer.local.models.missing_models import incomplete_models, lost_files, missing_models
from explorer.local.models.model_reader import IMPORTED_FOLDER, ModelReader
from explorer.local.models.origin_record import RECORD_FOLDER
from explorer.local.models.place_choice import PlaceChoice
from explorer.local.models.projector_files import projectors_beside
from explorer.local.models.split_files import models_among

_SETTLING = 10.0  # seconds: a file that changed since may still be written


@dataclass(frozen=True)
class OutsideFolder:
    """A folder outside the models folder: whose it is, and what was found in it. ``size`` in bytes."""

    path: Path
    app: OtherApp | None
    count: int
    size: int


@dataclass(frozen=True)
class Scan:
    """``folders`` hold models, and can be watched; ``is_settling``: a file is still being written.

    ``free``: bytes on the disk of the models folder, ``None`` if it cannot be reached.
    """

    models: tuple[LocalModel, ...] = ()
    missing: tuple[LocalModel, ...] = ()
    places: tuple[OutsideFolder, ...] = ()
    folders: tuple[Path, ...] = ()
    is_settling: bool = False
    free: int | None = field(default=None, compare=False)  # it changes all the time

    def called(self, aliases: Aliases) -> "Scan":
        """The same under these names."""
        here, gone = _named(self.models, self.missing, aliases)
        return replace(self, models=_sorted(here), missing=_sorted(gone))


@dataclass
class Scanner:
    """What a look needs; each call is one look. ``around`` ``None``: no other programs."""

    models_folder: Path
    memory: FileCache
    choice: PlaceChoice = field(default_factory=PlaceChoice)
    around: AppEnvironment | None = None
    aliases: Aliases = NO_ALIASES

    def __call__(
        self,
        stop: Callable[[], bool] = lambda: False,
        report: Callable[[int], None] = lambda _count: None,
    ) -> Scan:
        """``report`` gets the number of models read so far. Raises CancelledError on ``stop``."""
        walk = walk_folder(self.models_folder)
        reader = ModelReader(self.models_folder, self.memory)
        models: list[LocalModel] = []
        seen: set[tuple[int, int]] = set()

        def add(read: Callable[[], LocalModel | None], path: Path, *, is_ours: bool) -> None:
            if stop():
                raise CancelledError
            with suppress(OSError):  # moved or deleted since its folder was listed
                is_new = _is_new(path, seen)
                if (is_new or is_ours) and (model := read()) is not None:
                    models.append(model)
                    report(len(models))

        choice = walk.projectors(self.models_folder)
        for paths in walk.variants():
            near = choice.near(paths[0])
            add(lambda paths=paths, near=near: reader.own(paths, near), paths[0], is_ours=True)  # type: ignore[misc]
        for found in self._outside():
            add(lambda found=found: reader.found(found), found.path, is_ours=False)  # type: ignore[misc]
        self.memory.save()
        lost = self._lost(walk)
        # Also those that a model is gone from, to which it may come back.
        folders = {model.path.parent for model in (*models, *lost)} | walk.folders
        here, gone = _named(tuple(_merged(models)), lost, self.aliases)
        return Scan(
            models=_sorted(here),
            missing=_sorted(gone),
            places=self._places(models),
            folders=tuple(sorted(folders)),
            is_settling=any(_is_settling(model) for model in models),
            free=_free(self.models_folder),
        )

    def _lost(self, walk: "FolderWalk") -> tuple[LocalModel, ...]:
        return (
            *missing_models(walk.records, walk.sizes),
            *incomplete_models(walk.sizes, self.models_folder),
            *lost_files(map(Path, self.choice.files)),
        )

    def _outside(self) -> Iterator[FoundFile]:
        """The person's own places first: what is told of a file is told by the first that has it."""
        own = self.models_folder.resolve()
        for found in self._named():
            if own not in found.path.resolve().parents:
                yield found
        if self.around is not None:
            yield from find_app_models(self.around, self.choice.skipped)

    def _named(self) -> Iterator[FoundFile]:
        for file in map(Path, self.choice.files):
            if file.is_file():
                yield FoundFile(file, file, projectors=projectors_beside(file))
        for folder in map(Path, self.choice.folders):
            yield from find_below(folder)

    def _places(self, models: Iterable[LocalModel]) -> tuple[OutsideFolder, ...]:
        """Every folder of a program that is there, and every one that the person named."""
        counts: dict[tuple[Path, OtherApp | None], list[int]] = {
            (Path(folder), None): [] for folder in self.choice.folders
        }
        for app, folder in places(self.around) if self.around is not None else ():
            if folder.is_dir():
                counts[folder, app] = []
        homes = [(Path(folder), None) for folder in self.choice.folders]
        for model in models:
            if model.app is not None and model.place is not None:
                counts.setdefault((model.place, model.app), []).append(model.size)
            elif model.origin is Origin.IN_PLACE:
                home = next((one for one in homes if one[0] in model.path.parents), None)
                if home is not None:
                    counts[home].append(model.size)
        return tuple(OutsideFolder(path, app, len(all_), sum(all_)) for (path, app), all_ in counts.items())


@dataclass(frozen=True)
class FolderWalk:
    """The models folder, listed once: sizes by path, the folders that hold an origin record, and all others
    too, to which a model may come."""

    sizes: dict[Path, int]
    records: tuple[Path, ...]
    folders: frozenset[Path]

    def variants(self) -> Iterator[tuple[Path, ...]]:
        """The files of each model."""
        return models_among(one for one in self.sizes.items() if one[0].suffix.lower() == ".gguf")

    def projectors(self, models_folder: Path, files: Iterable[Path] = ()) -> ProjectorChoice[Path]:
        """Chooses among those that lie here, else among ``files``. A folder with a record is of one repo, but
        for the imported.
        """
        imported = models_folder / IMPORTED_FOLDER
        repos = {folder for folder in self.records if imported not in folder.parents}
        return ProjectorChoice(files or self.sizes, lambda folder: folder in repos)


def walk_folder(models_folder: Path) -> FolderWalk:
    sizes: dict[Path, int] = {}
    records: list[Path] = []
    folders: list[Path] = []
    for path, size in files_below(models_folder, on_folder=folders.append):
        below = path.relative_to(models_folder).parts
        if RECORD_FOLDER not in below:
            if path.suffix.lower() != ".gguf" or path.is_file():
                sizes[path] = size
        elif below[-2:] == (RECORD_FOLDER, "origin.json") and below.count(RECORD_FOLDER) == 1:
            records.append(path.parent.parent)
    watched = {
        models_folder,
        *(f for f in folders if RECORD_FOLDER not in f.relative_to(models_folder).parts),
    }
    return FolderWalk(sizes, tuple(sorted(records)), frozenset(watched))


def _free(folder: Path) -> int | None:
    with suppress(OSError):
        return free_space(folder)
    return None


def _is_new(path: Path, seen: set[tuple[int, int]]) -> bool:
    """Whether no other name of this file was met; the caches of two programs may link to one. OSError."""
    stat = path.stat()
    key = (stat.st_dev, stat.st_ino)
    if stat.st_ino and key in seen:
        return False
    seen.add(key)
    return True


def _is_settling(model: LocalModel) -> bool:
    if not model.problem:
        return False
    with suppress(OSError):
        return time.time() - model.path.stat().st_mtime < _SETTLING
    return False


def _merged(models: list[LocalModel]) -> Iterator[LocalModel]:
    """Files of one hash as one model, and that is the one met first: the person's own before others'."""
    first: dict[tuple[str, int], int] = {}
    merged: list[LocalModel] = []
    for model in models:
        hash_ = "".join(model.parts_sha256) or model.measured_sha256 or model.sha256
        key = (hash_ or "", model.size)
        at = first.get(key) if hash_ and not model.problem else None
        if at is not None:
            merged[at] = _with_copy(merged[at], model)
        else:
            if hash_ and not model.problem:
                first[key] = len(merged)
            merged.append(model)
    return iter(merged)


def _with_copy(first: LocalModel, model: LocalModel) -> LocalModel:
    """What lets one copy see images does so for the other."""
    with_copy = replace(first, copies=(*first.copies, ModelCopy(model.path, model.app)))
    if first.projector is not None:
        return with_copy
    return replace(with_copy, projector=model.projector, projector_size=model.projector_size)


def _named(
    here: tuple[LocalModel, ...], gone: tuple[LocalModel, ...], aliases: Aliases
) -> tuple[tuple[LocalModel, ...], tuple[LocalModel, ...]]:
    """They stand in one list, so they are told apart together."""
    models = named_models((*here, *gone), aliases)
    return models[: len(here)], models[len(here) :]


def _sorted(models: Iterable[LocalModel]) -> tuple[LocalModel, ...]:
    return tuple(sorted(models, key=lambda m: (m.name.lower(), m.id)))
