"""Reader of the little-endian values of a GGUF header that trusts none of them.

Every count and length is held against the bytes that are really there before anything is built from it, so
a hostile file can cost no more time or memory than its own size.
"""

import os
import struct
from typing import BinaryIO

from explorer.domain.errors import DamagedFileError
from explorer.domain.words import Words

type Scalar = int | float | bool | str

MAX_TEXT = 16 * 1024 * 1024  # bytes; the longest known chat templates are below one
_BLOCK = 1024 * 1024
_U64 = struct.Struct("<Q")
_STRING, ARRAY = 8, 9
_SCALARS = {
    0: struct.Struct("<B"), 1: struct.Struct("<b"), 2: struct.Struct("<H"), 3: struct.Struct("<h"),
    4: struct.Struct("<I"), 5: struct.Struct("<i"), 6: struct.Struct("<f"), 7: struct.Struct("<?"),
    10: _U64, 11: struct.Struct("<q"), 12: struct.Struct("<d"),
}  # fmt: skip
_TYPE_NAMES = {
    0: "uint8", 1: "int8", 2: "uint16", 3: "int16", 4: "uint32", 5: "int32", 6: "float32", 7: "bool",
    _STRING: "string", ARRAY: "array", 10: "uint64", 11: "int64", 12: "float64",
}  # fmt: skip


def damaged_header(details: str) -> DamagedFileError:
    """The one sentence for a file whose header makes no sense, with the technical reason."""
    return DamagedFileError(
        Words("The file is damaged or incomplete: its header makes no sense."),
        Words("Delete it and download it again."),
        details,
    )


def truncated_file(details: str) -> DamagedFileError:
    return DamagedFileError(
        Words("The file is incomplete: it ends too early."),
        Words("Download it again; a paused download can be resumed."),
        details,
    )


def type_name(kind: int) -> str:
    return _TYPE_NAMES.get(kind, f"type {kind}")


class HeaderBytes:
    """A forward reader over a seekable stream, from its current position on, in blocks of 1 MiB."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        start = stream.tell()
        self._left = stream.seek(0, os.SEEK_END) - start  # bytes of the file not yet in the buffer
        stream.seek(start)
        self._buffer = b""
        self._at = 0
        self._gone = 0  # bytes before the buffer

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._gone + self._at

    @property
    def remaining(self) -> int:
        return len(self._buffer) - self._at + self._left

    def take(self, size: int) -> bytes:
        self._need(size)
        start = self._at
        self._at += size
        return self._buffer[start : self._at]

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def u64(self) -> int:
        return int.from_bytes(self.take(8), "little")

    def count(self, item_size: int, what: str) -> int:
        """A number of items that take at least ``item_size`` bytes each."""
        number = self.u64()
        if number * item_size > self.remaining:
            raise damaged_header(f"It announces {number} {what}, more than the file can hold.")
        return number

    def text(self) -> str:
        size = self.u64()
        if size > MAX_TEXT:
            raise damaged_header(f"It announces a text of {size} bytes.")
        return self.take(size).decode("utf-8", "replace")

    def scalar(self, kind: int) -> Scalar:
        if kind == _STRING:
            return self.text()
        layout = _layout(kind)
        value: Scalar = layout.unpack(self.take(layout.size))[0]
        return value

    def item_size(self, kind: int) -> int:
        """The least bytes a value of this type takes in an array."""
        if kind == _STRING:
            return 8
        if kind == ARRAY:
            return 12
        return _layout(kind).size

    def skip(self, size: int) -> None:
        """Step over bytes without reading them."""
        held = len(self._buffer) - self._at
        if size <= held:
            self._at += size
            return
        if size > held + self._left:
            raise truncated_file(f"{size} bytes are announced, {held + self._left} are left.")
        self._stream.seek(size - held, os.SEEK_CUR)
        self._gone += len(self._buffer) + size - held
        self._left -= size - held
        self._buffer, self._at = b"", 0

    def skip_texts(self, number: int) -> None:
        """Step over an array of strings: a vocabulary has hundreds of thousands, so the loop is bare."""
        while number:
            self._need(8)
            number = self._skip_texts_at_hand(number)

    def _skip_texts_at_hand(self, number: int) -> int:
        """Step over those that begin in the buffer; how many are left."""
        unpack, buffer, at, left = _U64.unpack_from, self._buffer, self._at, number
        try:
            for left in range(number, 0, -1):  # noqa: B007  it is what this returns
                at += 8 + unpack(buffer, at)[0]
        except (struct.error, OverflowError):  # the next one begins behind the buffer
            beyond = left
        else:
            beyond = 0
        self._at = min(at, len(buffer))
        self.skip(at - self._at)
        return beyond

    def _need(self, size: int) -> None:
        held = len(self._buffer) - self._at
        if held >= size:
            return
        if size > held + self._left:
            raise truncated_file(f"{size} bytes are announced, {held + self._left} are left.")
        more = self._stream.read(min(self._left, max(_BLOCK, size - held)))
        self._gone += self._at
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
        self._left -= len(more)
        if len(self._buffer) < size:  # the file shrank while it was read
            raise truncated_file("It became shorter while it was read.")


def _layout(kind: int) -> struct.Struct:
    if kind not in _SCALARS:
        raise damaged_header(f"It uses an unknown value type, {kind}.")
    return _SCALARS[kind]
