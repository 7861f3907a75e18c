"""SHA-256 of files, and copies that are hashed while they are written.

hashlib is loaded where something is hashed: with it comes the whole of OpenSSL, some 5 MiB.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.base.files import open_regular
from explorer.domain.errors import CancelledError

if TYPE_CHECKING:
    from hashlib import _Hash

_BLOCK = 4 << 20


def sha256() -> "_Hash":
    """A new hash, of nothing so far."""
    import hashlib  # noqa: PLC0415  see above

    return hashlib.sha256()


def hash_files(
    paths: Sequence[Path], stop: Callable[[], bool], report: Callable[[float], None] | None = None
) -> list[str]:
    """The hash of each; ``report`` gets 0 to 1 of all. Raises OSError, CancelledError on ``stop``."""
    digests = [sha256() for _ in paths]

    def read() -> Iterator[int]:
        for path, digest in zip(paths, digests, strict=True):
            for block in _blocks(path, stop):
                digest.update(block)
                yield len(block)

    count_bytes(read(), sum(path.stat().st_size for path in paths), report)
    return [digest.hexdigest() for digest in digests]


def copy_hashed(
    sources: Iterable[Path], target: Path, digest: "_Hash", stop: Callable[[], bool]
) -> Iterator[int]:
    """Write all sources into one file and flush it to the disk; yields the bytes of each piece.

    Raises OSError, CancelledError on ``stop``; what was written is left then.
    """
    with target.open("wb") as out:
        for source in sources:
            for block in _blocks(source, stop):
                out.write(block)
                digest.update(block)
                yield len(block)
        out.flush()
        os.fsync(out.fileno())


def count_bytes(pieces: Iterable[int], total: int, report: Callable[[float], None] | None) -> None:
    """Tell with each piece of the work how far it is: 0 to 1."""
    done = 0
    for size in pieces:
        done += size
        if report is not None:
            report(min(1.0, done / max(1, total)))


def _blocks(path: Path, stop: Callable[[], bool]) -> Iterator[bytes]:
    with open_regular(path) as file:
        while block := file.read(_BLOCK):
            if stop():
                raise CancelledError
            yield block
