"""Lists what differs between two builds: folders, .tar.zst or .deb files.

usage: ./dev differ ONE OTHER    ends with status 1 if anything differs

Contents, modes, owners, dates and links are compared, so an empty list means that both archives are equal.
"""

import hashlib
import stat
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tree

Facts = dict[str, str]  # of each file by its name


def of_folder(folder: Path) -> Facts:
    """Dates are left out: a folder has the time it was made at; what is packed from it has one date."""
    found = {}
    for path in tree.entries(folder):
        told = path.lstat()
        kind = stat.filemode(told.st_mode)
        body = str(path.readlink()) if path.is_symlink() else tree.digest(path) if path.is_file() else ""
        found[path.relative_to(folder).as_posix()] = f"{kind} {body}"
    return found


def of_archive(archive: tarfile.TarFile) -> Facts:
    found = {}
    for entry in archive:
        file = archive.extractfile(entry) if entry.isfile() else None
        body = hashlib.sha256(file.read()).hexdigest() if file else entry.linkname
        owner = f"{entry.uname}:{entry.gname}"
        found[entry.name] = f"{stat.filemode(entry.mode)} {owner} {entry.mtime} {body}"
    return found


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The plain tar inside a compressed archive or a package."""
    with tempfile.NamedTemporaryFile(suffix=".tar") as target:
        if path.suffix == ".deb":
            line = ["dpkg-deb", "--fsys-tarfile", str(path)]
        else:
            line = ["zstd", "-d", "-c", "-q", str(path)]
        subprocess.run(line, stdout=target, check=True)
        yield Path(target.name)


def facts(path: Path) -> Facts:
    if path.is_dir():
        return of_folder(path)
    with unpacked(path) as plain, tarfile.open(plain) as archive:
        return of_archive(archive)


def differences(one: Facts, other: Facts) -> list[str]:
    """In words, one line for each name."""
    found = []
    for name in sorted(one.keys() | other.keys()):
        if name not in other:
            found.append(f"only in the first: {name}")
        elif name not in one:
            found.append(f"only in the second: {name}")
        elif one[name] != other[name]:
            found.append(f"differs: {name}\n  {one[name]}\n  {other[name]}")
    return found


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: ./dev differ ONE OTHER")
    one, other = (Path(word) for word in sys.argv[1:])
    found = differences(facts(one), facts(other))
    print("\n".join(found) or f"{one} and {other} hold the same")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
