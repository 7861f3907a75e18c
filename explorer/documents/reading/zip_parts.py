"""Parts of a zip, read in pieces within limits. Nothing is written, so where names lead matters not."""

import posixpath
import zipfile
from collections.abc import Iterator
from types import TracebackType
from urllib.parse import unquote

from explorer.documents.reading.limits import ReadingLimits
from explorer.documents.reading.read_messages import NotReadError
from explorer.documents.reading.source import SourceFile

_PIECE = 1 << 16
_SMALL = 10_000_000  # bytes unpacked, up to which any ratio is taken: white space packs well
_MOST_PARTS = 50_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # no document has another


class ZipParts:
    """Of one document. Raises NotReadError for what is damaged, encrypted, or meant to do harm."""

    def __init__(self, source: SourceFile) -> None:
        self._limits: ReadingLimits = source.limits
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(source.file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
            raise NotReadError("broken", str(error)) from error
        if len(self._zip.filelist) > _MOST_PARTS:
            raise NotReadError("harmful", f"{len(self._zip.filelist)} parts")

    def __enter__(self) -> "ZipParts":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part; nothing if it is not there."""
        info = self._zip.NameToInfo.get(name)
        if info is None:
            return
        if info.flag_bits & 1:
            raise NotReadError("locked", f"{name} is encrypted")
        if info.compress_type not in _METHODS:
            raise NotReadError("broken", f"{name} is packed by method {info.compress_type}")
        length = 0
        try:
            with self._zip.open(info) as file:
                while piece := file.read(_PIECE):
                    length += len(piece)
                    self._check(name, len(piece), length, info.compress_size)
                    yield piece
        except (zipfile.BadZipFile, zipfile.zlib.error, EOFError, OSError, NotImplementedError) as error:  # type: ignore[attr-defined]
            raise NotReadError("broken", f"{name}: {error}") from error

    def read(self, name: str) -> bytes:
        return b"".join(self.pieces(name))

    def _check(self, name: str, more: int, length: int, packed: int) -> None:
        self._unpacked += more
        is_dense = length > _SMALL and length > packed * self._limits.ratio
        if self._unpacked > self._limits.unpacked or is_dense:
            raise NotReadError("harmful", f"{name}: {packed} bytes become more than {length}")


def part_beside(name: str, address: str) -> str:
    """The part that an address within the part ``name`` means; "" if it is outside of the zip."""
    path = unquote(address.split("#", maxsplit=1)[0])
    if not path or ":" in path.split("/")[0]:
        return ""
    found = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), path))
    return found.lstrip("/")
