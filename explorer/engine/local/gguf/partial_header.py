"""Partial header of a GGUF file: as much of its metadata as the first bytes hold.

Files state their numbers first and long vocabularies behind them, by custom and not by promise. So reading
stops where the bytes end, and the caller sees whether what it needs was there, or fetches more. The
tensors, behind everything, are never reached.
"""

import struct

from explorer.engine.local.gguf.header import ArrayInfo, Header, HeaderValue

_KEPT = 64  # items: longer arrays are vocabularies
_LONGEST_TEXT = 1 << 20
_MOST_VALUES = 100_000
_STRING, _ARRAY = 8, 9
_SCALARS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
_NAMES = {0: "uint8", 1: "int8", 2: "uint16", 3: "int16", 4: "uint32", 5: "int32", 6: "float32", 7: "bool",
          _STRING: "string", _ARRAY: "array", 10: "uint64", 11: "int64", 12: "float64"}  # fmt: skip


class _EndError(Exception):
    """The bytes end, or make no sense: there is nothing more to read."""


def read_partial_header(body: bytes) -> Header | None:
    """A header without tensors, ``length`` the bytes that were used; ``None`` if this is no GGUF."""
    data = _Bytes(body)
    try:
        if data.take(4) != b"GGUF" or data.number("<I") not in (2, 3):
            return None
        version = body[4]
        data.number("<Q")  # tensors
        count = min(data.number("<Q"), _MOST_VALUES)
    except _EndError:
        return None
    return _read_values(data, version, count)


def _read_values(data: "_Bytes", version: int, count: int) -> Header:
    metadata: dict[str, HeaderValue] = {}
    used = data.at
    try:
        for _ in range(count):
            key, kind = data.text(), data.number("<I")
            if kind != _ARRAY:
                metadata[key] = data.scalar(kind)
            else:
                # Of an array whose items are not all here, kind and length are.
                of, length = data.number("<I"), data.number("<Q")
                metadata[key] = ArrayInfo(_NAMES.get(of, f"type {of}"), length)
                used = data.at
                items = data.items(of, length)
                if items is not None:
                    metadata[key] = items
            used = data.at
    except _EndError:
        pass
    return Header(version, metadata, (), used)


class _Bytes:
    """A forward reader that never looks beyond its bytes."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.at = 0

    def take(self, size: int) -> bytes:
        if size > len(self._body) - self.at:
            raise _EndError
        self.at += size
        return self._body[self.at - size : self.at]

    def number(self, layout: str) -> int:
        value: int = struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        return value

    def text(self) -> str:
        size = self.number("<Q")
        if size > _LONGEST_TEXT:
            raise _EndError
        return self.take(size).decode("utf-8", "replace")

    def scalar(self, kind: int) -> int | float | bool | str:
        if kind == _STRING:
            return self.text()
        if kind not in _SCALARS:
            raise _EndError
        return self.number(_SCALARS[kind])

    def items(self, kind: int, length: int) -> tuple[HeaderValue, ...] | None:
        """The items of a short array; ``None`` for a long one, which is stepped over."""
        if kind in _SCALARS and length > _KEPT:
            self.take(length * struct.calcsize(_SCALARS[kind]))
            return None
        if kind != _STRING and kind not in _SCALARS:
            raise _EndError  # arrays of arrays: not seen in real files
        kept: list[HeaderValue] = []
        for number in range(length):
            item = self.scalar(kind)
            if number < _KEPT:
                kept.append(item)
        return tuple(kept) if length <= _KEPT else None
