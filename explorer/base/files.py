"""Writing files so that a crash leaves either the old or the new one, never half of one; and reading files
that may be anything: a pipe never ends, nor does a device, and a file may be larger than the memory.
On a command line any text may be meant as a path, also what can be none.
"""

import os
import stat
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.domain.errors import KnownError
from explorer.domain.units import size_text
from explorer.domain.words import Words

SMALL = 20_000_000  # bytes: more than any text, list or card of ours or of others has
_TRIES = 20 if os.name == "nt" else 0  # while another program holds the file open: a second in all
_PAUSE = 0.05


def write_atomically(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Replace ``path`` with ``data``: written beside it, flushed to disk, then renamed over it.

    Parts are written one after the other: all of them together may be larger than the memory.

    The file beside it has a name of its own, so that two writers at once never mix; the last one wins.
    Raises OSError, and leaves nothing behind then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}.new")
    try:
        with beside.open("xb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        _patiently(lambda: beside.replace(path))
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_export(path: Path, data: bytes | Iterable[bytes]) -> Path:
    """What a person keeps of the app, where they said; ``path``. Raises KnownError."""
    try:
        write_atomically(path, data)
    except OSError as error:
        raise KnownError(
            Words("{file} could not be written.", file=path.name),
            Words("Choose another folder, or free some space."),
            str(error),
        ) from error
    return path


def aside_name(path: Path) -> Path:
    """Where what is damaged is kept: a name beside it that is still free."""
    aside, number = path.with_suffix(f".damaged{path.suffix}"), 1
    while aside.exists():
        number += 1
        aside = path.with_suffix(f".damaged-{number}{path.suffix}")
    return aside


def no_text(error: UnicodeEncodeError) -> KnownError:
    """A name of Linux may be any bytes; no JSON can keep one that is no text."""
    return KnownError(
        Words("This name cannot be kept: some of its letters are damaged."),
        Words("Rename the folder, or choose another one."),
        str(error),
    )


class NoFileError(OSError):
    """A folder, a pipe or a device."""


def open_regular(path: Path) -> BinaryIO:
    """Open a file to be read. Raises OSError; NoFileError for what is none: to open a pipe may wait for ever,
    and to read a device may never end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise NoFileError(f"{path.name} is a folder, a pipe or a device, and no file")
    return path.open("rb")


def read_small(path: Path, most: int = SMALL) -> bytes:
    """All bytes of a file of so many at most. Raises OSError, also for a longer one or for no file at all."""
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(f"{path.name} is larger than {size_text(most)}")
    return data


def read_json[T](path: Path, kind: type[T]) -> T | None:
    """What a small file says; ``None`` where it is not there, cannot be read, or says something else."""
    try:
        return msgspec.json.decode(read_small(path), type=kind)
    except (OSError, *DECODE_ERRORS):
        return None


def read_patiently(path: Path) -> bytes:
    """As ``read_small``, where another program may be at it."""
    return _patiently(lambda: read_small(path))


def wait_until_free(path: Path) -> None:
    """On Windows, who was just told to end may still have the file open: wait for that, a second at most."""
    with suppress(OSError):
        _patiently(lambda: path.rename(path))


def _patiently[T](act: Callable[[], T]) -> T:
    """Windows refuses a file while a virus scanner or a backup has it open."""
    for _try in range(_TRIES):
        try:
            return act()
        except PermissionError:
            time.sleep(_PAUSE)
    return act()


def named_path(name: str) -> Path:
    """With ``~`` as the home folder, where the system knows whose."""
    try:
        return Path(name).expanduser()
    except RuntimeError:  # of an unknown person; a file may be called so
        return Path(name)


def is_file(path: Path) -> bool:
    """False too for a name that is too long, and behind a folder that may not be opened."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """As ``is_file``."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_there(path: Path) -> bool:
    """As ``is_file``, and true for a pipe or a device: whoever reads it says that it is no file."""
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False
