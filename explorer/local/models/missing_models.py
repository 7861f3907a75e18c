"""Missing models: files that were here by their record, and models of which only some parts are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from explorer.domain.local_model import LocalModel, Origin
from explorer.domain.model_names import name_of_file, name_of_repo
from explorer.domain.quantization import SPLIT_NAME, group_files, is_model_file
from explorer.domain.repo import RepoFile
from explorer.domain.words import Words
from explorer.local.folder_move.move_file import COPY_SUFFIXES, PARTIAL_SUFFIXES
from explorer.local.models.model_reader import bare_model, with_origin
from explorer.local.models.origin_record import OriginRecord, read_record
from explorer.local.models.split_files import parts_missing


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
