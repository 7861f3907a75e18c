"""Folders and archives that depend on nothing but their contents: fixed order, owners, modes and dates."""

import gzip
import hashlib
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO


def entries(folder: Path) -> Iterator[Path]:
    """All below ``folder``, sorted, without following links; folders before what they hold."""
    return iter(sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()))


def mode_of(path: Path) -> int:
    """What everyone may do: read all, and run what its owner may run."""
    if path.is_symlink():
        return 0o777
    if path.is_dir():
        return 0o755
    return 0o755 if path.stat().st_mode & stat.S_IXUSR and is_program(path) else 0o644


def is_program(path: Path) -> bool:
    """A library is opened and not run, whatever mode it was copied with."""
    return ".so" not in path.name and path.suffix not in (".dylib", ".pyd", ".dll")


def settle(folder: Path, epoch: int) -> None:
    """Give everything in ``folder`` its mode and one date."""
    for path in [folder, *entries(folder)]:
        if not path.is_symlink():
            path.chmod(mode_of(path))
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def tar(folder: Path, inside: str, epoch: int, target: IO[bytes]) -> None:
    """Write ``folder`` as ``inside`` into an uncompressed archive, with links as links."""
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.GNU_FORMAT) as archive:
        for path in [folder, *entries(folder)]:
            place = Path(inside, path.relative_to(folder)).as_posix()
            entry = archive.gettarinfo(path, place)
            if entry.islnk():  # a second name of the same file: each is written whole
                entry.type, entry.linkname, entry.size = tarfile.REGTYPE, "", path.stat().st_size
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            entry.mtime, entry.mode = epoch, mode_of(path)
            if entry.isreg():
                with path.open("rb") as file:
                    archive.addfile(entry, file)
            else:
                archive.addfile(entry)


def tar_zst(folder: Path, inside: str, epoch: int, target: Path, *, effort: int = 16) -> None:
    """``folder`` as a .tar.zst. One thread, because more of them would compress otherwise elsewhere."""
    line = ["zstd", "-q", "-f", f"-{effort}", "-T1", "-o", str(target)]
    with subprocess.Popen(line, stdin=subprocess.PIPE) as process:
        if process.stdin is None:
            sys.exit("package: zstd takes no input")
        with process.stdin as pipe:
            tar(folder, inside, epoch, pipe)
    if process.returncode:
        sys.exit(f"package: zstd ended with status {process.returncode}")


def gzipped(text: str) -> bytes:
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_md5(path: Path) -> str:
    """What dpkg compares an installed file with; no protection against anybody."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def checksums(files: Iterable[Path]) -> str:
    """What ``sha256sum -c`` reads."""
    return "".join(f"{digest(path)}  {path.name}\n" for path in sorted(files))


def size(folder: Path) -> int:
    """Bytes of all files, each link not counted."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
