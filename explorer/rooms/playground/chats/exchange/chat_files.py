"""Where chats to bring in may lie: a file, a zip as ChatGPT hands it out, a folder as LM Studio keeps it.

Names in a zip are only looked at; nothing is unpacked onto the disk.
"""

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from explorer.base.files import is_folder, open_regular, read_small
from explorer.domain.errors import KnownError
from explorer.domain.harmless import storable
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.export_names import is_known_name

LARGEST = 1_000_000_000  # bytes of one file, and of what comes out of a zip
_MOST_FILES = 20_000
_DEEPEST = 8  # folders below the one that was chosen
_HEAVY, _RATIO = 50_000_000, 200  # what is larger and was packed tighter is no text that anybody wrote
_ENDINGS = (".json", ".jsonl")
_ROOT = "conversations"  # the folder of LM Studio that its folders stand in
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class ChatFile:
    """``folder``: that it stands in, as the person put their chats in order, or ""."""

    name: str
    folder: str
    read: Callable[[], bytes]


@contextmanager
def chat_files(path: Path) -> Iterator[tuple[ChatFile, ...]]:
    """The files that may hold chats; they can be read inside this context. Raises KnownError."""
    if is_folder(path):
        yield _in_folder(path)
        return
    try:
        with open_regular(path) as file:
            is_zip = file.read(4) == b"PK\x03\x04"
            if not is_zip:
                yield (ChatFile(_named(path.name), "", partial(_read, path)),)
                return
            with _opened(path) as archive:
                yield _in_zip(archive, path.name)
    except OSError as error:
        raise _unreadable(path.name, error) from error


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_ERRORS as error:
        raise _damaged_zip(path.name, error) from error
    with archive:
        yield archive


def _in_folder(folder: Path) -> tuple[ChatFile, ...]:
    found: list[Path] = []
    for here, folders, names in os.walk(folder):
        if len(Path(here).relative_to(folder).parts) >= _DEEPEST:
            folders.clear()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(here) / name for name in sorted(names) if name.lower().endswith(_ENDINGS)]
        if len(found) > _MOST_FILES:
            raise _too_many(folder.name)
    chosen = _chosen([path.name for path in found])
    files = tuple(
        ChatFile(
            _named(path.name), _folder_of(path.relative_to(folder.parent).parts[:-1]), partial(_read, path)
        )
        for path, is_one in zip(found, chosen, strict=True)
        if is_one
    )
    if not files:
        raise _nothing_in(folder.name)
    return files


def _in_zip(archive: zipfile.ZipFile, name: str) -> tuple[ChatFile, ...]:
    entries = [
        info
        for info in archive.infolist()
        if not info.is_dir() and info.filename.lower().endswith(_ENDINGS) and not _is_junk(info.filename)
    ]
    if len(entries) > _MOST_FILES:
        raise _too_many(name)
    places = [PurePosixPath(info.filename) for info in entries]
    chosen = _chosen([place.name for place in places])
    kept = [(info, place) for info, place, is_one in zip(entries, places, chosen, strict=True) if is_one]
    if not kept:
        raise _nothing_in(name)
    _check_sizes([info for info, _place in kept], name)
    return tuple(
        ChatFile(_named(place.name), _folder_of(place.parts[:-1]), partial(_unpacked, archive, info, name))
        for info, place in kept
    )


def _chosen(names: Sequence[str]) -> list[bool]:
    """Of those that other programs name as theirs, these alone: beside them lie lists of other things."""
    known = [is_known_name(name) for name in names]
    return known if any(known) else [True] * len(names)


def _is_junk(name: str) -> bool:
    """What a Mac puts beside the files of a zip."""
    place = PurePosixPath(name)
    return place.parts[0] == "__MACOSX" or place.name.startswith("._")


def _folder_of(parts: Sequence[str]) -> str:
    """What stands between the program's own folder and the file."""
    if _ROOT not in parts:
        return ""
    own = parts[parts.index(_ROOT) + 1 :]
    return " / ".join(_named(part) for part in own if part not in ("", ".", ".."))


def _named(name: str) -> str:
    return storable(name)[:200]


def _check_sizes(entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    if any(info.flag_bits & 1 for info in entries):
        raise KnownError(
            Words("{file} is locked by a password.", file=name), Words("Unpack it, and choose the folder.")
        )
    total = sum(info.file_size for info in entries)
    if total > LARGEST:
        raise _too_large(name, total)
    if any(info.file_size > _HEAVY and info.file_size > _RATIO * info.compress_size for info in entries):
        raise KnownError(
            Words("{file} would unpack to {size}, which is no text that anybody wrote.",
                  file=name, size=size_text(total)),
            Words("Nothing was imported. Export your chats again."),
        )  # fmt: skip


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """No more than it says: a zip may say less than comes out of it."""
    try:
        with archive.open(info) as entry:
            data = entry.read(info.file_size + 1)
    except _ZIP_ERRORS as error:
        raise _damaged_zip(name, error) from error
    except OSError as error:
        raise _unreadable(name, error) from error
    if len(data) > info.file_size:
        raise _damaged_zip(name)
    return data


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise _too_large(path.name, size)
        return read_small(path, LARGEST)
    except OSError as error:
        raise _unreadable(path.name, error) from error


def _unreadable(name: str, error: OSError) -> KnownError:
    return KnownError(
        Words("{file} could not be read.", file=_named(name)), Words("Choose another file."), str(error)
    )


def _damaged_zip(name: str, error: Exception | None = None) -> KnownError:
    return KnownError(
        Words("The zip file {file} is damaged.", file=_named(name)),
        Words("Download the export again; it may not have come as a whole."),
        str(error or ""),
    )


def _too_large(name: str, size: int) -> KnownError:
    return KnownError(
        Words("{file} is larger than can be read: {size}.", file=_named(name), size=size_text(size)),
        Words("Up to {size} are read.", size=size_text(LARGEST)),
    )


def _too_many(name: str) -> KnownError:
    return KnownError(
        Words("There are too many files in {name}.", name=_named(name)),
        Words("Choose the folder in which the chats are."),
    )


def _nothing_in(name: str) -> KnownError:
    return KnownError(Words("There are no chats in {name}.", name=_named(name)), ADVICE)


ADVICE = Words(
    "Choose ChatGPT’s export (a zip, or conversations.json), LM Studio’s folder “conversations”, a list of"
    " messages, or chats that this app exported as JSON."
)
