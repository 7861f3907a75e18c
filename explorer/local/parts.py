"""The files of one local model: most are one file, large ones come in numbered parts."""

import re
from pathlib import Path

from explorer.domain.quantization import group_files
from explorer.domain.repo import RepoFile
from explorer.local.record import OriginRecord, read_record

_PART = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)


def parts_of(path: Path) -> tuple[Path, ...]:
    """All files of the model that ``path`` belongs to, in order; ``path`` alone if parts are missing."""
    if not _PART.search(path.name):  # thousands may lie beside it, which need not be asked
        return (path,)
    siblings = [RepoFile(p.name) for p in path.parent.glob("*.gguf") if p.is_file()]
    for variant in group_files(siblings).variants:
        if any(file.path == path.name for file in variant.files):
            return tuple(path.parent / file.path for file in variant.files)
    return (path,)


def without_part(stem: str) -> str:
    """The name of a file, without suffix, as it is of the whole model."""
    return _PART.sub("", f"{stem}.gguf").removesuffix(".gguf")


def recorded_folder(path: Path) -> tuple[Path, OriginRecord] | None:
    """The nearest folder upwards whose origin record names this file, with the record."""
    for folder in path.parents:
        record = read_record(folder)
        if record is not None and record.file(path.relative_to(folder).as_posix()) is not None:
            return folder, record
    return None
