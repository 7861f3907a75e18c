"""Taking a model file from elsewhere on this machine into the library: a checked, complete copy or none."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from explorer.base.machine import free_space
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.quantization import is_model_file, label_of
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.engine.header import read_header
from explorer.local.move_file import HALF
from explorer.local.parts import parts_of

FOLDER = "imported"

_BLOCK = 4 << 20
_SPARE = 64_000_000  # bytes left free, so that the system and the database can go on
_PART = re.compile(r"-\d{5}-of-\d{5}$")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')  # what one of the three systems refuses in a name
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)  # device names on Windows


def folder_name(file_name: str) -> str:
    """A folder named after the model, without quantization and part number, valid on every system."""
    stem = _PART.sub("", file_name.removesuffix(".gguf"))
    label = label_of(file_name)
    if label and stem.upper().endswith(label):
        stem = stem[: -len(label)]
    clean = _UNSAFE.sub("-", stem).strip(" .-_")[:80].rstrip(" .")
    return f"{clean}-model" if _RESERVED.match(clean) else clean or "model"


def import_model(
    source: Path,
    models_folder: Path,
    report: Callable[[float], None],
    stop: Callable[[], bool],
    free: Callable[[Path], int] = free_space,
) -> Path:
    """Copy the model at ``source``, all its parts, to ``<models folder>/imported/<name>/``.

    ``report`` gets 0 to 1; ``free`` tells the free bytes of a folder's disk. Returns the copy of the
    first part. Raises KnownError if it is no model, is here already or does not fit; CancelledError on
    stop. What was copied so far is then removed again.
    """
    try:
        return _import(source, models_folder, report, stop, free)
    except OSError as error:
        raise KnownError(
            Words("“{name}” could not be copied into the library.", name=source.name),
            Words("See that both disks are connected and that you may write to the models folder."),
            str(error),
        ) from error


def _import(
    source: Path,
    models_folder: Path,
    report: Callable[[float], None],
    stop: Callable[[], bool],
    free: Callable[[Path], int],
) -> Path:
    _demand_model(source, models_folder)
    parts = parts_of(source)
    target = models_folder / FOLDER / folder_name(parts[0].name)
    _demand_new([target / p.name for p in parts])
    total = sum(p.stat().st_size for p in parts)
    _demand_space(source, total, free(models_folder))
    is_new_folder = not target.exists()
    target.mkdir(parents=True, exist_ok=True)
    try:
        _copy_all(parts, target, total, report, stop)
    except (CancelledError, OSError):
        if is_new_folder:
            with suppress(OSError):  # something else lies in it by now: it stays
                target.rmdir()
        raise
    return target / parts[0].name


def _demand_model(source: Path, models_folder: Path) -> None:
    if source.suffix.lower() != ".gguf":
        raise KnownError(
            Words("“{name}” is not a GGUF file.", name=source.name),
            Words("Choose a file that ends in .gguf."),
        )
    if not is_model_file(source.name):
        raise KnownError(
            Words("“{name}” belongs to a model but is none that can be run.", name=source.name),
            Words("Choose the model's own file."),
        )
    if models_folder.resolve() in source.resolve().parents:
        raise KnownError(
            Words("“{name}” already lies in the models folder.", name=source.name),
            Words("It is in the list."),
        )
    if _PART.search(source.stem) and len(parts_of(source)) == 1 and "-of-00001" not in source.stem:
        raise KnownError(
            Words("“{name}” is one part of a larger model, and other parts are missing.", name=source.name),
            Words("Put all parts into one folder, then import any of them."),
        )
    read_header(parts_of(source)[0])


def _demand_new(targets: list[Path]) -> None:
    for target in targets:
        if target.exists():
            raise KnownError(
                Words("“{name}” was imported before.", name=target.name),
                Words("Delete it in the library to import it anew."),
            )


def _demand_space(source: Path, size: int, free: int) -> None:
    if size + _SPARE > free:
        raise KnownError(
            Words(
                "“{name}” does not fit: it takes {size}, and {free} are free.",
                name=source.name,
                size=size_text(size),
                free=size_text(free),
            ),
            Words("Delete models you do not need, or choose another models folder in Settings."),
        )


def _copy_all(
    parts: tuple[Path, ...],
    target: Path,
    total: int,
    report: Callable[[float], None],
    stop: Callable[[], bool],
) -> None:
    done = 0
    partials = [target / f"{part.name}{HALF[1]}" for part in parts]

    def count(size: int) -> None:
        nonlocal done
        if stop():
            raise CancelledError
        done += size
        report(min(1.0, done / max(1, total)))

    try:
        for part, partial in zip(parts, partials, strict=True):
            _copy(part, partial, count)
        for part, partial in zip(parts, partials, strict=True):  # a model only when all are here
            partial.replace(target / part.name)
    except (CancelledError, OSError):
        for partial in partials:
            partial.unlink(missing_ok=True)
        raise


def _copy(source: Path, partial: Path, count: Callable[[int], None]) -> None:
    with source.open("rb") as read, partial.open("wb") as write:
        while block := read.read(_BLOCK):
            write.write(block)
            count(len(block))
        write.flush()
        os.fsync(write.fileno())
