"""The files of one local model: most are one file, large ones come in numbered parts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from explorer.domain.quantization import SPLIT_NAME, group_files
from explorer.domain.repo import RepoFile
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import Header, read_header


def parts_of(path: Path) -> tuple[Path, ...]:
    """All files of the model that ``path`` belongs to, in order; ``path`` alone if parts are missing."""
    if not SPLIT_NAME.fullmatch(path.name):  # thousands may lie beside it, which need not be asked
        return (path,)
    siblings = [(beside, None) for beside in path.parent.glob("*.gguf") if beside.is_file()]
    return next((parts for parts in models_among(siblings) if path in parts), (path,))


def models_among(files: Iterable[tuple[Path, int | None]]) -> Iterator[tuple[Path, ...]]:
    """The files of each model among these, which have their sizes; of one in parts, only if all are there."""
    folders: dict[Path, list[RepoFile]] = {}
    for path, size in files:
        folders.setdefault(path.parent, []).append(RepoFile(path.name, size))
    for folder in sorted(folders):
        for variant in group_files(sorted(folders[folder], key=lambda file: file.path)).variants:
            yield tuple(folder / file.path for file in variant.files)


def with_parts(header: Header, path: Path) -> Header:
    """The header of a file with the tensors of all parts of its model, as far as they lie beside it.

    Raises KnownError if one of them cannot be read.
    """
    parts = parts_of(path)
    if len(parts) == 1:
        return header
    headers = [header if part == path else read_header(part) for part in parts]
    return replace(header, tensors=tuple(tensor for one in headers for tensor in one.tensors))


def parts_missing(here: int, total: int) -> Words:
    return Words("Only {count} of its {total} parts are here.", count=here, total=total)
