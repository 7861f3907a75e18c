"""Scanner of all models of this disk: the models folder, what the person uses in place, other programs.

Never raises for a file that is bad or goes away meanwhile. Damaged, missing, foreign and duplicate files
are told apart: a damaged one has a problem, a missing one is among ``missing``, one that this app did not
put there says so by its origin, and files of one hash become one model with copies.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from explorer.base.storage import files_below, free_space
from explorer.domain.errors import CancelledError
from explorer.domain.local_model import LocalModel, ModelCopy, Origin, OtherApp
from explorer.domain.model_names import name_of_file, name_of_repo
from explorer.domain.quantization import SPLIT_NAME, group_files, is_model_file
from explorer.domain.repo import RepoFile
from explorer.domain.words import Words
from explorer.local.folder_move.move_file import COPY_SUFFIXES, PARTIAL_SUFFIXES
from explorer.local.models.aliases import NO_ALIASES, Aliases, named_models
from explorer.local.models.app_folders import AppEnvironment, places
from explorer.local.models.app_models import FoundFile, find_app_models, find_below
from explorer.local.models.file_cache import FileCache
from explorer.local.models.model_reader import ModelReader, bare_model, with_origin
from explorer.local.models.origin_record import RECORD_FOLDER, OriginRecord, read_record
from explorer.local.models.place_choice import PlaceChoice
from explorer.local.models.split_files import models_among, parts_missing

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
        walk = _walk(self.models_folder)
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

        for paths in walk.variants():
            add(lambda paths=paths: reader.own(paths), paths[0], is_ours=True)  # type: ignore[misc]
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

    def _lost(self, walk: "_Walk") -> tuple[LocalModel, ...]:
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
                yield FoundFile(file, file)
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
class _Walk:
    """The models folder, listed once: sizes by path, the folders that hold an origin record, and all others
    too, to which a model may come."""

    sizes: dict[Path, int]
    records: tuple[Path, ...]
    folders: frozenset[Path]

    def variants(self) -> Iterator[tuple[Path, ...]]:
        """The files of each model."""
        return models_among(one for one in self.sizes.items() if one[0].suffix.lower() == ".gguf")


def _walk(models_folder: Path) -> _Walk:
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
    return _Walk(sizes, tuple(sorted(records)), frozenset(watched))


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
            copy = ModelCopy(model.path, model.app)
            merged[at] = replace(merged[at], copies=(*merged[at].copies, copy))
        else:
            if hash_ and not model.problem:
                first[key] = len(merged)
            merged.append(model)
    return iter(merged)


def _named(
    here: tuple[LocalModel, ...], gone: tuple[LocalModel, ...], aliases: Aliases
) -> tuple[tuple[LocalModel, ...], tuple[LocalModel, ...]]:
    """They stand in one list, so they are told apart together."""
    models = named_models((*here, *gone), aliases)
    return models[: len(here)], models[len(here) :]


def _sorted(models: Iterable[LocalModel]) -> tuple[LocalModel, ...]:
    return tuple(sorted(models, key=lambda m: (m.name.lower(), m.id)))


def missing_models(folders: Iterable[Path], sizes: Mapping[Path, int]) -> Iterator[LocalModel]:
    """Files that the records of ``folders`` name and that are gone; ``sizes`` has all that is there."""
    for folder in folders:
        record = read_record(folder)
        if record is None:
            continue
        files = [RepoFile(file.path, file.size) for file in record.files]
        for variant in group_files(files).variants:
            paths = [folder / file.path for file in variant.files]
            is_gone = not any(path in sizes for path in paths)  # some parts: told as incomplete
            if is_gone and not any(_is_coming(path, sizes) for path in paths):
                yield _gone(folder, record, paths[0], variant.size or 0)


def incomplete_models(sizes: Mapping[Path, int], models_folder: Path) -> Iterator[LocalModel]:
    """Models in parts of which some are not there, and not on their way either."""
    found: dict[tuple[Path, str, int], list[Path]] = {}
    for path in sizes:
        match = SPLIT_NAME.fullmatch(path.name)
        if match is not None and is_model_file(path.name):
            found.setdefault((path.parent, match["stem"], int(match["parts"])), []).append(path)
    for (folder, stem, total), parts in found.items():
        coming = [one for one in sizes if one.parent == folder and one.name.startswith(stem)]
        if len(parts) < total and not any(_is_half(one) for one in coming):
            yield _in_parts(models_folder, sorted(parts), stem, total, sum(sizes[part] for part in parts))


def lost_files(files: Iterable[Path]) -> Iterator[LocalModel]:
    """Files that the person uses in place, and that cannot be reached."""
    for path in files:
        if not path.is_file():
            gone = Words("The file is not there: it was moved or deleted, or its disk is not connected.")
            name = name_of_file(path.name)
            model = bare_model(str(path), path, 0)
            yield replace(model, name=name, origin=Origin.IN_PLACE, problem=gone, is_missing=True)


def _is_coming(path: Path, sizes: Mapping[Path, int]) -> bool:
    """Whether it is being downloaded or copied again."""
    return any(path.with_name(path.name + end) in sizes for end in (*PARTIAL_SUFFIXES, *COPY_SUFFIXES))


def _is_half(path: Path) -> bool:
    return path.name.endswith((*PARTIAL_SUFFIXES, *COPY_SUFFIXES))


def _gone(folder: Path, record: OriginRecord, path: Path, size: int) -> LocalModel:
    model, first = bare_model(str(path), path, size), record.file(path.relative_to(folder).as_posix())
    return replace(
        with_origin(model, folder, record, first) if first else model,
        name=name_of_repo(record.repo) if record.repo else name_of_file(path.name),
        origin=record.origin,
        problem=Words("The file is gone: it was moved or deleted outside this app."),
        is_missing=True,
    )


def _in_parts(models_folder: Path, parts: list[Path], stem: str, total: int, size: int) -> LocalModel:
    below = parts[0].relative_to(models_folder)
    record = read_record(parts[0].parent)
    repo = record.repo if record is not None else ""
    return replace(
        bare_model(below.as_posix(), parts[0], size),
        publisher=below.parts[0] if len(below.parts) > 2 else "",
        name=name_of_repo(repo) if repo else name_of_file(stem),
        repo=repo or None,
        problem=parts_missing(len(parts), total),
        is_missing=True,
        parts_here=len(parts),
    )
