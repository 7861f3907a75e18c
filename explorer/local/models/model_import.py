"""Import of a model file from elsewhere on this machine into the models folder: complete, or not at all.

A copy is hashed while it is written, so that its source can be found and a second copy be told. A file that
is moved on one disk only gets its new name; between two disks it is copied first and deleted last.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from explorer.base.hashing import copy_hashed, count_bytes, sha256
from explorer.base.storage import free_space
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import Origin
from explorer.domain.quantization import (
    SPLIT_NAME,
    is_model_file,
    is_projector_file,
    label_of,
    without_part,
)
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import read_header
from explorer.hub.transfer.disk_space import DiskSpace
from explorer.hub.transfer.progress import DEFAULT_RULES
from explorer.local.folder_move.move_file import COPY_SUFFIXES
from explorer.local.models.header_facts import is_part
from explorer.local.models.model_reader import IMPORTED_FOLDER
from explorer.local.models.origin_record import FileRecord, OriginRecord, note_files
from explorer.local.models.split_files import parts_of

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')  # what one of the three systems refuses in a name
_BROKEN = re.compile("[\ud800-\udfff]+")  # bytes that are no text: nothing could be noted of such a file
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)  # device names on Windows


def folder_name(file_name: str) -> str:
    """A folder named after the model, without quantization and part number, valid on every system."""
    stem = without_part(file_name.removesuffix(".gguf"))
    label = label_of(file_name)
    if label and stem.upper().endswith(label):
        stem = stem[: -len(label)]
    return _clean(stem)


def _clean(name: str) -> str:
    """Valid on every system."""
    clean = _UNSAFE.sub("-", _BROKEN.sub("-", name)).strip(" .-_")[:80].rstrip(" .")
    return f"{clean}-model" if _RESERVED.match(clean) else clean or "model"


def check_source(source: Path, models_folder: Path) -> int:
    """Bytes of the model at ``source``, all its parts. Raises KnownError if it cannot be taken in."""
    try:
        _demand_model_name(source)
        _demand_model(source, models_folder)
        return sum(part.stat().st_size for part in parts_of(source))
    except OSError as error:
        raise KnownError(
            Words("“{name}” could not be read.", name=source.name),
            Words("See that its disk is connected and that you may open it."),
            str(error),
        ) from error


@dataclass(frozen=True)
class _Taken:
    """A file and its new place; ``sha256`` is "" where it was not read."""

    source: Path
    target: Path
    sha256: str = ""


def import_model(
    source: Path,
    models_folder: Path,
    report: Callable[[float], None],
    stop: Callable[[], bool],
    free: Callable[[Path], int] = free_space,
    *,
    is_move: bool = False,
    name: str = "",
    projector: Path | None = None,
) -> Path:
    """Take the model at ``source``, all its parts, to ``<models folder>/imported/<name>/``.

    ``report`` gets 0 to 1; ``free`` tells the free bytes of a folder's disk. ``is_move``: the original goes.
    ``name``: of the new file, where its own says nothing. ``projector`` comes along; where other models lie
    beside it, it stays there too.
    Returns the new first part. Raises KnownError if it is no model, is here already or does not fit;
    CancelledError on stop. What was copied so far is then removed again.
    """
    try:
        return _import(source, models_folder, report, stop, free, name, projector, is_move=is_move)
    except OSError as error:
        raise KnownError(
            Words("“{name}” could not be taken into the library.", name=source.name),
            Words("See that both disks are connected and that you may write to the models folder."),
            str(error),
        ) from error


def _import(
    source: Path,
    models_folder: Path,
    report: Callable[[float], None],
    stop: Callable[[], bool],
    free: Callable[[Path], int],
    name: str,
    projector: Path | None,
    *,
    is_move: bool,
) -> Path:
    if not name:
        _demand_model_name(source)
    _demand_model(source, models_folder)
    parts = parts_of(source)
    target = models_folder / IMPORTED_FOLDER / folder_name(name or parts[0].name)
    pairs = _pairs(parts, target, name)
    _demand_new([new for _old, new in pairs])
    along = _projector_pairs(projector, pairs[0][1])
    shared = along if is_move and _is_shared(projector, parts) else []
    whole = pairs if shared else [*pairs, *along]
    is_new_folder = not target.exists()
    target.mkdir(parents=True, exist_ok=True)
    try:
        taken = _renamed(whole) if is_move else ()
        rest = shared if taken else [*whole, *shared]
        if rest:
            total = sum(old.stat().st_size for old, _new in rest)
            DiskSpace(models_folder, replace(DEFAULT_RULES, free=free)).demand(total)
            taken = (*taken, *_copy_all(rest, total, report, stop))
        _note(target, taken)
        if is_move:
            _drop([one for one in taken if (one.source, one.target) not in shared])
    except (CancelledError, OSError, KnownError):
        if is_new_folder:
            with suppress(OSError):  # something else lies in it by now: it stays
                target.rmdir()
        raise
    return pairs[0][1]


def _pairs(parts: tuple[Path, ...], target: Path, name: str) -> list[tuple[Path, Path]]:
    """Each file with its new place."""
    if name and len(parts) == 1:
        return [(parts[0], target / f"{_clean(name.removesuffix('.gguf'))}.gguf")]
    return [(part, target / _BROKEN.sub("-", part.name)) for part in parts]


def _projector_pairs(projector: Path | None, model: Path) -> list[tuple[Path, Path]]:
    """Under a name that says what it is; none where it lies there already, beside another quantization."""
    if projector is None:
        return []
    is_told = is_projector_file(projector.name)
    new = model.with_name(_BROKEN.sub("-", projector.name) if is_told else "mmproj.gguf")
    if new.exists() and new.stat().st_size != projector.stat().st_size:  # another one of this name
        new = model.with_name(f"mmproj-{model.name}")
    return [] if new.exists() else [(projector, new)]


def _is_shared(projector: Path | None, parts: tuple[Path, ...]) -> bool:
    """Whether other models lie beside it."""
    beside = projector.parent.glob("*.gguf") if projector is not None else ()
    return any(is_model_file(path.name) and path not in parts for path in beside)


def _demand_model_name(source: Path) -> None:
    if source.suffix.lower() != ".gguf":
        raise KnownError(
            Words("“{name}” is not a GGUF file.", name=source.name),
            Words("Choose a file that ends in .gguf."),
        )
    if not is_model_file(source.name):
        raise no_model(source)


def _demand_model(source: Path, models_folder: Path) -> None:
    if models_folder.resolve() in source.resolve().parents:
        raise KnownError(
            Words("“{name}” already lies in the models folder.", name=source.name),
            Words("It is in the list."),
        )
    if SPLIT_NAME.fullmatch(source.name) and len(parts_of(source)) == 1 and "-of-00001" not in source.stem:
        raise KnownError(
            Words("“{name}” is one part of a larger model, and other parts are missing.", name=source.name),
            Words("Put all parts into one folder, then import any of them."),
        )
    if is_part(read_header(parts_of(source)[0])):
        raise no_model(source)


def no_model(source: Path) -> KnownError:
    """Why it cannot come in by itself."""
    if is_projector_file(source.name):
        return KnownError(
            Words("“{name}” is the vision file of a model; it can’t run by itself.", name=source.name),
            Words("Choose the model’s own file with it, and both come in together."),
        )
    return KnownError(
        Words("“{name}” belongs to a model but is none that can be run.", name=source.name),
        Words("Choose the model’s own file."),
    )


def _demand_new(targets: list[Path]) -> None:
    for target in targets:
        if target.exists():
            raise KnownError(
                Words("“{name}” was imported before.", name=target.name),
                Words("Delete it in the library to import it anew."),
            )


def _copy_all(
    pairs: list[tuple[Path, Path]],
    total: int,
    report: Callable[[float], None],
    stop: Callable[[], bool],
) -> tuple[_Taken, ...]:
    partials = [new.with_name(new.name + COPY_SUFFIXES[1]) for _old, new in pairs]
    digests = [sha256() for _ in pairs]
    copies = ([old] for old, _new in pairs)
    try:
        pieces = map(partial(copy_hashed, stop=stop), copies, partials, digests)
        count_bytes(chain.from_iterable(pieces), total, report)
        for (_old, new), half in zip(pairs, partials, strict=True):  # a model only when all are here
            half.replace(new)
    except (CancelledError, OSError):
        for half in partials:
            half.unlink(missing_ok=True)
        raise
    return tuple(_Taken(old, new, one.hexdigest()) for (old, new), one in zip(pairs, digests, strict=True))


def _renamed(pairs: list[tuple[Path, Path]]) -> tuple[_Taken, ...]:
    """All parts under their new names, or none of them: the disk is another one."""
    if any(old.is_symlink() for old, _new in pairs):
        return ()  # a link may lead nowhere from its new place
    done: list[_Taken] = []
    try:
        for old, new in pairs:
            old.rename(new)
            done.append(_Taken(old, new))
    except OSError:
        for one in done:
            one.target.rename(one.source)
        return ()
    return tuple(done)


def _note(folder: Path, taken: tuple[_Taken, ...]) -> None:
    """That it was imported, when, and what was measured of it."""
    files = [FileRecord.of(one.target.name, one.target, measured=one.sha256) for one in taken]
    note_files(folder, files, OriginRecord(repo="", endpoint="", origin=Origin.IMPORTED))


def _drop(taken: list[_Taken]) -> None:
    """The originals, after a copy to another disk."""
    for one in taken:
        if one.source.exists() and not one.source.samefile(one.target):
            one.source.unlink()
